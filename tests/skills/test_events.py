"""Training events in chat: planned, joined, changed, reminded of, held; and whom nothing of it concerns hears nothing."""

from datetime import timedelta

import pytest
from icalendar import Calendar, Event
from sqlalchemy import select

from bot.delivery import outbox
from bot.people import Branch, Reach, Role, Scope
from bot.skills.events.records.tables import event, event_material, registration
from bot.store import audit, people, personal, reminding
from bot.store.reminding import Kind
from bot.turns import Pressed, Submitted
from tests.talk import Chat

MALLILA = Scope(Reach.ORGANISATION, "Mallilan kaupunki")
FORM = {
    "title": "Vuoropuhelu",
    "date": "2026-12-01",
    "starts": "09:00",
    "ends": "10:30",
    "location": "https://webinaari.example/t1",
}


def joins(
    chat: Chat, *names: str, organisation: str = "Mallilan kaupunki", branch: Branch = Branch.MUNICIPALITY
) -> None:
    for name in names:
        chat.joins(name)
        with chat.app.store.writing() as conn:
            people.update(conn, chat.person(name).id, organisation=organisation, branch=branch)


def plans(chat: Chat, who: str = "kaisa", scope: Scope = MALLILA, **values: str) -> str:
    """A coordinator plans an event and publishes it; what they see then."""
    chat.coordinates(who, "fi", scope)
    chat.say(who, "tilaisuudet")
    chat.fill(who, "Uusi tilaisuus", **(FORM | values))
    return chat.press(who, "Julkaise")


def registers(chat: Chat, *names: str, label: str = "Ilmoittaudu") -> str:
    """Each opens the event and registers; what the last one sees."""
    seen = ""
    for name in names:
        chat.say(name, "T1")
        seen = chat.press(name, label)
    return seen


def forget(chat: Chat) -> None:
    """Everybody has seen all that was shown."""
    chat.terminal.seen.clear()


def presses(chat: Chat, who: str, action: str, arg: str, event_id: str = "") -> None:
    """A press that comes from anywhere, also a card of long ago."""
    chat.app.core.receive(Pressed(event_id or f"{action} {who} {arg}", chat.person(who).address, action, arg))
    chat.console.settle()


def places(chat: Chat) -> dict[str, str]:
    with chat.app.store.reading() as conn:
        names = {person.id: person.name for person in people.all(conn)}
        return {names[f"P{row.person}"]: row.state for row in conn.execute(select(registration))}


def calendar(chat: Chat, who: str) -> Event:
    """The newest calendar entry that somebody has got; no two files hold the same revision."""
    files = [Calendar.from_ical(path.read_bytes()) for path in chat.app.files.rglob(f"{who}/*.ics")]
    entries = sorted((file.walk("VEVENT")[0] for file in files), key=lambda one: int(one["sequence"]))
    assert len({int(one["sequence"]) for one in entries}) == len(entries)
    return entries[-1]


# --- planning


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"date": "2026-11-20"}, "Valitse päivä, joka ei ole mennyt."),
        ({"date": "2026-11-23", "starts": "08:00", "ends": "12:00"}, "Tämä aika on jo mennyt."),
        ({"starts": "11:00", "ends": "10:00"}, "päättyy ennen kuin alkaa"),
        ({"location": "https://webinaari example"}, "ei ole kokonainen verkko-osoite"),
        ({"location": "javascript://x.example/%0aalert(1)"}, "ei ole kokonainen verkko-osoite"),
        ({"location": "www.webinaari.example"}, "ei ole kokonainen verkko-osoite"),
        ({"capacity": "0"}, "kokonaisluku"),
        ({"capacity": "½"}, "kokonaisluku"),
        ({"title": "…"}, "Kirjoita tähän jotakin."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(chat: Chat, wrong: dict[str, str], said: str) -> None:
    chat.coordinates("kaisa", "fi", MALLILA)
    chat.say("kaisa", "tilaisuudet")
    seen = chat.fill("kaisa", "Uusi tilaisuus", **(FORM | {"about": "Miten?"} | wrong))
    assert said in seen
    assert chat.console.focus.filling
    assert {asked.name for asked in chat.console.focus.filling.waiting} <= {*wrong, "ends"}
    values = chat.console.focus.filling.values
    assert values["about"] == "Miten?"
    with chat.app.store.reading() as conn:
        assert not conn.execute(select(event)).all()


@pytest.mark.parametrize(
    ("given", "field"), [({"date": "2026-02-30"}, "date"), ({"starts": "25:00"}, "starts"), ({"date": ""}, "date")]
)
def test_a_day_or_time_that_there_is_not_is_asked_again(chat: Chat, given: dict[str, str], field: str) -> None:
    chat.coordinates("kaisa", "fi", MALLILA)
    at = chat.person("kaisa").address
    again = chat.app.core.submit(Submitted("s", at, "events.new", FORM | given))
    assert again
    assert list(again.errors) == [field]
    assert next(one for one in again.fields if one.name == "title").value == FORM["title"]  # type: ignore[union-attr]


def test_on_the_nights_when_clocks_change_an_event_is_at_a_time_that_they_show(chat: Chat) -> None:
    plans(chat, date="2027-03-28", starts="03:30", ends="05:00")
    assert "28.3.2027 klo 4.00–5.00" in chat.say("kaisa", "T1")


def test_a_draft_is_seen_by_nobody_else_and_publishing_twice_is_once(chat: Chat) -> None:
    joins(chat, "maija")
    chat.coordinates("kaisa", "fi", MALLILA)
    chat.say("kaisa", "tilaisuudet")
    chat.fill("kaisa", "Uusi tilaisuus", **FORM)
    assert "ei ole" in chat.say("maija", "T1")
    for number in range(10):
        presses(chat, "kaisa", "events.publish", "T1", f"p{number}")
    with chat.app.store.reading() as conn:
        (row,) = conn.execute(select(event)).all()
    assert (row.status, row.revision) == ("published", 1)
    chat.wait(days=1)
    assert chat.sees("maija").count("Uusi koulutustilaisuus") == 1


def test_only_those_whom_it_is_for_find_it_and_may_open_it(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    joins(chat, "veli", organisation="Kaukala")
    with chat.app.store.writing() as conn:
        reminding.turn(conn, chat.person("anna").id, Kind.EVENTS, is_off=True)
    seen = plans(chat)
    assert "aamukoosteessaan sen näkee: 1" in seen
    forget(chat)
    chat.wait(days=1)
    assert "Vuoropuhelu" in chat.sees("maija")
    assert chat.sees("anna") == chat.sees("veli") == ""
    presses(chat, "veli", "events.register", "T1")
    assert places(chat) == {}
    chat.wait(days=1)
    assert "Uusi koulutustilaisuus" not in chat.sees("maija").partition("Vuoropuhelu")[2], "told once"


def test_a_draft_says_who_will_not_find_it_and_why(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    joins(chat, "veli", organisation="Kaukala")
    with chat.app.store.writing() as conn:
        reminding.turn(conn, chat.person("anna").id, Kind.EVENTS, is_off=True)
        people.update(conn, chat.person("maija").id, welcomed=False)
        people.update(conn, chat.person("veli").id, welcomed=False)
    chat.coordinates("kaisa", "fi", MALLILA)
    chat.coordinates("kaisa", "fi", Scope(Reach.NETWORK))
    chat.say("kaisa", "tilaisuudet")
    seen = chat.fill("kaisa", "Uusi tilaisuus", **FORM)
    assert "Poistanut tilaisuuksien muistutukset käytöstä: Anna" in seen
    assert "Ei ole vielä kirjoittanut Sparrille: Maija, < 5" in seen
    assert "Veli" not in seen


def test_nobody_plans_for_those_outside_their_scope(chat: Chat) -> None:
    chat.coordinates("kaisa", "fi", Scope(Reach.BRANCH, "lvm"))
    chat.say("kaisa", "tilaisuudet")
    seen = chat.fill("kaisa", "Uusi tilaisuus", **FORM)
    assert "Liikenne- ja viestintäministeriö" in seen
    at = chat.person("kaisa").address
    for audience in ("everybody", "branch:tem", "organisation:Mallila"):
        again = chat.app.core.submit(Submitted(audience, at, "events.new", FORM | {"audience": audience}))
        assert again
        assert list(again.errors) == ["audience"]
    chat.coordinates("aino", "fi", MALLILA)
    for action in ("publish", "drop", "manage", "cancel"):
        presses(chat, "aino", f"events.{action}", "T1")
        assert "ei ole" in chat.sees("aino")
    with chat.app.store.reading() as conn:
        assert [row.status for row in conn.execute(select(event))] == ["drafted"]


# --- taking part


def test_the_last_place_goes_to_one_and_the_queue_moves_up(chat: Chat) -> None:
    joins(chat, "maija", "anna", "veli")
    plans(chat, capacity="1")
    assert "Olet ilmoittautunut." in registers(chat, "maija")
    assert "Olet jo ilmoittautunut." in registers_again(chat, "maija")
    assert "sijalla 1" in registers(chat, "anna", label="Mene jonoon")
    assert "sijalla 2" in registers(chat, "veli", label="Mene jonoon")
    forget(chat)
    assert "Ilmoittautumisesi on peruttu." in leaves(chat, "maija")
    assert "sait paikan" in chat.sees("anna")
    assert chat.sees("veli") == ""
    assert places(chat) == {"Anna": "registered", "Veli": "waiting"}
    assert "sijalla 1" in chat.say("veli", "T1")


def registers_again(chat: Chat, who: str) -> str:
    chat.terminal.seen[who] = []
    presses(chat, who, "events.register", "T1", f"again {who}")
    return chat.sees(who)


def leaves(chat: Chat, who: str) -> str:
    chat.terminal.seen[who] = []
    presses(chat, who, "events.unregister", "T1", f"leaves {who} {chat.clock.at}")
    return chat.sees(who)


def test_more_places_take_in_those_who_wait_and_fewer_than_are_taken_are_refused(chat: Chat) -> None:
    joins(chat, "maija", "anna", "veli")
    plans(chat, capacity="2")
    registers(chat, "maija", "anna")
    registers(chat, "veli", label="Mene jonoon")
    chat.say("kaisa", "T1")
    chat.press("kaisa", "Hallinnoi")
    assert "Paikka on jo annettu 2" in chat.fill("kaisa", "Muokkaa", capacity="1")
    chat.writes("kaisa", "/cancel")
    forget(chat)
    chat.fill("kaisa", "Muokkaa", capacity="3")
    assert "sait paikan" in chat.sees("veli")
    assert chat.sees("maija") == chat.sees("anna") == "", "what is no change for them, they are not told"


def test_whoever_is_erased_leaves_a_place_to_the_next(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    plans(chat, capacity="1")
    registers(chat, "maija")
    registers(chat, "anna", label="Mene jonoon")
    with chat.app.store.writing() as conn:
        personal.erase(conn, chat.person("maija").id)
    forget(chat)
    chat.wait(days=1)
    assert "sait paikan" in chat.sees("anna")
    assert places(chat) == {"Anna": "registered"}


def test_the_calendar_file_follows_what_happens(chat: Chat) -> None:
    joins(chat, "maija")
    plans(chat)
    registers(chat, "maija")
    first = calendar(chat, "maija")
    chat.say("kaisa", "T1")
    chat.press("kaisa", "Hallinnoi")
    chat.fill("kaisa", "Muokkaa", starts="12:00", ends="13:00")
    moved = calendar(chat, "maija")
    assert moved["uid"] == first["uid"]
    assert moved["sequence"] > first["sequence"]
    assert moved.decoded("dtstart") - first.decoded("dtstart") == timedelta(hours=3)
    chat.press("kaisa", "Peru tilaisuus")
    chat.press("kaisa", "Peru tilaisuus")
    gone = calendar(chat, "maija")
    assert (gone["uid"], gone["status"]) == (first["uid"], "CANCELLED")
    assert gone["sequence"] > moved["sequence"]
    assert b"Kaisa" not in b"".join(path.read_bytes() for path in chat.app.files.rglob("maija/*.ics"))


# --- changes


def test_a_change_is_told_to_those_it_concerns_and_nobody_else(chat: Chat) -> None:
    joins(chat, "maija", "anna", "veli")
    plans(chat, capacity="1")
    registers(chat, "maija")
    registers(chat, "anna", label="Mene jonoon")
    chat.say("kaisa", "T1")
    chat.press("kaisa", "Hallinnoi")
    forget(chat)
    chat.fill("kaisa", "Muokkaa", title="Markkinavuoropuhelu")
    assert "Otsikko  Vuoropuhelu → Markkinavuoropuhelu" in chat.sees("maija")
    assert chat.sees("anna") == chat.sees("veli") == ""
    chat.fill("kaisa", "Muokkaa", date="2026-12-02")
    assert "1.12.2026 klo 9.00–10.30 → 2.12.2026 klo 9.00–10.30" in chat.sees("maija")
    assert "→ 2.12.2026" in chat.sees("anna")
    assert "webinaari.example" not in chat.sees("anna"), "the way in is for those who have a place"
    assert chat.sees("veli") == ""
    forget(chat)
    assert "Mikään ei muuttunut." in chat.fill("kaisa", "Muokkaa")
    presses(chat, "kaisa", "events.drop", "T1", "d1")
    presses(chat, "kaisa", "events.drop", "T1", "d2")
    assert chat.sees("maija").count("T1 on peruttu") == chat.sees("anna").count("T1 on peruttu") == 1
    assert chat.sees("veli") == ""


def test_two_coordinators_who_change_it_at_once_lose_nothing(chat: Chat) -> None:
    chat.coordinates("aino", "fi", MALLILA)
    plans(chat)
    arg, at = "T1 1", chat.person("aino").address
    chat.say("kaisa", "T1")
    chat.press("kaisa", "Hallinnoi")
    chat.fill("kaisa", "Muokkaa", title="Kaisan otsikko")
    again = chat.app.core.submit(Submitted("s", at, "events.edit", FORM | {"title": "Ainon otsikko"}, arg))
    assert again
    assert "muutettu tällä välin" in again.errors["title"]
    assert again.arg == "T1 2"
    assert next(one for one in again.fields if one.name == "title").value == "Ainon otsikko"  # type: ignore[union-attr]


# --- reminders


def test_one_is_reminded_a_day_and_an_hour_before(chat: Chat) -> None:
    joins(chat, "maija", "anna", "veli")
    plans(chat)
    registers(chat, "maija", "anna", "veli")
    leaves(chat, "veli")
    with chat.app.store.writing() as conn:
        reminding.turn(conn, chat.person("anna").id, Kind.EVENTS, is_off=True)
    forget(chat)
    chat.wait(days=6, hours=23)
    assert "Muistutus" not in chat.sees("maija")
    chat.wait(hours=1)
    assert chat.sees("maija").count("Muistutus") == 1
    chat.wait(hours=23)
    assert chat.sees("maija").count("Muistutus") == 2
    chat.wait(hours=5)
    assert chat.sees("maija").count("Muistutus") == 2
    assert "Muistutus" not in chat.sees("anna") + chat.sees("veli")


def test_the_day_before_waits_for_ones_hours_and_the_old_time_is_forgotten(chat: Chat) -> None:
    """A Tuesday 18.00: the day before at 18.00 is outside of working hours, so it comes on Tuesday at 8.00."""
    joins(chat, "maija")
    plans(chat, date="2026-11-30", starts="18:00", ends="19:00")
    registers(chat, "maija")
    chat.say("kaisa", "T1")
    chat.press("kaisa", "Hallinnoi")
    chat.fill("kaisa", "Muokkaa", date="2026-12-01")
    forget(chat)
    chat.wait(days=7, hours=12)
    assert "Muistutus" not in chat.sees("maija"), "Monday, 21.00"
    chat.wait(hours=11)
    assert chat.sees("maija").count("Muistutus") == 1
    chat.wait(hours=9)
    assert chat.sees("maija").count("Muistutus") == 2


@pytest.mark.parametrize(
    ("when", "is_off", "said"),
    [
        ({}, False, "Muistutan päivää ja tuntia ennen."),
        ({"date": "2026-11-30"}, False, "Muistutan tuntia ennen."),  # a Monday at nine: the day before is a Sunday
        ({"date": "2026-11-23", "starts": "12:00", "ends": "13:00"}, False, "Muistutan tuntia ennen."),
        ({"date": "2026-11-23", "starts": "09:30", "ends": "13:00"}, False, "Et saa tästä muistutusta."),
        ({}, True, "Et saa tästä muistutusta."),
    ],
)
def test_only_what_will_come_is_promised(chat: Chat, when: dict[str, str], is_off: bool, said: str) -> None:
    joins(chat, "maija")
    plans(chat, **when)
    with chat.app.store.writing() as conn:
        reminding.turn(conn, chat.person("maija").id, Kind.EVENTS, is_off=is_off)
    assert said in registers(chat, "maija")


def test_whom_no_message_reaches_stands_with_the_reason(chat: Chat) -> None:
    joins(chat, "maija")
    plans(chat)
    registers(chat, "maija")
    with chat.app.store.claiming() as conn:
        outbox.close(conn, chat.person("maija").address, "account_inactive")
    chat.say("kaisa", "T1")
    assert "Viesti ei tavoita: Maija" in chat.press("kaisa", "Hallinnoi")


def test_after_a_long_pause_no_reminder_comes_of_what_has_begun(chat: Chat) -> None:
    joins(chat, "maija")
    plans(chat)
    registers(chat, "maija")
    forget(chat)
    chat.wait(days=8, hours=1)
    assert "Muistutus" not in chat.sees("maija")


# --- afterwards


def held(chat: Chat) -> None:
    """Maija and Anna are in Kaisa's care, Veli and others are not; the event is over and a morning has come."""
    joins(chat, "maija", "anna")
    joins(chat, "veli", organisation="Kaukala")
    chat.coordinates("kaisa", "fi", MALLILA)
    plans(chat, scope=Scope(Reach.NETWORK))
    registers(chat, "maija", "anna", "veli")
    chat.wait(days=8, hours=5)
    forget(chat)
    chat.wait(hours=20)


def test_who_came_is_marked_for_those_in_care_and_the_others_say_it_themselves(chat: Chat) -> None:
    held(chat)
    assert "on pidetty" in chat.sees("kaisa")
    chat.press("kaisa", "Avaa T1")
    seen = chat.fill("kaisa", "Osallistujat", came="1")
    assert "Anna" in seen
    assert "Veli" not in seen
    assert "Osallistui        1" in seen
    assert "on pidetty" not in chat.say("kaisa", "tilannekuva")
    chat.say("veli", "T1")
    assert "Kiitos" in chat.press("veli", "Olin paikalla")
    chat.say("kaisa", "T1")
    assert "1 ja muualla < 5" in chat.press("kaisa", "Hallinnoi")


def test_material_goes_once_to_those_who_were_registered(chat: Chat) -> None:
    held(chat)
    joins(chat, "pia")
    chat.press("kaisa", "Avaa T1")
    assert "ei ole kokonainen" in chat.fill("kaisa", "Lisää aineisto", url="tallenne", words="Tallenne")
    chat.writes("kaisa", "https://webinaari.example/tallenne")
    chat.press("kaisa", "Kaikki tilaisuudet")
    presses(chat, "kaisa", "events.manage", "T1")
    forget(chat)
    seen = chat.fill("kaisa", "Lisää aineisto", url="https://webinaari.example/tallenne", words="Tallenne")
    assert "Kukaan ei saa sitä kahdesti." in seen
    assert chat.sees("maija") == chat.sees("pia") == ""
    with chat.app.store.reading() as conn:
        assert [row.url for row in conn.execute(select(event_material))] == ["https://webinaari.example/tallenne"]
    assert "Tallenne" in chat.say("maija", "T1")
    assert "Tallenne" not in chat.say("pia", "T1")


def test_the_table_has_those_in_care_and_that_it_was_taken_is_noted(chat: Chat) -> None:
    held(chat)
    chat.press("kaisa", "Avaa T1")
    chat.fill("kaisa", "Vie taulukkona", format="csv")
    (made,) = chat.app.files.rglob("kaisa/*.csv")
    table = made.read_text(encoding="utf-8-sig")
    assert "Maija" in table
    assert "Veli" not in table
    with chat.app.store.reading() as conn:
        assert any(line.action == "participants exported" for line in audit.of_person(conn, chat.person("kaisa").id))


def test_when_its_coordinator_leaves_the_next_is_asked(chat: Chat) -> None:
    joins(chat, "maija")
    chat.coordinates("aino", "fi", MALLILA)
    plans(chat)
    registers(chat, "maija")
    with chat.app.store.writing() as conn:
        people.take(conn, chat.person("kaisa").id, Role.COORDINATOR)
    chat.wait(days=8, hours=5)
    forget(chat)
    chat.wait(hours=20)
    assert "on pidetty" in chat.sees("aino")
    assert chat.sees("kaisa") == ""
    presses(chat, "kaisa", "events.drop", "T1")
    with chat.app.store.reading() as conn:
        assert [row.status for row in conn.execute(select(event))] == ["published"]


def test_an_erased_coordinators_event_goes_on_and_their_draft_goes(chat: Chat) -> None:
    joins(chat, "maija")
    plans(chat)
    chat.say("kaisa", "tilaisuudet")
    chat.fill("kaisa", "Uusi tilaisuus", **FORM)
    registers(chat, "maija")
    with chat.app.store.writing() as conn:
        assert "registration" in personal.export(conn, chat.person("maija").id)
        personal.erase(conn, chat.person("kaisa").id)
        assert [(row.number, row.made_by) for row in conn.execute(select(event))] == [(1, None)]
    assert places(chat) == {"Maija": "registered"}
