"""Whether this process lives and is ready, and its numbers, for the machines that watch it: on loopback only."""

import asyncio
import os
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import web

from bot.channels.platform import Platform
from bot.delivery import inbox, lanes, outbox
from bot.store import Store, StoreError

OLDEST = timedelta(minutes=5)
"""How long what has come in may wait before the process counts as not ready."""

ROOM = 50_000_000
"""Bytes that must be free where the data is, for the process to count as ready; `sparri doctor` warns long before."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def has_room(data: Path, least: int = ROOM) -> bool:
    """Whether the data directory can be written and has as many bytes free; nothing is written to find out."""
    try:
        return os.access(data, os.W_OK | os.X_OK) and shutil.disk_usage(data).free >= least
    except OSError:
        return False


class Health:
    """What /healthz, /readyz and /metrics tell. `is_ready` is set once everything has started; `hears` says whether the
    platforms are to be connected: a process that only works and sends never is."""

    def __init__(
        self, store: Store, platforms: Mapping[str, Platform], clock: Callable[[], datetime], data: Path
    ) -> None:
        self._data = data
        self._store, self._platforms, self._clock = store, platforms, clock
        self.is_ready = False
        self.hears = True
        """Whether being heard is part of being well; a process that only works and sends is never heard."""
        self._answered: Counter[tuple[str, int]] = Counter()

    def application(self) -> web.Application:
        """The three pages."""
        app = web.Application()
        app.router.add_get("/healthz", self._alive)
        app.router.add_get("/readyz", self._ready)
        app.router.add_get("/metrics", self._metrics)
        return app

    @web.middleware
    async def counted(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Counts what was answered, by route and status: too many that are not 200, and Slack stops delivering."""
        route = request.match_info.route.resource
        name = route.canonical if route else "unknown"
        try:
            response = await handler(request)
        except web.HTTPException as error:
            self._answered[name, error.status] += 1
            raise
        except Exception:
            self._answered[name, 500] += 1
            raise
        self._answered[name, response.status] += 1
        return response

    async def _alive(self, _request: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _ready(self, _request: web.Request) -> web.Response:
        disk = await asyncio.to_thread(has_room, self._data)
        checks = {"started": self.is_ready, "database": True, "queue": True, "disk": disk}
        for name, platform in self._platforms.items() if self.hears else ():
            checks[name] = platform.is_connected
        try:
            waiting = await asyncio.to_thread(self._waiting)
            checks["queue"] = waiting < OLDEST
        except StoreError:
            checks["database"] = False
        is_ready = all(checks.values())
        return web.json_response({"ready": is_ready, **checks}, status=200 if is_ready else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        lines = [
            f'sparri_requests_total{{route="{name}",status="{status}"}} {times}'
            for (name, status), times in sorted(self._answered.items())
        ]
        try:
            lines += await asyncio.to_thread(self._counts)
        except StoreError:
            lines.append("sparri_database_up 0")
        return web.Response(text="\n".join(lines) + "\n")

    def _waiting(self) -> timedelta:
        now = self._clock()
        with self._store.reading() as conn:
            since = inbox.oldest(conn, now)
        return now - since if since else timedelta(0)

    def _counts(self) -> list[str]:
        with self._store.reading() as conn:
            came, goes, closed = inbox.counts(conn), outbox.counts(conn), lanes.ended(conn)
            uncertain = outbox.uncertain(conn)
        return [
            "sparri_database_up 1",
            *(f'sparri_inbox{{state="{state}"}} {count}' for state, count in sorted(came.items())),
            *(f'sparri_outbox{{state="{state}"}} {count}' for state, count in sorted(goes.items())),
            f"sparri_outbox_set_aside_uncertain {uncertain}",
            f"sparri_inbox_oldest_seconds {self._waiting().total_seconds():.0f}",
            f"sparri_conversations_closed {closed}",
        ]
