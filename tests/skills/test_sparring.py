"""Sparring in chat: who may see and do what, what goes wrong, and what happens when people leave."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from bot.people import Reach, Scope
from bot.skills.sparring.records import partners, results, voting
from bot.store import audit, personal, sessions
from bot.store.sessions import Part
from bot.turns import Pressed
from tests.skills.sparring import FORM, agreed, asks, found, joins, peopled, presses, spars, submits
from tests.talk import Chat


@pytest.fixture
def town(chat: Chat) -> Chat:
    return peopled(chat)


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
    assert "äänestäneille sopii" in town.sees("maija")
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


# --- what a stranger found


def test_a_session_that_has_its_time_is_not_edited(town: Chat) -> None:
    session = agreed(town)
    submits(town, "maija", "sparring.edit", f"S1 {session.revision}", **(FORM | {"minutes": "90"}))
    assert found(town) == session


def test_who_is_only_asked_does_not_see_the_way_in_nor_what_was_written(town: Chat) -> None:
    spars(town, "aino", "fi", topic="riskien hallinta hankinnoissa")
    session = agreed(town)
    submits(town, "maija", "sparring.locate", "S1", location="https://kokous.example/salainen")
    presses(town, "maija", "sparring.propose", f"S1 {town.person('aino').id}")
    seen = town.say("aino", "S1")
    assert "Otan tämän" in seen
    assert "salainen" not in seen
    assert session.ends_at
    town.clock.at = session.ends_at + timedelta(minutes=1)
    submits(town, "maija", "sparring.held", "S1", came="", notes="Meidän kesken.")
    assert "Meidän kesken" not in town.say("aino", "S1")


@pytest.mark.parametrize("how", ["leave", "replaced", "moved"])
def test_who_does_not_meet_any_more_gets_it_out_of_the_calendar(town: Chat, how: str) -> None:
    session = agreed(town)
    if how == "leave":
        presses(town, who := "erik", "sparring.leave", "S1")
    elif how == "replaced":
        spars(town, "aino", "fi", topic="riskien hallinta hankinnoissa")
        presses(town, "maija", "sparring.propose", f"S1 {town.person('aino').id}")
        who = "erik"
    else:
        submits(town, who := "maija", "sparring.move", f"S1 {session.revision}", since="2027-01-11", until="2027-01-15")
    files = [Calendar.from_ical(path.read_bytes()) for path in town.app.files.rglob(f"{who}/*.ics")]
    (event,) = max(files, key=lambda one: int(one.walk("VEVENT")[0]["SEQUENCE"])).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"
    assert int(event["SEQUENCE"]) > session.revision


def test_without_its_partner_there_is_no_vote_and_nothing_to_confirm(town: Chat) -> None:
    asks(town, people="pekka")
    town.press("maija", "Pyydä: Erik")
    town.press("erik", "Jag tar det")
    with town.app.store.reading() as conn:
        ballot = voting.latest(conn, "S1")
    assert ballot
    presses(town, "erik", "sparring.leave", "S1")
    presses(town, "maija", "sparring.confirm", f"S1 {ballot.options[0].timestamp():.0f}")
    assert found(town).status == "proposed"
    assert "Mitkä ajat" not in town.say("maija", "S1")


def test_nobody_is_let_in_who_has_not_asked_nor_added_to_what_is_over(town: Chat) -> None:
    agreed(town)
    joins(town, "olli", organisation="Muu kaupunki")
    joins(town, "liisa")
    presses(town, "maija", "sparring.let", f"S1 {town.person('olli').id}")
    presses(town, "maija", "sparring.drop", "S1")
    submits(town, "maija", "sparring.add", "S1", people="liisa")
    presses(town, "olli", "sparring.knock", "S1")
    with town.app.store.reading() as conn:
        inside = {one.person for one in sessions.members(conn, "S1")}
    assert inside == {town.person(name).id for name in ("maija", "pekka", "erik")}
    assert "En löytänyt organisaatiostasi: P" in asks(town, people=town.person("liisa").id)


def test_where_no_coordinator_is_near_the_admins_hear_of_it(chat: Chat) -> None:
    joins(chat, "maija")
    chat.coordinates("aila", "fi", Scope(Reach.ORGANISATION, "Muu kaupunki"))
    chat.joins("aapo", "fi", "admin")
    asks(chat)
    chat.wait(days=1)
    assert "jotka odottavat sinua" in chat.sees("aapo")
    assert "odottavat sinua" not in chat.sees("aila")


def test_a_partner_has_no_more_than_they_want_whoever_presses(town: Chat) -> None:
    for number in range(1, 4):
        asks(town)
        presses(town, "maija", "sparring.propose", f"S{number} {town.person('erik').id}")
    with town.app.store.reading() as conn:
        assert partners.loads(conn, date(2026, 12, 1)) == {town.person("erik").id: 2}


def test_a_link_that_was_masked_goes_to_nobody(town: Chat) -> None:
    agreed(town)
    assert "näyttää henkilötiedolta" in submits(
        town, "maija", "sparring.locate", "S1", location="https://kokous.example/0501234567"
    )


def test_all_that_was_prepared_can_be_read(town: Chat) -> None:
    agreed(town)
    for who in ("maija", "pekka", "erik"):
        submits(
            town, who, "sparring.prepare", "S1", decide=f"{who}: {'&' * 1_100}", object="x" * 1_200, worst="y" * 1_200
        )
        form = town.app.core.show(Pressed(f"x{who}", town.person(who).address, "sparring.prepare", "S1"))
        assert form
    first = presses(town, "maija", "sparring.preparation", "S1")
    rest = presses(town, "maija", "sparring.preparation", "S1 1")
    assert all(f"{who}: &" in first + rest for who in ("maija", "pekka", "erik"))


def test_whoever_was_not_there_does_not_consent(town: Chat) -> None:
    session = agreed(town)
    assert session.ends_at
    town.clock.at = session.ends_at + timedelta(minutes=1)
    submits(town, "maija", "sparring.held", "S1", came="", notes="Puhuttiin.")
    submits(town, "kaisa", "sparring.outcome", "S1", outcome="Kaikki hyvin.", share="share")
    with town.app.store.reading() as conn:
        assert results.written(conn, "S1", results.OUTCOME) is None


def test_of_two_accounts_in_one_session_the_one_that_says_more_stays(town: Chat) -> None:
    agreed(town)
    joins(town, "toinen")
    with town.app.store.writing() as conn:
        pekka, other = town.person("pekka").id, town.person("toinen").id
        sessions.invite(conn, "S1", other, Part.PARTICIPANT, town.clock(), state="knocked")
        personal.merge(conn, other, pekka, town.clock())
        assert [one.state for one in sessions.members(conn, "S1") if one.person == other] == ["in"]
