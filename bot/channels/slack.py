"""Slack as a platform: signed HTTP or Socket Mode into Bolt, which stands inside our own server, and OAuth installs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.channels import slack_http as http
from bot.channels import slack_pages as pages
from bot.channels.platform import Door, PlatformError, Unreachable
from bot.channels.slack_calls import SDK_LOG, Calls, Failed
from bot.channels.slack_catchup import CatchUp
from bot.channels.slack_events import PLATFORM
from bot.channels.slack_listening import Listening
from bot.channels.slack_members import Members, Unasked
from bot.channels.slack_sending import RULES, Sending
from bot.channels.slack_workspaces import InstalledWorkspaces, OneWorkspace, Workspaces
from bot.delivery.outcomes import Claimed, Outcome
from bot.people import Address, Profile
from bot.settings import Settings
from bot.store import Store, StoreError

log = logging.getLogger(__name__)

PATIENCE = 20
"""Seconds the first connection of Socket Mode may take."""


LONG = 2.5
"""Seconds Slack may take to tell of somebody while nothing is to be acknowledged."""


class Slack:
    """The platform. `clock` gives the time in UTC; `store` keeps installations and how far conversations were heard."""

    name = PLATFORM
    rules = RULES

    def __init__(self, settings: Settings, door: Door, store: Store, clock: Callable[[], datetime]) -> None:
        self._settings, self._clock = settings, clock
        self._secret = settings.slack_signing_secret.get_secret_value()
        self._app_token = settings.slack_app_token.get_secret_value()
        self._calls = Calls(settings.slack_api_url, clock)
        self._installed = InstalledWorkspaces(settings, store, self._calls, clock) if settings.slack_client_id else None
        token = settings.slack_bot_token.get_secret_value()
        self._workspaces: Workspaces = self._installed or OneWorkspace(token, store, self._calls)
        self._members = Members(self._calls, clock)
        self._sending = Sending(self._calls, self._workspaces, door, clock)
        self.catch_up = CatchUp(self._calls, self._workspaces, store, clock)
        self._listening = Listening(self._calls, self._workspaces, self._members, door, self.catch_up.note)
        self._socket: AsyncSocketModeHandler | None = None
        self._reading: asyncio.Task[None] | None = None
        self._is_open = self._was_connected = False

    def add_routes(self, router: web.UrlDispatcher, /) -> None:
        """/slack/events for signed HTTP; /slack/install and /slack/oauth_redirect for several workspaces."""
        if self._secret:
            router.add_post("/slack/events", self._heard)
        if self._installed:
            router.add_get("/slack/install", _page(self._installed.flow.handle_installation))
            router.add_get("/slack/oauth_redirect", _page(self._installed.flow.handle_callback))

    async def start(self, *, hears: bool = True) -> None:
        """Raises PlatformError where Slack does not accept what is set."""
        await self._calls.open()
        try:
            await self._workspaces.start()
            self._is_open = True
            if self._app_token and hears:
                await self._connect()
        except PlatformError:
            self._is_open = False
            await self._calls.close()
            raise
        if hears:
            self._reading = asyncio.create_task(self.catch_up.run(self._listening.receive))

    async def stop(self) -> None:
        """What comes from now on is for another process, or comes again."""
        self._is_open = False
        if self._socket:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        if self._reading:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        await self._listening.stop()
        await self._members.stop()
        await self._calls.close()

    async def profile(self, address: Address, /) -> Profile:
        """Name, language, zone and e-mail address, as far as Slack tells them quickly. Where anybody may install Sparri, an
        e-mail address is only what the owner of a workspace has entered: nobody is made admin by it."""
        try:
            workspace = await self._workspaces.find(address.workspace)
            found = await self._members.find(workspace, address.user, LONG) if workspace else None
        except (Unasked, StoreError):
            return Profile()
        if found is None or found.is_untold:
            return Profile()
        told = replace(found.profile, is_member=found.is_member)
        return replace(told, email="") if self._installed else told

    @property
    def is_connected(self) -> bool:
        """Whether it would hear somebody now."""
        if not self._is_open or self._socket is None:
            return self._is_open and not self._app_token
        session = getattr(self._socket.client, "current_session", None)
        return session is not None and not session.closed and not getattr(self._socket.client, "stale", False)

    async def send(self, message: Claimed, /) -> Outcome:
        """Shows a new message."""
        return await self._sending.send(message)

    async def edit(self, message: Claimed, remote_id: str, /) -> Outcome:
        """Redraws one."""
        return await self._sending.edit(message, remote_id)

    async def _heard(self, request: web.Request) -> web.StreamResponse:
        body = await http.read(request)
        if body is None:
            return _no("too large", 413)
        if not self._is_open:
            return web.Response(status=503)
        if not http.is_signed(self._secret, request.headers, body, self._clock()):
            log.warning(
                "a request was refused that Slack did not sign with SPARRI_SLACK_SIGNING_SECRET, or more than five minutes "
                "from the time of this machine"
            )
            return web.Response(status=401)
        if http.parsed(body, request.content_type) is None:
            return _no("neither JSON nor a form", 400)
        try:
            answer = await self._listening.bolt.async_dispatch(_asked(request, body.decode()))
        except Exception as error:  # what a listener raises is answered in there; Bolt stumbles over odd shapes itself
            log.warning("a signed request cannot be understood: %s", type(error).__name__)
            return _no("not understood", 400)
        return await to_aiohttp_response(answer)

    async def _connect(self) -> None:
        try:
            opened = await self._calls.call("", "", "apps_connections_open", app_token=self._app_token)
        except Failed as failed:
            if failed.may_pass:
                raise Unreachable(
                    f"Slack cannot be asked for a connection ({failed.code}): check the network."
                ) from None
            raise PlatformError(
                f"Slack does not open a connection with SPARRI_SLACK_APP_TOKEN ({failed.code}): it must be an app-level "
                "token (xapp-…) with connections:write, and Socket Mode must be on."
            ) from None
        client = self._calls.client()
        self._socket = AsyncSocketModeHandler(
            self._listening.bolt, self._app_token, logger=SDK_LOG, web_client=client, ping_interval=5
        )
        socket: Any = self._socket.client
        socket.wss_uri = opened["url"]
        socket.message_listeners.append(self._connected)
        try:
            async with asyncio.timeout(PATIENCE):  # the SDK itself would try for ever
                await self._socket.connect_async()  # type: ignore[no-untyped-call]
        except TimeoutError:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
            raise Unreachable(
                "Slack's WebSocket cannot be reached: check that the proxy or firewall lets wss:// through."
            ) from None

    async def _connected(self, _client: object, message: dict[str, Any], _raw: str | None) -> None:
        """Slack says hello on each new connection; what came between two of them may be lost."""
        if message.get("type") == "hello":
            if self._was_connected:
                self.catch_up.wake()
            self._was_connected = True


def _page(
    step: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]],
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await to_aiohttp_response(await step(_asked(request, "")))
        except StoreError:
            return web.Response(status=503, text=pages.page(pages.later), headers=pages.HEADERS)

    return answer


def _asked(request: web.Request, body: str) -> AsyncBoltRequest:
    return AsyncBoltRequest(body=body, query=request.query_string, headers=dict(request.headers))


def _no(why: str, status: int) -> web.Response:
    """A refusal for good: what can never succeed is not to be sent again."""
    return web.Response(status=status, text=why, headers={"X-Slack-No-Retry": "1"})
