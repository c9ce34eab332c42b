"""Cards and forms as Block Kit: within every limit, whatever stands in them, and never more than words."""

import json
import re
from datetime import date, time
from functools import cache
from importlib import import_module
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from bot.cards import (
    CARD,
    Button,
    Buttons,
    Card,
    Divider,
    Facts,
    File,
    FormButton,
    Image,
    Link,
    Strong,
    Text,
    size,
    weight,
)
from bot.channels import slack_blocks as draw
from bot.channels.slack_events import kept
from bot.channels.slack_forms import errors, modal, notice
from bot.core.screens import EXAMPLES as CORE
from bot.forms import FORM, TOLD, TYPED, Choice, Choices, DateField, Field, Form, TextField, TimeField, field_weight
from bot.people import Address, Language
from bot.skills import SKILLS
from bot.texts import Texts, texts
from bot.turns import Pressed
from tests.slack.hostile import WORDS, alive, bold, formatted, text_objects
from tests.slack.limits import problems, units

EVERY = tuple(texts(language) for language in Language)
_ = texts(Language.EN)
AT = Address("slack", "T0123456789", "U0123456789", "D0123456789", "1764000000.123456")
PRESSED = Pressed("e", AT, "a.b", "", "D0123456789 1764000000.123456")
SCREENS = [
    (f"{name}: {example}", screen)
    for name, examples in [("core", CORE), *((s.name, import_module(f"bot.skills.{s.name}.screens").EXAMPLES) for s in SKILLS.skills)]
    for example, screen in examples
]  # fmt: skip


def message(card: Card, reader: Texts = _) -> dict[str, Any]:
    """What is posted of a card."""
    return {"text": draw.summary(card, reader), "blocks": draw.blocks(card)}


def payload(shown: Card | Form, reader: Texts = _) -> dict[str, Any]:
    """What is sent of a card or a form."""
    return message(shown, reader) if isinstance(shown, Card) else modal(shown, kept(PRESSED, shown), reader)


# --- limits

PIECES = (
    *WORDS, "å" * 90, "👩🏽‍💻" * 12, "*_~`" * 30, '&<>"' * 25, "\n" * 20, " ", "e\u0301" * 30, "a:b:" * 20, "\x00\ud800",
    "hankinta", "x" * 5_000, "𝔘" * 700, "\u200b", "Ω", ".", "-", "\r\t",
)  # fmt: skip


@cache
def _pool(limit: int) -> list[str]:
    """Texts of every size up to the limit, made of what is hard to draw."""
    chance = Random(limit)
    sizes = [1, 2, limit, limit - 1, *(int(limit ** chance.random()) for _number in range(250))]
    return [text for room in sizes if (text := _filled(chance, max(1, room)))]


def _filled(chance: Random, room: int) -> str:
    text = ""
    while room > 0:
        piece = chance.choice(PIECES) + chance.choice(("", " ", "\n"))
        while size(piece) > room:
            piece = piece[: len(piece) // 2]
        if not piece:
            break
        text, room = text + piece, room - size(piece)
    return text


def within(limit: int) -> st.SearchStrategy[str]:
    """Text that has a size up to the limit."""
    return st.one_of(st.sampled_from(_pool(limit)), st.text(min_size=1, max_size=min(limit, 40) // 5 or 1))


@st.composite
def text_parts(drawing: st.DrawFn) -> Text:
    spans: list[str | Strong] = []
    room = 2_900
    for span in drawing(st.lists(within(900), min_size=1, max_size=6)):
        if size(span) <= room:
            spans.append(Strong(span) if drawing(st.booleans()) else span)
            room -= size(span)
    return Text(*spans, quiet=drawing(st.booleans()))


FACTS = st.lists(st.tuples(within(60), within(900)), min_size=1, max_size=10).map(lambda pairs: Facts(tuple(pairs)))
LABEL = st.one_of(st.text(min_size=1, max_size=30), st.sampled_from([word[:30] for word in WORDS]))
ACTION = st.sampled_from(["ask.good", "people.edit", "escalation.answer_" + "x" * 42])
BUTTON = st.builds(Button, LABEL, ACTION, st.text(max_size=200))
FORM_BUTTON = st.builds(FormButton, LABEL, ACTION, st.text(max_size=200))
HOST = st.one_of(
    st.sampled_from(
        [
            "www.hankinnat.fi",
            "hankinnat.fi." + "x" * 60 + "." + "y" * 60 + ".evil.example",
            "ääkköset.fi",
            "[::1]",
            "",
            "a\\@b.fi",
        ]
    ),
    st.text("abcdefåäö.-", max_size=40),
)
LINK = st.builds(
    lambda label, host, path: Link(label, f"https://{host}/{path}"[:3_000]),
    LABEL, HOST, st.one_of(st.text(max_size=50), st.just("p" * 2_960), st.just("<>" * 1_400)),
)  # fmt: skip
FILE = st.builds(
    lambda name, about: File(name.translate(dict.fromkeys(map(ord, "/\\:"), "_")), "text/plain", b"", about),
    st.text(min_size=1, max_size=100), within(300),
)  # fmt: skip
PICTURE = st.builds(lambda alt: Image("a.png", b"\x89PNG\r\n\x1a\n", f"x{alt}"), within(990))


@st.composite
def cards(drawing: st.DrawFn) -> Card:
    part = st.one_of(text_parts(), FACTS, st.just(Divider()))
    parts: list[Any] = drawing(st.lists(part, max_size=12)) + drawing(st.lists(FILE, max_size=1))
    if "a.png" not in {getattr(part, "name", "") for part in parts}:
        parts += drawing(st.lists(PICTURE, max_size=1))
    buttons = drawing(st.lists(st.one_of(BUTTON, FORM_BUTTON, LINK), max_size=5, unique_by=lambda each: each.label))
    row = [Buttons(tuple(buttons))] if buttons else []
    row = row if sum(map(weight, row)) <= CARD else []
    while sum(map(weight, [*parts, *row])) > CARD:
        parts.pop()
    return Card(*parts, *row) if parts or row else Card(Text("x"))


@st.composite
def options(drawing: st.DrawFn) -> tuple[tuple[str, str], ...]:
    count = drawing(st.sampled_from([1, 2, 7, 100]))
    labels = drawing(st.lists(within(75), min_size=1, max_size=5))
    return tuple((f"v{number}", labels[number % len(labels)]) for number in range(count))


@st.composite
def fields(drawing: st.DrawFn, name: str) -> Field:
    label, is_required = drawing(within(150)), drawing(st.booleans())
    match drawing(st.integers(0, 4)):
        case 0:
            limit = drawing(st.sampled_from([1, 80, 3_000]))
            value = drawing(st.one_of(st.just("👩" * limit), within(3_000)))[:limit]
            hint = drawing(st.one_of(st.just(""), within(150)))
            return TextField(name, label, value, hint, drawing(st.booleans()), is_required, limit)
        case 1:
            offered = drawing(options())
            return Choice(name, label, offered, drawing(st.sampled_from(["", offered[-1][0]])), is_required)
        case 2:
            offered = drawing(options())
            return Choices(
                name, label, offered, tuple(value for value, _label in offered[: drawing(st.integers(0, 3))])
            )
        case 3:
            return DateField(name, label, drawing(st.one_of(st.none(), st.dates(date(1900, 1, 1)))), is_required)
        case _:
            return TimeField(name, label, drawing(st.one_of(st.none(), st.just(time(9, 5)))), is_required)


@st.composite
def forms(drawing: st.DrawFn) -> Form:
    asked = [drawing(fields(f"f{number}")) for number in range(drawing(st.integers(1, 10)))]
    while sum(map(field_weight, asked)) > FORM - 2 * TOLD or sum(getattr(field, "limit", 0) for field in asked) > TYPED:
        asked.pop()
    title = st.one_of(st.text(min_size=1, max_size=24), st.just("👩🏽‍💻" * 6))
    told = drawing(st.text(max_size=TOLD // 6))
    return Form(
        drawing(title), drawing(ACTION), tuple(asked), drawing(title), drawing(st.text(max_size=200)), text=told
    )


OFTEN = settings(max_examples=max(500, settings().max_examples), deadline=None, suppress_health_check=list(HealthCheck))


@OFTEN
@given(cards(), st.sampled_from(EVERY))
def test_every_card_is_within_every_limit_and_only_words(card: Card, reader: Texts) -> None:
    drawn = message(card, reader)
    assert problems(drawn) == []
    assert alive(drawn) == []
    assert problems(draw.home(card)) == []
    json.dumps(drawn).encode()


@OFTEN
@given(forms(), st.sampled_from(EVERY))
def test_every_form_is_within_every_limit_and_only_words(form: Form, reader: Texts) -> None:
    drawn = payload(form, reader)
    assert problems(drawn) == []
    assert alive(drawn) == []
    assert json.loads(drawn["private_metadata"])["action"] == form.action


@given(text_parts())
def test_bold_is_what_was_meant_to_be_and_nothing_else_is_formatted(text: Text) -> None:
    for words in text_objects(draw.blocks(Card(Text("x"), text))):
        if words["type"] == "mrkdwn":
            strong = [
                line.strip()
                for span in text.spans
                if isinstance(span, Strong)
                for line in draw.visible(span.text).split("\n")
            ]
            assert len(bold(words["text"])) <= len([line for line in strong if line])
            assert set(formatted(words["text"])) <= {f"*{found}*" for found in bold(words["text"])}


# --- hostile words


@pytest.mark.parametrize(("name", "screen"), SCREENS, ids=[name for name, _screen in SCREENS])
def test_hostile_words_on_every_screen_stay_words(name: str, screen: Any) -> None:
    for reader in EVERY:
        shown = screen(reader)
        assert problems(payload(shown, reader)) == []
    for words in WORDS:  # in one language: whose words stand beside them changes nothing
        drawn = payload(spoilt(shown, words), reader)
        assert alive(drawn) == [], words
        assert problems(drawn) == [], words


def spoilt(shown: Card | Form, words: str) -> Card | Form:
    """A screen with hostile words in every place that holds words: before, within, and instead."""
    if isinstance(shown, Form):
        return Form(
            words[:24],
            shown.action,
            tuple(spoilt_field(field, words) for field in shown.fields),
            words[:24],
            shown.arg,
            text=f"{shown.text[:300]} {words}",
        )
    parts: list[Any] = []
    for part in shown.parts:
        match part:
            case Text():
                said = [span if isinstance(span, str) else span.text for span in part.spans]
                mixed = [
                    type(span)(f"{words} {text[:200]}{words}") for span, text in zip(part.spans, said, strict=True)
                ]
                parts.append(Text(*mixed[:4], words, Strong(words), words, quiet=part.quiet))
            case Facts():
                parts.append(Facts(tuple((words, f"{value[:100]} {words}\n{words}") for _name, value in part.pairs)))
            case Buttons():
                parts.append(Buttons(tuple(spoilt_button(button, words, n) for n, button in enumerate(part.buttons))))
            case other:
                parts.append(other)
    while sum(map(weight, parts)) > CARD:
        parts.pop(0)
    return Card(*parts)


def spoilt_button(button: Button | Link, words: str, number: int) -> Button | Link:
    label = f"{number}{words[:25]}"
    return Link(label, button.url) if isinstance(button, Link) else type(button)(label, button.action, words)


def spoilt_field(field: Field, words: str) -> Field:
    if isinstance(field, TextField):
        return TextField(field.name, words, words[: field.limit], words, field.is_long, field.is_required, field.limit)
    if isinstance(field, Choice):
        return Choice(
            field.name, words, tuple((value, words[:70]) for value, _label in field.options), field.value, False
        )
    return field


def test_sixty_hostile_words_at_least() -> None:
    assert len(set(WORDS)) >= 58


# --- what is drawn


@pytest.mark.parametrize(("name", "screen"), SCREENS, ids=[name for name, _screen in SCREENS])
def test_every_screen_as_json(name: str, screen: Any, snapshot: SnapshotAssertion) -> None:
    drawn = payload(screen(texts(Language.SV)), texts(Language.SV))
    assert json.dumps(drawn, ensure_ascii=False, indent=1) == snapshot


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        (("a ", Strong("b"), " c"), "a *b* c"),
        (("a", Strong("b"), "c"), "a\u200b*b*\u200bc"),
        ((Strong("a"), Strong("b")), "*a*\u200b*b*"),
        ((Strong(" a \nb"),), " *a* \n*b*"),
        ((Strong("a*b"),), "*a∗b*"),
        ((Strong("x"), " *y* _z_ ~w~ `v` a_b 2*3*4 :tada: 12:30"), "*x* ∗y* ˍz_ ∼w~ ˋv` a_b 2*3*4 ∶tada: 12:30"),
        ((Strong("x"), "\n> y & <z>"), "*x*\n\u200b&gt; y &amp; &lt;z&gt;"),
    ],
)
def test_marking(spans: tuple[str | Strong, ...], expected: str) -> None:
    (block,) = draw.blocks(Card(Text(*spans)))
    assert block["text"] == {"type": "mrkdwn", "text": expected, "verbatim": True}


def test_words_without_bold_are_plain_and_quiet_ones_small() -> None:
    section, context = draw.blocks(Card(Text("*a* <b>"), Text("c", quiet=True)))
    assert section["text"] == {"type": "plain_text", "text": "*a* <b>", "emoji": False}
    assert context == {"type": "context", "elements": [{"type": "plain_text", "text": "c", "emoji": False}]}


def test_a_link_shows_where_it_leads() -> None:
    shown = {}
    for label, url in (
        ("Source", "https://www.hankinnat.fi/x"),
        ("evil.example", "https://evil.example\\@hankinnat.fi/"),
        ("Source", "https://hankinnat.fi@evil.example/"),
        ("Source", f"https://hankinnat.fi.{'x' * 70}.evil.example/"),
        ("Source", "https://hankinnät.fi/"),
        ("[1] www.hankinnat.fi", "https://www.hankinnat.fi/y"),
        ("not-hankinnat.fi", "https://hankinnat.fi/"),
    ):
        (button,) = draw.blocks(Card(Buttons((Link(label, url),))))[0]["elements"]
        shown[url] = button["text"]["text"]
        assert units(button["text"]["text"]) <= 75
        assert "\\" not in button["url"]
    assert [words.partition("(")[2] for words in shown.values()][:3] == [
        "www.hankinnat.fi)",
        "hankinnat.fi)",
        "evil.example)",
    ]
    assert list(shown.values())[3].endswith(".evil.example)")
    assert "(…" in list(shown.values())[3]
    assert "xn--" in list(shown.values())[4]
    assert list(shown.values())[5:] == ["[1] www.hankinnat.fi", "not-hankinnat.fi (hankinnat.fi)"]


def test_the_text_says_everything_and_how_many_buttons_there_are() -> None:
    card = Card(
        Text("First & <last>."), Facts((("Name", "Maija"),)), Buttons((Button("Yes", "a.b"), Button("No", "a.c")))
    )
    assert draw.summary(card, texts(Language.FI)) == "First &amp; &lt;last&gt;.\nName: Maija\n2 painiketta: Yes, No"
    long = draw.summary(Card(Text("word " * 500), Text("word " * 500), Buttons((Button("Yes", "a.b"),))), _)
    assert re.fullmatch(r"(word[ \n]+)+word…\n1 button: Yes", long)


def test_errors_stand_under_their_fields() -> None:
    asked = (TextField("a", "A"), TextField("b", "B"))
    form = Form("T", "a.b", asked, "OK", errors={"b": "Too long.", "other": "Not now.", "a": "Why?"})
    assert errors(form) == {"b": "Too long.", "a": "Not now. Why?"}


def test_a_notice_is_within_limits() -> None:
    for reader in EVERY:
        assert problems(notice(reader("This form cannot be opened now."), reader)) == []


def test_at_most_four_prompts_in_every_language() -> None:
    for reader in EVERY:
        assert len(draw.prompts(reader)) <= 4
