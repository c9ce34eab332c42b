"""`sparri serve` under load, and under kills: how fast what comes in is acknowledged, and that each question has one answer."""

import asyncio
import random
import sqlite3
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from aiohttp import ClientError, ClientSession

from tests.slack.twin import SECRET, TOKEN, dm
from tests.trials.processes import Process, free_port, killing
from tests.trials.troubled import Troubled

QUESTIONS = (
    "onko markkinakartoitus pakollinen?",
    "mitä innovaatiokumppanuus tarkoittaa?",
    "vad är ett dynamiskt inköpssystem?",
    "how do I share risk with a supplier?",
    "mikä on EU-kynnysarvo palveluille?",
)
RATE, SECONDS = 50, 60
PEOPLE, EACH, KILLS = 100, 5, 5
AGAIN = (0.2, 8.0, 40.0)
"""Seconds after which a delivery comes again that was not acknowledged: Slack's three repeats (at once, after one minute and after
five), a minute made eight seconds. A start takes three to five seconds, so that with shorter ones none might find it up."""


async def served(twin: Troubled, directory: Path) -> Process:
    """A server that hears the twin, once it is ready."""
    port = free_port()
    settings = {
        "SPARRI_DATA": str(directory),
        "SPARRI_PORT": str(port),
        "SPARRI_SLACK_BOT_TOKEN": TOKEN,
        "SPARRI_SLACK_SIGNING_SECRET": SECRET,
        "SPARRI_SLACK_API_URL": f"{twin.url}/api/",
    }
    process = Process("bot", "serve", **settings)
    twin.app = f"http://127.0.0.1:{port}"
    await process.start()
    async with ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port + 1}/readyz") as answer:
                    if answer.status == 200:
                        return process
            except ClientError:
                pass
            await asyncio.sleep(0.2)


async def loaded(directory: Path) -> str:
    """50 deliveries a second for a minute, the database locked for a second in the middle."""
    twin = Troubled(())
    await twin.start()
    for n in range(PEOPLE):
        twin.joins(f"U{n}")
    process = await served(twin, directory)
    for n in range(PEOPLE):  # members are asked about once
        await twin.says(f"U{n}", "valikko")
    took: list[tuple[float, float, int]] = []

    async def one(n: int, at: float) -> None:
        start = time.perf_counter()
        status = await twin.says(f"U{n % PEOPLE}", "valikko" if n % 5 else QUESTIONS[n // 5 % 5])
        took.append((at, time.perf_counter() - start, status))

    start, tasks = time.perf_counter(), []
    locked = SECONDS / 2
    lock = asyncio.create_task(_locked(directory / "sparri.db", locked))
    for n in range(RATE * SECONDS):
        at = n / RATE
        await asyncio.sleep(max(0, start + at - time.perf_counter()))
        tasks.append(asyncio.create_task(one(n, at)))
    await asyncio.gather(*tasks, lock)
    quiet = [ms for at, ms, _ in took if not locked - 0.1 < at < locked + 2.5]
    stormy = [ms for at, ms, _ in took if locked - 0.1 < at < locked + 2.5]
    stored = await _drained(directory / "sparri.db")
    bad = sum(status != 200 for *_, status in took)
    await process.stop()
    await twin.stop()
    p99 = quantiles(quiet, n=100)[98]
    return (
        f"{RATE} deliveries a second for {SECONDS} s: acknowledged p99 {p99:.3f} s, max {max(quiet):.3f} s; with the database "
        f"locked for 1 s max {max(stormy):.3f} s; {bad} not acknowledged, {RATE * SECONDS + PEOPLE - stored} lost"
    )


async def _locked(path: Path, after: float) -> None:
    await asyncio.sleep(after)

    def hold() -> None:
        conn = sqlite3.connect(path)
        conn.execute("BEGIN IMMEDIATE")
        time.sleep(1)
        conn.rollback()
        conn.close()

    await asyncio.to_thread(hold)


async def _drained(path: Path) -> int:
    """How many events were stored, once all have been worked on."""
    while True:
        conn = sqlite3.connect(path, timeout=30)
        states = dict(conn.execute("SELECT state, count(*) FROM inbox GROUP BY state").fetchall())
        conn.close()
        if not states.keys() & {"due", "taken"}:
            return sum(states.values())
        await asyncio.sleep(1)


async def killed(directory: Path) -> str:
    """500 questions while the server is killed at random moments and started again."""
    twin = Troubled(())
    await twin.start()
    for n in range(PEOPLE):
        twin.joins(f"U{n}")
    process = await served(twin, directory)
    chance = random.Random(7)
    deaths = asyncio.create_task(killing([process], KILLS, 40, chance))
    missed = sum(await asyncio.gather(*(_asks(twin, f"U{n}", chance.uniform(0, 10)) for n in range(PEOPLE))))
    await deaths
    await _drained(directory / "sparri.db")
    expected, start = PEOPLE * (EACH + 1), time.monotonic()
    while sum(twin.keys().values()) < expected and time.monotonic() - start < 120:
        await asyncio.sleep(1)
    await asyncio.sleep(3)
    seen = [len(twin.seen(dm(f"U{n}"))) for n in range(PEOPLE)]
    lost, doubled = sum(max(0, EACH + 1 - n) for n in seen), sum(max(0, n - EACH - 1) for n in seen)
    code = await process.stop()
    await twin.stop()
    return (
        f"{PEOPLE * EACH} questions, {KILLS} × kill -9: {lost} unanswered, {missed} of which no repeat found the server up, "
        f"{doubled} answered twice (SIGTERM: exit {code})"
    )


async def _asks(twin: Troubled, user: str, after: float) -> int:
    """Puts the questions; how many of them no repeat brought to a server that was up."""
    missed = 0
    for question in QUESTIONS[:EACH]:
        await asyncio.sleep(after / 2)
        said = twin.wrote(user, dm(user), question)
        event = {**said, "channel": dm(user), "channel_type": "im"}
        for pause in (0.0, *AGAIN):
            await asyncio.sleep(pause)
            try:
                if await twin.tells(event, event_id=f"Ev{said['ts']}") == 200:
                    break
            except (ClientError, OSError):
                continue
        else:
            missed += 1
    return missed


def run() -> None:
    """Prints a line for each."""
    for trial in (loaded, killed):
        with tempfile.TemporaryDirectory() as directory:
            print(asyncio.run(trial(Path(directory))), flush=True)
