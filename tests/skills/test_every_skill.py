"""What every skill is held to, unasked: its texts, its screens, its buttons and its words."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from syrupy.assertion import SnapshotAssertion

import bot
from bot.cards import Card, Form, FormButton
from bot.channels.console_draw import plain, pressable
from bot.core import EXAMPLES as CORE
from bot.people import Language
from bot.skills import SKILLS
from bot.texts import KEYWORDS, Texts, catalogue, texts
from tests.talk import Chat

Screen = Callable[[Texts], Card | Form]
TRANSLATED = (Language.FI, Language.SV)
EVERY = tuple(texts(language) for language in Language)
COMMANDS = [(skill.name, command) for skill in SKILLS.skills for command in skill.commands]


def screens() -> Iterator[tuple[str, str, Screen]]:
    """(skill, example, screen) of everything that can be shown."""
    for name, screen in CORE:
        yield "core", name, screen
    for skill in SKILLS.skills:
        for name, screen in import_module(f"bot.skills.{skill.name}.screens").EXAMPLES:
            yield skill.name, name, screen


SCREENS = list(screens())
NAMED = [f"{skill}: {name}" for skill, name, _screen in SCREENS]


@pytest.fixture(scope="session")
def marked() -> Catalog:
    """Everything in the code that is marked for translation."""
    catalog = Catalog()
    found = extract_from_dir(Path(bot.__file__).parent, keywords=KEYWORDS)  # type: ignore[arg-type]
    for _file, _line, message, _comments, context in found:
        catalog.add(message, context=context)
    return catalog


def key(message: Any) -> tuple[str | None, str]:
    """A message's context and its English, a plural's by its singular."""
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def fields(text: str) -> set[str]:
    """The {names} in a text."""
    return {name for _literal, name, _format, _conversion in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_missing_from_a_catalogue_and_nothing_is_left_over(language: Language, marked: Catalog) -> None:
    said = {key(message) for message in marked if message.id}
    translated = {key(message) for message in catalogue(language) if message.id and all(strings(message))}
    assert sorted(map(str, said - translated)) == []
    assert sorted(map(str, translated - said)) == []


def strings(message: Any) -> tuple[str, ...]:
    """The translations of a message, one or two."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_fill_in_the_same_names(language: Language) -> None:
    for message in catalogue(language):
        if message.id and message.context != "word":
            forms = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            wanted = fields(forms[-1])
            for string in strings(message):
                assert fields(string) == wanted, f"{language}: {message.id!r}"
            assert not message.fuzzy, f"{language}: {message.id!r} is marked fuzzy"


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogues_use_the_typography_of_their_language(language: Language) -> None:
    for message in catalogue(language):
        for string in strings(message) if message.id else ():
            assert not re.search(r'"|“|(?<!\d)\s-\s|\.\.\.|  ', string), f"{language}: {string!r}"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("skill", "name", "screen"), SCREENS, ids=NAMED)
def test_every_screen_as_text(
    skill: str, name: str, screen: Screen, language: Language, snapshot: SnapshotAssertion
) -> None:
    assert plain(screen(texts(language))) == snapshot


@pytest.mark.parametrize(("skill", "name", "screen"), SCREENS, ids=NAMED)
def test_every_action_on_a_screen_has_a_handler(skill: str, name: str, screen: Screen) -> None:
    shown = screen(texts(Language.EN))
    if isinstance(shown, Form):
        assert SKILLS.find("submissions", shown.action), shown.action
        return
    for button in pressable(shown):
        kind = "forms" if isinstance(button, FormButton) else "actions"
        assert SKILLS.find(kind, button.action), f"{kind}: {button.action}"


def test_every_menu_entry_has_a_handler_and_a_translation(marked: Catalog) -> None:
    for skill in SKILLS.skills:
        for entry in skill.entries:
            assert SKILLS.find("actions", entry.action), entry.action
            assert marked.get(entry.label), f"{entry.label!r} is not marked with N_"


def test_every_skill_has_examples_and_a_transcript() -> None:
    for skill in SKILLS.skills:
        module = import_module(f"bot.skills.{skill.name}")
        assert (Path(str(module.__file__)).parent / "transcript.md").exists(), skill.name
        assert any(name == skill.name for name, _example, _screen in SCREENS), skill.name


def test_command_words_collide_in_no_language() -> None:
    heard = Counter(
        word for _skill, command in COMMANDS for word in {word for _ in EVERY for word in _.words(command.word)}
    )
    assert {word for word, times in heard.items() if times > 1} == set()


@pytest.mark.parametrize("language", Language)
def test_help_lists_every_command(chat: Chat, language: Language) -> None:
    _ = texts(language)
    chat.joins("anna", language)
    seen = chat.say("anna", _.words("help, ?")[0])
    for _skill, command in COMMANDS:
        if command.help:
            assert _.words(command.word)[0] in seen
            assert _(command.help) in seen


@pytest.mark.parametrize("language", Language)
def test_every_command_is_heard_and_answered(chat: Chat, language: Language) -> None:
    chat.joins("anna", language)
    for _skill, command in COMMANDS:
        for word in texts(language).words(command.word):
            assert chat.say("anna", word), word
