"""What every skill is held to, unasked: its texts, its screens, its buttons and its words."""

import ast
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from syrupy.assertion import SnapshotAssertion

import bot
from bot.cards import Card, FormButton
from bot.channels.console_draw import plain, pressable
from bot.core.screens import EXAMPLES as CORE
from bot.forms import Form
from bot.people import Language, Role
from bot.rights import may
from bot.skills import SKILLS
from bot.texts import KEYWORDS, Texts, catalogue, texts
from bot.turns import Pressed
from tests.talk import Chat

CALENDAR = "Mitä hankintoja Esikaupungin hankintakalenteri sisältää?"
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
    said = {key(message): message for message in marked if message.id}
    translated = {key(message): message for message in catalogue(language) if message.id and all(strings(message))}
    lacking = [entry(message) for found, message in said.items() if found not in translated]
    left = [message.id for found, message in translated.items() if found not in said]
    assert not lacking, f"bot/texts/{language}.po lacks (anywhere in the file):\n\n" + "\n\n".join(lacking)
    assert not left, f"bot/texts/{language}.po has what nothing says any more: {left}"


def test_no_text_is_said_where_the_extractor_does_not_look() -> None:
    """Inside an f-string it finds nothing, nor behind a name it does not know."""
    for path in Path(bot.__file__).parent.rglob("*.py"):
        found = extract_from_file("python", path, keywords=KEYWORDS)  # type: ignore[arg-type]
        marked = {message if isinstance(message, str) else message[0] for _line, message, _comments, _context in found}
        tree = ast.parse(path.read_text(encoding="utf-8"))
        hidden = {inside for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for inside in ast.walk(node)}
        for node in ast.walk(tree):
            text = said(node)
            assert not text or (text in marked and node not in hidden), f"{path}: {text!r}"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ('_("Yes")', "Yes"),
        ('turn.texts("Yes")', "Yes"),
        ('turn.texts.plural("One", "Many", 2)', "One"),
        ('texts(person.language)("Yes")', "Yes"),
        ('_.context("button", "Yes")', "Yes"),
        ('texts("fi")', ""),
        ("_(found.name)", ""),
        ('_.day("Yes")', ""),
    ],
)
def test_what_is_said_is_known_by_its_call(code: str, text: str) -> None:
    assert said(ast.parse(code, mode="eval").body) == text


def said(node: ast.AST) -> str:
    """The English that a call says to somebody: `_("…")`, `turn.texts.plural("…", …)`, `texts(language)("…")`; else ""."""
    if not isinstance(node, ast.Call):
        return ""
    func, place = node.func, 0
    if isinstance(func, ast.Attribute) and func.attr in ("plural", "context"):
        func, place = func.value, int(func.attr == "context")
    whose = ast.unparse(func)
    is_texts = whose == "_" or whose.endswith(".texts") or whose.startswith("texts(")
    first = node.args[place] if is_texts and len(node.args) > place else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def entry(message: Any) -> str:
    """A message as it is written in a catalogue, to be filled in."""
    context = [f'msgctxt "{message.context}"'] if message.context else []
    if isinstance(message.id, str):
        return "\n".join([*context, f"msgid {json.dumps(message.id, ensure_ascii=False)}", 'msgstr ""'])
    one, many = (json.dumps(text, ensure_ascii=False) for text in message.id)
    return "\n".join([*context, f"msgid {one}", f"msgid_plural {many}", 'msgstr[0] ""', 'msgstr[1] ""'])


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
    seen = plain(screen(texts(language))) == snapshot
    assert seen, (
        "a new or changed screen: `.venv/bin/python -m pytest tests/skills --snapshot-update`, and read the diff"
    )


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
        path = Path(str(module.__file__)).parent / "transcript.md"
        assert path.exists(), (
            f"{path} is missing: what people write and press, and see (how: tests/skills/test_transcripts.py)"
        )
        assert any(name == skill.name for name, _example, _screen in SCREENS), f"{skill.name}: EXAMPLES is empty"


def test_command_words_collide_in_no_language() -> None:
    heard = Counter(
        word for _skill, command in COMMANDS for word in {word for _ in EVERY for word in _.words(command.word)}
    )
    assert {word for word, times in heard.items() if times > 1} == set()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("role", [Role.PROCURER, Role.ADMIN])
def test_help_lists_every_command_that_one_may_use(chat: Chat, language: Language, role: Role) -> None:
    _ = texts(language)
    chat.joins("anna", language, role)
    seen = chat.say("anna", _.words("help, ?")[0])
    for _skill, command in COMMANDS:
        if command.help:
            is_listed = may(chat.person("anna"), command.action)
            assert (f"\n{_.words(command.word)[0]} – {_(command.help)}" in seen) is is_listed, command.word


@pytest.mark.parametrize("language", Language)
def test_every_command_is_heard_and_answered(chat: Chat, language: Language) -> None:
    chat.joins("anna", language)
    for _skill, command in COMMANDS:
        for word in texts(language).words(command.word):
            assert SKILLS.command(word, EVERY) == (command, "")
            assert_fine(chat.say("anna", word), word)


@pytest.mark.parametrize("language", Language)
def test_every_button_that_a_command_shows_can_be_pressed_and_those_behind_it(chat: Chat, language: Language) -> None:
    chat.joins("anna", language)
    chat.say("anna", CALENDAR)
    behind: set[str] = set()
    for _skill, command in COMMANDS:
        word = texts(language).words(command.word)[0]
        if chat.say("anna", word):
            press_all(chat, (word,), behind)


def press_all(chat: Chat, way: tuple[str, ...], behind: set[str]) -> None:
    """Presses each button on the latest card, and each on the card it shows that was not yet pressed `behind` another,
    going the whole way every time."""
    for label in chat.can_press("anna"):
        if len(way) > 1 and label in behind:
            continue
        seen = pressed(chat, label)
        assert_fine(seen, *way, label)
        if len(way) == 1:
            press_all(chat, (*way, label), behind)
        behind.add(label)
        chat.say("anna", way[0])
        for step in way[1:]:
            pressed(chat, step)


def pressed(chat: Chat, label: str) -> str:
    """What a button shows; a form is opened and left."""
    if label not in chat.can_press("anna"):
        return "–"  # the language has changed, or the question is gone
    number = chat.can_press("anna").index(label) + 1
    seen = chat.writes("anna", str(number))
    return seen + chat.writes("anna", "/cancel") if chat.console.focus.filling else seen


def assert_fine(seen: str, *way: str) -> None:
    """Something was shown, and it was no fault and no dead button."""
    assert seen, way
    for _ in EVERY:
        assert _("Something went wrong on my side. Please try again in a moment.") not in seen, way
        assert _("This button is out of date and no longer works. The menu shows what I can do now.") not in seen, way


@pytest.mark.parametrize("arg", ["", "x", "Q0", "Q999999", "-1", "å" * 200, "Q1 wrong", "'; --"])
def test_every_action_takes_any_argument(chat: Chat, arg: str) -> None:
    """Buttons stand in chat history for months, and what comes back from a platform is not to be trusted."""
    chat.joins("anna", "en")
    for skill in SKILLS.skills:
        for action in skill.actions:
            if action not in ("ask.asked", "ask.question"):
                chat.console.bot.receive(Pressed(f"{action}{arg}", chat.console.focus.address, action, arg))
                chat.app.settle()
                for _ in EVERY:
                    wrong = _("Something went wrong on my side. Please try again in a moment.")
                    assert wrong not in chat.sees("anna"), f"{action}({arg!r})"
