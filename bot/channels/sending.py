"""The one loop that sends: claims what is due, hands it to its channel, and writes down what became of it."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from bot.cards import Card
from bot.delivery import outbox
from bot.delivery.outbox import Claimed, Outcome, Refused, Unknown
from bot.people import Address
from bot.store import Store


class Channel(Protocol):
    """A surface that shows cards. Both give an outcome; what they raise counts as unknown: it may have arrived."""

    async def send(self, address: Address, card: Card) -> Outcome:
        """Shows a new message."""
        ...

    async def edit(self, address: Address, remote_id: str, card: Card) -> Outcome:
        """Redraws a message shown before, or shows it anew where that is gone."""
        ...


async def send_due(store: Store, channels: Mapping[str, Channel], clock: Callable[[], datetime]) -> int:
    """Sends until nothing is due now; gives how many were tried. `channels` are found by the address's platform."""
    tried = 0
    while claimed := await asyncio.to_thread(_claim, store, clock()):
        outcomes = await asyncio.gather(*(_sent(channels, item) for item in claimed))
        await asyncio.to_thread(_finish, store, claimed, outcomes, clock())
        tried += len(claimed)
    return tried


def _claim(store: Store, now: datetime) -> list[Claimed]:
    with store.claiming() as conn:
        return list(outbox.claim(conn, now))


def _finish(store: Store, claimed: list[Claimed], outcomes: list[Outcome], now: datetime) -> None:
    with store.claiming() as conn:
        for item, outcome in zip(claimed, outcomes, strict=True):
            outbox.finish(conn, item, outcome, now)


async def _sent(channels: Mapping[str, Channel], claimed: Claimed) -> Outcome:
    channel = channels.get(claimed.address.platform)
    if channel is None:
        return Refused(f"no channel {claimed.address.platform!r} is open here", is_final=True)
    try:
        if claimed.edits_remote_id is None:
            return await channel.send(claimed.address, claimed.card)
        return await channel.edit(claimed.address, claimed.edits_remote_id, claimed.card)
    except Exception:
        return Unknown()
