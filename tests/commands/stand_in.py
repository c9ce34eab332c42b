"""Slack's Web API and Microsoft's login, as the doctor asks them, on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from aiohttp import web

from bot.channels.slack_manifest import SCOPES

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALL = ",".join(scope.name for scope in SCOPES)


@dataclass
class StandIn:
    """Slack's Web API and Microsoft's login in one, on loopback."""

    bot: dict[str, Any] = field(default_factory=lambda: {"ok": True})
    app: dict[str, Any] = field(default_factory=lambda: {"ok": True, "url": "wss://x"})
    token: dict[str, Any] = field(default_factory=lambda: {"access_token": "planted-5"})
    scopes: str = ALL
    date: datetime = NOW
    heard: list[str] = field(default_factory=list)

    async def auth_test(self, request: web.Request) -> web.Response:
        self.heard.append(request.headers["Authorization"])
        headers = {"x-oauth-scopes": self.scopes, "Date": format_datetime(self.date, usegmt=True)}
        return web.json_response(self.bot, headers=headers)

    async def open(self, request: web.Request) -> web.Response:
        self.heard.append(request.headers["Authorization"])
        return web.json_response(self.app)

    async def login(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.heard.append(f"{request.path} {form['client_id']} {form['client_secret']} {form['scope']}")
        return web.json_response(self.token, status=200 if "access_token" in self.token else 401)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        application = web.Application()
        application.router.add_post("/api/auth.test", self.auth_test)
        application.router.add_post("/api/apps.connections.open", self.open)
        application.router.add_post("/{tenant}/oauth2/v2.0/token", self.login)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()
