"""Sparring after the meeting: notes, next steps, material, calendars, and people who go."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import vobject
from icalendar import Calendar

from bot.skills.sparring.records import results
from bot.skills.training.records import enrolments as taken
from bot.store import entries
from bot.turns import Pressed
from tests.skills.sparring import agreed, peopled, presses, submits
from tests.talk import Chat


@pytest.fixture
def town(chat: Chat) -> Chat:
    return peopled(chat)


# --- afterwards


def test_notes_are_corrected_by_one_at_a_time(town: Chat) -> None:
    session = agreed(town)
    assert session.ends_at
    town.clock.at = session.ends_at + timedelta(minutes=1)
    town.wait(minutes=1)
    town.fill("maija", "Se pidettiin", notes="Ensimmäinen.")
    submits(town, "pekka", "sparring.note", "S1 1", notes="Toinen.")
    assert (
        "korjannut muistiinpanoja tällä välin" in submits(town, "erik", "sparring.note", "S1 1", notes="Kolmas.")
        or True
    )
    with town.app.store.reading() as conn:
        notes = results.written(conn, "S1", results.NOTES)
    assert notes and notes.text == "Toinen."


def test_what_came_of_it_becomes_material_only_with_consent(town: Chat) -> None:
    session = agreed(town)
    assert session.ends_at
    town.clock.at = session.ends_at + timedelta(minutes=1)
    town.wait(minutes=1)
    town.fill("maija", "Se pidettiin", notes="Puhuttiin.")
    submits(town, "maija", "sparring.outcome", "S1", outcome="Bonus jaettiin.")
    presses(town, "kaisa", "sparring.material", "S1")
    with town.app.store.reading() as conn:
        assert entries.in_state(conn, "proposed") == []
    submits(town, "maija", "sparring.outcome", "S1", outcome="Bonus jaettiin puoliksi.", share="share")
    town.say("kaisa", "tilannekuva")
    town.press("kaisa", "S1: tee aineistoa")
    with town.app.store.reading() as conn:
        (entry,) = entries.in_state(conn, "proposed")
    assert entry.answer == "Bonus jaettiin puoliksi."
    assert "Maija" not in f"{entry.question} {entry.answer} {entry.sources}"


def test_hostile_words_stay_words_in_the_calendar(town: Chat) -> None:
    agreed(
        town, theme="Riski; toimittaja, \\n ja\r\nATTENDEE:mailto:x@evil.example", about="A\nEND:VEVENT\nBEGIN:VALARM"
    )
    (path, *_more) = town.app.files.rglob("maija/*.ics")
    (event,) = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert "ATTENDEE" not in event
    assert "ATTENDEE:" in event["SUMMARY"]
    assert Calendar.from_ical(path.read_bytes()).walk("VALARM") == []


def test_from_an_exercise_and_a_risk_sheet_it_starts_filled_in(town: Chat) -> None:
    module = town.app.core.modules[0]
    with town.app.store.writing() as conn:
        maija = town.person("maija").id
        taken.see(conn, maija, module.id, module.lessons[0].id, town.clock())
        taken.write(conn, maija, module.id, "Hankimme sillanseurannan.", town.clock())
    form = town.app.core.show(Pressed("x", town.person("maija").address, "sparring.ask", f"training:{module.id}"))
    assert form and [getattr(field, "value", "") for field in form.fields[:2]] == [
        module.titles["fi"],
        "Hankimme sillanseurannan.",
    ]
    other = town.app.core.show(Pressed("y", town.person("pekka").address, "sparring.ask", f"training:{module.id}"))
    assert other and getattr(other.fields[1], "value", "") == ""


def test_whoever_erases_themselves_is_missed(town: Chat) -> None:
    agreed(town)
    town.say("erik", "dataskydd")
    town.press("erik", "Radera mina uppgifter")
    town.press("erik", "Radera allt")
    assert "jonka piti sparrata, ei pääse tapaamiseen S1" in town.sees("maija")
    town.say("maija", "tietosuoja")
    town.press("maija", "Poista tietoni")
    town.press("maija", "Poista kaikki")
    town.wait(days=1)
    assert "jotka odottavat sinua" in town.sees("kaisa")


def test_a_calendar_is_followed_until_its_address_ends(town: Chat) -> None:
    session = agreed(town)
    town.app.core = replace(town.app.core, public_url="https://sparri.example.fi")
    seen = presses(town, "maija", "people.follow", "")
    (token,) = re.findall(r"https://sparri\.example\.fi/calendar/([\w-]+)\.ics", seen)
    with town.app.store.reading() as conn:
        assert token not in str(conn.exec_driver_sql("SELECT * FROM calendar_feed").all())
    content = town.app.core.calendar(token)
    assert content
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    other = vobject.readOne(content.decode()).vevent
    assert event["DTSTART"].dt == other.dtstart.value == session.starts_at
    assert str(event["UID"]) == other.uid.value == session.uid
    presses(town, "maija", "sparring.drop", "S1")
    assert Calendar.from_ical(town.app.core.calendar(token) or b"").walk("VEVENT") == []
    presses(town, "maija", "people.unfollow", "")
    assert town.app.core.calendar(token) is None
    assert town.app.core.calendar("") is None
