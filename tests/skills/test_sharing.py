"""An answer becomes knowledge: what its asker agrees to, what a coordinator approves, who is told, and who may do what."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cards import lines
from bot.people import Role
from bot.skills.escalation import approving, keeping
from bot.skills.escalation.records.proposals import proposal
from bot.skills.escalation.telling import difference
from bot.store import entries, metadata, workspaces
from bot.store.entries import entry
from bot.turns import Effects, Reply
from knowledge.library import Library
from tests.skills.answers import ANSWER, QUESTION, Answers, conversation, takes_role


@pytest.fixture
def chat(tmp_path: Path, library: Library) -> Iterator[Answers]:
    with conversation(tmp_path, library) as chat:
        yield chat


def number_of_entries(chat: Answers) -> int:
    with chat.app.store.reading() as conn:
        return len(conn.execute(select(entry.c.number)).all())


# what the asker agrees to


def test_after_the_answer_its_asker_is_asked_with_the_exact_words(chat: Answers) -> None:
    seen = chat.answered()
    assert "E1: saako tämän jakaa muille näillä sanoilla?" in seen
    assert f"”{QUESTION}”" in seen and seen.count(ANSWER) == 2
    assert "Asiantuntijan nimi näytetään: Erik." in seen
    assert chat.can_press("maija") == ["Jaa näillä sanoilla", "Muokkaa sanamuotoa", "Älä jaa"]


def test_silence_means_not_shared(chat: Answers) -> None:
    chat.answered()
    chat.wait(days=60)
    assert number_of_entries(chat) == 0
    assert "Mikään ei odota hyväksyntääsi" in chat.say("kaisa", "hyväksyttävät")


def test_who_did_not_tick_it_is_not_asked_and_can_agree_later(chat: Answers) -> None:
    chat.say("maija", f"asiantuntija {QUESTION}")
    chat.fill("maija", "Kirjoita asiantuntijalle")
    chat.press_old("erik", "escalation.take", "E1")
    assert "saako tämän jakaa" not in chat.corrected(ANSWER)
    assert "saako tämän jakaa" in chat.press_old("maija", "escalation.sharing", "E1")
    chat.press("maija", "Jaa näillä sanoilla")
    assert chat.entry().state == "proposed"
    assert chat.escalation().may_share


def test_what_is_agreed_to_waits_for_the_coordinator_in_charge(chat: Answers) -> None:
    chat.agreed()
    found = chat.entry()
    assert (found.state, found.question, found.answer, found.language) == ("proposed", QUESTION, ANSWER, "sv")
    assert (found.author_name, found.audience, found.valid_until) == ("Erik", "", date(2027, 6, 30))
    assert number_of_entries(chat) == 1
    chat.wait(days=1)
    assert {chat.person("kaisa").id, chat.person("niklas").id} <= set(chat.mornings)
    chat.press("maija", "Katso tilanne")
    assert "Kiitos. Koordinaattori tarkistaa" in chat.press("maija", "Jakaminen")


def test_own_words_are_agreed_to_by_sending_them(chat: Answers) -> None:
    chat.answered()
    seen = chat.fill("maija", "Muokkaa sanamuotoa", question="Voiko innovaatiokumppanuuden keskeyttää?")
    assert "Kiitos. Koordinaattori tarkistaa" in seen
    assert chat.entry().question == "Voiko innovaatiokumppanuuden keskeyttää?"


def test_own_words_that_seem_secret_are_asked_about(chat: Answers) -> None:
    chat.answered()
    secret = "Saimme tarjouksen 120 000 euroa Rakennus Oy:ltä, se on halvin, voiko keskeyttää?"
    words = chat.answered_words("E1")
    told = {"question": secret}
    assert "salassa pidettäviä" in chat.send_old("maija", "escalation.wording", f"E1 {words}", told)
    assert number_of_entries(chat) == 0
    chat.send_old("maija", "escalation.wording", f"E1 {words}", {**told, "options": "checked"})
    assert chat.entry().question == secret


def test_personal_data_in_the_words_is_masked(chat: Answers) -> None:
    chat.answered()
    chat.fill("maija", "Muokkaa sanamuotoa", question="Voiko sen keskeyttää, kysy maija@example.fi?")
    assert "maija@" not in chat.entry().question


def test_do_not_share_leaves_nothing(chat: Answers) -> None:
    chat.agreed()
    assert "ei jaeta" in chat.press_old("maija", "escalation.unshare", "E1")
    assert number_of_entries(chat) == 0
    assert not chat.escalation().may_share
    assert "saako tämän jakaa" in chat.press("maija", "Jaa sittenkin")


@pytest.mark.parametrize("who", ["john", "erik", "kaisa", "colleague1"])
def test_nobody_else_agrees_in_the_askers_place(chat: Answers, who: str) -> None:
    chat.answered()
    words = chat.answered_words("E1")
    for action, arg in (("sharing", "E1"), ("share", f"E1 {words}"), ("unshare", "E1"), ("takeback", "E1")):
        seen = chat.press_old(who, f"escalation.{action}", arg)
        assert QUESTION not in seen and ANSWER not in seen
    chat.send_old(who, "escalation.wording", f"E1 {words}", {"question": "Jotain muuta aivan?"})
    assert number_of_entries(chat) == 0


def test_an_old_card_does_not_agree_to_new_words(chat: Answers) -> None:
    chat.answered()
    words = chat.answered_words("E1")
    seen = chat.corrected("Nej, aldrig.")
    assert "saako tämän jakaa" in seen and "Nej, aldrig." in seen
    seen = chat.press_old("maija", "escalation.share", f"E1 {words}")
    assert "saako tämän jakaa" in seen and "Nej, aldrig." in seen
    assert number_of_entries(chat) == 0


# what a coordinator sees and does


def test_a_coordinator_sees_all_that_is_approved_and_nothing_of_who_asked(chat: Answers) -> None:
    chat.agreed()
    chat.say("kaisa", "hyväksyttävät")
    seen = chat.press("kaisa", "Avaa K1")
    for told in (QUESTION, ANSWER, "Erik", "Upphandlingslagen", "30.6.2027", "Kaikki", "ruotsiksi"):
        assert told in seen, told
    assert "maija" not in seen.casefold()
    assert chat.can_press("kaisa") == ["Hyväksy", "Muokkaa", "Palauta", "Hyväksyttävät"]


def test_approved_it_is_published_with_its_vectors_and_the_question_is_shared(chat: Answers) -> None:
    found = chat.approved()
    assert (found.state, found.encoder, found.revision) == ("published", "small", 1)
    assert found.vectors == f"{len(QUESTION)} {len(ANSWER)}".encode()
    assert chat.escalation().state == "shared"
    assert "on jaettu" in chat.press_old("maija", "escalation.sharing", "E1")
    with chat.app.store.reading() as conn:
        assert conn.execute(select(proposal)).all() == []


def test_two_coordinators_one_approves_and_one_returns(chat: Answers) -> None:
    chat.agreed()
    for who in ("kaisa", "niklas"):
        chat.press_old(who, "escalation.proposal", "K1")
    chat.press("kaisa", "Hyväksy")
    assert "har redan godkänts" in chat.send_old("niklas", "escalation.return", "K1", {"note": "Rätta."})
    assert chat.entry().state == "published"
    assert "on jo hyväksytty" in chat.press_old("kaisa", "escalation.approve", "K1 old")


def test_two_coordinators_one_returns_and_one_approves(chat: Answers) -> None:
    chat.agreed()
    for who in ("kaisa", "niklas"):
        chat.press_old(who, "escalation.proposal", "K1")
    chat.fill("kaisa", "Palauta", note="Tarkistathan momentin.")
    assert "skickats tillbaka under tiden" in chat.press("niklas", "Godkänn")
    assert chat.entry().state == "returned"


def test_returned_between_looking_and_approving_it_is_not_published(chat: Answers) -> None:
    chat.agreed()
    chat.press_old("kaisa", "escalation.proposal", "K1")
    chat.while_encoding(lambda: chat.send_at("niklas", "escalation.return", "K1", {"note": "Rätta."}))
    assert "on sillä välin palautettu" in chat.press("kaisa", "Hyväksy")
    assert chat.entry().state == "returned"
    assert chat.sees("erik").count("Rätta.") == 1


def test_who_loses_the_role_between_looking_and_returning_returns_nothing(chat: Answers) -> None:
    chat.agreed()
    told = {"note": "Tarkistathan."}
    demoted = partial(takes_role, chat, "kaisa", Role.COORDINATOR)
    (effect,) = chat.while_looking("kaisa", demoted, approving.given_back, told, "K1")
    assert isinstance(effect, Reply) and "ei kuulu sinulle" in "\n".join(lines(effect.card))
    assert chat.entry().state == "proposed"


def test_approved_between_looking_and_returning_it_stays_approved(chat: Answers) -> None:
    chat.agreed()
    approved = partial(chat.press_at, "niklas", "escalation.approve", f"K1 {chat.content('K1')}")
    (effect,) = chat.while_looking("kaisa", approved, approving.given_back, {"note": "Tarkistathan."}, "K1")
    assert isinstance(effect, Reply) and "on jo hyväksytty" in "\n".join(lines(effect.card))
    assert chat.entry().state == "published"


def test_taken_back_between_looking_and_approving_it_is_not_published(chat: Answers) -> None:
    chat.agreed()
    chat.press_old("kaisa", "escalation.proposal", "K1")
    chat.while_encoding(lambda: chat.press_at("maija", "escalation.takeback", "E1"))
    assert "ei enää odota" in chat.press("kaisa", "Hyväksy")
    assert number_of_entries(chat) == 0


def test_what_was_changed_meanwhile_is_not_approved_unseen(chat: Answers) -> None:
    chat.agreed()
    for who in ("kaisa", "niklas"):
        chat.press_old(who, "escalation.proposal", "K1")
    chat.fill("kaisa", "Muokkaa", sources="Toinen laki")
    assert "har ändrats under tiden" in chat.press("niklas", "Godkänn")
    assert chat.entry().state == "proposed"
    assert "Toinen laki" in chat.press("niklas", "Öppna K1")
    chat.press("niklas", "Godkänn")
    assert (chat.entry().state, chat.entry().sources) == ("published", "Toinen laki")


def test_other_words_wait_for_their_asker(chat: Answers) -> None:
    chat.agreed()
    chat.press_old("kaisa", "escalation.proposal", "K1")
    chat.terminal.seen["maija"] = []
    seen = chat.fill("kaisa", "Muokkaa", question="Saako vaiheen jälkeen lopettaa?", sources="Toinen laki")
    assert "odottaa, että kysyjä hyväksyy" in seen
    assert chat.entry().state == "returned"
    assert "”Saako vaiheen jälkeen lopettaa?”" in chat.sees("maija")
    assert "Koordinaattori ehdottaa" in chat.sees("maija")
    chat.press("maija", "Jaa näillä sanoilla")
    found = chat.entry()
    assert (found.state, found.question, found.sources) == (
        "proposed",
        "Saako vaiheen jälkeen lopettaa?",
        "Toinen laki",
    )


def test_returned_it_goes_to_the_expert_who_corrects_it_and_the_asker_is_asked_anew(chat: Answers) -> None:
    chat.agreed()
    chat.press_old("kaisa", "escalation.proposal", "K1")
    chat.terminal.seen["erik"] = []
    chat.fill("kaisa", "Palauta", note="Tarkistathan momentin.")
    assert "Tarkistathan momentin." in chat.sees("erik")
    assert chat.can_press("erik") == ["Rätta"]
    assert "pyytänyt asiantuntijaa" in chat.press_old("maija", "escalation.sharing", "E1")
    seen = chat.corrected("Ja, enligt 2 mom.")
    assert "saako tämän jakaa" in seen
    assert chat.entry().state == "returned"
    chat.press("maija", "Jaa näillä sanoilla")
    assert (chat.entry().state, chat.entry().answer) == ("proposed", "Ja, enligt 2 mom.")


def test_a_coordinator_who_answered_does_not_approve_it_while_there_is_another(chat: Answers) -> None:
    chat.coordinates("erik", "sv")
    chat.agreed()
    assert "annan koordinator godkänner" in chat.press_old("erik", "escalation.proposal", "K1")
    assert "Godkänn" not in chat.can_press("erik")
    content = chat.content("K1")
    assert "ditt svar" in chat.press_old("erik", "escalation.approve", f"K1 {content}")
    assert chat.entry().state == "proposed"
    takes_role(chat, "kaisa", Role.COORDINATOR)
    takes_role(chat, "niklas", Role.COORDINATOR)
    chat.press_old("erik", "escalation.approve", f"K1 {content}")
    assert chat.entry().state == "published"


@pytest.mark.parametrize("who", ["john", "maija", "other"])
def test_only_a_coordinator_in_charge_approves(chat: Answers, who: str) -> None:
    from bot.people import Reach, Scope

    chat.coordinates("other", "sv", Scope(Reach.ORGANISATION, "Exempelby stad"))
    chat.agreed()
    content = chat.content("K1")
    for action, arg in (("proposal", "K1"), ("approve", f"K1 {content}"), ("retire", "K1"), ("retired", "K1")):
        seen = chat.press_old(who, f"escalation.{action}", arg)
        assert who == "maija" or (QUESTION not in seen and ANSWER not in seen)
    chat.send_old(who, "escalation.return", "K1", {"note": "Nej."})
    told = {"question": "Jotain muuta", "valid_until": "2027-01-01", "audience": "everyone"}
    chat.send_old(who, "escalation.amend", f"K1 {content}", told)
    assert (chat.entry().state, chat.entry().question) == ("proposed", QUESTION)
    assert "K1" not in chat.say("other", "godkännanden")


def test_a_demoted_coordinator_no_longer_approves(chat: Answers) -> None:
    chat.agreed()
    chat.press_old("kaisa", "escalation.proposal", "K1")
    takes_role(chat, "kaisa", Role.COORDINATOR)
    chat.press("kaisa", "Hyväksy")
    assert chat.entry().state == "proposed"


@pytest.mark.parametrize(
    ("audience", "kept"), [("organisation", "organisation:mallilan kaupunki"), ("branch", "branch:municipality")]
)
def test_an_audience_is_kept_as_search_knows_it(chat: Answers, audience: str, kept: str) -> None:
    assert chat.approved(audience=audience).audience == kept
    assert ANSWER not in chat.press_old("john", "escalation.entry", "K1")
    if audience == "organisation":  # what stands in a profile opens nothing; the workspace one writes from does
        assert ANSWER not in chat.press_old("colleague1", "escalation.entry", "K1")
        with chat.app.store.writing() as conn:
            workspaces.belongs(conn, "console", "", "Mallilan kaupunki")
    assert ANSWER in chat.press_old("colleague1", "escalation.entry", "K1")


# who is told


def test_those_who_waited_are_told_once_and_only_those_it_is_for(chat: Answers) -> None:
    chat.wishes("john", "May an innovaatiokumppanuuden be interrupted?")
    chat.wishes("niklas", "Något helt annat, upphandlingskalender?")
    chat.wishes("maija", "innovaatiokumppanuuden keskeyttäminen")
    chat.terminal.seen["john"] = []
    chat.approved()
    chat.wait(hours=1)
    assert chat.sees("john").count("An expert has answered what you asked on 23 Nov 2026, 09:00:") == 1
    assert "An expert" not in chat.sees("niklas") and "expert har svarat" not in chat.sees("niklas")
    assert "vastannut siihen" not in chat.sees("maija")
    assert ANSWER in chat.press("john", "Read the answer")
    chat.wait(days=3)
    chat.press_old("kaisa", "escalation.known", "K1")
    chat.terminal.seen["john"] = []
    chat.fill("kaisa", "Pitää yhä paikkansa", day="2028-01-01")
    chat.wait(hours=1)
    assert chat.sees("john") == ""


def test_those_it_is_not_for_are_not_told(chat: Answers) -> None:
    chat.wishes("john", "May an innovaatiokumppanuuden be interrupted?")
    chat.terminal.seen["john"] = []
    chat.approved(audience="organisation")
    chat.wait(hours=1)
    assert chat.sees("john") == ""
    with chat.app.store.writing() as conn:
        workspaces.belongs(conn, "console", "", "MALLILAN kaupunki")
    chat.press_old("kaisa", "escalation.known", "K1")
    chat.fill("kaisa", "Pitää yhä paikkansa", day="2028-01-01")
    chat.wait(hours=1)
    assert "An expert has answered" in chat.sees("john")


def test_a_correction_leaves_what_is_published_until_it_is_approved(chat: Answers) -> None:
    chat.approved()
    chat.press_old("john", "escalation.entry", "K1")
    chat.corrected("Ja, om det står i avtalet. Nej, annars inte.")
    assert chat.entry().answer == ANSWER
    chat.press("maija", "Jaa näillä sanoilla")
    assert (chat.entry().state, chat.entry().answer, chat.entry("K2").state) == ("published", ANSWER, "proposed")
    assert "Se muuttaa vastausta K1" in chat.press_old("kaisa", "escalation.proposal", "K2")
    chat.terminal.seen["john"] = chat.terminal.seen["maija"] = []
    assert "Muutoksesta kerrotaan 1 henkilölle" in chat.press("kaisa", "Hyväksy")
    now = chat.entry()
    assert (now.state, now.answer, now.revision) == ("published", "Ja, om det står i avtalet. Nej, annars inte.", 2)
    assert number_of_entries(chat) == 1
    seen = chat.sees("john")
    assert "Before: Skriv in ett avbrottsvillkor för varje fas." in seen
    assert "Now: Nej, annars inte." in seen
    chat.wait(days=2)
    assert chat.sees("john").count("has changed") == 1


def test_an_agreement_is_taken_back_also_after_approval(chat: Answers) -> None:
    chat.approved()
    chat.press_old("john", "escalation.entry", "K1")
    chat.press_old("maija", "escalation.sharing", "E1")
    chat.terminal.seen["john"] = []
    chat.press("maija", "Peru lupa")
    assert (chat.entry().state, chat.escalation().state) == ("withdrawn", "answered")
    assert "has been withdrawn (K1)" in chat.sees("john")
    assert "has been withdrawn" in chat.press_old("john", "escalation.entry", "K1")
    assert "on poistettu" in chat.press_old("kaisa", "escalation.known", "K1")
    chat.press_old("maija", "escalation.sharing", "E1")
    chat.press("maija", "Jaa näillä sanoilla")
    assert chat.entry().state == "proposed"


def test_a_correction_not_to_be_shared_leaves_the_earlier_one(chat: Answers) -> None:
    chat.approved()
    chat.corrected("Nej.")
    assert "aiemmin jaettu" in chat.press("maija", "Älä jaa")
    assert (chat.entry().state, chat.entry().answer) == ("published", ANSWER)


# kept right


def test_before_it_runs_out_author_and_coordinators_look_at_it_again(chat: Answers) -> None:
    from bot.skills.escalation import sharing

    chat.approved(valid_until="2027-03-31")
    chat.wait(days=30)
    chat.mornings.clear()
    with chat.app.store.reading() as conn:
        assert sharing.reviews(conn, chat.person("erik"), date(2027, 2, 28)) == []
        for who in ("erik", "kaisa", "niklas"):
            assert [one.id for one in sharing.reviews(conn, chat.person(who), date(2027, 3, 1))] == ["K1"], who
        assert sharing.reviews(conn, chat.person("john"), date(2027, 3, 1)) == []
    chat.wait(days=68)  # 1 March 2027, after the morning
    chat.wait(days=1)
    assert sorted(chat.mornings) == sorted(chat.person(who).id for who in ("erik", "kaisa", "niklas"))
    chat.press_old("erik", "escalation.known", "K1")
    assert "31.3.2028" in chat.fill("erik", "Stämmer fortfarande", day="2028-03-31")
    assert chat.entry().valid_until == date(2028, 3, 31)


def test_an_expired_one_is_shown_as_such(chat: Answers) -> None:
    chat.approved(valid_until="2026-12-01")
    chat.wait(days=30)
    assert "no longer valid" in chat.press_old("john", "escalation.entry", "K1")
    assert "Ei enää käytössä: K1" in chat.say("kaisa", "jaetut vastaukset")
    with chat.app.store.reading() as conn:
        assert entries.given_to(conn, "K1") == []


def test_an_authors_change_waits_for_a_coordinator(chat: Answers) -> None:
    chat.approved()
    chat.press_old("erik", "escalation.known", "K1")
    assert "En koordinator granskar" in chat.fill("erik", "Ändra", answer="Ja, alltid.")
    assert chat.entry().answer == ANSWER
    chat.press_old("kaisa", "escalation.proposal", "K2")
    chat.terminal.seen["maija"] = []
    chat.press("kaisa", "Hyväksy")
    assert chat.entry().answer == "Ja, alltid."
    assert "Ennen:" in chat.sees("maija") and "Ja, alltid." in chat.sees("maija")


def test_a_coordinator_changes_what_is_not_the_experts_word_at_once(chat: Answers) -> None:
    chat.approved()
    chat.press_old("kaisa", "escalation.known", "K1")
    chat.terminal.seen["erik"] = []
    seen = chat.fill("kaisa", "Muokkaa", note="Onko laki muuttunut?", sources="Uusi laki")
    assert "Vastauksen kirjoittaja on saanut kommenttisi." in seen
    assert (chat.entry().sources, chat.entry().answer, chat.entry().revision) == ("Uusi laki", ANSWER, 2)
    assert "Onko laki muuttunut?" in chat.sees("erik")


@pytest.mark.parametrize(
    ("handler", "told"), [(keeping.renewed, ({"day": "2028-01-01"}, "K1")), (keeping.retired, ("K1",))]
)
def test_who_loses_the_role_meanwhile_keeps_nothing(
    chat: Answers, handler: Callable[..., Effects], told: tuple[object, ...]
) -> None:
    before = chat.approved()
    demoted = partial(takes_role, chat, "kaisa", Role.COORDINATOR)
    (effect,) = chat.while_looking("kaisa", demoted, handler, *told)
    assert isinstance(effect, Reply) and "K1" in "\n".join(lines(effect.card))
    assert chat.entry() == before


def test_withdrawing_asks_first(chat: Answers) -> None:
    chat.approved()
    chat.press_old("kaisa", "escalation.known", "K1")
    assert "Poistetaanko K1 käytöstä?" in chat.press("kaisa", "Poista käytöstä")
    assert chat.entry().state == "published"
    chat.press("kaisa", "Kyllä, poista käytöstä")
    assert (chat.entry().state, chat.entry().revision) == ("withdrawn", 2)


# bad input, and what nobody may find out


def test_a_long_answer_is_read_to_its_end(chat: Answers) -> None:
    sentences = [f"Mening {n} om avtalet & <@U123> [länk](http://x.example) @here." for n in range(190)]
    text = "\n".join(sentences)[:12_000]
    chat.answered("kort")
    with chat.app.store.writing() as conn:
        conn.execute(metadata.tables["escalation"].update().values(answer=text))
    seen = chat.press_old("maija", "escalation.sharing", "E1")
    while "Lue lisää" in chat.can_press("maija"):
        seen += chat.press("maija", "Lue lisää")
    for sentence in sentences[:170]:
        assert sentence.split(" om")[0] in seen
    chat.press("maija", "Jaa näillä sanoilla")
    seen = chat.press_old("kaisa", "escalation.proposal", "K1")
    while "Lue lisää" in chat.can_press("kaisa"):
        seen += chat.press("kaisa", "Lue lisää")
    assert "Mening 170 " in seen
    chat.press("kaisa", "Hyväksy")
    seen = chat.press_old("john", "escalation.entry", "K1")
    while "Read on" in chat.can_press("john"):
        seen += chat.press("john", "Read on")
    assert "Mening 0 " in seen and "Mening 170 " in seen


def test_no_row_that_others_reach_names_an_anonymous_asker(chat: Answers, caplog: pytest.LogCaptureFixture) -> None:
    chat.approved()
    chat.corrected("Ja, alltid.")
    chat.press("maija", "Jaa näillä sanoilla")
    chat.press_old("kaisa", "escalation.proposal", "K2")
    chat.fill("kaisa", "Muokkaa", question="Saako lopettaa?")
    chat.press("maija", "Jaa näillä sanoilla")
    person = chat.person("maija")
    with chat.app.store.reading() as conn:
        for name in ("escalation", "entry", "proposal", "schedule", "audit", "said", "offer", "draft"):
            for row in conn.execute(select(metadata.tables[name])):
                told = [str(value).casefold() for value in row]
                assert not any("maija" in value for value in told), (name, told)
                assert person.id.casefold() not in " ".join(told).split(), (name, told)
        for key, lane in conn.execute(select(metadata.tables["outbox"].c.key, metadata.tables["outbox"].c.lane)):
            assert person.id not in str(key).split(":"), key
            assert "E1" not in str(key) or "maija" not in lane, key
    assert "maija" not in caplog.text.casefold()
    for who in ("erik", "kaisa", "niklas"):
        assert "maija" not in "\n".join(chat.terminal.seen.get(who, [])).casefold().replace("mallilan", "")


def test_who_erases_themselves_takes_along_what_was_not_published(chat: Answers) -> None:
    from bot.delivery import erasing

    chat.approved()
    chat.corrected("Ja, alltid.")
    chat.press("maija", "Jaa näillä sanoilla")
    with chat.app.store.writing() as conn:
        erasing.erase(conn, chat.person("maija").id, chat.clock(), but=-1)
    assert number_of_entries(chat) == 1
    assert chat.entry().state == "published"
    assert "on hyväksytty" not in chat.press_old("kaisa", "escalation.approve", "K2 x")
    chat.press_old("niklas", "escalation.known", "K1")
    chat.press("niklas", "Ta ur bruk")
    chat.press("niklas", "Ja, ta ur bruk")
    assert chat.entry().state == "withdrawn"


def test_an_expert_who_leaves_has_no_name_on_what_stays(chat: Answers) -> None:
    from bot.delivery import erasing

    chat.approved()
    with chat.app.store.writing() as conn:
        erasing.erase(conn, chat.person("erik").id, chat.clock(), but=-1)
    seen = chat.press_old("john", "escalation.entry", "K1")
    assert ANSWER in seen and "Erik" not in seen and "an expert" in seen
    chat.press_old("kaisa", "escalation.known", "K1")
    assert "Tallennettu" in chat.fill("kaisa", "Muokkaa", note="Onko tämä oikein?", sources="Laki")


@pytest.mark.parametrize(
    ("before", "now", "was", "is_now"),
    [
        ("A. B. C.", "A. X. C.", "B.", "X."),
        ("A. B.", "A. B. C.", "", "C."),
        ("A. B. C.", "A. C.", "B.", ""),
        ("A.", "A.", "", ""),
        ("A. A. A.", "A. A.", "A.", ""),
        ("", "A.", "", "A."),
    ],
)
def test_only_what_is_different_is_told(before: str, now: str, was: str, is_now: str) -> None:
    assert difference(before, now) == (was, is_now)
