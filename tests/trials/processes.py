"""Processes of Sparri to start, to kill and to start again."""

import asyncio
import os
import random
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
REST = 1.5
"""Seconds between a death and the next life."""


def free_port() -> int:
    """One that is free, and the next one too most likely."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Process:
    """One process of `python -m MODULE …` that can be killed at any moment and comes back."""

    def __init__(self, *command: str, **settings: str) -> None:
        self.command = command
        clean = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        self.environment = {**clean, **settings, "PYTHONPATH": str(ROOT)}
        self.log = Path(settings["SPARRI_DATA"]) / "trial.log"

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", *self.command, env=self.environment, stdout=log, stderr=log
            )

    async def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        if self.process.returncode is None:
            self.process.terminate()
        return await self.process.wait()


async def killing(processes: list[Process], times: int, within: float, chance: random.Random) -> None:
    """Kills one of them `times` at random moments within so many seconds, each time starting it again."""
    for _ in range(times):
        await asyncio.sleep(chance.uniform(0.3, 1) * within / times)
        victim = chance.choice(processes)
        await victim.kill()
        await asyncio.sleep(REST)
        await victim.start()
