"""The one loop that sends: claims what is due, hands it to its channel, and writes down what became of it."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from bot.delivery import outbox
from bot.delivery.outbox import LEASE, Claimed, Outcome, Rules, Unknown
from bot.store import Store

log = logging.getLogger(__name__)

PATIENCE = LEASE.total_seconds() / 2
"""Seconds a channel may take for one message: well within its lease."""


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


async def _deliver(store: Store, channels: Mapping[str, Channel], item: Claimed, clock: Callable[[], datetime]) -> None:
    """One message from its claim to its end, whatever the others take: its lease runs."""
    channel = channels[item.address.platform]
    outcome = await _sent(channel, item)
    await asyncio.to_thread(_finish, store, item, outcome, clock(), channel.rules)


def _claim(store: Store, now: datetime, channels: Mapping[str, Channel]) -> list[Claimed]:
    with store.claiming() as conn:
        return outbox.claim(conn, now, {platform: channel.rules for platform, channel in channels.items()})


def _finish(store: Store, item: Claimed, outcome: Outcome, now: datetime, rules: Rules) -> None:
    with store.claiming() as conn:
        outbox.finish(conn, item, outcome, now, rules)


async def _sent(channel: Channel, item: Claimed) -> Outcome:
    try:
        async with asyncio.timeout(PATIENCE):
            if item.edits_remote_id is None:
                return await channel.send(item)
            return await channel.edit(item, item.edits_remote_id)
    except Exception as error:
        log.warning("sending outbox row %s ended in %s", item.row, type(error).__name__)
        return Unknown()
