"""Teams as a channel: a card becomes its messages, and what Teams says of them an outcome."""

import asyncio
import json
import logging
import random
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ConnectionTimeoutError

from bot.cards import File
from bot.channels.platform import Door, PlatformError
from bot.channels.teams_auth import Token
from bot.channels.teams_cards import PICTURE
from bot.channels.teams_connector import Connector, Json, Rejected
from bot.channels.teams_events import THREAD
from bot.channels.teams_members import PATIENCE
from bot.channels.teams_messages import messages
from bot.channels.teams_pace import Pace
from bot.delivery.outbox import HOME
from bot.delivery.outcomes import Claimed, Gone, Later, Outcome, Refused, Rules, Sent, Unknown
from bot.people import Address
from bot.store import Conflict, StoreError
from bot.texts import texts

log = logging.getLogger(__name__)

BIG = 80_000
"""Bytes of a message in UTF-16 that Teams advises; past 100,000 it refuses."""
UNKNOWN = (408, 502, 504)
"""Statuses after which a message may have arrived all the same: Teams takes no key by which it would know a repeat."""
NOT_NOW = (412, 503)
"""With these the message did not arrive, and may be sent again: the conversation was changed meanwhile, or the service is out
of order."""
ENDED = ("BotNotInConversationRoster", "ConversationBlockedByUser", "BotDisabledByAdmin", "MessageWritesBlocked")
"""What Teams says where the bot has been blocked, removed or switched off."""
WITHOUT = timedelta(seconds=30)
"""The pause while we cannot get a token, or our own database: nothing was sent, and nothing is lost."""
SHORTEST, LONGEST = 2.0, 300.0
"""Seconds of the first and the longest pause where Teams says "too many" and not how long to wait."""
UNREACHED = (ClientConnectorError, ConnectionTimeoutError)
"""What is raised before a request has left."""
_KEPT = 1_000

Files = Callable[[Address, File], str]
"""Keeps a file for somebody and gives the address under which it can be fetched for a while."""


class Sending:
    """Both verbs of a channel. `files` None: there is no public address, and files cannot be sent."""

    rules = Rules(pace=timedelta(seconds=2), looks_up=False)

    def __init__(
        self,
        connector: Connector,
        token: Token | None,
        door: Door,
        clock: Callable[[], datetime],
        pace: Pace,
        default_url: str,
        files: Files | None = None,
    ) -> None:
        self._connector, self._token, self._door, self._clock = connector, token, door, clock
        self._pace, self._default_url, self._files = pace, default_url, files
        self._begun: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._arrived: OrderedDict[str, str] = OrderedDict()
        self._throttled: dict[str, int] = {}

    async def send(self, message: Claimed, /) -> Outcome:
        """Shows a new message. An answer is two: where the second fails, the first is not sent again by this process; one
        that takes over after a crash cannot know, and sends both."""
        if message.slot == HOME:
            return Sent()
        return await self._try(message, lambda shown: self._send(message, shown))

    async def edit(self, message: Claimed, remote_id: str, /) -> Outcome:
        """Redraws a message; posts anew where it is gone. What an answer has beyond its text is posted under it."""
        return await self._try(message, lambda shown: self._edit(message, remote_id, shown), is_edit=True)

    async def _try(
        self, message: Claimed, show: Callable[[list[Json]], Awaitable[Outcome]], *, is_edit: bool = False
    ) -> Outcome:
        shown = await self._checked(message, is_edit=is_edit)
        if not isinstance(shown, list):
            return shown
        waited = self._pace.take(message.lane, message.address.workspace, self._clock().timestamp(), count=len(shown))
        if waited > 0:
            return Later(self._clock() + timedelta(seconds=waited))
        try:
            if self._token:
                await self._token.get()
        except (PlatformError, ClientError, TimeoutError) as error:
            log.error("no token for Teams: %s", error if isinstance(error, PlatformError) else type(error).__name__)
            return Later(self._clock() + WITHOUT)
        if message.card.file:
            # only now: each link is one more copy of somebody's data, and until here nothing may go out for hours
            shown = await self._checked(message, is_edit=is_edit, is_linked=True)
            if not isinstance(shown, list):
                return shown
        try:
            if message.is_uncertain and not await self._answers(message):
                return Refused("Teams does not answer yet")
            outcome = await show(shown)
        except Rejected as error:
            return self._outcome(message, error)
        except PlatformError:
            return Later(self._clock() + WITHOUT)
        except UNREACHED:
            return Refused("Teams cannot be reached")
        except (ClientError, TimeoutError) as error:
            return Unknown(type(error).__name__)
        self._throttled.pop(message.lane, None)
        return outcome

    async def _checked(self, message: Claimed, *, is_edit: bool, is_linked: bool = False) -> list[Json] | Outcome:
        """The activities of a card, or why there are none: a database that is away is no fault of the card's."""
        try:
            shown = await self._drawn(message, is_edit=is_edit, is_linked=is_linked)
        except (StoreError, Conflict) as error:
            log.warning("outbox row %s waits for the database: %s", message.row, type(error).__name__)
            return Later(self._clock() + WITHOUT)
        except Exception as error:
            log.error("outbox row %s cannot be drawn for Teams: %s", message.row, type(error).__name__)
            return Refused("cannot be drawn", is_final=True)
        if any(measured(one) > BIG for one in shown):
            return Refused("too big for Teams", is_final=True)
        return shown

    async def _answers(self, message: Claimed) -> bool:
        """Whether Teams answers in a conversation, by a question that changes nothing there. What may have arrived is sent
        again only once, and not into the outage that left it in doubt. Raises Rejected where we are to wait longer."""
        url, person = self._route(message.address)
        try:
            async with asyncio.timeout(PATIENCE):
                conversation = await self._conversation(message.address)
                if conversation:
                    await self._connector.member(url, conversation, person)
        except Rejected as error:
            if error.status == 429:
                raise
            return error.status < 500 and error.status not in UNKNOWN  # whatever it says of the person
        except (ClientError, TimeoutError):
            return False
        return bool(conversation)

    async def _send(self, message: Claimed, shown: list[Json]) -> Outcome:
        url, _person = self._route(message.address)
        try:
            conversation = await self._conversation(message.address)
        except Rejected as error:
            if error.status not in (*UNKNOWN, *NOT_NOW):
                raise
            conversation = ""
        except (ClientError, TimeoutError):
            conversation = ""
        if not conversation:
            return Refused("Teams gave no conversation")  # nothing was posted, and beginning it again finds it
        if message.address.thread and not message.address.is_private:
            conversation += THREAD + message.address.thread
        first = self._arrived.get(message.key)
        if first is None:
            first = await self._connector.post(url, conversation, shown[0])
        if len(shown) > 1:
            _remember(self._arrived, message.key, first)
            await self._post_rest(url, conversation, shown)
            self._arrived.pop(message.key, None)
        return Sent(f"{conversation} {first}" if first else "")

    async def _edit(self, message: Claimed, remote_id: str, shown: list[Json]) -> Outcome:
        url, _person = self._route(message.address)
        conversation, _, posted = remote_id.partition(" ")
        try:
            if not posted:
                return await self._send(message, shown)
            await self._connector.update(url, conversation, posted, shown[0])
        except Rejected as error:
            if error.status != 404:
                raise
            return await self._send(message, shown)
        await self._post_rest(url, conversation, shown)
        return Sent(remote_id)

    async def _post_rest(self, url: str, conversation: str, shown: list[Json]) -> None:
        for one in shown[1:]:
            await self._connector.post(url, conversation, one)

    async def _drawn(self, message: Claimed, *, is_edit: bool, is_linked: bool) -> list[Json]:
        """The activities of a card, in the language of whom it is for; its file is put behind a link if `is_linked`."""
        _ = texts(await self._door.language(message.address))
        card, url = message.card, ""
        if is_linked and card.file and self._files and message.address.is_private:
            url = await asyncio.to_thread(self._files, message.address, card.file)
        # what an edit posts beside what it edits may be there already
        again = message.is_uncertain and (not is_edit or card.answered is not None)
        return messages(card, _, url, _("This may be a repeat of a message you already have.") if again else "")

    def _route(self, address: Address) -> tuple[str, str]:
        """The service URL, and the id by which a conversation with the person is begun."""
        url, _, person = address.route.partition(" ")
        return url or self._default_url, person or address.user

    async def _conversation(self, address: Address) -> str:
        """The conversation of an address; the one with a person alone is begun where it is not known, and kept."""
        if address.conversation or not address.is_private:
            return address.conversation
        key = (address.workspace, address.user)
        if key not in self._begun:
            url, person = self._route(address)
            conversation = await self._connector.create(url, address.workspace, person)
            if not conversation:
                return ""
            _remember(self._begun, key, conversation)
            try:
                await self._door.met(replace(address, conversation=conversation))
            except Exception as error:
                log.warning("a conversation that was begun could not be kept: %s", type(error).__name__)
        return self._begun[key]

    def _outcome(self, message: Claimed, error: Rejected) -> Outcome:
        """What a refusal of Teams' means. Only 412, 429 and 503, which did not arrive, and 408, 502 and 504, which may have,
        are ever tried again."""
        if error.status == 429:
            times = self._throttled[message.lane] = self._throttled.get(message.lane, 0) + 1
            return Later(later(error.retry_after, times, self._clock(), random.random()))  # noqa: S311
        if error.status in UNKNOWN:
            return Unknown(f"Teams answered {error.status}")
        if error.status in NOT_NOW:
            return Refused(f"Teams answered {error.status}")
        why = next((word for word in ENDED if word in error.told), "")
        if error.status == 404 and message.address.thread and not why:
            return Refused("the thread is not there", is_final=True)  # deleted: in the channel they talk on
        if error.status == 404 or (error.status == 403 and why):
            self._begun.pop((message.address.workspace, message.address.user), None)
            return Gone(why or "the conversation is not there")
        return Refused(f"Teams answered {error.status}", is_final=True)


def measured(shown: Json) -> int:
    """Bytes of a message as Teams counts them: in UTF-16, without the pictures inside."""
    return len(_INSIDE.sub("", json.dumps(shown, ensure_ascii=False)).encode("utf-16-le", "replace"))


# no words of anybody's can look like this: a quotation mark in them is escaped
_INSIDE = re.compile(rf'"url": "{PICTURE}[^"]*')


def later(retry_after: float | datetime | None, times: int, now: datetime, chance: float) -> datetime:
    """When to go on after "too many", for the n-th time in a row; `chance` from 0 to 1 spreads those who wait."""
    if isinstance(retry_after, datetime):
        return max(retry_after, now) + timedelta(seconds=chance)
    seconds = min(SHORTEST * 2 ** (times - 1), LONGEST) * (1 + chance) if retry_after is None else retry_after + chance
    return now + timedelta(seconds=seconds)


def _remember(kept: OrderedDict[Any, str], key: Any, value: str) -> None:
    kept[key] = value
    if len(kept) > _KEPT:
        kept.popitem(last=False)
