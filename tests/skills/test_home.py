"""Welcome, menu, help, language and small talk."""

import pytest

from bot.cards import Card, lines
from bot.people import Language, Role
from bot.skill import is_slip
from bot.skills import SKILLS
from bot.skills.home import EVERY, screens
from bot.texts import texts
from tests.talk import Chat


@pytest.mark.parametrize("organisation", [None, "", "Mallila", "Ö" * 1_000])
@pytest.mark.parametrize("language", Language)
def test_the_first_message_says_it_is_an_ai_and_is_short(language: Language, organisation: str | None) -> None:
    card = screens.welcome(texts(language), organisation)
    said = "\n".join(lines(card))
    assert {"fi": "tekoäly", "sv": "AI", "en": "AI"}[language] in said
    assert len(said) <= 600
    assert len(card.buttons) <= 4


@pytest.mark.parametrize("first", ["hei", "Onko kalenteri pakollinen?", "menu", "suomeksi", "x", "?"])
def test_whatever_comes_first_the_notice_comes_before_it(chat: Chat, first: str) -> None:
    chat.joins("maija", welcomed=False)
    shown = chat.say("maija", first)
    assert "olen ohjelma (tekoäly)" in shown.casefold()[:80]
    assert "olen Sparri" not in chat.say("maija", "moi")


def test_the_welcome_card_changes_its_language(chat: Chat) -> None:
    chat.joins("john", welcomed=False)
    chat.say("john", "hello")
    assert "I am a program (AI), not a person." in chat.press("john", "English")
    assert chat.person("john").language is Language.EN
    assert "Ask in your own words" in chat.press("john", "Menu")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("kieli sv", "sv"),
        ("language finnish", "fi"),
        ("språk engelska", "en"),
        ("på svenska", "sv"),
        ("In English!", "en"),
    ],
)
def test_the_language_changes_by_words(chat: Chat, text: str, language: str) -> None:
    chat.say("maija", text)
    assert chat.person("maija").language == language


def test_the_language_changes_by_button(chat: Chat) -> None:
    chat.say("maija", "kieli")
    assert "talar jag svenska" in chat.press("maija", "Svenska")


@pytest.mark.parametrize(
    "text", ["moi", "Hei!", "terve", "hej", "God morgon", "hi", "hello", "kiitos", "Tack!", "thanks"]
)
def test_small_talk_is_no_question(chat: Chat, text: str) -> None:
    assert any(word in chat.say("maija", text) for word in ("Hei", "Ole hyvä"))
    assert "Et ole vielä kysynyt" in chat.say("maija", "kysymykset")


@pytest.mark.parametrize("text", ["valiko", "menj", "hjalp", "profiilli", "kysymykste"])
def test_a_slip_is_asked_about(chat: Chat, text: str) -> None:
    assert "Tarkoititko" in chat.say("maija", text)


def test_a_slip_may_have_been_a_question(chat: Chat) -> None:
    chat.say("maija", "menj")
    assert "Tarkoititko" not in chat.press("maija", "En, se on kysymys")
    assert "menj" in chat.say("maija", "kysymykset")


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        ("menu", True),
        ("mneu", True),
        ("menuu", True),
        ("men", True),
        ("mena", True),
        ("neun", False),
        ("meeting", False),
    ],
)
def test_one_slip(said: str, is_one: bool) -> None:
    assert is_slip(said, "menu") is is_one


def test_the_menu_fits_in_one_row_and_every_entry_does_something() -> None:
    for skill in SKILLS.skills:
        for entry in skill.entries:
            assert SKILLS.find("actions", entry.action)


@pytest.mark.parametrize(
    ("role", "first"), [(Role.PROCURER, "My questions"), (Role.EXPERT, "Inbox"), (Role.COORDINATOR, "Desk")]
)
def test_the_menu_begins_with_what_a_role_brings_and_always_names_help(chat: Chat, role: Role, first: str) -> None:
    chat.joins("siri", "en", role)
    chat.say("siri", "menu")
    shown = chat.can_press("siri")
    assert shown[0] == first and "Help" in shown and len(shown) == 5


def test_nearest_is_no_command_for_a_question() -> None:
    assert SKILLS.nearest("Onko markkinakartoitus pakollinen?", EVERY) is None


def test_examples_are_cards() -> None:
    assert all(isinstance(draw(texts(Language.FI)), Card) for _, draw in screens.EXAMPLES)


@pytest.mark.parametrize("said", ["kieli?", "kieli", "Kieli!"])
def test_a_command_word_is_heard_with_any_mark_behind_it(chat: Chat, said: str) -> None:
    assert "Millä kielellä" in chat.say("maija", said)


@pytest.mark.parametrize(
    ("language", "said", "words"),
    [
        ("fi", "oletko ihminen?", "en ihminen"),
        ("sv", "Är du en människa?", "inte en människa"),
        ("en", "who are you?", "not a person"),
        ("fi", "kiitos avusta!", "Ole hyvä"),
        ("sv", "tack för hjälpen", "Ingen orsak"),
        ("en", "thx", "You are welcome"),
        ("fi", "svenska", "svenska"),
        ("sv", "suomi", "suomea"),
    ],
)
def test_what_people_say_to_a_bot_is_understood(chat: Chat, language: str, said: str, words: str) -> None:
    chat.joins("maija", language)
    assert words in chat.say("maija", said)


def test_another_language_without_anything_to_repeat_is_spoken_from_then_on(chat: Chat) -> None:
    assert "I speak English with you" in chat.say("maija", "in english please")
    assert chat.person("maija").language == "en"
