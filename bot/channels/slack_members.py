"""Who a Slack user is: what their profile tells, and whether Sparri is for them."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.channels.slack_calls import Calls, Failed
from bot.delivery.outcomes import Gone
from bot.people import Language, Profile
from bot.store.slack import Workspace

log = logging.getLogger(__name__)

PATIENCE = 2
"""Seconds Slack may take to tell who somebody is: an event is to be acknowledged within three."""
FRESH, USABLE = timedelta(minutes=10), timedelta(days=1)
"""How long what was told is used, and for how long it still is where Slack does not answer."""
KEPT = 5_000


class Unasked(Exception):
    """Slack does not tell just now who somebody is, and we did not know before."""


@dataclass(frozen=True)
class Member:
    """What Slack tells of a user. A guest, and somebody of another organisation's workspace, is no member."""

    profile: Profile
    is_member: bool


class Members:
    """The users of all workspaces, asked for when needed and remembered for a while."""

    def __init__(self, calls: Calls, clock: Callable[[], datetime]) -> None:
        self._calls, self._clock = calls, clock
        self._known: dict[tuple[str, str], tuple[Member, datetime]] = {}

    async def find(self, workspace: Workspace, user: str) -> Member:
        """Who it is. Raises Unasked."""
        key, now = (workspace.team, user), self._clock()
        known = self._known.get(key)
        if known and now - known[1] < FRESH:
            return known[0]
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._calls.call(
                    workspace.team, workspace.token, "users_info", user=user, include_locale=True
                )
        except (Failed, TimeoutError) as failed:
            if isinstance(failed, Failed) and failed.code in ("missing_scope", "not_allowed_token_type"):
                log.error("the app lacks users:read in %s: guests cannot be told from members", workspace.team)
                return Member(Profile(), is_member=True)
            if isinstance(failed, Failed) and isinstance(failed.outcome, Gone):
                return Member(Profile(), is_member=False)  # somebody of a shared channel, whom Slack does not show us
            if known and now - known[1] < USABLE:
                return known[0]
            raise Unasked from None
        member = member_of(found.get("user"), workspace.team)
        self._known.pop(key, None)
        self._known[key] = member, now
        if len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
        return member


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
