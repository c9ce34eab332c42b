"""The loop that sends: whatever a channel does, a row ends in what is true of it."""

import asyncio
from contextlib import AbstractContextManager

from sqlalchemy import select

from bot.cards import Card, Text
from bot.channels.sending import send_due
from bot.delivery import claims, outbox
from bot.delivery.outcomes import Claimed, Outcome, Refused, Rules, Sent
from bot.people import Address
from bot.store import Conflict, Connection, Store, StoreError
from bot.turns import Send
from tests.talk import Chat

THERE = Address("slack", "T1", "U1", "D1")


class Wire:
    """A channel that does as it is told and keeps what arrived."""

    rules = Rules()

    def __init__(self, *outcomes: Outcome | Exception) -> None:
        self.outcomes = list(outcomes)
        self.arrived: list[tuple[str, str]] = []

    async def send(self, message: Claimed, /) -> Outcome:
        return self._outcome("", message.card)

    async def edit(self, message: Claimed, remote_id: str, /) -> Outcome:
        return self._outcome(remote_id, message.card)

    def _outcome(self, edited: str, card: Card) -> Outcome:
        outcome = self.outcomes.pop(0) if self.outcomes else Sent("m1")
        if isinstance(outcome, Exception):
            raise outcome
        if isinstance(outcome, Sent):
            self.arrived.append((edited, next(iter(card.parts)).plain))  # type: ignore[union-attr]
        return outcome


def put(chat: Chat, words: str, **more: object) -> None:
    with chat.app.store.writing() as conn:
        outbox.put(conn, Send(THERE, Card(Text(words)), **more), THERE, chat.clock())  # type: ignore[arg-type]


def pump(chat: Chat, wire: Wire) -> int:
    return asyncio.run(send_due(chat.app.store, {"slack": wire}, chat.clock))


def test_sends_in_order_until_nothing_is_due(chat: Chat) -> None:
    wire = Wire()
    for words in ("one", "two", "three"):
        put(chat, words)
    assert pump(chat, wire) == 3
    assert wire.arrived == [("", "one"), ("", "two"), ("", "three")]
    assert pump(chat, wire) == 0


def test_a_slot_shown_before_is_edited(chat: Chat) -> None:
    wire = Wire()
    for words in ("one", "two"):
        put(chat, words, slot="s")
        pump(chat, wire)
    assert wire.arrived == [("", "one"), ("m1", "two")]


def test_an_exception_counts_as_unknown_and_must_comes_again(chat: Chat) -> None:
    wire = Wire(TimeoutError())
    put(chat, "one", must=True)
    pump(chat, wire)
    chat.clock.push(claims.LEASE)
    pump(chat, wire)
    assert wire.arrived == [("", "one")]


def test_what_need_not_arrive_is_not_sent_twice(chat: Chat) -> None:
    wire = Wire(TimeoutError())
    put(chat, "one")
    pump(chat, wire)
    chat.clock.push(claims.LEASE)
    pump(chat, wire)
    assert wire.arrived == []


def test_a_final_refusal_is_final_and_the_next_goes_out(chat: Chat) -> None:
    wire = Wire(Refused("gone", is_final=True))
    put(chat, "one")
    put(chat, "two")
    pump(chat, wire)
    assert wire.arrived == [("", "two")]


def test_what_has_no_channel_here_waits_for_a_process_that_has_it(chat: Chat) -> None:
    put(chat, "one")
    assert asyncio.run(send_due(chat.app.store, {"teams": Wire()}, chat.clock)) == 0
    assert asyncio.run(send_due(chat.app.store, {}, chat.clock)) == 0
    wire = Wire()
    assert pump(chat, wire) == 1
    assert wire.arrived == [("", "one")]


class SlowForOne(Wire):
    """Waits with one person's message until another's has been written down as sent."""

    def __init__(self, chat: Chat) -> None:
        super().__init__()
        self.chat = chat

    def states(self) -> list[str]:
        with self.chat.app.store.reading() as conn:
            return list(conn.execute(select(outbox.outbox.c.state)).scalars())

    async def send(self, message: Claimed, /) -> Outcome:
        while message.address.user == "slow" and "sent" not in self.states():
            await asyncio.sleep(0.01)
        return await super().send(message)


def test_a_slow_message_holds_no_other_up(chat: Chat) -> None:
    with chat.app.store.writing() as conn:
        for user in ("slow", "quick"):
            at = Address("slack", "T1", user, user)
            outbox.put(conn, Send(at, Card(Text(user))), at, chat.clock())
    wire = SlowForOne(chat)
    assert pump(chat, wire) == 2
    assert [words for _edited, words in wire.arrived] == ["quick", "slow"]


class Forgetful:
    """A database that does not take the first thing written down after a message has gone out."""

    def __init__(self, store: Store, wire: Wire) -> None:
        self.store, self.wire, self.faults = store, wire, [StoreError("away"), Conflict()]

    def claiming(self) -> AbstractContextManager[Connection]:
        if self.wire.arrived and self.faults:
            raise self.faults.pop()
        return self.store.claiming()


def test_what_has_arrived_is_written_down_though_the_database_was_away(chat: Chat) -> None:
    wire = Wire()
    put(chat, "one", must=True)
    store = Forgetful(chat.app.store, wire)
    asyncio.run(send_due(store, {"slack": wire}, chat.clock))  # type: ignore[arg-type]
    chat.clock.push(claims.LEASE)
    pump(chat, wire)
    assert wire.arrived == [("", "one")], "it was not sent again"
