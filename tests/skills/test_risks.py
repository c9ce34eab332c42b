"""Risk sheets in chat: begun, filled in by several people, kept with a session; and who is not in it sees nothing."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot.delivery import erasing
from bot.delivery.retention import run
from bot.forms import Form, TextField
from bot.people import Role
from bot.skills.risks.prompts import PROMPTS
from bot.skills.risks.records import sheets
from bot.skills.risks.records.sheets import MOST, Assessed, Where
from bot.skills.risks.records.tables import risk, risk_sheet
from bot.store import personal, sessions
from bot.store.sessions import Part, Wish
from bot.turns import Pressed, Submitted
from tests.talk import Chat

THEME = "Älykäs katuvalaistus"
RISK = {"words": "Valtuusto lykkää", "where": "process", "likelihood": "3", "consequence": "5", "bearer": "buyer"}
NUMBERS = count()
GONE = "Sinulla ei ole tällaista riskitaulukkoa."


def session(chat: Chat, organiser: str, *others: str, theme: str = THEME) -> str:
    """A sparring session that people are in."""
    day = date(2026, 12, 1)
    wish = Wish(theme, "", "", "", 60, day, day + timedelta(days=7), ("fi",), True, "Europe/Helsinki")
    with chat.app.store.writing() as conn:
        made = sessions.add(conn, wish, chat.person(organiser).id, chat.clock())
        for who in others:
            sessions.invite(conn, made.id, chat.person(who).id, Part.PARTICIPANT, chat.clock(), state="in")
    return made.id


def begins(chat: Chat, who: str, **values: str) -> str:
    chat.say(who, "riskit")
    return chat.fill(who, "Uusi riskitaulukko", **({"title": THEME} | values))


def presses(chat: Chat, who: str, action: str, arg: str, event: str = "") -> str:
    """A press that comes from anywhere, also a card of long ago; what they see then."""
    chat.terminal.seen.pop(who, None)
    chat.app.core.receive(Pressed(event or f"pressed {next(NUMBERS)}", chat.person(who).address, action, arg))
    chat.console.settle()
    return chat.sees(who)


def opens(chat: Chat, who: str, action: str, arg: str) -> Form | None:
    return chat.app.core.show(Pressed("f", chat.person(who).address, action, arg))


def sends(chat: Chat, who: str, action: str, values: dict[str, str], arg: str, event: str = "") -> Form | str:
    """A form sent in, whatever it was opened from: the form again, or what they see then."""
    chat.terminal.seen.pop(who, None)
    sent = Submitted(event or f"sent {next(NUMBERS)}", chat.person(who).address, action, values, arg)
    again = chat.app.core.submit(sent)
    chat.console.settle()
    return again or chat.sees(who)


def every(chat: Chat, sheet: str = "K1") -> list[sheets.Risk]:
    with chat.app.store.reading() as conn:
        return sheets.risks(conn, sheet)


def value(form: Form, name: str) -> str:
    return next(str(field.value) for field in form.fields if field.name == name and isinstance(field, TextField))


@pytest.fixture
def kept(chat: Chat) -> Chat:
    """Maija's sheet, kept with a session in which Anna is too; Olli is asked to it, and Kaisa and Pia see to everything."""
    chat.joins("maija")
    for name in ("anna", "olli"):
        chat.joins(name)
    chat.coordinates("kaisa")
    chat.joins("pia", "fi", Role.ADMIN)
    session(chat, "maija", "anna")
    with chat.app.store.writing() as conn:
        sessions.invite(conn, "S1", chat.person("olli").id, Part.PARTNER, chat.clock())
    begins(chat, "maija", session="S1")
    sends(chat, "maija", "risks.add", RISK, "K1")
    return chat


# --- who sees it


def test_everybody_in_the_session_sees_and_changes_it(kept: Chat) -> None:
    assert "Valtuusto lykkää" in kept.say("anna", "k1")
    assert "K1 · Älykäs katuvalaistus · 1 riski · S1" in kept.say("anna", "riskit")
    assert "Riskiä 1 on muutettu." in sends(kept, "anna", "risks.change", RISK | {"likelihood": "5"}, "K1 1 0")
    assert "1 · 25 kriittinen (5 × 5)" in kept.say("maija", "k1")


@pytest.mark.parametrize("who", ["olli", "kaisa", "pia"])
def test_nobody_else_does_whatever_they_press(kept: Chat, who: str) -> None:
    before = every(kept)
    assert kept.say(who, "K1").endswith(kept.say(who, "K99").split("\n\n", 1)[-1])
    assert "K1" not in kept.say(who, "riskit")
    for action in ("open", "about", "delete", "drop", "picture"):
        assert GONE in presses(kept, who, f"risks.{action}", "K1")
    for action in ("risk", "remove", "removed"):
        assert GONE in presses(kept, who, f"risks.{action}", "K1 1 0")
    assert GONE in presses(kept, who, "risks.of", "S1")
    for action in ("edit", "pick", "add", "prompts", "change", "export"):
        assert opens(kept, who, f"risks.{action}", "K1 1 0" if action == "change" else "K1") is None
    for action, values, arg in (
        ("add", RISK, "K1"),
        ("change", RISK | {"likelihood": "1"}, "K1 1 0"),
        ("edit", {"title": "x"}, "K1 0"),
        ("prompts", {"market": "bidders"}, "K1"),
        ("export", {"format": "csv"}, "K1"),
        ("pick", {"risk": "1"}, "K1"),
        ("choose", {"sheet": "K1"}, ""),
    ):
        assert GONE in sends(kept, who, f"risks.{action}", values, arg)
    assert every(kept) == before


def test_who_leaves_the_session_is_out_and_the_maker_keeps_it(kept: Chat) -> None:
    card = kept.say("anna", "k1")
    with kept.app.store.writing() as conn:
        for who in ("anna", "maija"):
            sessions.answer(conn, "S1", kept.person(who).id, ["in"], "out")
    assert "Valtuusto" in card
    assert GONE in kept.press("anna", "Riskimatriisi")
    assert GONE in presses(kept, "anna", "risks.removed", "K1 1 0")
    assert "Valtuusto" in kept.say("maija", "k1")
    form = opens(kept, "maija", "risks.edit", "K1")
    assert form and "katuvalaistus" not in str(form.fields[-1]), "of a session they have left they are told the id only"


def test_when_the_session_goes_access_ends_and_the_maker_keeps_it(kept: Chat) -> None:
    with kept.app.store.writing() as conn:
        conn.execute(sessions.session.delete())
    assert GONE in kept.say("anna", "k1")
    assert "Vain sinä" in kept.say("maija", "k1")


def test_only_the_maker_says_with_whom_it_is_shared_and_deletes_it(kept: Chat) -> None:
    session(kept, "anna", theme="Muu")
    form = opens(kept, "anna", "risks.edit", "K1")
    assert form and [field.name for field in form.fields] == ["title", "objective", "success"]
    sends(kept, "anna", "risks.edit", {"title": "Valot", "session": "S2"}, "K1 0")
    assert "Valot" not in kept.say("anna", "k1")
    assert "Muutos on tallennettu." in sends(kept, "anna", "risks.edit", {"title": "Valot"}, "K1 0")
    with kept.app.store.reading() as conn:
        found = sheets.get(conn, "K1")
    assert found and (found.purchase.title, found.purchase.session) == ("Valot", "S1")
    presses(kept, "anna", "risks.about", "K1")
    assert "Poista" not in kept.can_press("anna")
    presses(kept, "anna", "risks.drop", "K1")
    assert "Valot" in kept.say("maija", "k1")
    sends(kept, "maija", "risks.edit", {"title": "Valot", "session": "none"}, "K1 1")
    assert GONE in kept.say("anna", "k1")


def test_without_its_maker_it_stays_for_the_others_of_the_session_and_goes_with_the_last(kept: Chat) -> None:
    begins(kept, "maija", title="Oma")
    session(kept, "maija", theme="Yksin")
    begins(kept, "maija", title="Yksin", session="S2")
    with kept.app.store.writing() as conn:
        erasing.erase(conn, kept.person("maija").id, kept.clock())
        left = conn.execute(select(risk_sheet.c.title, risk_sheet.c.maker)).all()
        assert [tuple(row) for row in left] == [(THEME, None)]
    assert "Valtuusto lykkää" in kept.say("anna", "k1")
    presses(kept, "anna", "risks.about", "K1")
    assert "Poista" in kept.can_press("anna"), "what nobody owns, those who see it may delete"
    with kept.app.store.writing() as conn:
        erasing.erase(conn, kept.person("anna").id, kept.clock())
        assert not conn.execute(select(risk_sheet)).all()
        assert not conn.execute(select(risk)).all()


def test_an_export_of_ones_data_has_ones_sheets_with_their_risks_and_nobody_elses(kept: Chat) -> None:
    with kept.app.store.reading() as conn:
        hers, annas = (personal.export(conn, kept.person(who).id) for who in ("maija", "anna"))
    assert [row["words"] for row in hers["risk"]] == ["Valtuusto lykkää"]
    assert not {"risk", "risk_sheet"} & annas.keys()


# --- sessions as other skills know them


def test_from_a_session_it_begins_with_its_theme_and_is_listed_there(kept: Chat) -> None:
    form = opens(kept, "anna", "risks.new", "S1")
    assert form and value(form, "title") == THEME
    assert next(field.value for field in form.fields if field.name == "session") == "S1"
    assert "K1 · Älykäs katuvalaistus" in presses(kept, "anna", "risks.of", "S1")
    assert "Kaikki riskitaulukot" in kept.can_press("anna")
    form = opens(kept, "olli", "risks.new", "S1")
    assert form and value(form, "title") == ""
    assert [field.name for field in form.fields] == ["title", "objective", "success"], "who is only asked is not in it"


def test_the_longest_theme_is_a_title(chat: Chat) -> None:
    chat.joins("maija")
    session(chat, "maija", theme="å&" * 1_000)
    form = opens(chat, "maija", "risks.new", "S1")
    assert form and value(form, "title") == "å&" * 75
    assert "K1" in sends(chat, "maija", "risks.new", {"title": value(form, "title"), "session": "S1"}, "S1")


def test_nobody_keeps_a_sheet_with_a_session_of_others(kept: Chat) -> None:
    again = sends(kept, "olli", "risks.new", {"title": "x", "session": "S1"}, "")
    assert isinstance(again, Form) or "K2" in again
    with kept.app.store.reading() as conn:
        assert all(one.purchase.session == "" for one in sheets.seen_by(conn, kept.person("olli").id))


def test_a_cancelled_session_is_not_offered(kept: Chat) -> None:
    with kept.app.store.writing() as conn:
        sessions.move(conn, "S1", ["proposed"], "cancelled")
    form = opens(kept, "anna", "risks.new", "")
    assert form and [field.name for field in form.fields] == ["title", "objective", "success"]
    form = opens(kept, "maija", "risks.edit", "K1")
    assert form and next(field.value for field in form.fields if field.name == "session") == "S1"


# --- several at once


def test_who_is_late_sees_what_the_other_wrote_and_loses_nothing(kept: Chat) -> None:
    sends(kept, "anna", "risks.change", RISK | {"measure": "Sovitaan ensin"}, "K1 1 0")
    typed = RISK | {"words": "Budjetti puuttuu", "responsible": "Talousjohtaja"}
    again = sends(kept, "maija", "risks.change", typed, "K1 1 0")
    assert isinstance(again, Form)
    assert (value(again, "words"), value(again, "responsible")) == ("Budjetti puuttuu", "Talousjohtaja")
    assert "Sovitaan ensin" in again.text and "muutettiin sillä välin" in again.errors["words"]
    assert "Riskiä 1 on muutettu." in sends(kept, "maija", "risks.change", typed, again.arg)
    assert every(kept)[0].said.words == "Budjetti puuttuu"


def test_what_was_removed_meanwhile_can_be_added_anew_as_it_was_typed(kept: Chat) -> None:
    assert "Riski 1 on poistettu." in presses(kept, "anna", "risks.removed", "K1 1 0")
    again = sends(kept, "maija", "risks.change", RISK | {"words": "Budjetti puuttuu"}, "K1 1 0")
    assert isinstance(again, Form) and again.action == "risks.add"
    assert value(again, "words") == "Budjetti puuttuu"
    assert "Riski 2 on lisätty." in sends(kept, "maija", "risks.add", RISK | {"words": "Budjetti puuttuu"}, again.arg)


def test_who_is_late_with_the_purchase_looks_again(kept: Chat) -> None:
    sends(kept, "anna", "risks.edit", {"title": "Valot"}, "K1 0")
    again = sends(kept, "maija", "risks.edit", {"title": "Lamput", "session": "S1"}, "K1 0")
    assert isinstance(again, Form)
    assert value(again, "title") == "Lamput"
    assert "Muutos on tallennettu." in sends(
        kept, "maija", "risks.edit", {"title": "Lamput", "session": "S1"}, again.arg
    )


@pytest.mark.parametrize("first", ["change", "remove", "edit"])
def test_who_loses_after_sending_it_in_gets_back_what_they_wrote(kept: Chat, first: str) -> None:
    """Two forms are checked and stored, and only then worked on: the second can be asked nothing any more."""
    at = kept.person("maija").address
    typed, arg = RISK | {"words": "Budjetti puuttuu", "measure": "Pyydetään lisää"}, "K1 1 0"
    sent = Submitted("late", at, "risks.change", typed, arg)
    if first == "edit":
        sent = Submitted("late", at, "risks.edit", {"title": "Lamput", "objective": "Pyydetään lisää"}, "K1 0")
    kept.app.core.receive(sent)
    with kept.app.store.writing() as conn:
        known, found = sheets.risk_of(conn, "K1", 1), sheets.get(conn, "K1")
        assert known and found
        if first == "change":
            sheets.assess(conn, "K1", known, Assessed("Muuta", Where.MARKET), kept.clock())
        elif first == "remove":
            sheets.remove(conn, "K1", 1, 0, kept.clock())
        else:
            sheets.change(conn, found, found.purchase, kept.clock())
    kept.terminal.seen.clear()
    kept.console.settle()
    seen = kept.sees("maija")
    assert "Tämän kirjoitit:" in seen and "Pyydetään lisää" in seen
    assert not any(one.said.words == "Budjetti puuttuu" for one in every(kept))


def test_who_is_put_out_of_the_session_after_sending_it_in_changes_nothing(kept: Chat) -> None:
    at = kept.person("anna").address
    kept.app.core.receive(Submitted("a", at, "risks.add", RISK, "K1"))
    kept.app.core.receive(Submitted("c", at, "risks.change", RISK | {"words": "Muuta"}, "K1 1 0"))
    kept.app.core.receive(Submitted("e", at, "risks.edit", {"title": "Muuta"}, "K1 0"))
    kept.app.core.receive(Submitted("n", at, "risks.new", {"title": "Lamput", "session": "S1"}, ""))
    with kept.app.store.writing() as conn:
        sessions.answer(conn, "S1", kept.person("anna").id, ["in"], "out")
    kept.terminal.seen.clear()
    kept.console.settle()
    assert kept.sees("anna").count(GONE) == 3
    assert [one.said.words for one in every(kept)] == ["Valtuusto lykkää"]
    assert "K2 · Lamput" in kept.sees("anna") and "Vain sinä" in kept.sees("anna"), (
        "what they wrote is kept for them alone"
    )
    assert "K2" not in kept.say("maija", "riskit")


def test_a_removal_takes_only_what_was_asked_about(kept: Chat) -> None:
    presses(kept, "maija", "risks.remove", "K1 1")
    sends(kept, "anna", "risks.change", RISK | {"words": "Muuta"}, "K1 1 0")
    assert "muutettiin sillä välin" in kept.press("maija", "Poista")
    assert len(every(kept)) == 1
    presses(kept, "maija", "risks.remove", "K1 1")
    for n in range(10):
        presses(kept, "maija", "risks.removed", "K1 1 1", f"e{n}")
    assert every(kept) == []


# --- what goes in


def test_an_empty_sheet_says_how_to_begin(chat: Chat) -> None:
    chat.joins("maija")
    seen = begins(chat, "maija")
    assert "Taulukossa ei ole vielä riskejä" in seen
    assert chat.can_press("maija")[:2] == ["Lisää riski", "Tyypillisiä riskejä"]
    assert "Piirrettävää ei vielä ole" in presses(chat, "maija", "risks.picture", "K1")
    assert opens(chat, "maija", "risks.pick", "K1") is None
    assert "0 riviä" in sends(chat, "maija", "risks.export", {"format": "csv"}, "K1")


def test_typical_risks_go_in_once_and_speak_each_readers_language(kept: Chat) -> None:
    kept.say("anna", "på svenska")
    for n in range(10):
        sends(kept, "maija", "risks.prompts", {"market": "bidders", "object": "technology,nonsense"}, "K1", f"e{n}")
    assert [one.nth for one in every(kept)] == [1, 2, 3]
    assert "tankeväckare, inte bedömd · Det kommer in för få anbud" in kept.say("anna", "k1")
    assert "virike, arvioimatta · Tarjouksia tulee liian vähän" in kept.say("maija", "k1")
    form = opens(kept, "maija", "risks.prompts", "K1")
    assert form and "Tarjouksia tulee liian vähän" not in str(form)


def test_forty_risks_are_the_most_and_all_of_them_can_be_reached(kept: Chat) -> None:
    with kept.app.store.writing() as conn:
        for n in range(2, MOST):
            said = Assessed(f"Riski numero {n}", list(Where)[n % 4], n % 5 + 1, n % 3 + 1)
            assert sheets.put(conn, "K1", said, kept.clock()) == n
    form = opens(kept, "maija", "risks.add", "K1")
    assert form
    sends(kept, "anna", "risks.add", RISK, "K1")
    again = sends(kept, "maija", "risks.add", RISK | {"words": "Yksi vielä"}, "K1")
    assert isinstance(again, Form) and value(again, "words") == "Yksi vielä"
    seen = kept.say("maija", "k1")
    assert "Se on täynnä: taulukkoon mahtuu 40 riskiä." in seen and "Muut 20" in seen
    assert "Lisää riski" not in kept.can_press("maija")
    assert opens(kept, "maija", "risks.add", "K1") is None and opens(kept, "maija", "risks.prompts", "K1") is None
    pick = opens(kept, "maija", "risks.pick", "K1")
    assert pick and len(pick.fields[0].options) == MOST  # type: ignore[union-attr]
    assert "Lisätty riskejä: 0" in sends(kept, "maija", "risks.prompts", {"market": ",".join(PROMPTS)}, "K1")
    sends(kept, "maija", "risks.export", {"format": "csv"}, "K1")
    assert len(list(rows(kept, "maija"))) == MOST
    presses(kept, "maija", "risks.removed", "K1 7 0")
    assert "Riski 41 on lisätty." in sends(kept, "maija", "risks.add", RISK, "K1", "more")


HOSTILE = (
    "=cmd|'/c calc'!A0",
    "<@U1> <!channel> *x* [a](https://x.example)",
    "@SUM(1)",
    "\u202eabc\x00\ud800",
    "'); --",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words_everywhere(chat: Chat, words: str) -> None:
    chat.joins("maija")
    bought = dict.fromkeys(("title", "objective", "success"), f"a {words}")
    sends(chat, "maija", "risks.new", bought, "")
    hostile = RISK | dict.fromkeys(("words", "measure", "responsible"), f"a{words}")
    assert "Riski 1 on lisätty." in sends(chat, "maija", "risks.add", hostile, "K1")
    sends(chat, "maija", "risks.add", RISK | {"words": words, "measure": words, "responsible": words}, "K1")
    for action, arg in (("open", "K1"), ("about", "K1"), ("risk", "K1 1"), ("remove", "K1 1"), ("picture", "K1")):
        assert "K1" in presses(chat, "maija", f"risks.{action}", arg)
    sends(chat, "maija", "risks.export", {"format": "csv"}, "K1")
    sends(chat, "maija", "risks.export", {"format": "xlsx"}, "K1")
    for row in rows(chat, "maija"):
        assert not any(cell.lstrip().startswith(("=", "@", "+", "-")) for cell in row)
    (path,) = chat.app.files.rglob("*.xlsx")
    book = load_workbook(path)
    assert book.active
    assert all(cell.data_type != "f" for row in book.active for cell in row)


def rows(chat: Chat, who: str) -> Iterator[list[str]]:
    """The rows of the newest CSV that somebody has got, without its head."""
    newest = max(chat.app.files.rglob(f"{who}/*.csv"), key=lambda path: path.stat().st_mtime)
    yield from list(csv.reader(io.StringIO(newest.read_text("utf-8-sig"))))[1:]


def test_the_table_has_all_of_it(kept: Chat) -> None:
    sends(kept, "maija", "risks.prompts", {"market": "bidders"}, "K1")
    sends(kept, "maija", "risks.export", {"format": "csv"}, "K1")
    assert list(rows(kept, "maija")) == [
        ["1", "Hankintaprosessi", "Valtuusto lykkää", "3", "5", "15", "kriittinen", "", "", "Tilaaja", "Ei"],
        ["2", "Markkinat ja ekosysteemit", "Tarjouksia tulee liian vähän", "", "", "", "arvioimatta", "", "", "", "Kyllä"],
    ]  # fmt: skip


def test_a_likelihood_that_is_none_of_the_five_is_asked_again(kept: Chat) -> None:
    again = sends(kept, "maija", "risks.add", RISK | {"likelihood": "9", "words": "Säilyy"}, "K1")
    assert isinstance(again, Form) and list(again.errors) == ["likelihood"]
    assert value(again, "words") == "Säilyy"


@pytest.mark.parametrize(
    "arg", ["", "K", "K0", "K1 x", "K1 99", "K1  1", "K1 1 x y", "K1 ٣", "K" + "9" * 30, "S1", "P1"]
)
def test_whatever_a_button_names_is_answered(kept: Chat, arg: str) -> None:
    for action in ("of", "open", "about", "delete", "drop", "risk", "remove", "removed", "picture"):
        if (action, arg) != ("of", "S1"):
            assert presses(kept, "maija", f"risks.{action}", arg)
    for action in ("new", "edit", "pick", "add", "prompts", "change", "export", "choose"):
        opens(kept, "maija", f"risks.{action}", arg)
        assert sends(kept, "maija", f"risks.{action}", RISK | {"title": "x"}, arg)


# --- what ages


def test_a_sheet_goes_two_years_after_it_was_changed_last(kept: Chat) -> None:
    begins(kept, "maija", title="Vanha")
    kept.clock.push(timedelta(days=300))
    sends(kept, "anna", "risks.change", RISK | {"likelihood": "1"}, "K1 1 0")
    kept.clock.push(timedelta(days=500))
    run(kept.app.store, kept.clock())
    with kept.app.store.reading() as conn:
        assert [one.id for one in sheets.seen_by(conn, kept.person("maija").id)] == ["K1"]


def test_a_sheet_of_nobodys_whose_session_has_gone_goes_the_next_night(kept: Chat) -> None:
    with kept.app.store.writing() as conn:
        erasing.erase(conn, kept.person("maija").id, kept.clock())
        conn.execute(sessions.session.delete())
        assert conn.execute(select(risk_sheet)).all()
    run(kept.app.store, kept.clock())
    with kept.app.store.reading() as conn:
        assert not conn.execute(select(risk_sheet)).all()


def test_nobody_is_told_of_what_others_do(kept: Chat) -> None:
    kept.terminal.seen.clear()
    sends(kept, "maija", "risks.add", RISK | {"words": "Muu"}, "K1")
    assert kept.sees("anna") == ""
