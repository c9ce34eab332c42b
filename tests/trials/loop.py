"""60 questions from asking to sharing, by scripted people in Slack, while two workers are killed: steps lost, steps doubled."""

import asyncio
import random
import tempfile
from collections.abc import Callable
from datetime import time
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any, NoReturn

from sqlalchemy import func, select

from bot.channels.slack_events import remote_id
from bot.core import Core
from bot.delivery import inbox
from bot.people import Address, Language, Reach, Role, Scope
from bot.skills import SKILLS
from bot.skills.escalation.records.tables import escalation
from bot.store import Store, entries, experts, migrate, people
from bot.turns import Event, Pressed, Submitted
from tests.slack.reading import words
from tests.slack.twin import TEAM, TOKEN, Json, buttons, dm
from tests.trials.processes import Process, killing
from tests.trials.troubled import Troubled, now

QUESTIONS, KILLS = 60, 5
STEPS = 8
"""of a question: asked, taken, written, sent, agreed to, opened, approved, shared"""
PATIENCE = 240
"""Seconds after which what has not come is lost."""
TOPIC = "avtal i innovationspartnerskap"
EXPERTS, COORDINATORS = [f"UE{n}" for n in range(12)], [f"UC{n}" for n in range(6)]
"""So many that none waits for Slack's message a second and conversation."""
AWAKE: dict[str, Any] = {"starts": time(0), "ends": time(23, 59), "days": frozenset(range(7))}
"""A trial does not wait for the morning."""
ANSWER = "Ja, om avbrottet har skrivits in i avtalet."


class Loop:
    """The people, each of whom does the next thing once they see what they need for it. What they press is stored as the
    server would before it acknowledges it: only what follows is done by those who are killed."""

    def __init__(self, twin: Troubled, store: Store) -> None:
        self.twin, self.store, self.numbers = twin, store, count(1)
        self.core = Core(store, SKILLS, _no_library, now)
        self.steps = 0

    def comes(self, user: str, language: Language, role: Role = Role.PROCURER) -> None:
        """Somebody who has read the welcome."""
        self.twin.joins(user, f"{language.value}-FI")
        with self.store.writing() as conn:
            person = people.add(conn, at(user), language, user[1:]).id
            people.update(conn, person, welcomed=True)
            people.give(conn, person, role, *((Scope(Reach.NETWORK),) if role is Role.COORDINATOR else ()))
            if role is Role.EXPERT:
                topics = (experts.Topic(TOPIC, language.value),)
                experts.keep(conn, experts.Expert(person, topics=topics, cap=QUESTIONS, **AWAKE))

    async def plays(self, n: int) -> None:
        """One question, from its asker to what is shared."""
        asker, coordinator, mark = f"U{n}", COORDINATORS[n % len(COORDINATORS)], f"prototyyppi {n}x"
        told = {
            "question": f"Voiko innovaatiokumppanuuden keskeyttää, kun {mark}?",
            "urgency": "urgent",
            "options": "share",
        }
        await self._does(Submitted(self._event(), at(asker), "escalation.ask", told))
        expert, shown, arg = await self._sees(EXPERTS, "escalation.take", mark)
        await self._presses(expert, shown, "escalation.take", arg)
        filled = {"text": f"{ANSWER} {mark}", "sources": "", "valid_until": "2099-01-01", "audience": "everyone"}
        await self._sees([expert], "escalation.back", mark)
        await self._does(Submitted(self._event(), at(expert), "escalation.answer", filled, arg))
        _who, shown, arg = await self._sees([expert], "escalation.send", mark)
        await self._presses(expert, shown, "escalation.send", arg)
        _who, shown, arg = await self._sees([asker], "escalation.share", mark)
        await self._presses(asker, shown, "escalation.share", arg)
        entry = await self._until(lambda: self._entry(mark))
        await self._does(Pressed(self._event(), at(coordinator), "escalation.proposal", entry))
        _who, shown, arg = await self._sees([coordinator], "escalation.approve", mark)
        await self._presses(coordinator, shown, "escalation.approve", arg)
        await self._until(lambda: self._is_published(entry))
        self.steps += 1

    def told(self, took: float) -> str:
        """What was lost and what came twice: of the steps, of the messages by key, of the questions and what is shared."""
        with self.store.reading() as conn:
            asked = conn.execute(select(func.count()).select_from(escalation)).scalar_one()
            shared, waits = len(entries.in_state(conn, "published")), inbox.counts(conn)
        doubled = sum(times - 1 for times in self.twin.keys().values())
        doubled += max(asked - QUESTIONS, 0) + max(shared - QUESTIONS, 0)
        return (
            f"{STEPS * QUESTIONS - self.steps} of {STEPS * QUESTIONS} steps lost, {doubled} doubled, {shared} answers shared "
            f"in {took:.0f} s, {KILLS} kills; {waits}"
        )

    async def _presses(self, who: str, shown: Json, action: str, arg: str) -> None:
        await self._does(Pressed(self._event(), at(who), action, arg, remote_id(dm(who), shown["ts"])))

    async def _does(self, event: Event) -> None:
        """What a platform delivers, twice as it may."""
        for _delivery in range(2):
            await asyncio.to_thread(self.core.receive, event)
        self.steps += 1

    async def _sees(self, those: list[str], action: str, mark: str) -> tuple[str, Json, str]:
        """Who of those has a message with the mark and a button for `action`, the message, and what the button is about."""

        def found() -> tuple[str, Json, str] | None:
            for who in those:
                for message in reversed(self.twin.seen(dm(who))):
                    for button in buttons(message) if mark in words(message) else ():
                        if button["action_id"].endswith(f":{action}"):
                            return who, message, str(button.get("value", ""))
            return None

        there: tuple[str, Json, str] = await self._until(found)
        return there

    async def _until(self, found: Callable[[], Any]) -> Any:
        while not (there := found()):
            await asyncio.sleep(0.2)
        return there

    def _entry(self, mark: str) -> str:
        with self.store.reading() as conn:
            return next((one.id for one in entries.in_state(conn, "proposed") if mark in one.question), "")

    def _is_published(self, entry: str) -> bool:
        with self.store.reading() as conn:
            there = entries.get(conn, entry)
        return there is not None and there.state == "published"

    def _event(self) -> str:
        return f"event {next(self.numbers)}"


def _no_library() -> NoReturn:
    raise AssertionError("only the workers work")


def at(user: str) -> Address:
    return Address("slack", TEAM, user, dm(user))


async def looped(url: str, directory: Path, seed: int) -> str:
    """One run on a database; its line."""
    twin, store = Troubled((), seed), Store(url)
    await twin.start()
    migrate(store)
    loop = Loop(twin, store)
    for expert in EXPERTS:
        loop.comes(expert, Language.SV, Role.EXPERT)
    for coordinator in COORDINATORS:
        loop.comes(coordinator, Language.FI, Role.COORDINATOR)
    for n in range(QUESTIONS):
        loop.comes(f"U{n}", Language.FI)
    settings = {
        "SPARRI_DATA": str(directory),
        "SPARRI_DATABASE_URL": url,
        "SPARRI_SLACK_BOT_TOKEN": TOKEN,
        "SPARRI_SLACK_SIGNING_SECRET": "x",
        "SPARRI_SLACK_API_URL": f"{twin.url}/api/",
    }
    workers = [Process("tests.trials.worker", **settings) for _ in range(2)]
    start = monotonic()
    for worker in workers:
        await worker.start()
    deaths = asyncio.create_task(killing(workers, KILLS, 60, random.Random(seed)))
    plays = [asyncio.create_task(loop.plays(n)) for n in range(QUESTIONS)]
    _done, late = await asyncio.wait(plays, timeout=PATIENCE)
    took = monotonic() - start
    for play in late:
        play.cancel()
    await deaths
    for worker in workers:
        await worker.stop()
    line = f"{url.partition(':')[0]:22} {loop.told(took)}"
    await twin.stop()
    store.close()
    return line


def run(postgresql: str) -> None:
    """Prints a line for each database."""
    for n, url in enumerate(("", postgresql)):
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory)
            print(asyncio.run(looped(url or f"sqlite:///{path}/sparri.db", path, n + 1)), flush=True)
