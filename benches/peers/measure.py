"""Start an sshd, let each client ask it one question and then eleven, and print what that took.

CPU time is that of the client and of all programs that it starts, user and system. What a client
needs before it asks anybody, such as to start Python, is measured with no host and taken off; what
ten more questions take is a tenth of what a pooled question does. Clients take turns, so that what
else the machine does meets all of them.
"""

import getpass
import json
import os
import pathlib
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

FAN_OUT = 64
MORE = 10
HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE.parent.parent / "target"


def free_port():
    with socket.socket() as one:
        one.bind(("0.0.0.0", 0))
        return one.getsockname()[1]


def start_sshd(folder, port, more=""):
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    shutil.copy(folder / "user.pub", folder / "authorized_keys")
    # The start-up files of the account's shell would take longer than all the rest.
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 0.0.0.0\nHostKey {folder}/host\nPidFile none\n"
        f"AuthorizedKeysFile {folder}/authorized_keys\nUsePAM no\nStrictModes no\n"
        "PasswordAuthentication no\nPermitRootLogin prohibit-password\nMaxStartups 1000:1:2000\n"
        f"PrintMotd no\nPrintLastLog no\nSetEnv HOME={folder}\n" + more
    )
    if os.getuid() == 0:
        pathlib.Path("/run/sshd").mkdir(exist_ok=True)
    server = subprocess.Popen(
        ["/usr/sbin/sshd", "-D", "-f", folder / "config", "-E", folder / "log"]
    )
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return server
        except OSError:
            time.sleep(0.05)
    raise SystemExit("sshd does not start: " + (folder / "log").read_text())


def write_files(folder, hosts, port):
    account = getpass.getuser()
    addresses = [f"127.0.{at // 250}.{at % 250 + 1}" for at in range(hosts)]
    key = " ".join((folder / "host.pub").read_text().split()[:2])
    known = "".join(f"[{one}]:{port} {key}\n" for one in addresses)
    (folder / "known_hosts").write_text(known)
    told = {"port": port, "account": account, "fan_out": FAN_OUT}
    (folder / "settings.json").write_text(json.dumps(told))
    (folder / "ssh_config").write_text(
        f"Host *\n Port {port}\n User {account}\n IdentityFile {folder}/user\n IdentitiesOnly yes\n"
        f" UserKnownHostsFile {folder}/known_hosts\n StrictHostKeyChecking yes\n"
    )
    for name, those in (("", addresses), ("none-", addresses[:0])):
        (folder / f"{name}hosts").write_text("\n".join(those))
        names = ", ".join(f'"{one}"' for one in those)
        (folder / f"{name}hosts.toml").write_text(
            f'hosts = [{names}]\n[defaults]\nport = {port}\nuser = "{account}"\n'
            f'identity = "{folder}/user"\n'
        )
        data = {
            "ssh_port": port,
            "ssh_user": account,
            "ssh_key": f"{folder}/user",
            "ssh_known_hosts_file": f"{folder}/known_hosts",
            "ssh_strict_host_key_checking": "yes",
        }
        (folder / f"{name}inventory.py").write_text(f"hosts = ({those!r}, {data!r})\n")


def rebe(folder, questions, none):
    text = "; ".join(["hosts | run nproc | require all | length"] * questions)
    flags = ["-i", folder / f"{none}hosts.toml", "--known-hosts", folder / "known_hosts"]
    flags += ["--ssh-config", "none", "--parallel", str(FAN_OUT)]
    return [TARGET / "release" / "rebe", *flags, "-c", text]


def python(name):
    def command(folder, questions, none):
        if none:
            # What it takes to start: the library is loaded, and nobody is asked.
            module = {"asyncssh": "asyncssh", "parallel-ssh": "pssh.clients"}[name]
            return [TARGET / "peers/bin/python", "-c", f"import {module}"]
        return [TARGET / "peers/bin/python", HERE / "clients.py", name, str(questions), folder]

    return command


def pyinfra(folder, questions, none):
    deploy = folder / f"deploy{questions}.py"
    deploy.write_text(
        "from pyinfra.operations import server\n"
        + "server.shell(commands=['nproc'])\n" * questions
    )
    if none:
        return [TARGET / "peers/bin/pyinfra", "--version"]
    return [TARGET / "peers/bin/pyinfra", "-y", "--parallel", str(FAN_OUT), folder / "inventory.py", deploy]


def clush(folder, questions, none):
    hosts = ",".join((folder / "hosts").read_text().split())
    one = [TARGET / "peers/bin/clush", "-q", "-S", "-f", str(FAN_OUT), "-o", f"-F {folder}/ssh_config"]
    if none:
        return [*one, "--version"]
    ask = " ".join(f"'{word}'" for word in [*map(str, one), "-w", hosts, "nproc"])
    return ["sh", "-ec", "\n".join([ask] * questions)]


CLIENTS = {
    "rebe": rebe,
    "asyncssh": python("asyncssh"),
    "parallel-ssh": python("parallel-ssh"),
    "pyinfra": pyinfra,
    "clush with ssh": clush,
}


def measure(command, folder):
    """Seconds on the clock, and seconds of CPU."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    ended = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode != 0:
        raise SystemExit(f"{command[0]} failed: {ended.stdout[-2000:]} {ended.stderr[-2000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    hosts = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as name:
        folder, port = pathlib.Path(name), free_port()
        # The account of sshd reads its keys from here.
        folder.chmod(0o755)
        server = start_sshd(folder, port)
        try:
            write_files(folder, hosts, port)
            table(folder, hosts, rounds)
        finally:
            server.terminate()
            server.wait()


def table(folder, hosts, rounds):
    samples = {name: [] for name in CLIENTS}
    for _ in range(rounds):
        for name, client in CLIENTS.items():
            _, start = measure(client(folder, 1, "none-"), folder)
            wall, cold = measure(client(folder, 1, ""), folder)
            _, both = measure(client(folder, 1 + MORE, ""), folder)
            cold_host = (cold - start) / hosts * 1000
            samples[name].append((wall, cold_host, (both - cold) / MORE / hosts * 1000))
    print(f"{hosts} hosts of one sshd, fan-out {FAN_OUT}, medians of {rounds} rounds\n")
    print("| client | wall, cold | CPU a cold host | CPU a host asked again |")
    print("|---|---|---|---|")
    for name, rows in samples.items():
        wall, cold, pooled = (statistics.median(column) for column in zip(*rows))
        print(f"| {name} | {wall:.2f} s | {cold:.2f} ms | {pooled:.2f} ms |", flush=True)


if __name__ == "__main__":
    main()
