"""600 reminders in Slack, a minute of them, while two workers are killed: lost, doubled. Not to be run on a public holiday."""

import asyncio
import random
import tempfile
from datetime import time, timedelta
from pathlib import Path
from time import monotonic

from bot.audience import Audience
from bot.delivery import schedule
from bot.people import Language, Reach, Role, Scope
from bot.skills.reminders import records
from bot.skills.reminders.records import PLANNED, Plan
from bot.skills.reminders.rounds import next_round, planned
from bot.store import Store, migrate, people, reminding
from tests.slack.twin import TOKEN
from tests.trials.loop import at
from tests.trials.processes import Process, killing
from tests.trials.troubled import Troubled, now

PEOPLE, REMINDERS, KILLS = 100, 6, 5
APART, PATIENCE = timedelta(seconds=10), 240


def comes(twin: Troubled, store: Store, user: str, *, coordinates: bool = False) -> str:
    """Somebody in UTC who wants to be reminded at any hour."""
    twin.joins(user, "en-GB")
    with store.writing() as conn:
        person = people.add(conn, at(user), Language.EN, user[1:], "UTC").id
        people.update(conn, person, welcomed=True)
        reminding.keep_hours(conn, person, time(0), time(23, 59, 59), frozenset(range(7)))
        if coordinates:
            people.give(conn, person, Role.COORDINATOR, Scope(Reach.NETWORK))
    return person


def saved(store: Store, author: str, number: int) -> None:
    """One of the reminders, due in a while."""
    due = now() + (number + 1) * APART
    plan = Plan(Audience(), due.date(), due.time(), "UTC", "market-dialogue", words="begin")
    with store.writing() as conn:
        found = records.make(conn, author, plan, now())
        following = planned(conn, found, now())
        assert following and records.move(conn, found, PLANNED, now())
        after = records.get(conn, found.id)
        assert after
        schedule.put_once(conn, next_round(after, *following), now())


async def reminded(url: str, directory: Path, seed: int) -> str:
    """One run on a database; its line."""
    twin, store = Troubled((), seed), Store(url)
    await twin.start()
    migrate(store)
    author = comes(twin, store, "UKAISA", coordinates=True)
    for n in range(PEOPLE - 1):
        comes(twin, store, f"U{n}")
    settings = {
        "SPARRI_DATA": str(directory),
        "SPARRI_DATABASE_URL": url,
        "SPARRI_SLACK_BOT_TOKEN": TOKEN,
        "SPARRI_SLACK_SIGNING_SECRET": "x",
        "SPARRI_SLACK_API_URL": f"{twin.url}/api/",
    }
    workers = [Process("tests.trials.worker", **settings) for _ in range(2)]
    for number in range(REMINDERS):
        saved(store, author, number)
    start = monotonic()
    for worker in workers:
        await worker.start()
    deaths = asyncio.create_task(killing(workers, KILLS, 60, random.Random(seed)))
    wanted = PEOPLE * REMINDERS
    while len(arrived(twin)) < wanted and monotonic() - start < PATIENCE:
        await asyncio.sleep(0.5)
    took = monotonic() - start
    await deaths
    await asyncio.sleep(5)
    for worker in workers:
        await worker.stop()
    doubled = sum(times - 1 for times in arrived(twin).values())
    lost = f"{wanted - len(arrived(twin))} of {wanted} reminders lost, {doubled} doubled"
    line = f"{url.partition(':')[0]:22} {lost} in {took:.0f} s, {KILLS} kills"
    await twin.stop()
    store.close()
    return line


def arrived(twin: Troubled) -> dict[str, int]:
    """How often each reminder arrived, by its key."""
    return {key: times for key, times in twin.keys().items() if key.startswith("reminder:")}


def run(postgresql: str) -> None:
    """Prints a line for each database."""
    for n, url in enumerate(("", postgresql)):
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory)
            print(asyncio.run(reminded(url or f"sqlite:///{path}/sparri.db", path, n + 1)), flush=True)
