"""500 messages to 25 people, two workers, five of them killed, and Slack on a bad day: what is lost, what comes twice."""

import asyncio
import random
import tempfile
import time
from pathlib import Path

from bot.cards import Card, Text
from bot.delivery import outbox
from bot.people import Address
from bot.store import Store, migrate
from bot.turns import Send
from tests.slack.twin import TEAM, TOKEN, dm
from tests.trials.processes import Process, killing
from tests.trials.troubled import Troubled, now

MESSAGES, PEOPLE, KILLS = 500, 25, 5
PATIENCE = 400


async def delivered(url: str, directory: Path, seed: int) -> str:
    """One run on a database; its line."""
    twin = Troubled(seed=seed)
    await twin.start()
    for n in range(PEOPLE):
        twin.joins(f"U{n}")
    store = Store(url)
    migrate(store)
    with store.writing() as conn:
        for n in range(MESSAGES):
            user = f"U{n % PEOPLE}"
            to = Address("slack", TEAM, user, dm(user))
            outbox.put(conn, Send(to, Card(Text(f"message {n}")), once=f"trial:{n}"), to, now())
    settings = {
        "SPARRI_DATA": str(directory),
        "SPARRI_DATABASE_URL": url,
        "SPARRI_SLACK_BOT_TOKEN": TOKEN,
        "SPARRI_SLACK_SIGNING_SECRET": "x",
        "SPARRI_SLACK_API_URL": f"{twin.url}/api/",
    }
    workers = [Process("tests.trials.worker", **settings) for _ in range(2)]
    start = time.monotonic()
    for worker in workers:
        await worker.start()
    deaths = asyncio.create_task(killing(workers, KILLS, 25, random.Random(seed)))
    while (states := counts(store)).keys() & {"due", "sending"} and time.monotonic() - start < PATIENCE:
        await asyncio.sleep(0.5)
    took = time.monotonic() - start
    await deaths
    for worker in workers:
        await worker.stop()
    arrived = twin.keys()
    lost = [n for n in range(MESSAGES) if f"trial:{n}" not in arrived]
    doubled = [key for key, times in arrived.items() if times > 1]
    await twin.stop()
    store.close()
    faults = ", ".join(f"{count} × {fault}" for fault, count in sorted(twin.happened.items()))
    return (
        f"{url.partition(':')[0]:22} {len(lost)} lost, {len(doubled)} doubled of {MESSAGES} in {took:.0f} s, {KILLS} kills; "
        f"{faults}; {states}"
    )


def counts(store: Store) -> dict[str, int]:
    with store.reading() as conn:
        return outbox.counts(conn)


def run(postgresql: str) -> None:
    """Prints a line for each database."""
    for n, url in enumerate(("", postgresql)):
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory)
            print(asyncio.run(delivered(url or f"sqlite:///{path}/sparri.db", path, n + 1)), flush=True)
