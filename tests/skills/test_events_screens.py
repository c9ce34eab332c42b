"""Screens of training events hold whatever a coordinator may write, in every language; and what is read from the form."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audience import Audience, Whom
from bot.calendar_file import is_broken_link
from bot.people import Language
from bot.skills.events import event_screens, planning_screens
from bot.skills.events.event_screens import LISTED, View
from bot.skills.events.planning_screens import Group, Seen
from bot.skills.events.reading import options, read, told_of
from bot.skills.events.records.planned import Event, Material, Plan
from bot.skills.events.records.registered import Registration
from bot.skills.events.words import LIMITS, UNREACHED, event_id
from bot.texts import texts

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
EN = texts(Language.EN)
WHOM = options([Audience(), Audience(Whom.BRANCH, "lvm"), Audience(Whom.ORGANISATION, "Mallila, kaupunki")])
FORM = {"title": "Day", "date": "2026-12-01", "starts": "09:00", "ends": "10:00", "location": "Room"}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("letter", ["a", "&", '"', "𝔘"])
def test_the_longest_words_there_may_be_fit_on_every_card(language: Language, letter: str) -> None:
    _ = texts(language)
    about = "\n".join([letter] * 9 + [letter * (LIMITS["about"] - 18)])
    link = "https://x.example/" + letter * (LIMITS["location"] - 18)
    starts = NOW + timedelta(days=3)
    whom = Audience(Whom.ORGANISATION, letter * 200)
    plan = Plan(letter * LIMITS["title"], about, link, starts, starts + timedelta(hours=1), whom, language, 9_999)
    found, zone = Event("T99999999", "u", "published", plan, 1, "P1"), "America/Argentina/ComodRivadavia"
    group = Group((letter * 60,) * 300, 300)
    seen = Seen(
        group,
        group,
        group,
        group,
        tuple((called, group) for called in UNREACHED.values()),
    )
    material = Material(1, link, letter * LIMITS["words"])
    mine = Registration(found.id, "P1", False, NOW)
    view = View(found, NOW, zone, mine, may_manage=True)
    over = replace(view, now=NOW + timedelta(days=9), materials=(material,) * 9)
    before = replace(plan, title="b" + plan.title[1:], about="", location="R" + letter * 699, starts_at=NOW)
    views = (view,) * LISTED
    for shown in (view, over):
        event_screens.event(_, shown, letter * 200)
        event_screens.with_calendar(_, shown, letter * 200)
        event_screens.changed(_, before, shown)
        event_screens.cancelled(_, shown)
        event_screens.reminder(_, shown)
    event_screens.material(_, over, material)
    event_screens.overview(_, views, views, views, may_plan=True)
    event_screens.choose(_, [replace(found, id=f"T{number}") for number in range(100)])
    event_screens.new(_, views * 3)
    for status in ("drafted", "published", "cancelled"):
        for now in (NOW, over.now):
            planning_screens.manage(_, replace(found, status=status), seen, now, zone, letter * 200, letter * 200)
    planning_screens.cancel(_, found, seen)
    planning_screens.over(_, (found,) * 12)
    planning_screens.form(_, told_of(plan), options([whom]), arg="T1 1")
    planning_screens.attendance(_, found, [(f"P{number}", letter * 60) for number in range(80)], [], 0)


@given(st.dictionaries(st.sampled_from([*FORM, "about", "capacity", "language", "audience"]), st.text(max_size=40)))
def test_whatever_is_typed_is_a_plan_or_told_at_a_field(typed: dict[str, str]) -> None:
    plan, errors = read(EN, FORM | typed, WHOM, NOW)
    assert (plan is None) is bool(errors)
    assert errors.keys() <= {*FORM, "about", "capacity", "language", "audience"}
    form = planning_screens.form(EN, FORM | typed, WHOM, errors=errors)
    assert all(name in {field.name for field in form.fields} for name in errors)
    if plan:
        assert NOW < plan.starts_at < plan.ends_at


@given(
    st.builds(
        Plan,
        st.sampled_from(["Day", "A & < >"]),
        st.sampled_from(["", "What\nand how"]),
        st.sampled_from(["Room 3", "https://x.example/a?b=c"]),
        st.just(datetime(2026, 12, 1, 7, tzinfo=UTC)),
        st.integers(1, 600).map(lambda minutes: datetime(2026, 12, 1, 7, tzinfo=UTC) + timedelta(minutes=minutes)),
        st.sampled_from(list(WHOM.values())),
        st.sampled_from(Language),
        st.none() | st.integers(1, 9_999),
    )
)
def test_what_stands_in_the_form_is_read_as_it_was(plan: Plan) -> None:
    assert read(EN, told_of(plan), WHOM, NOW) == (plan, {})


@pytest.mark.parametrize(
    ("location", "is_bad"),
    [
        ("Huone 3", False),
        ("https://x.example/a", False),
        ("Teams: https://x.example", True),
        ("https://", True),
        ("ftp://x.example", True),
        ("WWW.x.example", True),
        ("https://x.example/▮▮▮", True),
    ],
)
def test_what_is_meant_as_an_address_must_be_one(location: str, is_bad: bool) -> None:
    assert is_broken_link(location) is is_bad


@pytest.mark.parametrize(
    ("said", "id_"), [("T1", "T1"), (" t12 ", "T12"), ("t0", None), ("T1x", None), ("T٣", None), ("t" + "1" * 30, None)]
)
def test_an_id_said_aloud(said: str, id_: str | None) -> None:
    assert event_id(said) == id_
