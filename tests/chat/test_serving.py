"""A server with a platform of our own: what it hears is answered, its health is told, and it ends in time."""

import asyncio
import logging
import shutil
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.__main__ import parser
from bot.app import App, build
from bot.cards import File, lines
from bot.channels.health import has_room
from bot.channels.platform import Door, PlatformError, Unreachable
from bot.channels.serving import Serving
from bot.commands import CommandError, serve
from bot.delivery import inbox, outbox, retention
from bot.delivery.outcomes import Claimed, Outcome, Rules, Sent
from bot.people import Address, Language, Profile
from bot.settings import Settings
from bot.store import Conflict, feeds, files, keeping, people
from bot.turns import Said
from knowledge.library import Library

MAIJA = Address("slack", "T1", "U1", "D1")


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Wire:
    """A platform that hears what is posted to it and keeps what it is told to show."""

    door: Door
    name: str = "slack"
    rules: Rules = field(default_factory=Rules)
    shown: list[str] = field(default_factory=list)
    slowly: float = 0.0
    fault: str = ""
    away: str = ""
    is_connected: bool = False

    def add_routes(self, router: web.UrlDispatcher, /) -> None:
        router.add_post("/said" if self.name == "slack" else f"/{self.name}", self._said)

    async def start(self, *, hears: bool) -> None:
        if self.fault:
            raise PlatformError(self.fault)
        if self.away:
            raise Unreachable(self.away)
        self.is_connected = hears

    async def stop(self) -> None:
        self.is_connected = False

    async def profile(self, address: Address, /) -> Profile:
        return Profile()

    async def send(self, message: Claimed, /) -> Outcome:
        await asyncio.sleep(self.slowly)
        self.shown += lines(message.card)
        return Sent("m")

    async def edit(self, message: Claimed, remote_id: str, /) -> Outcome:
        return await self.send(message)

    async def _said(self, request: web.Request) -> web.Response:
        text = await request.text()
        await self.door.receive(Said(text, MAIJA, text))
        return web.Response()


@pytest.fixture
def running(tmp_path: Path, library: Library) -> App:
    return build(Settings(data=tmp_path), now, lambda: library)


@asynccontextmanager
async def served(app: App, *wires: Wire, hears: bool = True) -> AsyncIterator[tuple[Serving, Wire, str, str]]:
    """(serving, wire, address of the server, address of its health) until the block ends."""
    stop = asyncio.Event()
    wire, *others = wires or (Wire(Door(app.core, lambda: None)),)
    server = Serving(app.store, app.core, {each.name: each for each in (wire, *others)}, now, app.files.parent, (0.3,))
    for each in (wire, *others):
        each.door = Door(app.core, server.wake)
    run = asyncio.create_task(server.run(stop, "127.0.0.1", 0, hears=hears))
    await until(lambda: server.health.is_ready or run.done())
    if run.done():
        await run
    try:
        yield server, wire, server.addresses[0], server.addresses[-1]
    finally:
        stop.set()
        await run


async def until(is_so: Callable[[], bool]) -> None:
    """Waits for something that another task brings about."""
    async with asyncio.timeout(20):
        while not is_so():
            await asyncio.sleep(0.01)


def play(scene: Callable[[ClientSession], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with ClientSession() as session:
            await scene(session)

    asyncio.run(whole())


def test_what_is_heard_is_answered_and_counted(running: App) -> None:
    async def scene(session: ClientSession) -> None:
        async with served(running) as (_serving, wire, address, health):
            async with session.post(f"{address}/said", data="moi") as response:
                assert response.status == 200
            await until(lambda: len(wire.shown) > 2)
            async with session.get(f"{health}/healthz") as response:
                assert response.status == 200
            async with session.get(f"{health}/readyz") as response:
                assert (response.status, (await response.json())["ready"]) == (200, True)
            async with session.get(f"{health}/metrics") as response:
                told = await response.text()
            assert 'sparri_requests_total{route="/said",status="200"} 1' in told
            assert 'sparri_inbox{state="done"} 1' in told
            wire.is_connected = False
            async with session.get(f"{health}/readyz") as response:
                assert (response.status, (await response.json())["slack"]) == (503, False)
            async with session.get(f"{address}/metrics") as response:
                assert response.status == 404, "numbers are on loopback only"
            async with session.post(f"{address}/said", data="x" * 1_100_000) as response:
                assert response.status == 413

    play(scene)


def test_who_only_works_and_sends_is_ready_though_nobody_hears(running: App) -> None:
    async def scene(session: ClientSession) -> None:
        async with served(running, hears=False) as (_serving, wire, _address, health):
            assert not wire.is_connected
            async with session.get(f"{health}/readyz") as response:
                assert response.status == 200

    play(scene)


@pytest.fixture
def logs_of_its_own() -> Iterator[None]:
    """A server sets up the logs of its whole process: they are as before when the test ends."""
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


@pytest.mark.usefixtures("logs_of_its_own")
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "No platform is set up"),
        ({"slack_client_id": "1.2", "slack_signing_secret": "s"}, "only one of the client id"),
        ({"slack_bot_token": "xoxb-1"}, "no way to reach Sparri"),
        ({"teams_app_id": "x", "teams_app_password": "y"}, "not a GUID"),
    ],
)
def test_settings_that_do_not_go_together_end_the_server_with_a_sentence(
    tmp_path: Path, settings: dict[str, str], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        serve.run(parser().parse_args(["serve"]), Settings(data=tmp_path, database_url="", **settings))


def test_a_file_is_given_out_to_whoever_has_its_link_until_it_expires(running: App) -> None:
    given = File("omat tiedot.zip", "application/zip", b"PK", "kaikki")
    with running.store.writing() as conn:
        assert files.keep(conn, MAIJA, given, now()) == "", "nobody's file is not kept"
        people.add(conn, MAIJA, Language.FI)
        token = files.keep(conn, MAIJA, given, now())
        old = files.keep(conn, MAIJA, given, now() - keeping.FILES)

    async def scene(session: ClientSession) -> None:
        async with served(running) as (_serving, _wire, address, _health):
            async with session.get(f"{address}/files/{token}") as response:
                assert (response.status, await response.read()) == (200, b"PK")
                assert "omat%20tiedot.zip" in response.headers["Content-Disposition"]
            for gone in (old, "x", token.lower()):
                async with session.get(f"{address}/files/{gone}") as response:
                    assert response.status == 404

    play(scene)
    assert retention.run(running.store, now())["files"] == 1
    with running.store.reading() as conn:
        assert files.find(conn, token, now())
        assert token not in str(conn.exec_driver_sql("SELECT * FROM file").all())


def test_a_calendar_is_given_under_its_secret_address_alone(running: App) -> None:
    with running.store.writing() as conn:
        token = feeds.make(conn, people.add(conn, MAIJA, Language.FI).id, now())

    async def scene(session: ClientSession) -> None:
        async with served(running) as (_server, _wire, address, _health):
            async with session.get(f"{address}/calendar/{token}.ics") as response:
                assert (response.status, response.content_type) == (200, "text/calendar")
                assert (await response.read()).startswith(b"BEGIN:VCALENDAR")
            for wrong in (token.lower(), "x", "%F0%9F%99%82"):
                async with session.get(f"{address}/calendar/{wrong}.ics") as response:
                    assert response.status == 404

    play(scene)


def test_a_platform_that_cannot_start_ends_the_server_with_its_sentence(running: App) -> None:
    async def scene(_session: ClientSession) -> None:
        wire = Wire(Door(running.core, lambda: None), fault="Slack refuses the token: make a new one.")
        with pytest.raises(PlatformError, match="make a new one"):
            async with served(running, wire):
                pass

    play(scene)


def test_a_platform_that_does_not_answer_holds_nobody_else_up(running: App, caplog: pytest.LogCaptureFixture) -> None:
    """What is for its people waits until it answers."""

    async def scene(_session: ClientSession) -> None:
        slack = Wire(Door(running.core, lambda: None), away="Slack cannot be reached.")
        teams = Wire(Door(running.core, lambda: None), name="teams")
        async with served(running, slack, teams) as (server, *_rest):
            await server.platforms["teams"].door.receive(Said("e1", replace(MAIJA, platform="teams"), "valikko"))
            await slack.door.receive(Said("e2", MAIJA, "valikko"))
            await until(lambda: bool(teams.shown))
            assert not slack.shown
            assert not slack.is_connected
            slack.away = ""
            await until(lambda: bool(slack.shown))
            assert slack.is_connected

    play(scene)
    assert "Slack cannot be reached. It is tried again" in caplog.text


def test_a_server_ends_while_a_platform_does_not_answer(running: App) -> None:
    async def scene(_session: ClientSession) -> None:
        wire = Wire(Door(running.core, lambda: None), away="Slack cannot be reached.")
        async with served(running, wire) as (server, *_rest, health):
            assert server.health.is_ready
            async with ClientSession() as session, session.get(f"{health}/readyz") as response:
                assert (response.status, (await response.json())["slack"]) == (503, False)
        assert not wire.is_connected

    play(scene)


def test_what_is_on_its_way_is_finished_when_it_ends(running: App) -> None:
    async def scene(_session: ClientSession) -> None:
        wire = Wire(Door(running.core, lambda: None), slowly=0.5)
        async with served(running, wire) as (serving, _wire, _address, _health):
            await wire.door.receive(Said("e1", MAIJA, "valikko"))
            await until(lambda: bool(serving.sending.under_way))
        assert wire.shown

    play(scene)


class Stumbling:
    """A core whose first steps fail as a database may make them fail."""

    def __init__(self, app: App) -> None:
        self.app, self.faults = app, {"work": [Conflict(), Conflict(), KeyError()], "tick": [Conflict(), ValueError()]}

    def work(self) -> bool:
        return self._step("work", self.app.core.work)

    def tick(self) -> bool:
        return self._step("tick", self.app.core.tick)

    def hand_back(self) -> int:
        return self.app.core.hand_back()

    def _step(self, name: str, step: Callable[[], bool]) -> bool:
        if self.faults[name]:
            raise self.faults[name].pop()
        return step()


class StumblingWire(Wire):
    """A platform that cannot even be claimed for at first."""

    faults = (Conflict(), RuntimeError())

    @property  # type: ignore[override]
    def rules(self) -> Rules:
        if self.faults:
            fault, *rest = self.faults
            self.faults = tuple(rest)
            raise fault
        return Rules()

    @rules.setter
    def rules(self, _rules: Rules) -> None:
        pass


def test_a_step_that_fails_is_not_the_last_one(running: App) -> None:
    async def scene(_session: ClientSession) -> None:
        stop, worker = asyncio.Event(), Stumbling(running)
        wire = StumblingWire(Door(running.core, lambda: None))
        serving = Serving(running.store, worker, {"slack": wire}, now, running.files.parent)
        run = asyncio.create_task(serving.run(stop, "127.0.0.1", 0))
        await until(lambda: serving.health.is_ready)
        await wire.door.receive(Said("e1", MAIJA, "valikko"))
        await until(lambda: len(wire.shown) > 2 and not worker.faults["tick"])
        stop.set()
        assert await run

    play(scene)


def test_a_process_that_only_works_is_ready_without_hearing(running: App) -> None:
    async def scene(session: ClientSession) -> None:
        stop, wire = asyncio.Event(), Wire(Door(running.core, lambda: None))
        serving = Serving(running.store, running.core, {"slack": wire}, now, running.files.parent)
        run = asyncio.create_task(serving.run(stop, "127.0.0.1", 0, hears=False))
        await until(lambda: serving.health.is_ready)
        wire.is_connected = False
        async with session.get(f"{serving.addresses[-1]}/readyz") as response:
            assert response.status == 200
        stop.set()
        await run

    play(scene)


def test_a_platform_goes_only_after_what_is_on_its_way(running: App) -> None:
    async def scene(_session: ClientSession) -> None:
        order: list[str] = []

        class Ordered(Wire):
            async def send(self, message: Claimed, /) -> Outcome:
                await asyncio.sleep(0.3)
                order.append("sent")
                return Sent("m")

            async def stop(self) -> None:
                order.append("stopped")

        wire = Ordered(Door(running.core, lambda: None))
        async with served(running, wire) as (serving, _wire, _address, _health):
            await wire.door.receive(Said("e1", MAIJA, "valikko"))
            await until(lambda: bool(serving.sending.under_way))
        assert order[-1] == "stopped"

    play(scene)


def test_a_client_that_sends_slowly_does_not_hold_up_the_end(running: App) -> None:
    async def scene(_session: ClientSession) -> None:
        async with served(running) as (_serving, _wire, address, _health):
            host, _colon, port = address.removeprefix("http://").partition(":")
            _reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(b"POST /said HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")
            await writer.drain()
            await asyncio.sleep(0.1)
            start = time.monotonic()
        assert time.monotonic() - start < 10
        writer.close()

    play(scene)


def test_what_does_not_end_is_handed_back_in_time(tmp_path: Path, library: Library) -> None:
    asked, released = threading.Event(), threading.Event()

    class Endless:
        """A library whose answer does not come within the time there is."""

        def __getattr__(self, name: str) -> object:
            asked.set()
            released.wait(60)
            return getattr(library, name)

    endless = Endless()
    running = build(Settings(data=tmp_path), now, lambda: endless)  # type: ignore[arg-type, return-value]

    async def scene(_session: ClientSession) -> None:
        async with served(running) as (_serving, wire, _address, _health):
            await wire.door.receive(Said("e1", MAIJA, "onko markkinakartoitus pakollinen?"))
            await until(asked.is_set)
            start = time.monotonic()
        assert time.monotonic() - start < 10
        with running.store.claiming() as conn:
            taken = inbox.claim(conn, now() + timedelta(seconds=1))
        assert taken
        assert taken.attempts == 1
        released.set()

    play(scene)
    with running.store.reading() as conn:
        assert outbox.counts(conn) == {}, "whoever was late has written nothing"


def test_a_full_or_missing_disk_is_not_ready(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    assert has_room(tmp_path, 1)
    assert not has_room(tmp_path, free * 2)
    assert not has_room(tmp_path / "gone", 1)
