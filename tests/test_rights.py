"""The table of roles and actions, cell by cell, through the real core: what a role may do is done, all else is refused."""

from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import select

from bot.core import Core
from bot.delivery import codec, outbox
from bot.people import Address, Language, Profile, Role
from bot.rights import MAY, may
from bot.settings import Settings
from bot.skills import SKILLS
from bot.store import audit, people
from bot.texts import texts
from bot.turns import Pressed, Said, Submitted
from tests.talk import Chat

COMMANDS = {command.action: command for skill in SKILLS.skills for command in skill.commands}
ACTIONS = {name for skill in SKILLS.skills for name in skill.actions}
FORMS = {name for skill in SKILLS.skills for name in skill.forms}
SUBMISSIONS = {name for skill in SKILLS.skills for name in skill.submissions}
OF_PLATFORMS = {"ask.rated"}
"""What is sent in from a form that is a platform's own: no button of ours opens it."""
OF_SKILLS = {"desk.redraw", "escalation.leaving", "sparring.leaving"}
"""What skills ask of each other, and nobody of them."""
REFUSED = "Your role does not include this. If you need it, ask your administrator."
NUMBERS = count()
FILLED_IN = {
    "language": "en",
    "question": "Q1",
    "answer": "Yes",
    "valid_until": "2030-01-01",
    **{"theme": "Risk", "since": "2026-12-07", "until": "2026-12-11", "topics": "risk", "cap": "2"},
    **{"title": "A day", "location": "Room", "date": "2030-01-01", "starts": "09:00", "ends": "10:00", "later": "yes"},
    **{"words": "begin", "module": "market-dialogue", "whom": "everybody", "repeat": "once", "en": "Come along."},
    **{
        "day": "2027-01-04",
        "at": "09:00",
        "opens": "08:00",
        "closes": "16:00",
        "days": "0",
        "long": "week",
        "kind": "training",
    },
}
"""Values with which no form asks again."""


def test_everything_that_can_be_asked_for_has_a_row_and_every_row_a_handler() -> None:
    assert COMMANDS.keys() | ACTIONS | FORMS | SUBMISSIONS == MAY.keys()


def test_a_form_and_its_submission_are_for_the_same_people() -> None:
    assert FORMS == SUBMISSIONS - OF_PLATFORMS
    for name in MAY:
        assert MAY[name] or name in OF_SKILLS, f"nobody may do {name}: why is it there?"


def known(chat: Chat, role: Role) -> Address:
    chat.joins("who", "en", role)
    return chat.person("who").address


def was_refused(chat: Chat, core: Core, at: Address, kind: str, action: str) -> bool:
    """Whether the refusal card came for one attempt, written in the audit with it."""
    before = shown(chat)
    event = f"event {next(NUMBERS)}"
    match kind:
        case "command":
            core.receive(Said(event, at, texts(Language.EN).words(COMMANDS[action].word)[0]))
        case "press":
            core.receive(Pressed(event, at, action, ""))
        case "submission":
            core.receive(
                Submitted(
                    event,
                    at,
                    action,
                    FILLED_IN,
                )
            )
    while core.work():
        pass
    cards = shown(chat)[len(before) :]
    assert cards, f"{kind} {action} shows nothing"
    # some of the attempts change the language
    refused = any(texts(language)(REFUSED) in card for language in Language for card in cards)
    with chat.app.store.reading() as conn:
        person = people.find_by_address(conn, at)
        assert person
        lines = [(line.action, line.detail) for line in audit.of_person(conn, person.id)]
    assert (lines[-1:] == [("refused", action)]) is refused
    chat.app.settle()
    return refused


def shown(chat: Chat) -> list[str]:
    with chat.app.store.reading() as conn:
        rows = conn.execute(select(outbox.outbox.c.payload).order_by(outbox.outbox.c.id)).scalars()
        return [str(codec.card(row)) if row else "" for row in rows]


CELLS = [("command", name) for name in sorted(COMMANDS)]
CELLS += [("press", name) for name in sorted(ACTIONS)]
CELLS += [("submission", name) for name in sorted(SUBMISSIONS)]


@pytest.mark.parametrize("role", Role)
def test_what_a_role_may_do_is_done_and_all_else_is_refused(chat: Chat, role: Role) -> None:
    at, core = known(chat, role), chat.app.core
    for kind, action in CELLS:
        is_allowed = role in MAY[action] or Role.PROCURER in MAY[action]
        assert may(chat.person("who"), action) is is_allowed
        assert was_refused(chat, core, at, kind, action) is not is_allowed, f"{role}: {kind} {action}"


@pytest.mark.parametrize("role", Role)
def test_what_does_not_stand_in_the_table_nobody_may(chat: Chat, role: Role) -> None:
    at, core = known(chat, role), replace(chat.app.core, rights={})
    for kind, action in CELLS:
        assert was_refused(chat, core, at, kind, action), f"{role}: {kind} {action}"
    for action in FORMS:
        assert core.show(Pressed("f", at, action)) is None
        assert core.submit(Submitted(f"s {action}", at, action, {})) is None


@pytest.mark.parametrize("role", Role)
def test_a_form_opens_for_those_who_may_send_it(chat: Chat, role: Role) -> None:
    at = known(chat, role)
    for action in FORMS:
        only = replace(chat.app.core, rights={action: frozenset({Role.ADMIN})})
        opened = only.show(Pressed("f", at, action))
        assert role is Role.ADMIN or opened is None
    assert chat.app.core.show(Pressed("f", at, "people.edit"))


def test_a_role_that_was_taken_is_gone_from_cards_already_shown(chat: Chat) -> None:
    chat.joins("kaisa", "en", "coordinator")
    at = chat.person("kaisa").address
    assert not was_refused(chat, chat.app.core, at, "press", "people.overview")
    with chat.app.store.writing() as conn:
        people.take(conn, chat.person("kaisa").id, Role.COORDINATOR)
    assert was_refused(chat, chat.app.core, at, "press", "people.overview")
    assert "organisations" not in chat.say("kaisa", "help").split("\n\n")[1]


@pytest.mark.parametrize(
    ("setting", "address", "email", "is_admin"),
    [
        ("Pia@Example.fi", Address("teams", "t", "29:1", "c"), "pia@example.FI", True),
        ("U0123", Address("slack", "T1", "U0123", "D1"), "", False),
        ("T1:U0123", Address("slack", "T1", "U0123", "D1"), "", True),
        ("T2:U0123", Address("slack", "T1", "U0123", "D1"), "", False),
        ("0f2a-entra", Address("teams", "t", "0f2a-entra", "c"), "", True),
        ("slack:T1:U0123", Address("slack", "T1", "U0123", "D1"), "", True),
        ("slack:T2:U0123", Address("slack", "T1", "U0123", "D1"), "", False),
        ("", Address("slack", "T1", "", "D1"), "", False),
        ("pia@example.fi", Address("slack", "T1", "U2", "D1"), "", False),
    ],
)
def test_the_first_admin_comes_from_the_settings(
    chat: Chat, setting: str, address: Address, email: str, is_admin: bool
) -> None:
    names = Settings(admins=setting).admin_names
    profile = Profile(name="Pia", language=Language.SV, email=email)
    core = replace(chat.app.core, admins=names, profile=lambda _address: profile)
    core.receive(Said("e1", address, "hej"))
    while core.work():
        pass
    with chat.app.store.reading() as conn:
        person = people.find_by_address(conn, address)
        assert person
        assert (person.is_a(Role.ADMIN), person.name, person.language) == (is_admin, "Pia", Language.SV)
        told = [(line.action, line.detail) for line in audit.of_person(conn, person.id)]
        assert told == ([("role given", "admin by setting")] if is_admin else [])
        assert "example.fi" not in str(conn.execute(select(people.person)).all()).casefold()
