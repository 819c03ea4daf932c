"""Times the same questions about a CSV file in rebe and its peers, and prints a table of both."""

import os
import random
import statistics
import sys
import time

FOLDER = sys.argv[1]
ROWS = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else 5
REBE = os.path.abspath("target/release/rebe")
PYTHON = sys.executable
NU = os.path.join(FOLDER, "node_modules/.bin/nu")

FACTS = os.path.join(FOLDER, f"facts-{ROWS}.csv")
NAMES = os.path.join(FOLDER, "names.csv")

# What each is asked, in its own words. `$FACTS` and `$NAMES` are the files.
QUESTIONS = {
    "filter, count": {
        "rebe": "open $FACTS | where load > 0.5 and cores >= 8 | length",
        "polars": "pl.scan_csv(F).filter((pl.col('load') > 0.5) & (pl.col('cores') >= 8))"
        ".select(pl.len()).collect()",
        "duckdb": "select count(*) from read_csv('$FACTS') where load > 0.5 and cores >= 8",
        "nushell": "open $FACTS | where load > 0.5 and cores >= 8 | length",
    },
    "group, sum, mean": {
        "rebe": "open $FACTS | group-by site os (count) (sum memory) (mean load) | length",
        "polars": "pl.scan_csv(F).group_by('site', 'os').agg(pl.len(), pl.col('memory').sum(),"
        " pl.col('load').mean()).collect()",
        "duckdb": "select count(*) from (select site, os, count(*), sum(memory), avg(load)"
        " from read_csv('$FACTS') group by all)",
        "nushell": "open $FACTS | group-by site os --to-table | each {|g| {site: $g.site, os: $g.os,"
        " count: ($g.items | length), memory: ($g.items | get memory | math sum),"
        " load: ($g.items | get load | math avg)} } | length",
    },
    "sort by two": {
        "rebe": "let t = open $FACTS | sort-by site load; $t | length",
        "polars": "pl.scan_csv(F).sort('site', 'load').collect()",
        "duckdb": "create table t as from read_csv('$FACTS') order by site, load;"
        " select count(*) from t",
        "nushell": "let t = (open $FACTS | sort-by site load); $t | length",
    },
    "join with 100,000": {
        "rebe": "let t = open $FACTS | join (open $NAMES) host; $t | length",
        "polars": "pl.scan_csv(F).join(pl.scan_csv(N), on='host').collect()",
        "duckdb": "create table t as select * from read_csv('$FACTS') a join read_csv('$NAMES') b"
        " using (host); select count(*) from t",
        "nushell": "let t = (open $FACTS | join (open $NAMES) host); $t | length",
    },
}


def make_files():
    dice = random.Random(1)
    hosts = [f"host{at:06}" for at in range(200_000)]
    if not os.path.exists(FACTS):
        with open(FACTS + ".part", "w") as out:
            out.write("id,host,site,os,cores,memory,load,up,kernel,note\n")
            for at in range(ROWS):
                out.write(
                    f"{at},{dice.choice(hosts)},site{dice.randrange(50):02},"
                    f"{dice.choice(('debian', 'alpine', 'ubuntu', 'rocky'))},"
                    f"{dice.choice((2, 4, 8, 16, 32))},{dice.randrange(1 << 38)},"
                    f"{dice.random():.6f},{dice.choice(('true', 'false'))},"
                    f"6.{dice.randrange(20)}.{dice.randrange(200)},note {dice.randrange(10_000)}\n"
                )
        os.rename(FACTS + ".part", FACTS)
    if not os.path.exists(NAMES):
        with open(NAMES + ".part", "w") as out:
            out.write("host,owner\n")
            for at, host in enumerate(hosts[::2]):
                out.write(f"{host},team{at % 97}\n")
        os.rename(NAMES + ".part", NAMES)


def command(peer, text):
    text = text.replace("$FACTS", FACTS).replace("$NAMES", NAMES)
    if peer == "rebe":
        return [REBE, "-c", text]
    if peer == "polars":
        return [PYTHON, "-c", f"import polars as pl; F={FACTS!r}; N={NAMES!r}; {text}"]
    if peer == "duckdb":
        return [PYTHON, "-c", f"import duckdb; print(duckdb.sql({text!r}) if ';' not in {text!r}"
                f" else duckdb.execute({text!r}).fetchall())"]
    return [NU, "--no-config-file", "-c", text]


def measure(words):
    """Seconds, CPU seconds and the most memory in MiB of one process."""
    begin = time.perf_counter()
    child = os.posix_spawn(
        words[0], words, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    )
    _, status, usage = os.wait4(child, 0)
    took = time.perf_counter() - begin
    if status != 0:
        raise SystemExit(f"this failed: {words}")
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    make_files()
    print(f"{ROWS:,} rows, {os.path.getsize(FACTS) / 1e6:.0f} MB; median of {ROUNDS} rounds"
          " (one of Nushell)\n")
    print("| question | rebe | polars (Python) | DuckDB (Python) | Nushell |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for question, texts in QUESTIONS.items():
        figures = {peer: [] for peer in texts}
        for at in range(ROUNDS):
            for peer, text in texts.items():
                if peer != "nushell" or at == 0:
                    figures[peer].append(measure(command(peer, text)))
        cells = []
        for peer in texts:
            took, _, memory = (statistics.median(column) for column in zip(*figures[peer]))
            cells.append(f"{took:.2f} s, {memory:,.0f} MiB")
        print(f"| {question} | {' | '.join(cells)} |", flush=True)
    idle = {"polars": "None", "duckdb": "select 1"}
    floor = {peer: min(measure(command(peer, text))[0] for _ in range(3)) for peer, text in idle.items()}
    print("\nof that, to start Python and load the library: "
          + ", ".join(f"{peer} {took:.2f} s" for peer, took in floor.items()))


main()
