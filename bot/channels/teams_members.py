"""Whether Sparri is for whoever is heard in Teams: the roster tells guests and people of other tenants from members."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from aiohttp import ClientError

from bot.channels.platform import PlatformError
from bot.channels.teams_connector import Connector, Rejected
from bot.people import Address
from bot.store.columns import LONG_AGO

log = logging.getLogger(__name__)

PATIENCE = 3.0
"""Seconds the roster may take: an invoke is to be answered within five."""
FRESH, USABLE = timedelta(minutes=10), timedelta(days=1)
"""How long what was told is used, and for how long it still is where the roster does not answer."""
SILENT = timedelta(seconds=10)
"""How long a roster that let us wait is not asked again: each who waits for it holds up a worker."""
KEPT = 10_000
ABSENT = (400, 403, 404)
"""With these Teams says that the person is in no roster it would show us."""


class Unasked(Exception):
    """The roster does not tell just now who somebody is, and we did not know before."""


class Members:
    """Who is a member, asked when somebody is heard and remembered for a while. `tenants` are those whose people may use
    Sparri; none named means any."""

    def __init__(self, connector: Connector, tenants: Collection[str], clock: Callable[[], datetime]) -> None:
        self._connector, self._tenants, self._clock = connector, tenants, clock
        self._known: OrderedDict[tuple[str, str], tuple[bool, datetime]] = OrderedDict()
        self._silent_until_at = LONG_AGO

    async def is_member(self, at: Address) -> bool:
        """Whether somebody is a member of an organisation that may use Sparri. Raises Unasked."""
        key, now = (at.workspace, at.user), self._clock()
        known = self._known.get(key)
        if known and now - known[1] < FRESH:
            return known[0]
        if now < self._silent_until_at:
            return self._as_known(known, now, TimeoutError())
        url, _, person = at.route.partition(" ")
        try:
            async with asyncio.timeout(PATIENCE):
                told = await self._connector.member(url, at.conversation, person or at.user)
            found = is_member(told, self._tenants)
        except Rejected as error:
            if error.status not in ABSENT:
                return self._as_known(known, now, error)
            found = False
        except (ClientError, TimeoutError, PlatformError) as error:
            if isinstance(error, TimeoutError):
                self._silent_until_at = now + SILENT
            return self._as_known(known, now, error)
        self._known[key] = found, now
        self._known.move_to_end(key)
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
        return found

    @staticmethod
    def _as_known(known: tuple[bool, datetime] | None, now: datetime, error: Exception) -> bool:
        if known and now - known[1] < USABLE:
            return known[0]
        log.warning("the roster of Teams does not tell who somebody is: %s", type(error).__name__)
        raise Unasked from None


def is_member(told: Mapping[str, Any], tenants: Collection[str]) -> bool:
    """What a roster says of somebody. Who is not known to be a member is none: guests have the role "guest" and a name with
    #EXT# in it, people in a meeting without an account are "anonymous", those of a shared channel have their own tenant."""
    role, name, tenant = (str(told.get(key) or "").lower() for key in ("userRole", "userPrincipalName", "tenantId"))
    if tenants and tenant and tenant not in tenants:
        return False
    return "#ext#" not in name and (role == "user" or (not role and bool(name)))
