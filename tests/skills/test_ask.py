"""Asking, from the guards to the deletion."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.people import Address, Language, Place
from bot.skills.ask import screens
from bot.skills.ask.examples import MATERIAL, NOTHING, OUTSIDE, TERM, THRESHOLDS, WITHOUT_SUM
from bot.skills.ask.records import from_json, to_json
from bot.store import questions
from bot.texts import texts
from bot.turns import Pressed, Said, Submitted
from knowledge.answers import Answer
from tests.talk import Chat

CALENDAR = "Mitä hankintoja Esikaupungin hankintakalenteri sisältää?"
SECRET = "Tarjoaja A tarjosi 128 000 euroa ja tarjoaja B 131 000 euroa, kumpi voittaa?"


def rows(chat: Chat, words: str) -> int:
    """How many questions hold these words."""
    with chat.app.store.reading() as conn:
        query = text("SELECT count(*) FROM question WHERE text LIKE :words OR answer LIKE :words")
        return int(conn.execute(query, {"words": f"%{words}%"}).scalar_one())


@pytest.mark.parametrize("answer", [MATERIAL, THRESHOLDS, WITHOUT_SUM, TERM, NOTHING, OUTSIDE])
def test_an_answer_is_kept_as_it_was(answer: Answer) -> None:
    assert from_json(to_json(answer)) == answer


def test_an_answer_quotes_and_cites(chat: Chat) -> None:
    seen = chat.say("maija", CALENDAR)
    assert "”" in seen
    assert "[1]" in seen
    assert "Perustuu aineistoon" in seen
    assert chat.can_press("maija") == ["Kysy asiantuntijalta", "Lähteet", "👍", "👎"]
    assert "Esikaupunki" in chat.press("maija", "Lähteet")


def test_a_quotation_in_another_language_says_so(chat: Chat) -> None:
    chat.joins("anna", "sv")
    assert "Källan är på finska." in chat.say("anna", "Mitä Kelosalon ohje sanoo sähkön hinnan suojaamisesta?")


def test_nothing_and_too_much(chat: Chat) -> None:
    for empty in ("…", "??", "\u200b\u202e", "—"):
        assert "Kirjoita kysymyksesi" in chat.say("maija", empty)
    assert "100 000 merkkiä" in chat.say("maija", "x" * 100_000)
    assert "Et ole vielä kysynyt" in chat.say("maija", "kysymykset")


@pytest.mark.parametrize("strange", ['" OR *', "NEAR(", "\ufdfa" * 12, "[bold]x[/bold] <b>y</b> *z*", "a\x00b"])
def test_strange_texts_are_questions_too(chat: Chat, strange: str) -> None:
    assert chat.say("maija", strange)
    assert "vika on minussa" not in chat.sees("maija")


def test_personal_data_is_taken_out_and_told(chat: Chat) -> None:
    seen = chat.say("maija", f"Numeroni on 040 123 4567. {CALENDAR}")
    assert "Poistin ennen tallentamista: puhelinnumero." in seen
    assert rows(chat, "123 4567") == 0


def test_a_secret_waits_and_is_left(chat: Chat) -> None:
    assert "salassa pidettävää" in chat.say("maija", SECRET)
    assert "Et ole vielä kysynyt" in chat.say("maija", "kysymykset")
    chat.say("maija", SECRET)
    assert rows(chat, "131 000") == 1  # the first one went when the next was asked
    assert "enkä säilyttänyt" in chat.press("maija", "Jätä kysymättä")
    assert rows(chat, "131 000") == 0


def test_a_secret_nobody_decides_on_is_forgotten_with_the_next_question(chat: Chat) -> None:
    chat.say("maija", SECRET)
    chat.say("maija", CALENDAR)
    assert rows(chat, "131 000") == 0


def test_what_is_deleted_does_not_live_on_in_later_questions(chat: Chat) -> None:
    chat.say("maija", CALENDAR)
    chat.say("maija", "entä milloin se julkaistaan?")
    chat.say("maija", "kysymykset")
    chat.fill("maija", "Avaa tai poista", question="2")
    chat.press("maija", "Poista")
    chat.press("maija", "Poista Q1")
    assert rows(chat, CALENDAR) == 0


def test_a_secret_is_asked_anyway(chat: Chat) -> None:
    chat.say("maija", SECRET)
    assert "salassa pidettävää" not in chat.press("maija", "Kysy silti")
    assert "131 000" in chat.say("maija", "kysymykset")


def test_feedback_may_change(chat: Chat) -> None:
    chat.say("maija", CALENDAR)
    assert "oli apua" in chat.press("maija", "👍")
    assert "Mikä kysymyksen Q1 vastauksessa oli vikana?" in chat.press("maija", "Ei auttanutkaan")
    assert "vastaus on vanhentunut" in chat.press("maija", "Vanhentunut")
    assert "oli apua" in chat.press("maija", "Auttoi sittenkin")


def test_the_way_to_an_expert_begins_under_an_answer_with_the_question_as_it_was(chat: Chat) -> None:
    chat.say("maija", CALENDAR)
    seen = chat.press("maija", "Kysy asiantuntijalta")
    assert f"”{CALENDAR}”" in seen and chat.can_press("maija") == ["Kirjoita asiantuntijalle", "Pyydä sparrausta"]


def test_my_questions_open_and_are_deleted(chat: Chat) -> None:
    chat.say("maija", CALENDAR)
    assert CALENDAR in chat.say("maija", "kysymykset")
    assert "Vastaus oli silloin tämä:" in chat.fill("maija", "Avaa tai poista", question="1")
    chat.press("maija", "Poista")
    assert "säilyy ennallaan" in chat.press("maija", "Säilytä")
    chat.say("maija", "kysymykset")
    chat.fill("maija", "Avaa tai poista", question="1")
    chat.press("maija", "Poista")
    assert "Q1 on poistettu" in chat.press("maija", "Poista Q1")
    assert rows(chat, "Esikaupun") == 0


ACTIONS = ("open", "sources", "expert", "good", "bad", "because", "delete", "erase", "keep", "anyway", "leave")


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_opens_or_deletes_what_is_somebody_elses(chat: Chat, action: str) -> None:
    chat.say("maija", CALENDAR)
    chat.joins("erik", "sv", "admin")
    chat.say("erik", "hej")
    chat.app.core.receive(Pressed("x1", chat.person("erik").address, f"ask.{action}", "Q1"))
    chat.app.settle()
    assert "Frågan är inte din" in chat.sees("erik")
    assert rows(chat, "Esikaupungin hankintakalenteri") == 1


def test_a_form_that_somebody_made_up_opens_nothing(chat: Chat) -> None:
    chat.say("maija", CALENDAR)
    chat.joins("erik", "sv")
    chat.say("erik", "hej")
    assert chat.app.core.show(Pressed("x1", chat.person("erik").address, "ask.pick")) is None
    chat.app.core.submit(Submitted("x2", chat.person("erik").address, "ask.pick", {"question": "Q1"}))
    chat.app.settle()
    assert "Frågan är inte din" in chat.sees("erik")


def test_a_follow_up_is_understood_with_the_question_before(chat: Chat) -> None:
    chat.say("maija", "Onko 218 000 euron palvelu yli EU-kynnyksen?")
    assert "140 000" in chat.say("maija", "entä valtiolle?")


def test_a_command_in_front_of_a_question_is_offered_too(chat: Chat) -> None:
    chat.say("maija", "Profiili hankintakalenterissa, mitä se tarkoittaa?")
    assert "profiili" in [label.casefold() for label in chat.can_press("maija")]


def test_key_terms_and_expiry_stand_on_the_card() -> None:
    card = screens.answer(texts(Language.SV), "Q1", replace(MATERIAL, confidence=0.65))
    said = str(card)
    assert "Källan är på finska." in said
    assert "ganska bra" in said
    assert "Giltigheten upphörde" in said


def test_the_sources_of_an_answer_in_a_channel_are_for_everybody_there(chat: Chat) -> None:
    chat.joins("maija")
    chat.joins("erik", "sv")
    here = Address("console", "", "maija", "general", place=Place.CHANNEL)
    chat.console.bot.receive(Said("e1", here, "Mitä hankintoja Esikaupungin hankintakalenteri sisältää?"))
    chat.app.settle()
    chat.console.bot.receive(Pressed("e2", replace(here, user="erik"), "ask.sources", "Q1", "m1"))
    chat.app.settle()
    seen = chat.sees("erik")
    assert "[1]" in seen
    assert "Tillbaka till svaret" not in chat.can_press("erik")
    for action in ("ask.open", "ask.delete", "ask.erase", "ask.good"):
        chat.console.bot.receive(Pressed(action, replace(here, user="erik"), action, "Q1", "m1"))
    chat.app.settle()
    with chat.app.store.reading() as conn:
        found = questions.get(conn, "Q1")
    assert found
    assert (found.state, found.feedback) == ("asked", "")
