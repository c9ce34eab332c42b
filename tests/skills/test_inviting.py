"""A coordinator invites a channel to a module; whoever presses is enrolled, once."""

from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import select

from bot.delivery import codec, outbox
from bot.people import Address, Place, Role
from bot.store import people
from bot.store.enrolments import enrolment
from bot.turns import Event, Pressed, Said, Submitted
from tests.talk import Chat

CHANNEL = Address("console", "", "", "C1", place=Place.CHANNEL)
MODULE = "market-dialogue"
EVENTS = count()


def does(chat: Chat, event: Event) -> list[str]:
    """Something happens in the channel; the cards that come of it, each with where it goes."""
    with chat.app.store.reading() as conn:
        before = len(conn.execute(select(outbox.outbox.c.id)).all())
    chat.app.core.receive(event)
    while chat.app.core.work():
        pass
    with chat.app.store.reading() as conn:
        rows = conn.execute(select(outbox.outbox).order_by(outbox.outbox.c.id)).all()[before:]
    return [f"{codec.address(row.address).place}: {codec.card(row.payload)}" for row in rows]


def posts(chat: Chat, **values: str) -> list[str]:
    at = replace(CHANNEL, user="kaisa", thread="7")
    return does(chat, Submitted(f"e{next(EVENTS)}", at, "training.invite", {"module": MODULE} | values))


def joins(chat: Chat, who: str) -> list[str]:
    return does(chat, Pressed(f"e{next(EVENTS)}", replace(CHANNEL, user=who), "training.join", "1"))


@pytest.fixture
def kaisa(chat: Chat) -> Chat:
    chat.coordinates("kaisa", "en")
    chat.joins("maija", "fi")
    return chat


def rows(chat: Chat) -> list[tuple[int, str, object]]:
    with chat.app.store.reading() as conn:
        found = conn.execute(select(enrolment.c.person, enrolment.c.module, enrolment.c.due_on))
        return [(row.person, row.module, row.due_on) for row in found]


def test_in_a_channel_the_word_offers_to_invite_it(kaisa: Chat) -> None:
    (shown,) = does(kaisa, Said("said", replace(CHANNEL, user="kaisa"), "enrol"))
    assert shown.startswith("channel:")
    assert "Invite this channel" in shown


def test_whoever_presses_is_in_once_and_hears_it_alone(kaisa: Chat) -> None:
    (posted,) = posts(kaisa, due_on="2026-12-18")
    assert posted.startswith("channel:")
    for text in ("Kaisa kutsuu sinut", "Kaisa bjuder in dig", "Kaisa invites you"):
        assert text in posted
    (first,), (second,) = joins(kaisa, "maija"), joins(kaisa, "maija")
    assert first.startswith("private:")
    assert "Olet nyt mukana" in first
    assert "Olit jo mukana" in second
    assert len(rows(kaisa)) == 1
    kaisa.wait(days=1)
    assert "Kaisa on ilmoittanut" not in kaisa.sees("maija"), "they know"


def test_an_invitation_ends_when_its_coordinator_ends_it(kaisa: Chat) -> None:
    posts(kaisa)
    shown = kaisa.say("kaisa", "enrol")
    assert "whoever joins in the channel" in shown
    kaisa.fill("kaisa", "Enrol no more", order="1")
    (told,) = joins(kaisa, "maija")
    assert "ei enää ole" in told
    assert rows(kaisa) == []


def test_a_coordinator_who_leaves_invites_nobody_from_the_next_morning_on(kaisa: Chat) -> None:
    posts(kaisa)
    with kaisa.app.store.writing() as conn:
        people.take(conn, kaisa.person("kaisa").id, Role.COORDINATOR)
    kaisa.wait(days=1)
    joins(kaisa, "maija")
    assert rows(kaisa) == []


def test_a_day_that_has_passed_is_told_and_nothing_is_posted(kaisa: Chat) -> None:
    at = replace(CHANNEL, user="kaisa")
    form = kaisa.app.core.submit(Submitted("e", at, "training.invite", {"module": MODULE, "due_on": "2026-11-20"}))
    assert form is not None
    assert form.errors == {"due_on": "This day has passed."}


def test_in_private_it_says_where_to_write(kaisa: Chat) -> None:
    (told,) = does(kaisa, Submitted("e", kaisa.person("kaisa").address, "training.invite", {"module": MODULE}))
    assert "in the channel you mean" in told
