"""Microsoft Teams: what it posts to us is checked, stored and only then answered; dialogs are answered on the spot."""

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, web

from bot.channels import teams_events as events
from bot.channels.platform import Door, PlatformError, Unreachable
from bot.channels.teams_auth import CHANNEL, Cloud, Forged, Keys, Token, checked
from bot.channels.teams_cards import Json
from bot.channels.teams_connector import Connector
from bot.channels.teams_doctor import faults_of_credentials, is_loopback, token_tenant
from bot.channels.teams_events import PLATFORM, Left, Malformed
from bot.channels.teams_invokes import Invokes
from bot.channels.teams_members import Members, Unasked
from bot.channels.teams_pace import Pace
from bot.channels.teams_sending import Files, Sending
from bot.delivery.outcomes import Claimed, Later, Outcome
from bot.people import Address, Language, Profile
from bot.settings import Settings
from bot.store import StoreError
from bot.turns import Said

log = logging.getLogger(__name__)

PATH = "/api/messages"
ROSTER = 2.0
"""Seconds a roster may take: what is asked of it is nice to have."""
ENDS = 1.5
"""Seconds for messages under way when it is time to stop."""
CLOSED = "the app was removed"
_KEPT = 10_000


class Teams:
    """The platform. `files` gives a file an address for a while, None where we have no public one; `cloud` says where
    Microsoft's services are, another one only in tests."""

    name = PLATFORM
    rules = Sending.rules

    def __init__(
        self,
        settings: Settings,
        door: Door,
        clock: Callable[[], datetime],
        files: Files | None = None,
        cloud: Cloud | None = None,
    ) -> None:
        self._settings, self._door, self._clock, self._files = settings, door, clock, files
        self._cloud = cloud or Cloud()
        self._pace = Pace()
        self._profiles: OrderedDict[tuple[str, str], Profile] = OrderedDict()
        self._invokes = Invokes(door)
        self._going: set[asyncio.Task[Any]] = set()
        self._hears = False
        self._session: ClientSession | None = None

    def add_routes(self, router: web.UrlDispatcher, /) -> None:
        """One address: everything Teams has to say is posted there."""
        router.add_post(PATH, self._heard)

    async def start(self, *, hears: bool) -> None:
        """Checks the settings and the credentials, and fetches the keys of whoever signs. Raises PlatformError."""
        settings = self._settings
        for fault in faults_of_credentials(settings):
            raise PlatformError(f"{fault.what} {fault.fix}")
        session = self._session = ClientSession(trust_env=True)
        password = settings.teams_app_password.get_secret_value()
        tenant = token_tenant(settings)
        self._token = (
            None if settings.teams_anonymous else Token(session, settings.teams_app_id, password, tenant, self._cloud)
        )
        self._keys = Keys(session, self._cloud.metadata, self._clock)
        self._connector = Connector(session, self._token, settings.teams_app_id)
        self._members = Members(self._connector, settings.tenants, self._clock)
        self._sending = Sending(
            self._connector, self._token, self._door, self._clock, self._pace, self._cloud.service, self._files
        )
        try:
            if self._token:
                await self._token.get()
                if hears:
                    await self._keys.warm()
        except (ClientError, TimeoutError, LookupError, ValueError) as error:
            await self.stop()
            raise Unreachable(
                f"Microsoft’s sign-in services cannot be reached ({type(error).__name__}): Teams needs a way out to "
                "login.microsoftonline.com and login.botframework.com."
            ) from None
        except PlatformError:
            await self.stop()
            raise
        self._hears = hears

    async def stop(self) -> None:
        """Takes nothing in any more, lets what is being sent arrive, and closes the connections."""
        self._hears = False
        if self._going:
            await asyncio.wait(self._going, timeout=ENDS)
        if self._session:
            await self._session.close()
            self._session = None

    @property
    def is_connected(self) -> bool:
        """Whether it would hear somebody now."""
        return self._hears

    # --- what goes to Teams

    async def send(self, message: Claimed, /) -> Outcome:
        """Shows a new message."""
        return await self._under_way(lambda: self._sending.send(message))

    async def edit(self, message: Claimed, remote_id: str, /) -> Outcome:
        """Redraws a message, or posts it anew where it is gone."""
        return await self._under_way(lambda: self._sending.edit(message, remote_id))

    async def profile(self, address: Address, /) -> Profile:
        """The name, language and zone that came with what the person sent, and the e-mail address of the roster: that of the
        home tenant, since in another one its administrators enter what they like, and an admin may go by it."""
        known = self._profiles.get((address.workspace, address.user), Profile())
        url, _, person = address.route.partition(" ")
        if not (self._session and address.conversation and url):
            return known
        try:
            known = replace(known, is_member=await self._members.is_member(address))
        except Unasked:
            return known
        if not known.is_member:
            return known
        try:
            async with asyncio.timeout(ROSTER):
                told = await self._connector.member(url, address.conversation, person or address.user)
        except Exception as error:
            log.info("the roster of Teams gave nothing: %s", type(error).__name__)
            return known
        is_home = address.workspace == self._settings.teams_home_tenant.strip().lower()
        email, name = told.get("email") or told.get("userPrincipalName"), known.name or told.get("name")
        return replace(
            known, email=email if is_home and isinstance(email, str) else "", name=name if isinstance(name, str) else ""
        )

    async def _under_way(self, sending: Callable[[], Coroutine[Any, Any, Outcome]]) -> Outcome:
        if self._session is None:
            return Later(self._clock())
        task = asyncio.ensure_future(sending())
        self._going.add(task)
        task.add_done_callback(self._going.discard)
        return await task

    # --- what comes from Teams

    async def _heard(self, request: web.Request) -> web.Response:
        """Answers whatever comes: a fault of ours is a 500 or a 503, so that Teams delivers again, and never more."""
        try:
            return await self._process(request)
        except web.HTTPException:
            raise
        except Forged as error:
            log.warning("refused a request that is not from Teams: %s", error)
            return web.Response(status=401)
        except Malformed as error:
            log.warning("refused a malformed activity: %s", error)
            return web.Response(status=400)
        except StoreError as error:
            log.error("an activity could not be taken in, and comes again: %s", error)
            return web.Response(status=503)
        except (ClientError, TimeoutError, Unasked) as error:
            log.error("an activity could not be taken in, and comes again: %s", type(error).__name__)
            return web.Response(status=503)
        except Exception as error:
            log.error("an activity failed: %s", type(error).__name__)
            return web.Response(status=500)

    async def _process(self, request: web.Request) -> web.Response:
        if not self._hears:
            return web.Response(status=503)
        body = await request.read()
        claimed_url = None
        if not self._settings.teams_anonymous:
            header = request.headers.get("Authorization", "")
            claimed_url = await checked(header, self._settings.teams_app_id, self._cloud, self._keys, self._clock)
        activity = _parsed(body)
        self._check_origin(activity, claimed_url)
        if self._settings.tenants and events.tenant(activity) not in self._settings.tenants:
            return await self._refuse(activity)
        is_member = await self._is_member(activity)
        if is_member is False:
            return await self._refuse(activity)
        self._remember(activity)
        if activity.get("type") == "invoke":
            status, told = await self._invokes.answer(activity)
            return web.Response(status=status) if told is None else web.json_response(told, status=status)
        return await self._told(activity, is_unsure=is_member is None)

    async def _is_member(self, activity: Json) -> bool | None:
        """Whether whoever wants something of us may: guests are kept out. None where the roster does not tell and the matter
        can wait until it does; what is to be answered on the spot cannot. Raises Malformed, Unasked."""
        if activity.get("type") == "invoke":
            return await self._members.is_member(events.address(activity))
        event = events.heard(activity)
        try:
            return event is None or isinstance(event, Left) or await self._members.is_member(event.address)
        except Unasked:
            return None

    def _check_origin(self, activity: Json, claimed_url: str | None) -> None:
        """Raises Forged unless the activity is Teams' and names the service URL it was signed for."""
        url = events.text_of(activity, "serviceUrl")
        if claimed_url is not None and (not url or url != claimed_url):
            raise Forged("service URL")
        if claimed_url is None and not is_loopback(urlsplit(url).hostname or ""):
            raise Forged("a service URL elsewhere, without credentials")
        # a client of Direct Line or Web Chat may claim any tenant and any person
        if activity.get("channelId") != CHANNEL:
            raise Forged("another channel")

    async def _refuse(self, activity: Json) -> web.Response:
        """Somebody from another tenant, or a guest: told so, and nothing of theirs is kept."""
        log.warning("refused a person heard in tenant %s", events.tenant(activity) or "unknown")
        if activity.get("type") in ("message", "invoke"):
            language = events.profile(activity).language or Language.FI
            await self._door.refuse(events.address(activity), language)
        return web.Response(status=403)

    async def _told(self, activity: Json, *, is_unsure: bool) -> web.Response:
        event = events.heard(activity)
        if isinstance(event, Left):
            await self._door.close(event.address, CLOSED)
        elif event is not None:
            is_new = await self._door.receive(replace(event, is_unsure=is_unsure))
            if is_new and not is_unsure and isinstance(event, Said):
                self._hint(event.address)
        return web.Response()

    def _remember(self, activity: Json) -> None:
        """Keeps what the activity tells of its sender until the core asks for it."""
        with suppress(Malformed):
            at, told = events.address(activity), events.profile(activity)
            if told != Profile():
                _keep(self._profiles, (at.workspace, at.user), told)

    def _hint(self, address: Address) -> None:
        """Shows that we are at it; nothing waits for it, and nothing comes of its failing."""
        if self._session is None or self._pace.take(address.lane, address.workspace, self._clock().timestamp()) > 0:
            return
        conversation = (
            f"{address.conversation}{events.THREAD}{address.thread}" if address.thread else address.conversation
        )
        task = asyncio.create_task(self._typing(address.route.partition(" ")[0], conversation))
        self._going.add(task)
        task.add_done_callback(self._going.discard)

    async def _typing(self, url: str, conversation: str) -> None:
        with suppress(Exception):
            await self._connector.post(url, conversation, {"type": "typing"})


def _parsed(body: bytes) -> Json:
    """The activity in a request. Raises Malformed."""
    try:
        activity = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("this is not JSON") from None
    if not isinstance(activity, dict):
        raise Malformed("an activity is an object")
    return activity


def _keep(kept: OrderedDict[Any, Any], key: object, value: object) -> None:
    kept[key] = value
    if len(kept) > _KEPT:
        kept.popitem(last=False)
