"""The last message to somebody who was erased: it arrives, and nothing tells that it did."""

import pytest
from sqlalchemy import select

from bot.delivery import erasing, lanes, outbox
from bot.delivery.outcomes import Gone, Later, Outcome, Refused, Sent, Unknown
from bot.people import Language
from bot.store import Store, people
from bot.turns import Reply
from tests.databases import Clock
from tests.delivery.test_outbox import MAIJA, card, claim, finish, put, send, words


def erase(store: Store, clock: Clock, pressed: str = "") -> None:
    with store.writing() as conn:
        person = people.find_by_address(conn, MAIJA) or people.add(conn, MAIJA, Language.FI)
        assert erasing.erase(conn, person.id, clock())
        erasing.farewell(conn, card("hyvästi"), MAIJA, clock(), pressed)


def rows(store: Store) -> list[object]:
    with store.reading() as conn:
        return [*conn.execute(select(outbox.outbox)), *conn.execute(select(lanes.lane))]


@pytest.mark.parametrize("outcome", [Sent("r"), Refused("gone", is_final=True), Gone("blocked")])
def test_nothing_is_left_however_it_ends(store: Store, clock: Clock, outcome: Outcome) -> None:
    erase(store, clock)
    (last,) = claim(store, clock)
    assert finish(store, clock, last, outcome)
    assert rows(store) == []


@pytest.mark.parametrize("outcome", [Unknown(), Refused("busy"), Later(Clock().now)])
def test_it_is_tried_until_it_arrives(store: Store, clock: Clock, outcome: Outcome) -> None:
    erase(store, clock)
    (last,) = claim(store, clock)
    assert finish(store, clock, last, outcome)
    clock.push(60)
    assert send(store, clock) == [("hyvästi", None)]
    assert rows(store) == []


def test_it_takes_the_place_of_what_was_pressed(store: Store, clock: Clock) -> None:
    erase(store, clock, pressed="r7")
    assert send(store, clock) == [("hyvästi", "r7")]
    assert rows(store) == []


def test_what_was_being_sent_meanwhile_leaves_nothing_either(store: Store, clock: Clock) -> None:
    put(store, clock, Reply(card("vastaus")), Reply(card("toinen")))
    (sending,) = claim(store, clock)
    erase(store, clock)
    assert not finish(store, clock, sending, Sent("r1"))
    assert send(store, clock) == [("hyvästi", None)]
    assert rows(store) == []


def test_whoever_talks_on_keeps_what_is_new(store: Store, clock: Clock) -> None:
    erase(store, clock)
    put(store, clock, Reply(card("uusi alku")))
    (last,) = claim(store, clock)
    assert words([last]) == ["hyvästi"]
    assert finish(store, clock, last, Sent("r"))
    assert send(store, clock) == [("uusi alku", None)]
    assert len(rows(store)) == 2
