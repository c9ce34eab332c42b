"""A running server: what comes in over HTTP, the workers, the sending, and how all of it ends within ten seconds."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import chain, repeat
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from aiohttp import web

from bot.channels.health import Health
from bot.channels.platform import Platform, PlatformError, Unreachable
from bot.channels.sending import Sending
from bot.store import Store, StoreError, files

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
BODY = 1_048_576
"""Bytes of the largest request that is read."""
WORKERS = 2
"""Events worked on at once: a search that takes long must not hold every button up."""
IDLE = 0.5
GRACE = 8.0
"""Seconds for what is being worked on and sent when it is time to stop; ten are what is promised."""

PAUSES = (5, 15, 30, 60)

LAST_WORDS = 0.5
"""Seconds for requests that are still being answered then; a client that sends slowly must not hold up the end."""


class Worker(Protocol):
    """What serving needs of the core."""

    def work(self) -> bool:
        """Handles the next event; whether there was one."""
        ...

    def tick(self) -> bool:
        """Puts what is due by the clock among what is to be handled; whether there was anything."""
        ...

    def calendar(self, token: str, /) -> bytes | None:
        """The calendar under a secret address."""
        ...

    def hand_back(self) -> int:
        """Gives back what is being worked on, for another process; how many events."""
        ...


class Serving:
    """One process on one database, with its files in `data`. `platforms` by name; without any it only works. `pauses` are
    the seconds before one that did not answer is tried again, the last of them from then on."""

    def __init__(
        self,
        store: Store,
        worker: Worker,
        platforms: Mapping[str, Platform],
        clock: Callable[[], datetime],
        data: Path,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self.store, self.worker, self.platforms, self.clock = store, worker, platforms, clock
        self._pauses = pauses
        self._started: dict[str, Platform] = {}
        self.sending = Sending(store, self._started, clock)
        self.health = Health(store, platforms, clock, data)
        self.addresses: list[str] = []
        """Where it is heard, if it hears, and where its health is told, once it runs."""
        self._came = asyncio.Event()

    def wake(self) -> None:
        """Something has come in."""
        self._came.set()

    async def run(self, stop: asyncio.Event, host: str, port: int, *, hears: bool = True) -> bool:
        """Serves until `stop`; with `hears` False it takes nothing in and only works and sends.

        Whether all that was begun has ended too: where it has not, threads still run and the process must be left at once.
        A platform that does not answer is tried again until it does; what is for its people waits meanwhile. Raises
        PlatformError and OSError before anything has begun.
        """
        self.health.hears = hears
        runners: list[web.AppRunner] = []
        going: list[asyncio.Task[None]] = []
        missing: list[asyncio.Task[None]] = []
        try:
            runners.append(await _site(self.health.application(), LOOPBACK, port + 1 if port else 0))
            for platform in self.platforms.values():
                if not await self._has_started(platform, hears=hears):
                    missing.append(asyncio.create_task(self._retried(platform, hears=hears)))
            if hears:
                runners.append(await _site(self.application(), host, port))
            self.addresses = [_address(runner) for runner in reversed(runners)]
            going = [asyncio.create_task(self._work(stop)) for _ in range(WORKERS)]
            going += [asyncio.create_task(self._tick(stop)), asyncio.create_task(self.sending.run(stop))]
            self.health.is_ready = True
            log.info("ready: %s; at %s", ", ".join(sorted(self._started)) or "no platform", ", ".join(self.addresses))
            await stop.wait()
        finally:
            self.health.is_ready = False
            for trying in missing:
                trying.cancel()
            await asyncio.gather(*missing, return_exceptions=True)
            is_clean = await self._ended(going)
            for runner in runners:
                await runner.cleanup()
        return is_clean

    def application(self) -> web.Application:
        """What is heard over HTTP."""
        app = web.Application(client_max_size=BODY, middlewares=[self.health.counted])
        for platform in self.platforms.values():
            platform.add_routes(app.router)
        app.router.add_get("/files/{token}", self._file)
        app.router.add_get("/calendar/{token}.ics", self._calendar)
        return app

    async def _has_started(self, platform: Platform, *, hears: bool) -> bool:
        try:
            await platform.start(hears=hears)
        except Unreachable as error:
            log.error("%s It is tried again until it answers.", error)
            return False
        self._started[platform.name] = platform
        return True

    async def _retried(self, platform: Platform, *, hears: bool) -> None:
        for pause in chain(self._pauses, repeat(self._pauses[-1])):
            await asyncio.sleep(pause)
            try:
                if await self._has_started(platform, hears=hears):
                    break
            except PlatformError as error:
                log.error("%s", error)
            except (
                Exception
            ) as error:  # the database, say, does not answer just now: the platform must not stay away for it
                log.error("%s could not be started: %s", platform.name, type(error).__name__)
        log.info("ready: %s too", platform.name)
        self.sending.wake()

    async def _ended(self, going: list[asyncio.Task[None]]) -> bool:
        """Lets what is begun end and gives back what does not end in time. Only then the platforms go: what is on its way
        needs them, and what they hear until then is stored for whoever is next."""
        self._came.set()
        self.sending.wake()
        _done, late = await asyncio.wait(going, timeout=GRACE / 2) if going else (set(), set())
        left = await self.sending.drain(GRACE / 4)
        for task in late:
            task.cancel()
        if late:
            with suppress(StoreError):
                log.warning("stopped with %s events handed back", await asyncio.to_thread(self.worker.hand_back))
        if left:
            log.warning("stopped with %s messages under way; whoever is next settles them", left)
        stopping = (asyncio.wait_for(platform.stop(), GRACE / 4) for platform in self.platforms.values())
        await asyncio.gather(*stopping, return_exceptions=True)
        return not late and not left

    async def _work(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self._came.clear()
            has_moved = await self._done(self.worker.work)
            self.sending.wake()
            if not has_moved:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._came.wait(), IDLE)

    async def _tick(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            if await self._done(self.worker.tick):
                self.wake()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 1)

    @staticmethod
    async def _done(step: Callable[[], bool]) -> bool:
        """One step of a loop, which goes on whatever comes of it: nothing is lost, since nothing was taken or its lease
        ends. A deadlock that the database has broken up must not leave a server that hears and never answers."""
        try:
            return await asyncio.to_thread(step)
        except StoreError as error:
            log.error("%s", error)
        except Exception as error:
            log.error("a step of the server failed: %s", type(error).__name__)
        return False

    async def _file(self, request: web.Request) -> web.Response:
        kept = await asyncio.to_thread(self._kept, request.match_info["token"])
        if kept is None:
            raise web.HTTPNotFound(text="This link has expired. Ask Sparri for the file again.")
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(kept.name)}",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
        }
        return web.Response(body=kept.content, content_type=kept.media_type, headers=headers)

    async def _calendar(self, request: web.Request) -> web.Response:
        content = await asyncio.to_thread(self.worker.calendar, request.match_info["token"])
        if content is None:
            raise web.HTTPNotFound(text="There is no calendar at this address (any more).")
        headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=content, content_type="text/calendar", charset="utf-8", headers=headers)

    def _kept(self, token: str) -> files.Kept | None:
        with self.store.reading() as conn:
            return files.find(conn, token, self.clock())


def _address(runner: web.AppRunner) -> str:
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}"


async def _site(app: web.Application, host: str, port: int) -> web.AppRunner:
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=LAST_WORDS)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
