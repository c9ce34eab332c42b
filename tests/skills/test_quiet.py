"""No pressure: a reminder of training is put off or turned off, of one module or of all, and on again."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.skills.training.records import enrollings
from bot.store import reminding
from bot.store.enrolments import enrolment
from bot.store.reminding import Kind
from bot.turns import Submitted
from tests.skills.test_training import MODULE
from tests.talk import Chat

OTHER = "sharing-risk"


@pytest.fixture
def reminded(chat: Chat) -> Chat:
    """Maija's digest reminds her of two modules."""
    chat.joins("maija", "en")
    with chat.app.store.writing() as conn:
        for module in (MODULE.id, OTHER):
            order = enrollings.given(conn, module, date(2026, 11, 26), chat.clock.at)
            enrollings.enrol(conn, [chat.person("maija").id], module, chat.clock.at, date(2026, 11, 26), order.number)
        conn.execute(enrolment.update().values(told_on=date(2026, 11, 1)))
    mornings(chat, 1)
    return chat


def mornings(chat: Chat, days: int) -> str:
    """What comes in so many mornings."""
    before = len(chat.sees("maija"))
    for _day in range(days):
        chat.wait(hours=23)
        chat.wait(hours=1)
    return chat.sees("maija")[before:]


def wanted(chat: Chat) -> tuple[bool, date | None]:
    with chat.app.store.reading() as conn:
        found = reminding.of(conn, chat.person("maija"))
    return Kind.TRAINING in found.off, found.put_off(Kind.TRAINING, date(2026, 11, 24))


def test_one_section_has_all_that_is_due_and_the_ways_out(reminded: Chat) -> None:
    seen = reminded.sees("maija")
    assert seen.count("2 days left") == 2
    assert reminded.can_press("maija") == ["Begin", "Remind me later", "Stop reminders"]
    assert "Lesson 1/" in reminded.press("maija", "Begin")


@pytest.mark.parametrize(("when", "until", "day"), [("day", "", 25), ("week", "", 1), ("date", "2026-11-30", 30)])
def test_all_training_is_put_off(reminded: Chat, when: str, until: str, day: int) -> None:
    seen = reminded.fill("maija", "Remind me later", module="all", when=when, until=until)
    assert "You are reminded of training from" in seen
    found = wanted(reminded)[1]
    assert found
    assert found.day == day


@pytest.mark.parametrize("until", ["", "2026-11-24", "2026-01-01", "soon"])
def test_a_day_that_is_not_ahead_is_told_at_its_field(reminded: Chat, until: str) -> None:
    values = {"module": "all", "when": "date", "until": until}
    form = reminded.app.core.submit(Submitted("s", reminded.person("maija").address, "training.later", values))
    assert form
    assert "ahead" in form.errors["until"]


def test_one_module_waits_while_the_other_does_not(reminded: Chat) -> None:
    assert MODULE.titles["en"] in reminded.fill("maija", "Remind me later", module=MODULE.id, when="week")
    assert wanted(reminded) == (False, None)
    seen = mornings(reminded, 2)
    assert seen.count("to be done today") == 1
    assert MODULE.titles["en"] not in seen


def test_one_module_is_turned_off_and_on_again(reminded: Chat) -> None:
    reminded.fill("maija", "Stop reminders", module=MODULE.id)
    with reminded.app.store.reading() as conn:
        off = {row.module: row.is_off for row in conn.execute(select(enrolment))}
    assert off == {MODULE.id: True, OTHER: False}
    assert "on again" in reminded.press("maija", "Turn on again")
    assert mornings(reminded, 2).count("to be done today") == 2


def test_all_is_turned_off_and_on_from_the_overview(reminded: Chat) -> None:
    assert "not reminded of training any more" in reminded.fill("maija", "Stop reminders", module="all")
    assert mornings(reminded, 2) == ""
    assert "You are not reminded of training." in reminded.say("maija", "training")
    reminded.press("maija", "Turn on again")
    assert wanted(reminded) == (False, None)
    assert "was to be done" in mornings(reminded, 7)
