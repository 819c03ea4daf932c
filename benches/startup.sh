#!/bin/sh
# How long the smallest text takes, from process start to end, against the smallest of bash. Wants a
# release build and hyperfine; installs nothing.
#
#     cargo build --release && benches/startup.sh [PATH-OF-REBE]
set -eu
cd "$(dirname "$0")/.."
rebe=${1:-target/release/rebe}

for program in hyperfine bash awk; do
    if ! command -v "$program" >/dev/null 2>&1; then
        echo "benches/startup.sh: please install $program" >&2
        exit 1
    fi
done
if [ ! -x "$rebe" ]; then
    echo "benches/startup.sh: there is no $rebe; \`cargo build --release\` makes it" >&2
    exit 1
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' HUP INT TERM

# Without a shell between, so that only the two programs are measured.
hyperfine --shell=none --warmup 20 --runs 300 --style none --export-csv "$folder/times.csv" \
    "$rebe -c '1 + 1'" "bash -c true" >/dev/null 2>&1

# Columns: command, mean, stddev, median, user, system, min, max; the commands hold no comma.
awk -F, '
    NR > 1 { median[NR] = $4 * 1000; user[NR] = ($5 + $6) * 1000; least[NR] = $7 * 1000 }
    END {
        printf "%-18s %9s %9s %9s\n", "", "median ms", "CPU ms", "least ms"
        printf "%-18s %9.2f %9.2f %9.2f\n", "rebe -c \"1 + 1\"", median[2], user[2], least[2]
        printf "%-18s %9.2f %9.2f %9.2f\n", "bash -c true", median[3], user[3], least[3]
        printf "%-18s %9.2f %9.2f %9.2f\n", "ratio", median[2] / median[3], \
            user[2] / user[3], least[2] / least[3]
    }' "$folder/times.csv"
