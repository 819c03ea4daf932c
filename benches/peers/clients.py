"""The peers: each asks all hosts the same question, a number of times over its connections.

Called as `clients.py NAME QUESTIONS FOLDER`; the folder has `hosts` (an address a line), `user` (the
private key), `known_hosts` and `settings.json`.
"""

import asyncio
import json
import pathlib
import sys

COMMAND = "nproc"


def settings(folder):
    told = json.loads((folder / "settings.json").read_text())
    return (folder / "hosts").read_text().split(), told["port"], told["account"], told["fan_out"]


def ask_asyncssh(folder, questions):
    import asyncssh

    hosts, port, account, fan_out = settings(folder)

    async def one(host, turn):
        async with turn, asyncssh.connect(
            host,
            port=port,
            username=account,
            client_keys=[str(folder / "user")],
            known_hosts=str(folder / "known_hosts"),
            config=None,
            agent_path=None,
        ) as connection:
            for _ in range(questions):
                await connection.run(COMMAND, check=True)

    async def everybody():
        turn = asyncio.Semaphore(fan_out)
        await asyncio.gather(*(one(host, turn) for host in hosts))

    asyncio.run(everybody())


def ask_parallel_ssh(folder, questions):
    from pssh.clients import ParallelSSHClient

    hosts, port, account, fan_out = settings(folder)
    # It looks at no host key, which spares it some work.
    client = ParallelSSHClient(
        hosts, port=port, user=account, pkey=str(folder / "user"), pool_size=fan_out
    )
    for _ in range(questions):
        for output in client.run_command(COMMAND):
            if output.exception is not None:
                raise output.exception
            list(output.stdout)
            if output.exit_code != 0:
                raise RuntimeError(f"{output.host}: {output.exit_code}")


if __name__ == "__main__":
    name, questions, folder = sys.argv[1], int(sys.argv[2]), pathlib.Path(sys.argv[3])
    {"asyncssh": ask_asyncssh, "parallel-ssh": ask_parallel_ssh}[name](folder, questions)
