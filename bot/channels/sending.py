"""Sending, in one place: claims what is due, hands it to its channel, and writes down what became of it."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Protocol

from bot.delivery import claims
from bot.delivery.claims import LANES, LEASE
from bot.delivery.outcomes import Claimed, Outcome, Rules, Unknown
from bot.store import Conflict, Store, StoreError

log = logging.getLogger(__name__)

IDLE = 0.5
"""Seconds after which the loop looks again: another process, or the hour, may have made something due."""
PATIENCE = LEASE.total_seconds() / 2
"""Seconds a channel may take for one message: well within its lease."""

PAUSES = (0.1, 1.0, 5.0)
"""Seconds before what became of a message is written down again where the database did not take it: it has arrived, and once
its lease has ended it would count as one that may not have."""


class Channel(Protocol):
    """A surface that shows cards. Both give an outcome; what they raise counts as unknown: it may have arrived.

    A card is drawn before anything is sent: what cannot be drawn is `Refused`, for ever.
    """

    rules: Rules

    async def send(self, message: Claimed, /) -> Outcome:
        """Shows a new message."""
        ...

    async def edit(self, message: Claimed, remote_id: str, /) -> Outcome:
        """Redraws the message of a remote id, or shows it anew where that is gone."""
        ...


async def send_due(store: Store, channels: Mapping[str, Channel], clock: Callable[[], datetime]) -> int:
    """Sends until nothing is due now; gives how many were tried. `channels` are found by the address's platform; what is
    for another platform waits for a process that has it."""
    tried = 0
    while claimed := await asyncio.to_thread(_claim, store, clock(), channels):
        await asyncio.gather(*(_deliver(store, channels, item, clock) for item in claimed))
        tried += len(claimed)
    return tried


class Sending:
    """The loop of a server: as many conversations side by side as there is room for, none waiting for a slow one."""

    def __init__(self, store: Store, channels: Mapping[str, Channel], clock: Callable[[], datetime]) -> None:
        self._store, self._channels, self._clock = store, channels, clock
        self._going: set[asyncio.Task[None]] = set()
        self._moved = asyncio.Event()

    @property
    def under_way(self) -> int:
        """How many messages are being sent."""
        return len(self._going)

    def wake(self) -> None:
        """There may be something to send."""
        self._moved.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Sends until `stop`; for what is on its way then, `drain` waits."""
        while not stop.is_set():
            self._moved.clear()
            claimed = await self._claimed(LANES - len(self._going))
            for item in claimed:
                task = asyncio.create_task(_deliver(self._store, self._channels, item, self._clock))
                self._going.add(task)
                task.add_done_callback(self._ended)
            if not claimed:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._moved.wait(), IDLE)

    async def drain(self, seconds: float) -> int:
        """Waits for what is on its way; how many were still on it then. Their leases end by themselves."""
        if not self._going:
            return 0
        _done, pending = await asyncio.wait(self._going, timeout=seconds)
        return len(pending)

    async def _claimed(self, room: int) -> list[Claimed]:
        """What is due, up to `room` messages; nothing while the database cannot be used."""
        if not room or not self._channels:
            return []
        try:
            return await asyncio.to_thread(_claim, self._store, self._clock(), self._channels, room)
        except StoreError as error:
            log.error("%s", error)
        except Exception as error:  # a deadlock, say: were the loop to end, nothing would ever be sent again
            log.error("nothing could be claimed: %s", type(error).__name__)
        return []

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._going.discard(task)
        self._moved.set()
        if not task.cancelled() and task.exception():
            log.error("a message could not be finished: %s", type(task.exception()).__name__)


async def _deliver(store: Store, channels: Mapping[str, Channel], item: Claimed, clock: Callable[[], datetime]) -> None:
    """One message from its claim to its end, whatever the others take: its lease runs."""
    channel = channels[item.address.platform]
    outcome = await _sent(channel, item)
    for pause in (*PAUSES, None):
        try:
            await asyncio.to_thread(_finish, store, item, outcome, clock(), channel.rules)
            return
        except (Conflict, StoreError) as error:
            if pause is None:
                raise
            log.warning("what became of outbox row %s is written down again: %s", item.row, type(error).__name__)
            await asyncio.sleep(pause)


def _claim(store: Store, now: datetime, channels: Mapping[str, Channel], limit: int = LANES) -> list[Claimed]:
    rules = {platform: channel.rules for platform, channel in channels.items()}
    with store.claiming() as conn:
        return claims.claim(conn, now, rules, limit)


def _finish(store: Store, item: Claimed, outcome: Outcome, now: datetime, rules: Rules) -> None:
    with store.claiming() as conn:
        claims.finish(conn, item, outcome, now, rules)


async def _sent(channel: Channel, item: Claimed) -> Outcome:
    try:
        async with asyncio.timeout(PATIENCE):
            if item.edits_remote_id is None:
                return await channel.send(item)
            return await channel.edit(item, item.edits_remote_id)
    except Exception as error:
        log.warning("sending outbox row %s ended in %s", item.row, type(error).__name__)
        return Unknown(type(error).__name__)
