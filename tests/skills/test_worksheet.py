"""The branch worksheet in chat: who reads it and changes it, what is kept of each change, and what its steps lead to."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.people import Branch, Reach, Role, Scope
from bot.skills.worksheet import access
from bot.skills.worksheet.records import sheets
from bot.skills.worksheet.records.tables import change
from bot.skills.worksheet.sheet_screens import PAGE
from bot.store import entries, people, personal, sessions
from bot.turns import Pressed, Submitted
from tests.talk import NETWORK, Chat

MALLILA, OTHER = "Mallilan kaupunki", "Toinen kunta"
HOSTILE = "<@U1> @kaikki &amp; <https://evil.example|Tästä> *x* =1+1"


def joins(
    chat: Chat,
    *names: str,
    organisation: str = MALLILA,
    branch: Branch = Branch.MUNICIPALITY,
    language: str = "fi",
    confirmed: bool = True,
) -> None:
    for name in names:
        chat.joins(name, language)
        with chat.app.store.writing() as conn:
            at = chat.clock() if confirmed else None
            who = chat.person(name).id
            people.update(conn, who, organisation=organisation, branch=branch, organisation_confirmed_at=at)


def fills(chat: Chat, who: str, line: str = "leadership", **values: str) -> str:
    chat.say(who, "työkirja")
    chat.fill(who, "Täytä rivi", line=line)
    return chat.fill(who, "Täytä", **values)


def code(chat: Chat, who: str, which: int = 0) -> str:
    return access.code(access.own(chat.person(who))[which])


def presses(chat: Chat, who: str, action: str, arg: str, event: str = "") -> str:
    """A press that comes from anywhere, also a card of long ago."""
    chat.terminal.seen.clear()
    chat.app.core.receive(Pressed(event or f"{action} {who} {arg}", chat.person(who).address, action, arg))
    chat.console.settle()
    return chat.sees(who)


def submits(chat: Chat, who: str, action: str, values: dict[str, str], arg: str) -> str:
    """A form that was opened some time ago."""
    chat.terminal.seen.clear()
    chat.app.core.receive(Submitted(f"{action} {who} {arg} {values}", chat.person(who).address, action, values, arg))
    chat.console.settle()
    return chat.sees(who)


def kept(chat: Chat) -> int:
    with chat.app.store.reading() as conn:
        return len(conn.execute(select(change.c.number)).all())


# --- reading and changing


def test_whoever_has_told_neither_organisation_nor_branch_is_told_how(chat: Chat) -> None:
    chat.joins("anna", "sv")
    seen = chat.say("anna", "arbetsblad")
    assert "profil" in seen
    assert "Profil" in chat.can_press("anna")


def test_the_card_offers_the_organisations_and_the_branchs(chat: Chat) -> None:
    joins(chat, "maija")
    assert f"Työkirja · {MALLILA}" in chat.say("maija", "Työkirjamme")
    assert "Työkirja · Kunta" in chat.press("maija", "Hallinnonalan työkirja")
    assert f"Työkirja · {MALLILA}" in chat.press("maija", "Organisaation työkirja")


def test_people_of_other_organisations_and_branches_read_and_change_nothing(chat: Chat) -> None:
    joins(chat, "maija")
    joins(chat, "outi", organisation=OTHER, branch=Branch.LVM)
    fills(chat, "maija", meaning="Vain meille")
    for which in (0, 1):
        wanted = code(chat, "maija", which)
        assert "et voi lukea" in presses(chat, "outi", "worksheet.open", wanted)
        assert "et voi lukea" in presses(chat, "outi", "worksheet.history", wanted)
        assert "et voi lukea" in submits(chat, "outi", "worksheet.fill", {"meaning": "x"}, f"{wanted} tools 0")
        assert "et voi lukea" in submits(chat, "outi", "worksheet.facts", {"target": "x"}, f"{wanted} 0 0 0")
    assert kept(chat) == 1


def test_an_organisation_is_the_same_however_it_is_written(chat: Chat) -> None:
    joins(chat, "maija")
    joins(chat, "meri", organisation="mallilan  KAUPUNKI")
    fills(chat, "maija", meaning="Yhteinen asia")
    assert "Yhteinen asia" in chat.say("meri", "työkirja")


def test_who_has_not_confirmed_the_organisation_reads_only(chat: Chat) -> None:
    joins(chat, "maija", confirmed=False)
    assert "vahvistaneet" in chat.say("maija", "työkirja")
    assert "Täytä rivi" not in chat.can_press("maija")
    wanted = code(chat, "maija")
    assert "vahvistaneet" in submits(chat, "maija", "worksheet.fill", {"meaning": "x"}, f"{wanted} tools 0")
    assert "vahvistaneet" in presses(chat, "maija", "worksheet.undo", f"{wanted} 1")
    assert not kept(chat)


def test_a_branchs_is_changed_by_its_coordinators_and_by_the_responsible_person(chat: Chat) -> None:
    joins(chat, "maija", "meri")
    chat.coordinates("kaisa", "fi", Scope(Reach.BRANCH, "municipality"))
    chat.coordinates("leena", "fi", Scope(Reach.BRANCH, "lvm"))
    joins(chat, "kaisa")
    wanted = code(chat, "maija", 1)
    refused = submits(chat, "maija", "worksheet.fill", {"meaning": "x"}, f"{wanted} tools 0")
    assert "hallinnonalan koordinaattorit" in refused
    assert "et voi lukea" in presses(chat, "leena", "worksheet.open", wanted)
    saved = submits(chat, "kaisa", "worksheet.fill", {"meaning": "x", "responsible": "maija"}, f"{wanted} tools 0")
    assert "Maija" in saved
    assert "tallennettu" in submits(chat, "maija", "worksheet.facts", {"target": "5 %"}, f"{wanted} 0 0 0")
    assert "koordinaattorit" in submits(chat, "meri", "worksheet.facts", {"target": "6 %"}, f"{wanted} 1 0 0")


def test_a_coordinator_without_care_sees_that_somebody_is_named_but_not_who(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    chat.coordinates("kaisa", "fi", NETWORK)
    chat.coordinates("ville", "fi", Scope(Reach.ORGANISATION, MALLILA))
    fills(chat, "maija", responsible="anna", next_step="Kokous", due_on="2026-12-01")
    fills(chat, "maija", "tools", responsible="Pekka Puurtinen")
    wanted = code(chat, "maija")
    for action in ("worksheet.open", "worksheet.history"):
        seen = presses(chat, "kaisa", action, wanted)
        assert "on nimetty" in seen
        assert "Anna" not in seen
        assert "Maija" not in seen
        assert "Pekka" not in seen
        seen = presses(chat, "ville", action, wanted)
        assert "Anna" in seen
        assert "Pekka" in seen
    submits(chat, "kaisa", "worksheet.fill", {"meaning": "y", "responsible": "Kuka Vain"}, f"{wanted} leadership 1")
    assert "Anna" in chat.say("maija", "työkirja")
    assert "Kuka Vain" not in chat.say("maija", "työkirja")


def test_a_coordinator_of_a_branch_reaches_organisations_whose_people_are_of_it(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    joins(chat, "outi", branch=Branch.LVM)
    chat.coordinates("kaisa", "fi", Scope(Reach.BRANCH, "municipality"))
    chat.coordinates("leena", "fi", Scope(Reach.BRANCH, "lvm"))
    assert MALLILA in presses(chat, "kaisa", "worksheet.open", code(chat, "maija"))
    assert "et voi lukea" in presses(chat, "leena", "worksheet.open", code(chat, "maija"))


# --- filling in


def test_a_row_is_filled_in_and_is_there_when_it_is_opened_again(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    seen = fills(chat, "maija", meaning="Rivi yksi", responsible="ANNA", next_step="Kokous", due_on="2026-12-01")
    assert "Vastuuhenkilö: Anna" in chat.say("maija", "työkirja")
    assert "1.12.2026" in seen
    fills(chat, "maija")
    assert kept(chat) == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"due_on": "2026-11-20", "next_step": "x"}, "due_on"),
        ({"due_on": "2026-02-30", "next_step": "x"}, "due_on"),
        ({"due_on": "9999-12-31", "next_step": "x"}, "due_on"),
        ({"due_on": "2026-12-01"}, "next_step"),
        ({"meaning": "x" * 1_501}, "meaning"),
        ({"responsible": "sama"}, "responsible"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(chat: Chat, values: dict[str, str], field: str) -> None:
    joins(chat, "maija", "sama", "toinen")
    with chat.app.store.writing() as conn:
        people.update(conn, chat.person("toinen").id, name="Sama")
    at, wanted = chat.person("maija").address, code(chat, "maija")
    again = chat.app.core.submit(Submitted("s", at, "worksheet.fill", values, f"{wanted} leadership 0"))
    assert again
    assert list(again.errors) == [field]
    assert not kept(chat)


def test_two_at_once_the_late_one_looks_again_and_loses_nothing(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    wanted = code(chat, "maija")
    fills(chat, "maija", meaning="Maijan sanat")
    arg = f"{wanted} leadership 0"
    again = chat.app.core.submit(
        Submitted("s", chat.person("anna").address, "worksheet.fill", {"meaning": "Annan sanat"}, arg)
    )
    assert again
    assert "Maijan sanat" in again.text
    assert next(one for one in again.fields if one.name == "meaning").value == "Annan sanat"  # type: ignore[union-attr]
    assert again.arg == f"{wanted} leadership 1"
    facts = {"target": "Annan tavoite"}
    submits(chat, "maija", "worksheet.facts", {"target": "Maijan tavoite"}, f"{wanted} 0 0 0")
    at = chat.person("anna").address
    late = chat.app.core.submit(Submitted("f", at, "worksheet.facts", facts, f"{wanted} 0 0 0"))
    assert late
    assert "Maijan tavoite" in late.text
    assert kept(chat) == 2


def test_hostile_words_stay_words(chat: Chat) -> None:
    joins(chat, "maija")
    fills(chat, "maija", meaning=HOSTILE, responsible=HOSTILE, next_step=HOSTILE, due_on="2026-12-01")
    seen = chat.say("maija", "työkirja")
    assert HOSTILE in seen
    with chat.app.store.reading() as conn:
        (row,) = conn.execute(select(change)).all()
    assert (row.meaning, row.named, row.next_step) == (HOSTILE, HOSTILE, HOSTILE)


# --- history


def test_every_change_is_kept_with_who_and_what_it_was_before(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    for n in range(PAGE + 2):
        fills(chat, ("maija", "anna")[n % 2], meaning=f"Versio {n}")
    chat.say("maija", "työkirja")
    seen = chat.press("maija", "Muutoshistoria")
    assert f"Versio {PAGE} → Versio {PAGE + 1}" in seen
    assert "Anna" in seen
    assert "Versio 0 → Versio 1" in chat.press("maija", "Vanhemmat")
    assert "– → Versio 0" in chat.sees("maija")


def test_the_last_change_is_taken_back_once_by_another_change(chat: Chat) -> None:
    joins(chat, "maija")
    fills(chat, "maija", meaning="Ensin")
    fills(chat, "maija", meaning="Sitten")
    wanted = code(chat, "maija")
    with chat.app.store.reading() as conn:
        last = sheets.changes(conn, access.own(chat.person("maija"))[0])[0][0]
    for n in range(10):
        presses(chat, "maija", "worksheet.undo", f"{wanted} {last.number}", f"u{n}")
    assert kept(chat) == 3
    seen = chat.say("maija", "työkirja")
    assert "Ensin" in seen
    assert "Sitten" not in seen
    assert "Sitten → Ensin" in chat.press("maija", "Muutoshistoria")
    chat.press("maija", "Kumoa viimeisin muutos")
    assert "Sitten" in chat.say("maija", "työkirja")


def test_whoever_is_erased_is_unlinked_everywhere(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    fills(chat, "maija", responsible="anna")
    fills(chat, "anna", "tools", meaning="Hyvä kirjaus", responsible="Pekka")
    with chat.app.store.writing() as conn:
        people.update(conn, chat.person("maija").id, name="Pekka")
        personal.erase(conn, chat.person("anna").id)
    seen = chat.say("maija", "työkirja")
    assert "Anna" not in seen
    assert "Hyvä kirjaus" in seen
    assert "joku" in chat.press("maija", "Muutoshistoria")
    with chat.app.store.writing() as conn:
        personal.erase(conn, chat.person("maija").id)
        assert not [row for row in conn.execute(select(change)) if row.named or row.responsible or row.changed_by]


def test_whoever_has_left_is_responsible_no_more(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    fills(chat, "maija", responsible="anna")
    joins(chat, "anna", organisation=OTHER)
    assert "Anna" not in chat.say("maija", "työkirja")


# --- steps


def test_a_step_is_told_of_on_its_day_and_once_more_a_week_later(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    fills(chat, "maija", responsible="anna", next_step="Kokous", due_on="2026-11-27")
    days = []
    for n in range(1, 22):
        chat.terminal.seen.clear()
        chat.wait(days=1)
        if "Kokous" in chat.sees("anna"):
            days.append(n)
    assert days == [4, 11]


def test_a_day_on_a_weekend_is_told_of_on_the_next_working_day(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    fills(chat, "maija", responsible="anna", next_step="Kokous", due_on="2026-11-28")
    chat.terminal.seen.clear()
    chat.wait(days=6, hours=23)
    assert "Kokous" not in chat.sees("anna")
    chat.wait(hours=1)
    assert "Kokous" in chat.sees("anna")


def test_what_is_ticked_off_is_dealt_with_and_pressing_twice_is_once(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    fills(chat, "maija", responsible="anna", next_step="Kokous", due_on="2026-11-24")
    chat.wait(days=1)
    wanted = code(chat, "anna")
    for n in range(10):
        presses(chat, "anna", "worksheet.done", f"{wanted} leadership 1", f"d{n}")
    assert kept(chat) == 2
    chat.terminal.seen.clear()
    chat.wait(days=10)
    assert not chat.sees("anna")
    assert "tehty" in chat.say("maija", "työkirja")


def test_moving_the_day_asks_anew(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    fills(chat, "maija", responsible="anna", next_step="Kokous", due_on="2026-11-24")
    chat.wait(days=1)
    assert "Kokous" in chat.sees("anna")
    fills(chat, "maija", due_on="2026-11-26")
    chat.terminal.seen.clear()
    chat.wait(days=2)
    assert "Kokous" in chat.sees("anna")


def test_a_button_of_another_step_ticks_nothing_off(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    fills(chat, "maija", responsible="anna", next_step="Kokous", due_on="2026-11-24")
    fills(chat, "maija", next_step="Toinen kokous", due_on="2026-11-30")
    assert "muuttunut" in presses(chat, "anna", "worksheet.done", f"{code(chat, 'anna')} leadership 1")
    assert kept(chat) == 2


# --- the desk


def test_the_desk_lists_who_lacks_what_within_the_scope(chat: Chat) -> None:
    joins(chat, "maija", "a", "b", "c", "d")
    joins(chat, "outi", organisation=OTHER)
    chat.coordinates("kaisa", "fi", NETWORK)
    chat.coordinates("leena", "fi", Scope(Reach.BRANCH, "lvm"))
    assert "Ilman vastuuhenkilöä: 14 hallinnonalaa, 1 organisaatio" in chat.say("kaisa", "tilannekuva")
    seen = chat.press("kaisa", "Työkirjat")
    assert f"{MALLILA} – ei vastuuhenkilöä, ei sparraustapaamista" in seen
    assert OTHER not in seen
    fills(chat, "maija", responsible="Pekka Puurtinen", next_step="x", due_on="2026-12-01")
    with chat.app.store.writing() as conn:
        wish = sessions.Wish(
            "t", "a", "lvm", MALLILA.upper(), 60, date(2026, 12, 1), date(2026, 12, 2), ("fi",), True, "Europe/Helsinki"
        )
        sessions.add(conn, wish, chat.person("kaisa").id, chat.clock())
    seen = presses(chat, "kaisa", "worksheet.overview", "")
    assert f"{MALLILA} – 1 avoin askel" in seen
    assert "Liikenne- ja viestintäministeriö – ei vastuuhenkilöä" in seen
    assert MALLILA not in chat.say("leena", "tilannekuva")
    with chat.app.store.writing() as conn:
        sessions.move(conn, "S1", ["proposed"], "cancelled")
    assert "Ilman sparraustapaamista: 1 hallinnonala" in chat.say("leena", "tilannekuva")


def test_a_small_organisation_is_named_to_those_in_whose_care_it_is(chat: Chat) -> None:
    joins(chat, "outi", organisation=OTHER)
    chat.coordinates("ville", "fi", Scope(Reach.ORGANISATION, OTHER))
    assert OTHER in chat.say("ville", "tilannekuva")
    chat.press("ville", "Työkirjat")
    wanted = code(chat, "outi")
    assert f"Työkirja · {OTHER}" in chat.fill("ville", "Avaa jokin työkirja", sheet=wanted)
    assert (
        ".csv"
        in (
            chat.say("ville", "tilannekuva"),
            chat.press("ville", "Työkirjat"),
            chat.fill("ville", "Vie taulukkona", format="csv"),
        )[2]
    )


def test_an_admin_keeps_every_worksheet(chat: Chat) -> None:
    joins(chat, "maija")
    chat.joins("pia", "en", Role.ADMIN)
    assert MALLILA in presses(chat, "pia", "worksheet.open", code(chat, "maija"))
    assert "Without a responsible person: 14 branches" in chat.say("pia", "desk")


# --- models

MODEL = {
    "title": "Miten vuoden hankinnat suunnitellaan etukäteen johtoryhmässä?",
    "did": "Johtoryhmä käy tammikuussa läpi kaikki vuoden hankinnat ja päättää, mistä neuvotellaan markkinoiden kanssa.",
    "fits": "Kunnalle, jolla on alle viisikymmentä hankintaa vuodessa",
    "needed": "Kaksi tuntia johtoryhmän aikaa",
    "result": "Kiireessä tehdyt hankinnat vähenivät",
    "link": "https://mallila.example/malli",
}


def models_one(chat: Chat, who: str = "maija") -> str:
    """Somebody makes a model of a row and sends it for approval."""
    fills(chat, who, meaning="Johtoryhmä päättää")
    chat.fill(who, "Tee malli", **MODEL)
    return chat.press(who, "Lähetä hyväksyttäväksi")


def found_by(chat: Chat, who: str) -> str:
    return chat.say(who, "Miten vuoden hankinnat suunnitellaan etukäteen johtoryhmässä?")


def test_what_worked_is_found_by_everybody_once_a_coordinator_has_approved_it(chat: Chat) -> None:
    joins(chat, "maija")
    joins(chat, "outi", organisation=OTHER, branch=Branch.LVM)
    chat.coordinates("kaisa", "fi", NETWORK)
    assert "odottaa koordinaattorin hyväksyntää" in models_one(chat)
    assert "tammikuussa" not in found_by(chat, "outi")
    chat.wait(days=1)
    assert "1 malli odottaa hyväksyntääsi" in chat.sees("kaisa")
    chat.press("kaisa", "Mallit")
    assert "tammikuussa" in chat.fill("kaisa", "Avaa jokin malli", id="M1")
    for n in range(10):
        presses(chat, "kaisa", "worksheet.publish", "M1 1", f"p{n}")
    assert "\n".join(chat.terminal.page).count("Mallisi on julkaistu") == 1
    seen = found_by(chat, "outi")
    assert "tammikuussa" in seen
    assert f"malli: {MALLILA}, 24.11.2026" in seen
    assert "Perustuu siihen, mikä on toiminut muualla" in seen
    with chat.app.store.reading() as conn:
        (entry,) = entries.in_state(conn, "published")
    assert (entry.kind, entry.author, entry.author_name, entry.sources) == ("model", "", MALLILA, MODEL["link"])
    presses(chat, "kaisa", "worksheet.retire", "M1 3")
    assert "tammikuussa" not in found_by(chat, "outi")


def test_a_returned_model_comes_back_to_its_author_with_the_note(chat: Chat) -> None:
    joins(chat, "maija")
    chat.coordinates("kaisa", "fi", NETWORK)
    models_one(chat)
    chat.terminal.seen.clear()
    submits(chat, "kaisa", "worksheet.back", {"note": "Kuka vastusti?"}, "M1 1")
    assert "Kuka vastusti?" in chat.sees("maija")
    chat.press("maija", "Avaa M1")
    chat.fill("maija", "Muokkaa", needed="Kolme tuntia")
    assert "odottaa" in chat.press("maija", "Lähetä hyväksyttäväksi")
    assert "Kolme tuntia" in presses(chat, "kaisa", "worksheet.page", "M1")


def test_only_coordinators_in_scope_approve_and_nobody_their_own(chat: Chat) -> None:
    joins(chat, "maija")
    chat.coordinates("leena", "fi", Scope(Reach.BRANCH, "lvm"))
    chat.coordinates("kaisa", "fi", NETWORK)
    chat.coordinates("maija", "fi", Scope(Reach.ORGANISATION, MALLILA))
    joins(chat, "maija")
    models_one(chat)
    assert "ei ole sinulle" in presses(chat, "leena", "worksheet.publish", "M1 1")
    presses(chat, "maija", "worksheet.publish", "M1 1")
    with chat.app.store.reading() as conn:
        assert not entries.in_state(conn, "published")
    assert "Hyväksytty" in presses(chat, "kaisa", "worksheet.publish", "M1 1")


def test_a_draft_is_its_authors_and_what_was_changed_since_is_not_approved(chat: Chat) -> None:
    joins(chat, "maija", "anna")
    chat.coordinates("kaisa", "fi", NETWORK)
    fills(chat, "maija", meaning="Johtoryhmä päättää")
    chat.fill("maija", "Tee malli", **MODEL)
    assert "ei ole sinulle" in presses(chat, "anna", "worksheet.page", "M1")
    assert "ei ole sinulle" in presses(chat, "kaisa", "worksheet.page", "M1")
    presses(chat, "maija", "worksheet.propose", "M1 0")
    told = MODEL | {"needed": "Neljä tuntia", "language": "fi"}
    submits(chat, "kaisa", "worksheet.remodel", told, "M1 1")
    presses(chat, "kaisa", "worksheet.publish", "M1 1")
    with chat.app.store.reading() as conn:
        assert not entries.in_state(conn, "published")
    assert "Hyväksytty" in presses(chat, "kaisa", "worksheet.publish", "M1 2")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "www.mallila.fi"}, "link"),
        ({"did": "…"}, "did"),
        ({"result": "x" * 801}, "result"),
        ({"did": "Saimme kolme tarjousta, halvin oli Esimerkki Oy 45 000 €"}, "did"),
    ],
)
def test_what_is_wrong_with_a_model_is_said_at_its_field(chat: Chat, wrong: dict[str, str], field: str) -> None:
    joins(chat, "maija")
    at, wanted = chat.person("maija").address, code(chat, "maija")
    again = chat.app.core.submit(Submitted("s", at, "worksheet.model", MODEL | wrong, f"{wanted} tools"))
    assert again
    assert list(again.errors) == [field]
