"""Who a Slack user is: what their profile tells, and whether Sparri is for them."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channels.slack_calls import Calls, Failed
from bot.people import Language, Profile
from bot.store.slack import Workspace

log = logging.getLogger(__name__)

PATIENCE = 1
"""Seconds an event waits for Slack to tell who somebody is: it is to be acknowledged within three."""
UNTELLABLE = ("missing_scope", "not_allowed_token_type", "no_permission")
STRANGERS = ("user_not_found", "users_not_found", "user_not_visible")
"""Somebody of a shared channel, whom Slack does not show us."""
AGAIN = timedelta(minutes=1)
"""How long it is believed that the right to ask is missing."""
FRESH, USABLE = timedelta(minutes=10), timedelta(days=1)
"""How long what was told is used, and for how long it still is where Slack does not answer."""
KEPT = 5_000


class Unasked(Exception):
    """Slack does not tell just now who somebody is, and we did not know before."""


@dataclass(frozen=True)
class Member:
    """What Slack tells of a user. A guest, and somebody of another organisation's workspace, is no member; nor is anybody where
    it `is_untold`, because the right to ask is missing."""

    profile: Profile
    is_member: bool
    is_untold: bool = False


class Members:
    """The users of all workspaces, asked for when needed and remembered for a while."""

    def __init__(self, calls: Calls, clock: Callable[[], datetime]) -> None:
        self._calls, self._clock = calls, clock
        self._known: dict[tuple[str, str], tuple[Member, datetime]] = {}
        self._asking: dict[tuple[str, str], asyncio.Task[Member]] = {}

    async def find(self, workspace: Workspace, user: str, patience: float = PATIENCE) -> Member:
        """Who it is, within `patience` seconds. Raises Unasked; what Slack tells after that is remembered all the same."""
        key = (workspace.team, user)
        known = self._known.get(key)
        age = self._clock() - known[1] if known else timedelta.max
        if known and age < (AGAIN if known[0].is_untold else FRESH):
            return known[0]
        if key not in self._asking:
            self._asking[key] = asyncio.create_task(self._asked(workspace, user))
            self._asking[key].add_done_callback(lambda asked: self._ended(key, asked))
        try:
            async with asyncio.timeout(patience):
                return await asyncio.shield(self._asking[key])
        except (Failed, TimeoutError):
            if known and age < USABLE and not known[0].is_untold:
                return known[0]
            raise Unasked from None

    async def stop(self) -> None:
        """Gives up asking."""
        asking = list(self._asking.values())
        for asked in asking:
            asked.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    async def _asked(self, workspace: Workspace, user: str) -> Member:
        """Raises Failed where Slack may tell another time."""
        try:
            found = await self._calls.call(
                workspace.team, workspace.token, "users_info", user=user, include_locale=True
            )
            member = member_of(found.get("user"), workspace.team)
        except Failed as failed:
            if failed.code in UNTELLABLE:
                log.error("the app lacks users:read in %s: nobody can be told from a guest", workspace.team)
                member = Member(Profile(), is_member=False, is_untold=True)
            elif failed.code in STRANGERS:
                member = Member(Profile(), is_member=False)
            else:
                raise
        key = (workspace.team, user)
        self._known.pop(key, None)
        self._known[key] = member, self._clock()
        if len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
        return member

    def _ended(self, key: tuple[str, str], asked: asyncio.Task[Member]) -> None:
        self._asking.pop(key, None)
        if not asked.cancelled():
            asked.exception()  # whoever waited for it has been told


def member_of(user: Any, team: str) -> Member:
    """What users.info says of somebody, seen from a workspace."""
    user = user if isinstance(user, Mapping) else {}
    shown, organisation = _map(user, "profile"), _map(user, "enterprise_user")
    teams = organisation.get("teams")
    own = {user.get("team_id"), *(teams if isinstance(teams, list) else ())}
    is_guest = any(user.get(sign) for sign in ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot"))
    profile = Profile(
        name=_text(shown, "real_name") or _text(user, "real_name") or _text(shown, "display_name"),
        language=_language(_text(user, "locale")),
        zone=_text(user, "tz"),
        email=_text(shown, "email"),
    )
    return Member(profile, is_member=not is_guest and team in own)


def _language(locale: str) -> Language | None:
    code = locale[:2].lower()
    return Language(code) if code in set(Language) else None


def _map(part: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = part.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(part: Mapping[str, Any], name: str) -> str:
    value = part.get(name)
    return value.strip()[:200] if isinstance(value, str) else ""
