"""How fast a big file goes to a host and comes from it: rebe beside ssh and sftp of OpenSSH.

    cargo build --release && python3 benches/peers/big_file.py [MIB] [ROUNDS]

All talk to one sshd on loopback, in turns. The file is read from and written to the same disk, and
what came is compared. OpenSSH runs with the cipher of its own choice, and with AES in GCM as rebe
does, which is the faster where the processor has instructions for it. Memory is the most that
the client, and for OpenSSH its largest process, has had resident.
"""

import getpass
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from measure import TARGET, free_port, start_sshd

CIPHER = "-oCiphers=aes256-gcm@openssh.com"


def measure(command, folder, out):
    """Seconds on the clock, and the most KiB that were resident."""
    start = time.monotonic()
    with open(out, "wb") as sink, open(folder / "errors", "wb") as errors:
        child = subprocess.Popen(list(map(str, command)), cwd=folder, stdout=sink, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    if status != 0:
        raise SystemExit(f"{command[0]} failed: {(folder / 'errors').read_text()[-2000:]}")
    return wall, usage.ru_maxrss


def main():
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1024
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as name:
        folder, port = pathlib.Path(name), free_port()
        server = start_sshd(folder, port, "Subsystem sftp internal-sftp\n")
        try:
            compare(folder, port, size, rounds)
        finally:
            server.terminate()
            server.wait()


def compare(folder, port, size, rounds):
    account, there, came = getpass.getuser(), folder / "there", folder / "came"
    with open(there, "wb") as file:
        block = os.urandom(1 << 20)
        for at in range(size):
            file.write(at.to_bytes(8, "big") + block[8:])
    log, text = folder / "log", "x" * 180
    with open(log, "w") as file:
        for at in range((size << 20) // 256):
            file.write(f"2026-11-27T18:25:11 node service[{at:010}]: a line as logs have it, {text}\n")
    key = " ".join((folder / "host.pub").read_text().split()[:2])
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {key}\n")
    (folder / "hosts.toml").write_text(
        f'hosts = ["127.0.0.1"]\n[defaults]\nport = {port}\nuser = "{account}"\n'
        f'identity = "{folder}/user"\n'
    )
    options = ["-F", "none", "-i", folder / "user", f"-oUserKnownHostsFile={folder}/known_hosts"]
    options += [f"-oPort={port}"]
    at = f"{account}@127.0.0.1"
    (folder / "get").write_text(f"get {there} {came}\n")
    (folder / "put").write_text(f"put {there} {came}\n")

    def rebe(text, *form):
        flags = ["-i", folder / "hosts.toml", "--known-hosts", folder / "known_hosts"]
        flags += ["--ssh-config", "none", *form]
        return [TARGET / "release" / "rebe", *flags, "-c", text]

    def openssh(program, *more):
        return {
            program: [program, *options, *more],
            f"{program}, AES-GCM": [program, *options, CIPHER, *more],
        }

    own, waste = folder / "127.0.0.1" / "there", folder / "waste"
    many = "--stream --timeout 1hr --max-output 1TiB"
    tasks = {
        "output of a command": (
            None,
            {
                "rebe run --stream": rebe(f"hosts | run 'cat {there}' {many} --binary | length"),
                **openssh("ssh", at, f"cat {there}"),
            },
        ),
        "lines of a command": (
            None,
            {
                "rebe run --stream": rebe(f"hosts | run 'cat {log}' {many}"),
                "rebe run --stream, CSV": rebe(f"hosts | run 'cat {log}' {many}", "-o", "csv"),
                **openssh("ssh", at, f"cat {log}"),
            },
        ),
        "from the host": (
            own,
            {
                "rebe download": rebe(f"hosts | download {there} {folder} --force"),
                "rebe download --verify": rebe(f"hosts | download {there} {folder} --force --verify"),
                **openssh("sftp", "-b", folder / "get", at),
            },
        ),
        "to the host": (
            came,
            {
                "rebe upload": rebe(f"hosts | upload {there} {came}"),
                "rebe upload --verify": rebe(f"hosts | upload {there} {came} --verify"),
                **openssh("sftp", "-b", folder / "put", at),
            },
        ),
    }
    print(f"{size} MiB, {rounds} rounds; ratio: of the throughput of the fastest of OpenSSH")
    print(f"{'':28} {'median s':>9} {'least s':>9} {'MiB/s':>7} {'ratio':>6} {'MiB held':>9}")
    for task, (place, clients) in tasks.items():
        taken = {client: [] for client in clients}
        for _ in range(rounds):
            for client, command in clients.items():
                for old in (own, came):
                    old.unlink(missing_ok=True)
                taken[client].append(measure(command, folder, waste))
                result = came if place is not None and client.startswith("sftp") else place
                if result is not None:
                    subprocess.run(["cmp", there, result], check=True)
        print(task)
        middle = {name: statistics.median(wall for wall, _ in those) for name, those in taken.items()}
        fastest = min(wall for name, wall in middle.items() if not name.startswith("rebe"))
        for name, those in taken.items():
            least, held = min(wall for wall, _ in those), max(held for _, held in those)
            print(
                f"  {name:26} {middle[name]:9.2f} {least:9.2f} {size / middle[name]:7.0f}"
                f" {fastest / middle[name]:6.2f} {held / 1024:9.0f}"
            )


main()
