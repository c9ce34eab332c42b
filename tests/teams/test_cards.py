"""What is drawn for Teams: within its limits whatever a card holds, and never a mention, a link or markup that we did not make."""

import json
import random
import re
from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion

from bot import cards
from bot.cards import Answered, Button, Buttons, Card, Facts, File, FormButton, Image, Link, Source, Strong, Text, cut
from bot.channels.teams_cards import FIELD, adaptive, dialog, notice
from bot.channels.teams_messages import markdown, messages
from bot.channels.teams_sending import measured
from bot.forms import Choice, Choices, DateField, Field, Form, TextField, TimeField
from bot.people import Language
from bot.texts import texts
from tests.conftest import MANY
from tests.skills.test_every_skill import SCREENS, Screen
from tests.teams.reading import read_block, read_markdown

Json = dict[str, Any]

ENGLISH = texts(Language.EN)
EVIL = "https://evil.example"
HOSTILE = (
    "<at>everyone</at>", "<at id=\"0\">Sparri</at>", "&lt;at&gt;everyone&lt;/at&gt;", "@everyone", "@channel", "<!channel>", "<@U123>",
    f"[here]({EVIL})", f"[here]( {EVIL} \"t\")", f"[1]({EVIL})", f"[1]: {EVIL}", f"[1]\n[1]: {EVIL}", f"[a][1]\n\n[1]: {EVIL}",
    f"![x]({EVIL}/x.png)", f"<{EVIL}>", f"<a href='{EVIL}'>hankinnat.fi</a>", f"<{EVIL}|hankinnat.fi>", f"[hankinnat.fi]<{EVIL}>",
    "<b>x</b>", "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "<!-- x", "<![CDATA[x", "<?php", "</div></p>",
    "**bold**", "__bold__", "*it*", "_it_", "~~gone~~", "`code`", "```\ncode\n```", "***x*y**", "\\*x\\*", "\\[x\\]\\(y\\)", "\\",
    "# heading", "## x ##", "x\n===", "x\n---",
    "- item", "+ item", "* item", "1. item", "12) item", "> quote", "---", "***", "| a | b |\n|---|---|",
    "    code", "\tcode", "a  \nb", "x\\\ny", "&amp;", "&#42;x&#42;", "&copy;", "{{DATE(2026-11-24T00:00:00Z)}}", "${name}",
    "javascript:alert(1)",
    "a\u202eb\u2066c", "\x1b[31m\x07", "\ud800", "mailto:a@b.fi?bcc=x", "tel:+35840123", "**", "](", "<at", "(c) [x", "[1][2][3]",
)  # fmt: skip


def test_there_are_sixty_hostile_strings() -> None:
    assert len(set(HOSTILE)) >= 60


def poisoned(card: Card, evil: str) -> Card:
    """The card with the hostile string in the place of every word on it."""

    def poison(part: cards.Part) -> cards.Part:
        match part:
            case Text():
                spans = (Strong(f"{evil} ") if isinstance(span, Strong) else f"{evil} [1] " for span in part.spans[:6])
                return Text(*spans, quiet=part.quiet)
            case Facts():
                return Facts(tuple((evil, evil) for _pair in part.pairs))
            case Image():
                return Image(part.name, part.content, evil)
            case Buttons():
                made = (_poisoned_button(n, one, evil) for n, one in enumerate(part.buttons))
                return Buttons(tuple(made))
        return part

    mark = Answered("Q1", (Source(1, evil, evil, f"{EVIL}/?{'x' * 9}"),)) if card.answered else None
    return Card(*(poison(part) for part in card.parts), answered=mark)


def _poisoned_button(n: int, button: Button | Link, evil: str) -> Button | Link:
    label = f"{n}{evil}"[: cards.LABEL]
    return Link(label, button.url) if isinstance(button, Link) else type(button)(label, button.action, evil)


def assert_tame(shown: Json) -> None:
    """No mention, no link but a button that says where it leads, no markup but strong words."""
    for entity in shown.get("entities", ()):
        assert entity["type"] == "https://schema.org/Message"
    if "text" in shown:
        assert_only_words(shown["text"])
    for attached in shown.get("attachments", ()):
        for block in attached["content"]["body"]:
            if block["type"] == "Image":
                assert re.fullmatch(r"data:image/png;base64,[A-Za-z0-9+/]*=*", block["url"])
                continue
            assert block.keys() <= {"type", "inlines", "spacing", "separator"} and block["type"] == "RichTextBlock"
            for run in block["inlines"]:
                assert run.keys() <= {"type", "text", "weight", "isSubtle", "size"} and run["type"] == "TextRun"
        for action in attached["content"].get("actions", ()):
            if action["type"] == "Action.OpenUrl":
                assert re.match(r"https?://([^/?#]+)", action["url"])[1] in action["title"]  # type: ignore[index]
            else:
                assert action["type"] == "Action.Submit"


def assert_only_words(text: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).enable("strikethrough").enable("table").parse(text)
    for token in tokens:
        assert token.type in ("paragraph_open", "inline", "paragraph_close"), (token.type, text)
        for child in token.children or ():
            assert child.type in ("text", "strong_open", "strong_close", "text_special"), (child.type, text)


@pytest.mark.parametrize(("skill", "name", "screen"), SCREENS, ids=[f"{one[0]}: {one[1]}" for one in SCREENS])
def test_hostile_words_stay_words_on_every_screen(skill: str, name: str, screen: Screen) -> None:
    """In one language: whose words stand beside them changes nothing."""
    _ = texts(Language.FI)
    drawn = screen(_)
    for evil in HOSTILE:
        if isinstance(drawn, Form):
            shown = dialog(drawn, _, {"arg": evil}, {field.name: evil for field in drawn.fields})
            for block in shown["task"]["value"]["card"]["content"]["body"]:
                assert block["type"] in ("RichTextBlock", "Input.Text", "Input.ChoiceSet", "Input.Date", "Input.Time")
            continue
        for shown in messages(poisoned(drawn, evil), _):
            assert_tame(shown)


def words(text: str) -> str:
    """The text without what nobody sees, and its blanks as one."""
    seen = re.sub("[\x00-\x08\x0b-\x1f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", "", text)
    return " ".join(seen.split())


@pytest.mark.parametrize("evil", HOSTILE)
def test_what_is_read_is_what_was_written(evil: str) -> None:
    for text in (Text(evil), Text("Katso ", Strong(evil), " ja [1] ", evil), Text(f"x\n{evil}\nx")):
        assert words(read_markdown(markdown(text))) == words(text.plain)


@settings(max_examples=1_000, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=30), st.booleans()), min_size=1, max_size=5))
def test_no_text_becomes_markup(spans: list[tuple[str, bool]]) -> None:
    if not "".join(words for words, _strong in spans):
        return
    assert_only_words(markdown(Text(*(Strong(words) if strong else words for words, strong in spans)), {1, 2}))


PNG = b"\x89PNG\r\n\x1a\n"


LETTERS = ("a", "ä", "😀", '"', "\\", "&", "<", "\x01", "\n", "a\n", "[1]", "`", "👩‍👩‍👧", " ", "å\u0308", "word ")


def filled(chance: random.Random) -> Card:
    """A card as full as it may be, of one kind of content or of many."""
    letters = chance.choices(LETTERS, k=chance.choice((1, 1, 2, 5)))

    unit = "".join(letters)
    weighs = cards.size(unit)

    def some(limit: int) -> str:
        room = limit // weighs
        return unit * chance.choice((1, room // 4 or 1, room)) if room else "x"

    def part() -> cards.Part:
        match chance.randrange(8):
            case 0:
                return Facts(tuple((some(200), some(300)) for _pair in range(chance.randint(1, 10))))
            case 1:
                return cards.Divider()
            case 2:
                many = [some(4) for _span in range(chance.randint(1, 200))]
                return Text(*(Strong(one) if n % 2 else one for n, one in enumerate(many)), quiet=chance.random() < 0.5)
        return Text(some(2_900), quiet=chance.random() < 0.5)

    def button(n: int) -> Button | Link:
        label = f"{n}{some(9)}"[: cards.LABEL]
        if chance.random() < 0.3:
            return Link(label, "https://a.example.fi/" + "x" * chance.choice((1, 500, 2_900)))
        return chance.choice((Button, FormButton))(label, "a" * 30 + "." + "b" * 29, some(150)[:200])

    row = [Buttons(tuple(button(n) for n in range(chance.randint(1, 5))))] if chance.random() < 0.8 else []
    numbered = tuple(
        Source(n, some(900), some(900), "https://x.fi/" + "y" * 900) for n in range(1, chance.randint(1, 30))
    )
    mark = Answered("Q123456789", numbered) if chance.random() < 0.4 else None
    file: list[cards.Part] = [File("a" * 100, "application/zip", b"x", some(250))] if chance.random() < 0.2 else []
    file += [Image("b" * 100, PNG + b"x" * (cards.IMAGE - len(PNG)), f"x{some(990)}")] if chance.random() < 0.2 else []
    made: list[cards.Part] = [Text("x")]
    room = cards.CARD - weight(*made, *file)
    row = row if weight(*row) <= room else []
    room -= weight(*row)
    while len(made) < cards.PARTS - 3 and (room := room - weight(more := part())) >= 0:
        made.append(more)
    return Card(*made, *file, *row, answered=mark)


def weight(*parts: cards.Part) -> int:
    """What parts weigh, as much as no card can hold where they are too heavy for one."""
    try:
        return Card(*parts).weight if parts else 0
    except ValueError:
        return 10 * cards.CARD


def test_no_message_is_past_a_limit_of_teams() -> None:
    chance, fullest = random.Random(4_711), 0
    for _n in range(5_000 if settings().max_examples >= MANY else 1_500):
        card = filled(chance)
        for shown in messages(
            card, ENGLISH, chance.choice(("", "https://sparri.example.fi/files/" + "x" * 43)), "again " * 9
        ):
            assert measured(shown) <= 80_000
            for attached in shown.get("attachments", ()):
                fullest = max(fullest, measured(attached["content"]))
                assert measured(attached["content"]) <= 25_000, card
                assert attached["content"]["version"] <= "1.5"
            for entity in shown.get("entities", ()):
                assert_cites(entity.get("citation", []), shown["text"])
    assert fullest > 15_000, "the generator does not come near the limit"


def test_a_picture_counts_for_nothing_and_words_that_look_like_one_do() -> None:
    """Teams leaves pictures inside a card out of what it counts; what somebody writes is counted, whatever it looks like."""
    picture = Image("a.png", PNG + b"x" * (cards.IMAGE - len(PNG)), "Kaksi palkkia")
    (shown,) = messages(Card(Text("x"), picture), ENGLISH)
    assert measured(shown) < 2_000
    (block,) = [block for block in shown["attachments"][0]["content"]["body"] if block["type"] == "Image"]
    assert len(block["url"]) < 65_500 and block["altText"] == "Kaksi palkkia"
    for words in ("data:image/png;base64," + "A" * 2_000, '"url": "data:image/png;base64,' + "A" * 2_000):
        (shown,) = messages(Card(Text(words)), ENGLISH)
        assert measured(shown) > 4_000


def assert_cites(claims: list[Json], text: str) -> None:
    assert len(claims) <= 20
    for claim in claims:
        look = claim["appearance"]
        assert f"[{claim['position']}]" in text
        assert 0 < len(look["name"].encode("utf-16-le")) // 2 <= 80
        assert len(look.get("abstract", "x").encode("utf-16-le")) // 2 <= 160
        assert len(look.get("keywords", ())) <= 3


def drawn(screen: Screen, language: Language) -> Iterator[Json]:
    _ = texts(language)
    shown = screen(_)
    if isinstance(shown, Form):
        yield dialog(shown, _, {"action": shown.action, "arg": shown.arg, "nonce": "nonce", "message": "1"})
    else:
        yield from messages(shown, _)


@pytest.mark.parametrize(("skill", "name", "screen"), SCREENS, ids=[f"{one[0]}: {one[1]}" for one in SCREENS])
def test_every_screen_as_json(skill: str, name: str, screen: Screen, snapshot: SnapshotAssertion) -> None:
    lines = [json.dumps(shown, ensure_ascii=False, indent=1) for shown in drawn(screen, Language.EN)]
    # of a picture nothing but that it is there: its bytes change with the library that draws it
    assert re.sub(r"base64,[^\"]*", "base64,…", "\n".join(lines)) == snapshot


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("skill", "name", "screen"), SCREENS, ids=[f"{one[0]}: {one[1]}" for one in SCREENS])
def test_every_screen_is_there_in_full(skill: str, name: str, screen: Screen, language: Language) -> None:
    """All that a terminal shows of a card stands somewhere in what Teams gets, in the reader's language."""
    card = screen(texts(language))
    if isinstance(card, Form):
        return
    shown = list(messages(card, texts(language)))
    told = " ".join(
        [read_markdown(one["text"]) for one in shown if "text" in one]
        + [read_block(block) for one in shown for at in one.get("attachments", ()) for block in at["content"]["body"]]
    )
    for line in cards.lines(card):
        is_file = card.file and line.startswith(card.file.name)
        assert is_file or words(line) in words(told)
    assert {at["content"]["lang"] for one in shown for at in one.get("attachments", ())} <= {language.value}


def test_a_link_says_where_it_leads() -> None:
    row = Buttons((Link("hankinnat.fi", f"{EVIL}/x"), Link("Lue lisää", "https://" + "a" * 60 + ".example.fi/")))
    titles = [one["title"] for one in adaptive([Text("x"), row], ENGLISH)["actions"]]
    assert titles[0] == "hankinnat.fi (evil.example)"
    assert titles[1].endswith(".example.fi") and len(titles[1]) <= 60


def test_a_form_has_labels_values_and_its_errors_at_the_fields() -> None:
    form = Form(
        "Otsikko",
        "people.edit",
        (
            TextField("a", "Nimi", "Maija", hint="vihje", is_long=True, limit=80),
            Choice("b", "Kieli", (("fi", "suomi"), ("sv", "ruotsi")), "sv"),
            Choices("c", "Aiheet", (("x", "X"), ("y", "Y")), ("x", "y")),
            DateField("d", "Päivä", date(2026, 12, 1), is_required=False),
            TimeField("e", "Aika", time(9, 0)),
        ),
        "Tallenna",
        errors={"b": "Valitse toinen.", "zz": "Jokin muu."},
        text="Mitä kysytään?\nKaksi riviä.",
    )
    card = dialog(form, texts(Language.FI), {"action": "people.edit"})["task"]["value"]["card"]["content"]
    inputs = [one for one in card["body"] if one["type"] != "RichTextBlock"]
    assert [(one["id"].removeprefix(FIELD), one["label"], one["value"]) for one in inputs] == [
        ("a", "Nimi", "Maija"), ("b", "Kieli", "sv"), ("c", "Aiheet", "x,y"), ("d", "Päivä", "2026-12-01"), ("e", "Aika", "09:00"),
    ]  # fmt: skip
    assert inputs[0]["maxLength"] == 80 and inputs[0]["isMultiline"] and inputs[2]["isMultiSelect"]
    assert "isRequired" not in inputs[3] and inputs[4]["errorMessage"] == "Tätä ei voi jättää tyhjäksi."
    told = [read_block(one) if one["type"] == "RichTextBlock" else one["id"] for one in card["body"]]
    assert (
        told[:3] == ["Jokin muu.", "Mitä kysytään?", "Kaksi riviä."]
        and told[told.index("Valitse toinen.") + 1] == FIELD + "b"
    )
    assert card["actions"][0]["data"] == {**{FIELD + name: "" for name in "abcde"}, "action": "people.edit"}


def test_a_notice_is_words() -> None:
    assert notice("a\u202eb") == {"task": {"type": "message", "value": "ab"}}


SIGNS = st.text(st.sampled_from('aäÅ "\\<&\n😀\x00'), min_size=1, max_size=200)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_dialog_stays_within_what_teams_takes(data: st.DataObject) -> None:
    """Whatever a form holds and whatever a client sends back, up to a body of a megabyte: 80,000 bytes in UTF-16."""
    fields: list[Field] = []
    for n in range(data.draw(st.integers(1, 10))):
        label = cut(data.draw(SIGNS), 150) or "x"
        if data.draw(st.booleans()):
            fields.append(TextField(f"f{n}", label, limit=data.draw(st.integers(1, 1_200))))
        else:
            word = cut(data.draw(SIGNS), 75) or "x"
            count = data.draw(st.sampled_from((1, 5, 20, 100)))
            fields.append(Choice(f"f{n}", label, tuple((f"v{m}", word) for m in range(count))))
    try:
        form = Form("Lomake", "ask.pick", tuple(fields), "Lähetä", errors={"f0": "virhe"})
    except ValueError:
        return
    typed = {field.name: data.draw(SIGNS) * data.draw(st.sampled_from((1, 20, 900))) for field in fields}
    for shown in (dialog(form, texts(Language.FI), {"nonce": "x" * 24}, typed), dialog(form, texts(Language.FI), {})):
        assert len(json.dumps(shown, ensure_ascii=False).encode("utf-16-le", "replace")) <= 80_000


def test_a_form_that_is_too_big_is_not_made() -> None:
    many = tuple((f"{n:0150}", "x" * 75) for n in range(100))
    with pytest.raises(ValueError, match="weighs"):
        Form("Lomake", "ask.pick", (Choice("a", "A", many), Choice("b", "B", many)), "Lähetä")
    with pytest.raises(ValueError, match="together"):
        Form("Lomake", "ask.pick", tuple(TextField(f"f{n}", "x") for n in range(5)), "Lähetä")
