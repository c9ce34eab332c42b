"""Whether a request comes from Teams, and the token with which ours go there. Nothing here waits on a blocking call.

The SDK's own check is not used: it fetches keys on the event loop, looks for an unknown key once an hour, takes a token
without `exp`, and answers most forgeries with an exception that becomes a 500.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
from aiohttp import ClientError, ClientSession, ClientTimeout
from jwt.types import Options

from bot.channels.platform import PlatformError

log = logging.getLogger(__name__)

LEEWAY = timedelta(minutes=5)
FRESH = timedelta(hours=24)
"""How long keys are used before they are fetched anew."""
USABLE = timedelta(days=5)
"""How long they still are where nobody gives newer ones: as long as Microsoft documents that they may be kept."""
AGAIN = timedelta(minutes=1)
"""How soon they are asked for again, for an unknown key or where nobody gave any: forged names of keys must not make us a
flood."""
CHANNEL = "msteams"
EARLY = 300
"""Seconds before its end in which a token of ours is used no more."""
_TIMEOUT = ClientTimeout(total=10)
_SIGNED: Options = {"verify_signature": True, "verify_aud": False, "verify_exp": False, "verify_nbf": False,
                    "verify_iat": False, "verify_iss": False}  # fmt: skip


@dataclass(frozen=True)
class Cloud:
    """Where Microsoft's services are: who signs what comes in, where its keys are told, where tokens of ours are given."""

    issuer: str = "https://api.botframework.com"
    metadata: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    login: str = "https://login.microsoftonline.com"
    scope: str = "https://api.botframework.com/.default"
    service: str = "https://smba.trafficmanager.net/teams/"
    """The connector for whom we have not heard since we know service URLs."""


class Forged(Exception):
    """The request is not Teams'; the text says why, for a log."""


class Keys:
    """The public keys of whoever signs, by name, with the channels each is for."""

    def __init__(self, session: ClientSession, metadata: str, clock: Callable[[], datetime]) -> None:
        self._session, self._metadata, self._clock = session, metadata, clock
        self._keys: dict[str, tuple[Any, frozenset[str]]] = {}
        self._fetched_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._fetching = asyncio.Lock()

    async def find(self, name: str) -> Any:
        """The key of a name that is for Teams. Raises Forged, and ClientError where the keys cannot be had."""
        async with self._fetching:
            if self._fetched_at is None:
                await self._fetch()
            elif self._is_due(name, self._clock() - self._fetched_at):
                await self._renew(self._fetched_at)
        key, channels = self._keys.get(name, (None, frozenset()))
        if key is None or (channels and CHANNEL not in channels):
            raise Forged("unknown key")
        return key

    def _is_due(self, name: str, age: timedelta) -> bool:
        """Whether newer keys are asked for, the ones we have being of an age."""
        has_asked = self._asked_at is not None and self._clock() - self._asked_at <= AGAIN
        return age > USABLE or (not has_asked and (age > FRESH or name not in self._keys))

    async def _renew(self, fetched_at: datetime) -> None:
        """Fetches newer keys; where that fails the ones we have are used on, for a while."""
        try:
            await self._fetch()
        except (ClientError, TimeoutError, LookupError, ValueError, TypeError, AttributeError, jwt.PyJWTError) as error:
            age = self._clock() - fetched_at
            if age > USABLE:
                log.error("the keys of Teams are %s days old and are trusted no more", age.days)
                raise ClientError("no keys") from None
            log.error(
                "newer keys of Teams cannot be had (%s); those of %s are used until %s",
                type(error).__name__,
                f"{fetched_at:%Y-%m-%d %H:%M}",
                f"{fetched_at + USABLE:%Y-%m-%d %H:%M}",
            )

    async def warm(self) -> None:
        """Fetches the keys before the first request comes. Raises ClientError, TimeoutError, and what odd JSON raises."""
        async with self._fetching:
            await self._fetch()

    async def _fetch(self) -> None:
        self._asked_at = self._clock()
        async with self._session.get(self._metadata, timeout=_TIMEOUT) as told:
            told.raise_for_status()
            where = (await told.json(content_type=None))["jwks_uri"]
        async with self._session.get(where, timeout=_TIMEOUT) as told:
            told.raise_for_status()
            listed = (await told.json(content_type=None))["keys"]
        keys = {
            key["kid"]: (jwt.PyJWK(key, algorithm="RS256").key, frozenset(key.get("endorsements") or ()))
            for key in listed
            if key.get("kty") == "RSA" and isinstance(key.get("kid"), str)
        }
        if not keys:
            raise ValueError("no keys are told")
        self._keys, self._fetched_at = keys, self._clock()


async def checked(header: str, app_id: str, cloud: Cloud, keys: Keys, clock: Callable[[], datetime]) -> str:
    """The service URL for which the Authorization header is Teams' own word to this bot, now. Raises Forged."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Forged("no token")
    try:
        head = jwt.get_unverified_header(token)
        if head.get("alg") != "RS256" or not isinstance(head.get("kid"), str):
            raise Forged("not signed with RS256")
        claims = jwt.decode(token, await keys.find(head["kid"]), algorithms=["RS256"], options=_SIGNED)
    except (jwt.PyJWTError, ValueError, TypeError, UnicodeError) as error:
        raise Forged(type(error).__name__) from None
    _check_claims(claims, app_id, cloud.issuer, clock().timestamp())
    return str(claims.get("serviceurl", ""))


def _check_claims(claims: Mapping[str, Any], app_id: str, issuer: str, now: float) -> None:
    ends, begins = claims.get("exp"), claims.get("nbf")
    leeway = LEEWAY.total_seconds()
    if claims.get("iss") != issuer:
        raise Forged("issuer")
    if claims.get("aud") != app_id:
        raise Forged("audience")
    if not isinstance(ends, int | float) or now > ends + leeway:
        raise Forged("expired")
    if not isinstance(begins, int | float) or now < begins - leeway:
        raise Forged("not valid yet")


class Token:
    """The token our own requests carry, for one app in one tenant; fetched when it is needed and kept until it ends."""

    def __init__(self, session: ClientSession, app_id: str, password: str, tenant: str, cloud: Cloud) -> None:
        self._session, self._address = session, f"{cloud.login}/{tenant}/oauth2/v2.0/token"
        self._form = {
            "grant_type": "client_credentials",
            "client_id": app_id,
            "client_secret": password,
            "scope": cloud.scope,
        }
        self._token, self._until = "", 0.0
        self._fetching = asyncio.Lock()

    async def get(self) -> str:
        """Raises PlatformError where the credentials are refused, ClientError and TimeoutError where nobody answers."""
        async with self._fetching:
            if time.monotonic() >= self._until:
                await self._fetch()
        return self._token

    def forget(self, token: str) -> None:
        """A token was not taken: the next request gets a new one, unless somebody has fetched it already."""
        if token == self._token:
            self._until = 0.0

    async def _fetch(self) -> None:
        async with self._session.post(self._address, data=self._form, timeout=_TIMEOUT) as answer:
            if answer.status >= 500 or answer.status == 429:
                raise ClientError(f"the token service answered {answer.status}")
            told = await answer.json(content_type=None)
        if not isinstance(told, dict) or not isinstance(told.get("access_token"), str):
            why = told.get("error", "") if isinstance(told, dict) else ""
            raise PlatformError(
                f"Microsoft refuses the credentials of the Teams bot ({why}): check SPARRI_TEAMS_APP_ID, "
                "SPARRI_TEAMS_APP_PASSWORD (the secret's value, not its id) and SPARRI_TEAMS_HOME_TENANT."
            )
        self._token = told["access_token"]
        self._until = time.monotonic() + max(float(told.get("expires_in", 0)) - EARLY, 1.0)
