"""What is drawn: nothing in a card steers the terminal or becomes markup, and nothing is wider than the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from rich.console import Console

from bot.cards import Button, Buttons, Card, Divider, Facts, FormButton, Link, Strong, Text
from bot.channels import console_draw as draw

HOSTILE = (
    "[bold]no[/bold]",
    "[link=https://evil.example]here[/link]",
    "[/]",
    "\x1b[2J\x1b]0;title\x07",
    "\x9b31m",
    "a\u202eb\u2066c",
    ":smile:",
    "\\[red]",
    "*no* _no_ <b>no</b> <!channel>",
)


def shown(card: Card, width: int = 100) -> str:
    page = Console(width=width, color_system="truecolor", force_terminal=True, legacy_windows=False)
    with page.capture() as captured:
        page.print(draw.message(card, "Sparri", has_numbers=True))
    return captured.get()


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_stays_text_everywhere(payload: str) -> None:
    label = draw.clean(payload)[:30] or "x"
    card = Card(
        Text(payload, Strong(payload)),
        Text(payload, quiet=True),
        Facts(((payload, payload),)),
        Buttons((Button(payload[:30], "home.menu"), Link("x" + payload[:29], "https://example.org/"))),
    )
    text = draw.plain(card)
    assert text.count(draw.clean(payload).split("\n")[0]) >= 4
    assert label in text
    for sign in "\x1b\x07\x9b\u202e\u2066":
        assert sign not in text


@given(some.text(min_size=1, max_size=500))
def test_any_text_can_be_drawn_and_encoded(text: str) -> None:
    card = Card(Text(text), Facts(((text[:400], text[:400]),)), Buttons((Button(text[:30], "a.b"),)))
    shown(card).encode("utf-8")


@pytest.mark.parametrize("width", [40, 80, 100])
def test_lines_keep_within_the_page(width: int) -> None:
    card = Card(
        Text("Hankintailmoitus " * 40),
        Divider(),
        Buttons(tuple(Button(f"{n} " + "nappi " * 4, "a.b") for n in range(5))),
    )
    page = Console(width=width, color_system=None, legacy_windows=False)
    with page.capture() as captured:
        page.print(draw.message(card, "Sparri", has_numbers=True))
    assert max(len(line.rstrip()) for line in captured.get().splitlines()) <= width


def test_buttons_have_numbers_and_links_their_host() -> None:
    card = Card(
        Text("Vastaus"),
        Buttons(
            (Link("Avaa", "https://www.hankinnat.fi/a"), Button("Lähteet", "ask.sources"), FormButton("Kerro", "a.b"))
        ),
    )
    text = draw.plain(card)
    assert "1 [Lähteet]" in text
    assert "2 [Kerro …]" in text
    assert "www.hankinnat.fi" in text


def test_without_numbers_nothing_invites_to_press() -> None:
    card = Card(Text("Kysymys"), Buttons((Button("Vastaa", "a.b"),)))
    page = Console(width=80, color_system=None)
    with page.capture() as captured:
        page.print(draw.message(card, "Sparri → Erik", has_numbers=False))
    assert "[Vastaa]" in captured.get()
    assert "1 [" not in captured.get()
