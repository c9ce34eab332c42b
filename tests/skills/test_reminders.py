"""Reminders that a coordinator composes: what is asked, seen, saved, taken back, and what reaches whom."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.audience import Audience, Whom
from bot.delivery import lanes, outbox
from bot.people import Address, Language, Place, Reach, Role, Scope
from bot.skills.reminders import records
from bot.skills.reminders.records import PAUSED, PLANNED, WITHDRAWN, Plan
from bot.skills.reminders.times import Repeat
from bot.store import Store, people, personal, reminding
from bot.store.reminding import Kind
from bot.turns import Pressed, Submitted
from tests.databases import Clock
from tests.skills.reminding import HELSINKI, Year
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


def channel_of(year: Year) -> Address:
    at = Address("slack", "T1", "", "C9", "", Place.CHANNEL)
    with year.store.writing() as conn:
        records.open_channel(conn, at, "hankinnat")
    return at


def plan(**values: object) -> Plan:
    words = {"words": "begin", "module": "market-dialogue"}
    return Plan(
        **({"audience": Audience(), "first_on": date(2026, 12, 1), "at": time(9), "zone": HELSINKI} | words | values)
    )  # type: ignore[arg-type]


def test_a_channel_is_reminded_at_its_minute_and_never_late(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    channel_of(year)
    year.plans(plan(channel=1, repeat=Repeat.WEEKLY, until=date(2026, 12, 31)))
    year.until(datetime(2026, 12, 2, 22, tzinfo=UTC))
    (posted,) = [one for one in year.reminders() if one[1] == "C9"]
    assert posted[0] == datetime(2026, 12, 1, 7, tzinfo=UTC)
    clock.now = datetime(2026, 12, 8, 7, 11, tzinfo=UTC)  # off for eleven minutes at the hour of the next one
    year.restarts()
    year.works()
    assert [one[1] for one in year.reminders()] == ["C9", "kaisa"], "its author is told instead"
    year.until(datetime(2026, 12, 15, 22, tzinfo=UTC))
    assert [one[1] for one in year.reminders()] == ["C9", "kaisa", "C9"]


def test_a_channel_that_is_gone_is_told_of(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    at = channel_of(year)
    year.plans(plan(channel=1))
    with store.claiming() as conn:
        lanes.add(conn, at)
        outbox.drop(conn, at.lane, "channel_not_found")
    year.until(datetime(2026, 12, 2, tzinfo=UTC))
    assert [one[1] for one in year.reminders()] == ["kaisa"]


def test_after_a_long_pause_the_last_of_a_series_comes_and_not_all(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    year.joins("maija")
    year.plans(plan(repeat=Repeat.WEEKLY, until=date(2027, 3, 1)))
    clock.now = datetime(2026, 12, 23, 10, tzinfo=UTC)
    year.works()
    assert [key.split(":")[2] for _at, who, key in year.reminders() if who == "maija"] == ["2026-12-22"]


def test_an_erased_author_leaves_a_reminder_that_rests(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    year.joins("maija")
    number = year.plans(plan())
    with store.writing() as conn:
        personal.erase(conn, year.kaisa)
    year.until(datetime(2026, 12, 2, tzinfo=UTC))
    assert year.reminders() == []
    with store.reading() as conn:
        found = records.get(conn, f"R{number}")
    assert found
    assert (found.author, found.state) == ("", PAUSED)


def test_five_thousand_in_one_minute_go_to_their_lanes_in_rounds(store: Store, clock: Clock) -> None:
    """Here six hundred: more than one round takes."""
    year = Year(store, clock)
    with store.writing() as conn:
        for number in range(600):
            person = people.add(conn, Address("slack", "T1", f"u{number}", f"D{number}"), Language.FI)
            people.update(conn, person.id, welcomed=True)
    year.plans(plan())
    year.until(datetime(2026, 12, 1, 7, 5, tzinfo=UTC))
    got = [who for _at, who, _key in year.reminders()]
    assert len(got) == len(set(got)) == 601, "Kaisa is one of those she looks after"
    assert {at for at, _who, _key in year.reminders()} == {datetime(2026, 12, 1, 7, tzinfo=UTC)}


def test_a_moment_at_night_is_told_as_the_morning_it_becomes(kaisa: Chat) -> None:
    shown = in_words(kaisa, day="2026-12-05", at="03:30")
    assert "7 Dec 2026, 08:00 (the next working morning" in shown
    assert "R1 goes out on 7 Dec 2026, 08:00" in kaisa.press("kaisa", "Save")


def test_somebody_whose_clock_is_ahead_does_not_make_today_past(store: Store, clock: Clock) -> None:
    clock.now = datetime(2026, 12, 1, 6, 30, tzinfo=UTC)
    year = Year(store, clock)
    year.joins("tokio", zone="Asia/Tokyo")
    year.joins("maija")
    year.plans(plan())
    year.until(datetime(2026, 12, 2, 6, tzinfo=UTC))
    got = {who: at for at, who, _key in year.reminders()}
    assert got["maija"] == datetime(2026, 12, 1, 7, tzinfo=UTC)
    assert got["tokio"] == datetime(2026, 12, 1, 6, 30, 30, tzinfo=UTC), "late rather than never"


def test_what_comes_late_waits_for_the_morning(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    year.joins("maija")
    year.plans(plan())
    clock.now = datetime(2026, 12, 1, 20, tzinfo=UTC)  # off from before nine until ten in the evening
    year.works()
    assert [who for _at, who, _key in year.reminders()] == []
    year.until(datetime(2026, 12, 2, 12, tzinfo=UTC))
    assert {(at, who) for at, who, _key in year.reminders()} >= {(datetime(2026, 12, 2, 6, tzinfo=UTC), "maija")}


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


def test_whoever_comes_later_is_not_reminded_of_what_was_before(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    maija = year.joins("maija")
    with store.writing() as conn:
        reminding.put_off(conn, maija, Kind.COORDINATORS, date(2027, 2, 1))
    year.plans(plan())
    year.until(datetime(2026, 12, 10, tzinfo=UTC))
    year.joins("uusi")
    year.until(datetime(2027, 2, 10, tzinfo=UTC))
    assert [who for _at, who, _key in year.reminders()] == ["kaisa", "maija"]


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


def test_a_module_that_is_gone_is_told_to_its_author(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    year.joins("maija")
    year.plans(plan(module="no-more"))
    year.until(datetime(2026, 12, 2, tzinfo=UTC))
    assert [who for _at, who, _key in year.reminders()] == ["kaisa"]


def test_what_says_go_on_is_for_those_who_have_begun(kaisa: Chat) -> None:
    shown = composed(kaisa, words="Go on with the module", module="Market dialogue")
    assert "Mallilan kaupunki: now nobody" in shown
    kaisa.app.core.receive(Pressed("l", kaisa.person("maija").address, "training.lesson", "market-dialogue"))
    kaisa.app.settle()
    assert "Mallilan kaupunki: now 1" in kaisa.say("kaisa", "R1")


def test_names_count_before_the_choice(kaisa: Chat) -> None:
    assert "people by name: now 1" in composed(kaisa, names=kaisa.person("maija").id)


def test_a_channel_is_offered_where_one_is_oneself_and_can_be_left(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    here = channel_of(year)
    with store.writing() as conn:
        records.open_channel(conn, replace(here, workspace="T2"), "elsewhere")
        assert [one.name for one in records.channels(conn)] == ["hankinnat", "elsewhere"]
        assert records.close_channel(conn, here)
        assert not records.close_channel(conn, here)
        assert [one.name for one in records.channels(conn)] == ["elsewhere"]


@pytest.mark.parametrize("at", ["09:00+02:00", "24:61", "never"])
def test_a_time_with_a_zone_or_none_at_all_holds_nobody_up(kaisa: Chat, at: str) -> None:
    values = {"words": "begin", "module": "market-dialogue", "whom": "everybody", "day": "2026-12-01", "at": at}
    event = Submitted("s", kaisa.person("kaisa").address, "reminders.new", values | {"repeat": "once"})
    form = kaisa.app.core.submit(event)
    assert (form is None) is at.startswith("09")


def test_somebody_named_stays_named_when_their_accounts_become_one(store: Store, clock: Clock) -> None:
    year = Year(store, clock)
    maija, other = year.joins("maija"), year.joins("maija2")
    year.plans(plan(audience=Audience(Whom.PEOPLE, other)))
    with store.writing() as conn:
        personal.merge(conn, maija, other, clock())
    year.until(datetime(2026, 12, 2, tzinfo=UTC))
    assert [who for _at, who, _key in year.reminders()] == ["maija"]
