"""Sparring in chat: who may see and do what, what goes wrong, and what happens when people leave."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import vobject
from icalendar import Calendar

from bot.people import Branch, Reach, Scope
from bot.skills.sparring.records import partners, results, voting
from bot.skills.training.records import enrolments as taken
from bot.store import audit, entries, experts, people, personal, sessions
from bot.store.experts import Topic
from bot.store.sessions import Session
from bot.turns import Pressed, Submitted
from tests.talk import Chat

FORM = {
    "theme": "Riskin jakaminen toimittajan kanssa",
    "since": "2026-12-07",
    "until": "2026-12-18",
    "languages": "fi,sv",
}


def joins(chat: Chat, *names: str, organisation: str = "Mallilan kaupunki") -> None:
    for name in names:
        chat.joins(name)
        with chat.app.store.writing() as conn:
            people.update(conn, chat.person(name).id, organisation=organisation, branch=Branch.MUNICIPALITY)


def spars(
    chat: Chat,
    name: str,
    language: str = "sv",
    cap: int = 2,
    topic: str = "riskfördelning mellan beställare och leverantör",
) -> None:
    """Somebody who spars with others."""
    chat.joins(name, language)
    with chat.app.store.writing() as conn:
        person = chat.person(name).id
        experts.keep(conn, experts.Expert(person, ("fi", "sv"), topics=(Topic(topic, language),)))
        partners.offer(conn, person, 2, chat.clock())


def asks(chat: Chat, who: str = "maija", **values: str) -> str:
    chat.say(who, "sparraus")
    return chat.fill(who, "Pyydä sparrausta", **(FORM | values))


@pytest.fixture
def town(chat: Chat) -> Chat:
    """Maija and Pekka of one town, Erik who spars, and Kaisa who coordinates."""
    joins(chat, "maija", "pekka")
    spars(chat, "erik")
    chat.coordinates("kaisa")
    return chat


def agreed(chat: Chat, **values: str) -> Session:
    """A session of Maija, Pekka and Erik, with its time."""
    asks(chat, people="pekka", **values)
    chat.press("maija", "Pyydä: Erik")
    chat.press("erik", "Jag tar det")
    for who, label in (("maija", "Äänestä"), ("pekka", "Äänestä"), ("erik", "Rösta")):
        chat.fill(who, label, time1="yes")
    chat.press("maija", "Vahvista")
    return found(chat)


def found(chat: Chat, id_: str = "S1") -> Session:
    with chat.app.store.reading() as conn:
        session = sessions.get(conn, id_)
    assert session
    return session


def presses(chat: Chat, who: str, action: str, arg: str, event_id: str = "") -> str:
    """A press that comes from anywhere, also a card of long ago."""
    chat.app.core.receive(
        Pressed(event_id or f"{action} {who} {arg} {chat.clock()}", chat.person(who).address, action, arg)
    )
    chat.console.settle()
    return chat.sees(who)


def submits(chat: Chat, who: str, action: str, arg: str = "", **values: str) -> str:
    event = Submitted(f"{action} {who} {arg} {values}", chat.person(who).address, action, values, arg)
    form = chat.app.core.submit(event)
    chat.console.settle()
    return " ".join(form.errors.values()) if form else chat.sees(who)


# --- asking


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"theme": "…"}, "Kirjoita tähän jotakin."),
        ({"until": "2026-12-01"}, "tai ennen ensimmäistä"),
        ({"since": "2026-12-24", "until": "2026-12-27"}, "ei ole yhtään työpäivää"),
        ({"until": "2027-06-01"}, "Enintään 60 päivää"),
        ({"since": "huomenna"}, "Sellaista päivää ei ole"),
        ({"people": "\n".join(f"Joku {n}" for n in range(3))}, "En löytänyt organisaatiostasi: Joku 0, Joku 1, Joku 2"),
    ],
)
def test_what_is_wrong_is_said(town: Chat, wrong: dict[str, str], said: str) -> None:
    assert said in submits(town, "maija", "sparring.ask", **(FORM | wrong))


def test_colleagues_are_found_by_name_only_in_ones_own_organisation(town: Chat) -> None:
    joins(town, "olli", organisation="Muu kaupunki")
    seen = asks(town, people="pekka\nolli")
    assert "En löytänyt organisaatiostasi: olli" in seen
    with town.app.store.reading() as conn:
        assert [one.person for one in sessions.members(conn, "S1")] == [
            town.person("maija").id,
            town.person("pekka").id,
        ]


def test_nobody_who_fits_is_said_so_and_coordinators_hear_of_it(chat: Chat) -> None:
    joins(chat, "maija")
    chat.coordinates("kaisa")
    assert "En tunne sopivaa sparraajaa" in asks(chat)
    chat.wait(days=1)
    assert "jotka odottavat sinua" in chat.sees("kaisa")
    spars(chat, "erik")
    chat.press("kaisa", "Avaa S1")
    assert "Erik" in chat.press("kaisa", "Ehdota sparraajaa")
    chat.press("kaisa", "Pyydä: Erik")
    assert "Maija ber dig sparra." in chat.sees("erik")


def test_who_has_as_many_as_they_want_in_that_month_is_not_suggested(town: Chat) -> None:
    asks(town)
    town.press("maija", "Pyydä: Erik")
    assert "1/2 tapaamista siinä kuussa" in asks(town)
    town.press("maija", "Pyydä: Erik")
    assert "En tunne sopivaa sparraajaa" in asks(town)
    assert "0/2 tapaamista siinä kuussa" in asks(town, since="2027-01-11", until="2027-01-22")


def test_the_partner_declines_and_another_is_suggested(town: Chat) -> None:
    spars(town, "aino", "fi", topic="riskien hallinta hankinnoissa")
    asks(town)
    town.press("maija", "Pyydä: Erik")
    assert "sopii" not in town.sees("erik"), "no time is told before they accept"
    town.press("erik", "Inte nu")
    assert "ei ehdi tällä kertaa" in town.sees("maija")
    seen = town.press("maija", "Ehdota toista sparraajaa")
    assert "Aino" in seen
    assert "Erik" not in seen


def test_a_coordinator_chooses_otherwise(town: Chat) -> None:
    spars(town, "aino", "fi", topic="kuntien ruokapalvelut")
    asks(town)
    town.say("kaisa", "S1")
    town.press("kaisa", "Ehdota sparraajaa")
    town.fill("kaisa", "Valitse toisin", person=town.person("aino").id)
    assert "pyytää sinua sparraamaan" in town.sees("aino")


def test_from_a_question_it_starts_filled_in(town: Chat) -> None:
    town.say("maija", "Saako markkinavuoropuhelussa näyttää luonnoksen?")
    form = town.app.core.show(Pressed("x", town.person("maija").address, "sparring.ask", "Q1"))
    assert form and getattr(form.fields[0], "value", "") == "Saako markkinavuoropuhelussa näyttää luonnoksen?"
    other = town.app.core.show(Pressed("y", town.person("pekka").address, "sparring.ask", "Q1"))
    assert other and getattr(other.fields[0], "value", "") == ""


# --- the time


def test_the_vote_ends_by_itself_and_who_has_not_voted_is_reminded_once(town: Chat) -> None:
    asks(town, people="pekka")
    town.press("maija", "Pyydä: Erik")
    town.press("erik", "Jag tar det")
    town.fill("maija", "Äänestä", time1="no")
    for _hour in range(72):
        town.wait(hours=1)
    assert town.sees("pekka").count("Et ole vielä äänestänyt") == 1
    assert "Et ole vielä äänestänyt" not in town.sees("maija")
    assert "sopii kaikille" in town.sees("maija")
    seen = submits(town, "pekka", "sparring.vote", "S1 1", time1="yes")
    assert "äänestys on päättynyt" in seen.lower()


def test_no_time_suits_everybody_and_new_ones_are_others(town: Chat) -> None:
    asks(town, people="pekka")
    town.press("maija", "Pyydä: Erik")
    town.press("erik", "Jag tar det")
    noes = {f"time{n}": "no" for n in range(1, 7)}
    for who, label in (("maija", "Äänestä"), ("pekka", "Äänestä"), ("erik", "Rösta")):
        town.fill(who, label, **(noes if who == "pekka" else {}))
    assert "Mikään aika ei sovi kaikille" in town.sees("maija")
    with town.app.store.reading() as conn:
        before = voting.latest(conn, "S1")
    town.press("maija", "Uudet ajat")
    with town.app.store.reading() as conn:
        after = voting.latest(conn, "S1")
    assert before and after and not set(before.options) & set(after.options)
    presses(town, "maija", "sparring.again", f"S1 {before.number}")
    with town.app.store.reading() as conn:
        assert voting.latest(conn, "S1") == after, "an old card begins no vote"


def test_nobody_is_in_two_sessions_at_once(town: Chat) -> None:
    first = agreed(town)
    asks(town, people="pekka")
    town.press("maija", "Pyydä: Erik")
    town.press("erik", "Jag tar det")
    with town.app.store.reading() as conn:
        second = voting.latest(conn, "S2")
    assert second and first.starts_at not in second.options
    with town.app.store.writing() as conn:
        # somebody else confirms a session of Pekka's at that time in the same moment
        other = sessions.add(conn, first.wish, town.person("pekka").id, town.clock())
        assert sessions.confirm(conn, other, second.options[0])
    seen = presses(town, "maija", "sparring.confirm", f"S2 {second.options[0].timestamp():.0f}")
    assert "toinen tapaaminen siihen aikaan" in seen
    assert found(town, "S2").status == "proposed"


def test_moving_and_cancelling_tell_everybody_once(town: Chat) -> None:
    agreed(town)
    for who in ("maija", "pekka", "erik"):
        town.terminal.seen.pop(who, None)
    town.press("maija", "Muut toiminnot")
    town.fill("maija", "Valitse muut päivät", since="2027-01-11", until="2027-01-15")
    assert town.sees("pekka").count("S1 siirtyy") == 1
    assert town.sees("erik").count("S1 flyttas") == 1
    assert found(town).status == "proposed"
    town.say("maija", "S1")
    town.press("maija", "Muut toiminnot")
    town.press("maija", "Peru tapaaminen")
    town.press("maija", "Peru tapaaminen")
    presses(town, "maija", "sparring.drop", "S1")
    assert town.sees("pekka").count("S1 ei toteudu") == 1
    assert found(town).status == "cancelled"


# --- who may


@pytest.mark.parametrize("action", ["count", "more", "drop", "again", "another", "preparation"])
def test_who_is_not_in_it_learns_nothing(town: Chat, action: str) -> None:
    agreed(town)
    joins(town, "olli")
    assert "Riskin" not in town.say("olli", "S1")
    assert "Riskin" not in presses(town, "olli", f"sparring.{action}", "S1")
    for form in ("vote", "move", "locate", "prepare", "note", "held", "edit", "add", "step", "outcome"):
        assert town.app.core.show(Pressed("x", town.person("olli").address, f"sparring.{form}", "S1 1")) is None
    assert found(town).status == "confirmed"


def test_a_coordinator_sees_the_sessions_in_their_reach(town: Chat) -> None:
    agreed(town)
    town.coordinates("aila", "fi", Scope(Reach.ORGANISATION, "Muu kaupunki"))
    town.coordinates("liisa", "fi", Scope(Reach.BRANCH, "municipality"))
    assert "Riskin" not in town.say("aila", "kaikki tapaamiset")
    assert "Riskin" in town.say("liisa", "kaikki tapaamiset")
    assert "Kunta: vahvistettu 1" in town.press("liisa", "Hallinnonaloittain")
    town.say("liisa", "kaikki tapaamiset")
    assert "sparri-sparring-sessions.csv" in town.fill("liisa", "Vie taulukkona", format="csv")
    with town.app.store.reading() as conn:
        assert audit.of_person(conn, town.person("liisa").id)[-1].action == "table exported"


# --- leaving


def test_the_partner_leaves_and_another_takes_the_time(town: Chat) -> None:
    spars(town, "aino", "fi", topic="riskien hallinta hankinnoissa")
    session = agreed(town)
    town.say("erik", "S1")
    town.press("erik", "Jag kan inte komma")
    assert "ei pääse tapaamiseen S1" in town.sees("maija")
    town.press("maija", "Ehdota toista sparraajaa")
    town.press("maija", "Pyydä: Aino")
    seen = town.press("aino", "Otan tämän")
    assert ".ics" in seen
    assert "Sparraajana on Aino" in town.sees("pekka")
    assert found(town).starts_at == session.starts_at


def test_without_whoever_asked_for_it_the_coordinators_go_on(town: Chat) -> None:
    session = agreed(town)
    with town.app.store.writing() as conn:
        personal.erase(conn, town.person("maija").id)
    assert session.ends_at
    town.clock.at = session.ends_at + timedelta(minutes=1)
    town.wait(minutes=1)
    assert "Pidettiinkö S1" in town.sees("kaisa")
    town.fill("kaisa", "Se pidettiin", notes="Puhuttiin.")
    assert "Puhuttiin." in town.sees("pekka")
    with town.app.store.reading() as conn:
        assert [one.person for one in sessions.members(conn, "S1")] == [town.person("pekka").id, town.person("erik").id]


def test_with_nobody_left_it_goes(town: Chat) -> None:
    asks(town)
    with town.app.store.writing() as conn:
        personal.erase(conn, town.person("maija").id)
        assert sessions.get(conn, "S1") is None


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
