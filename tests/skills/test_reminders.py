"""Reminders that a coordinator composes: what is asked, seen, saved, taken back, and what reaches whom."""

from datetime import UTC, datetime

import pytest

from bot.delivery import outbox
from bot.people import Reach, Role, Scope
from bot.skills.reminders import records
from bot.skills.reminders.records import PAUSED, PLANNED, WITHDRAWN
from bot.store import people
from bot.turns import Pressed, Submitted
from tests.talk import Chat

CARE = Scope(Reach.ORGANISATION, "Mallilan kaupunki")
TUESDAY = {"day": "2026-12-01", "at": "09:00"}


@pytest.fixture
def kaisa(chat: Chat) -> Chat:
    """Kaisa coordinates Mallila, where Maija and Anna work; Veli works elsewhere."""
    chat.coordinates("kaisa", "en", CARE)
    for who, language, organisation in (
        ("maija", "fi", "Mallilan kaupunki"),
        ("anna", "sv", "mallilan Kaupunki"),
        ("veli", "fi", "Kuvitehyvä"),
    ):
        chat.joins(who, language)
        with chat.app.store.writing() as conn:
            people.update(conn, chat.person(who).id, organisation=organisation)
    return chat


def composed(chat: Chat, **values: str) -> str:
    chat.say("kaisa", "reminders")
    return chat.fill("kaisa", "New reminder", **(TUESDAY | values))


def in_words(chat: Chat, **values: str) -> str:
    composed(chat, **values)
    return chat.fill("kaisa", "Words", fi="Webinaari torstaina.", sv="Webbinarium på torsdag.")


def state(chat: Chat, number: int = 1) -> str:
    with chat.app.store.reading() as conn:
        found = records.get(conn, f"R{number}")
        assert found
        return found.state


def test_only_those_in_the_scope_are_reached_each_in_their_language(kaisa: Chat) -> None:
    shown = in_words(kaisa)
    assert "Mallilan kaupunki: now 2" in shown
    assert "Finnish · readers: 1\nWebinaari torstaina." in shown
    assert "English · readers: 0 · not written" in shown
    kaisa.press("kaisa", "Save")
    kaisa.wait(days=8)
    assert "Webinaari torstaina." in kaisa.sees("maija")
    assert "Webbinarium på torsdag." in kaisa.sees("anna")
    assert kaisa.sees("veli") == ""
    assert state(kaisa) == "ended"
    kaisa.wait(days=14)
    assert kaisa.sees("maija").count("Webinaari torstaina.") == 1


def test_whoever_reads_a_language_that_was_left_out_sees_which_it_is(kaisa: Chat) -> None:
    composed(kaisa)
    kaisa.fill("kaisa", "Words", fi="Webinaari torstaina.")
    kaisa.press("kaisa", "Save")
    kaisa.wait(days=8)
    assert "Webinaari torstaina.\nSpråk: Finska" in kaisa.sees("anna").replace("\n\n", "\n")


def test_a_test_reaches_nobody_but_its_author(kaisa: Chat) -> None:
    in_words(kaisa)
    assert "Webinaari torstaina." in kaisa.press("kaisa", "Send me a test")
    kaisa.wait(days=30)
    assert kaisa.sees("maija") == kaisa.sees("anna") == ""


def test_what_was_saved_can_be_taken_back_for_half_a_minute(kaisa: Chat) -> None:
    in_words(kaisa, day="2026-11-23", at="09:00")
    kaisa.press("kaisa", "Save")
    assert kaisa.sees("maija") == "", "nothing goes out before"
    assert "Taken back" in kaisa.press("kaisa", "Undo")
    kaisa.wait(minutes=2)
    assert kaisa.sees("maija") == ""


def test_after_half_a_minute_it_is_too_late(kaisa: Chat) -> None:
    in_words(kaisa)
    kaisa.press("kaisa", "Save")
    kaisa.wait(seconds=31)
    assert "too late" in kaisa.press("kaisa", "Undo")
    assert state(kaisa) == PLANNED


@pytest.mark.parametrize("times", [10])
def test_a_button_pressed_ten_times_saves_once(kaisa: Chat, times: int) -> None:
    in_words(kaisa)
    at = kaisa.person("kaisa").address
    for number in range(times):
        kaisa.app.core.receive(Pressed(f"p{number}", at, "reminders.save", "R1"))
    kaisa.app.settle()
    kaisa.wait(days=8)
    assert kaisa.sees("maija").count("Webinaari torstaina.") == 1


def test_a_pause_an_edit_and_a_cancellation_stop_what_was_to_come(kaisa: Chat) -> None:
    in_words(kaisa, repeat="Every week", until="2027-03-01")
    kaisa.press("kaisa", "Save")
    kaisa.press("kaisa", "Show R1")
    assert "Paused" in kaisa.press("kaisa", "Pause")
    kaisa.wait(days=9)
    assert kaisa.sees("maija") == ""
    kaisa.press("kaisa", "Show R1")
    kaisa.press("kaisa", "Save")
    kaisa.wait(days=7)
    assert kaisa.sees("maija").count("Webinaari torstaina.") == 1, "the one of 8 December, and not that of the first"
    kaisa.say("kaisa", "reminders")
    kaisa.fill("kaisa", "Choose a reminder", id="R1 · “Webinaari torstaina.”")
    shown = kaisa.fill("kaisa", "When and whom", day="2026-12-16")
    assert "not saved yet" in shown
    kaisa.wait(days=14)
    assert kaisa.sees("maija") == "" or kaisa.sees("maija").count("Webinaari") == 1
    kaisa.say("kaisa", "reminders")
    kaisa.fill("kaisa", "Choose a reminder", id="1")
    assert "Cancelled" in kaisa.press("kaisa", "Discard")
    assert state(kaisa) == WITHDRAWN


def test_what_has_gone_out_is_not_edited_but_duplicated(kaisa: Chat) -> None:
    in_words(kaisa)
    kaisa.press("kaisa", "Save")
    kaisa.wait(days=8, minutes=1)
    kaisa.press("kaisa", "Show R1")
    assert kaisa.can_press("kaisa") == ["Duplicate", "Reminders"]
    shown = kaisa.press("kaisa", "Duplicate")
    assert "R2 · not saved yet" in shown
    assert "Its time is past" in kaisa.press("kaisa", "Save")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"day": "2026-11-20"}, "That moment is past."),
        ({"words": "Go on with the module"}, "Which module?"),
        ({"behind": "Only those who have the module unfinished"}, "Unfinished in which module?"),
        ({"repeat": "Every week"}, "Until when?"),
        ({"repeat": "Every week", "until": "2026-11-30"}, "Until when?"),
        ({"repeat": "Every week", "until": "2036-11-30"}, "Until when?"),
        ({"whom": "the people I write below"}, "One name or number on each line."),
        ({"whom": "the people I write below", "names": "Matti"}, "among those you look after: Matti"),
        ({"whom": "the people I write below", "names": "Veli"}, "among those you look after: Veli"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_lost(
    kaisa: Chat, values: dict[str, str], told: str
) -> None:
    assert told in composed(kaisa, **values)
    with kaisa.app.store.reading() as conn:
        assert records.every(conn) == []


def test_people_by_name_are_those_in_ones_care(kaisa: Chat) -> None:
    with kaisa.app.store.writing() as conn:
        people.update(conn, kaisa.person("anna").id, name="Anna Ek")
    shown = composed(kaisa, whom="the people I write below", names="anna ek")
    assert "people by name: now 1" in shown


def test_nobody_is_reached_is_said_before_it_is_saved(kaisa: Chat) -> None:
    composed(
        kaisa,
        words="Go on with the module",
        module="Market dialogue",
        behind="Only those who have the module unfinished",
    )
    assert "There is nobody it reaches" in kaisa.press("kaisa", "Save")


def test_those_who_cannot_be_reached_are_named_with_the_reason(kaisa: Chat) -> None:
    kaisa.say("maija", "muistutukset")
    kaisa.fill("maija", "Valitse aiheet", kinds="2,3")
    with kaisa.app.store.claiming() as conn:
        outbox.close(conn, kaisa.person("anna").address, "blocked")
    shown = in_words(kaisa)
    assert "• Maija: has turned such reminders off" in shown
    assert "• Anna: no message arrives" in shown


def test_other_peoples_reminders_are_nobody_elses(kaisa: Chat) -> None:
    in_words(kaisa)
    kaisa.coordinates("aino", "en", CARE)
    at = kaisa.person("aino").address
    for number, verb in enumerate(("show", "save", "test", "undo", "pause", "cancel", "duplicate", "take")):
        kaisa.app.core.receive(Pressed(f"a{number}", at, f"reminders.{verb}", "R1"))
        kaisa.app.settle()
        assert "Webinaari" not in kaisa.sees("aino"), verb
    assert state(kaisa) == "draft"


def test_when_a_coordinator_leaves_another_takes_it_on(kaisa: Chat) -> None:
    in_words(kaisa)
    kaisa.press("kaisa", "Save")
    with kaisa.app.store.writing() as conn:
        people.take(conn, kaisa.person("kaisa").id, Role.COORDINATOR)
    kaisa.wait(days=8)
    assert kaisa.sees("maija") == ""
    assert state(kaisa) == PAUSED
    kaisa.coordinates("aino", "en", CARE)
    kaisa.say("aino", "reminders")
    assert "no longer a coordinator" in kaisa.fill("aino", "Choose a reminder", id="1")
    assert "R1 · paused" in kaisa.press("aino", "Take it on")


def test_own_hours_and_what_is_put_off_are_kept(kaisa: Chat) -> None:
    kaisa.say("maija", "muistutukset")
    kaisa.fill("maija", "Ajat", opens="12:00", closes="14:00")
    kaisa.fill(
        "maija", "Lykkää", kind="Koordinaattorien muistutukset", long="Alla annettuun päivään", until="2026-12-09"
    )
    in_words(kaisa)
    kaisa.press("kaisa", "Save")
    kaisa.wait(days=8)
    assert kaisa.sees("maija").count("Webinaari torstaina.") == 0
    kaisa.clock.at = datetime(2026, 12, 9, 9, 59, tzinfo=UTC)
    kaisa.app.settle()
    assert kaisa.sees("maija").count("Webinaari torstaina.") == 0
    kaisa.wait(minutes=2)
    assert kaisa.sees("maija").count("Webinaari torstaina.") == 1, "late rather than never"


def test_a_moment_at_night_is_told_as_the_morning_it_becomes(kaisa: Chat) -> None:
    shown = in_words(kaisa, day="2026-12-05", at="03:30")
    assert "7 Dec 2026, 08:00 (the next working morning" in shown
    assert "R1 goes out on 7 Dec 2026, 08:00" in kaisa.press("kaisa", "Save")


def test_a_pause_in_the_middle_of_a_day_loses_nobody(kaisa: Chat) -> None:
    kaisa.say("maija", "muistutukset")
    kaisa.fill("maija", "Ajat", opens="12:00", closes="14:00")
    in_words(kaisa)
    kaisa.press("kaisa", "Save")
    kaisa.wait(days=8, minutes=5)
    assert "Webbinarium" in kaisa.sees("anna")
    kaisa.say("kaisa", "R1")
    kaisa.press("kaisa", "Pause")
    kaisa.say("kaisa", "r1")
    kaisa.press("kaisa", "Save")
    kaisa.wait(hours=4)
    assert kaisa.sees("maija").count("Webinaari torstaina.") == 1
    assert kaisa.sees("anna").count("Webbinarium") == 1


def test_one_that_is_put_off_comes_again_once(kaisa: Chat) -> None:
    in_words(kaisa)
    kaisa.press("kaisa", "Save")
    kaisa.wait(days=8)
    kaisa.fill("maija", "Muistuta myöhemmin", long="Huomiseen")
    kaisa.wait(hours=22)
    assert "Webinaari" not in kaisa.sees("maija")
    kaisa.wait(hours=2)
    assert kaisa.sees("maija").count("Webinaari torstaina.") == 1
    kaisa.wait(days=9)
    assert kaisa.sees("maija").count("Webinaari torstaina.") == 1


def test_what_says_go_on_is_for_those_who_have_begun(kaisa: Chat) -> None:
    shown = composed(kaisa, words="Go on with the module", module="Market dialogue")
    assert "Mallilan kaupunki: now nobody" in shown
    kaisa.app.core.receive(Pressed("l", kaisa.person("maija").address, "training.lesson", "market-dialogue"))
    kaisa.app.settle()
    assert "Mallilan kaupunki: now 1" in kaisa.say("kaisa", "R1")


def test_names_count_before_the_choice(kaisa: Chat) -> None:
    assert "people by name: now 1" in composed(kaisa, names=kaisa.person("maija").id)


@pytest.mark.parametrize("at", ["09:00+02:00", "24:61", "never"])
def test_a_time_with_a_zone_or_none_at_all_holds_nobody_up(kaisa: Chat, at: str) -> None:
    values = {"words": "begin", "module": "market-dialogue", "whom": "everybody", "day": "2026-12-01", "at": at}
    event = Submitted("s", kaisa.person("kaisa").address, "reminders.new", values | {"repeat": "once"})
    form = kaisa.app.core.submit(event)
    assert (form is None) is at.startswith("09")
