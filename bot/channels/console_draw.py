"""Draws cards and forms for a terminal. Pure: parts in, rich renderables out, and never a string read as markup."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from rich.columns import Columns
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text as Drawn

from bot.cards import Button, Buttons, Card, Divider, Facts, File, FormButton, Image, Link, Strong, Text
from bot.forms import Choice, Choices, Field, Form
from bot.texts import Texts

WIDTH = 100
QUIET = "dim"
ASKING = "bold cyan"
BAR = "│ "
_TOGETHER = re.compile(r"(?<=\d) (?=\d{3}\b|€|§|%)| (?=\[\d\])")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text without what would steer a terminal or turn its direction; line ends stay, tabs become spaces."""
    text = _BIDI.sub("", text.replace("\r\n", "\n").replace("\t", " "))
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cs"))


def pressable(card: Card) -> tuple[Button, ...]:
    """The buttons that get a number, in order: number 1 is the first. A link has none, its address is shown."""
    return tuple(button for button in card.buttons if isinstance(button, Button))


Paths = Mapping[str, str]
"""Where pictures and files of a card lie, by their names on it."""
NOWHERE: Paths = MappingProxyType({})


def message(card: Card, speaker: str, *, has_numbers: bool, note: str = "", paths: Paths = NOWHERE) -> RenderableType:
    """A card under the name of who speaks. Without numbers nothing on it can be pressed now."""
    head = Drawn(clean(speaker), style="bold green")
    if note:
        head.append(f"  {clean(note)}", style=QUIET)
    return Group(Drawn(), head, _Barred(body_of(card, has_numbers=has_numbers, paths=paths)))


class _Barred:
    """What is drawn with a bar on its left, and no blanks at the ends of lines."""

    def __init__(self, inner: RenderableType) -> None:
        self._inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bar = Segment(BAR, Style(color="green", dim=True))
        narrower = options.update_width(max(options.max_width - len(BAR), 1))
        for line in console.render_lines(self._inner, narrower, pad=False):
            yield bar
            yield from line
            yield Segment.line()


def body_of(card: Card, *, has_numbers: bool, paths: Paths = NOWHERE) -> Group:
    """The parts of a card from top to bottom, a line apart; quiet paragraphs stay together."""
    drawn: list[RenderableType] = []
    was_quiet = True
    for part in card.parts:
        is_quiet = isinstance(part, Text) and part.quiet
        if drawn and not (is_quiet and was_quiet):
            drawn.append(Drawn())
        was_quiet = is_quiet
        match part:
            case Text():
                drawn.append(_paragraph(part))
            case Facts():
                drawn.append(_facts(part))
            case Divider():
                drawn.append(Drawn("─" * 30, style=QUIET))
            case Image():
                drawn.append(_picture(part, paths.get(part.name, "")))
            case File():
                drawn.append(_file(part, paths.get(part.name, "")))
            case Buttons():
                drawn.extend(_buttons(part, has_numbers))
    return Group(*drawn)


def _paragraph(text: Text) -> Drawn:
    drawn = Drawn(style=QUIET if text.quiet else "")
    for span in text.spans:
        if isinstance(span, Strong):
            drawn.append(_whole(clean(span.text)), style="bold")
        else:
            drawn.append(_whole(clean(span)))
    return drawn


def _whole(text: str) -> str:
    """The text with spaces that no line is broken at: inside sums, before a unit and before the number of a citation."""
    return _TOGETHER.sub("\u00a0", text)


def _facts(facts: Facts) -> Table:
    table = Table.grid(padding=(0, 2))
    for name, value in facts.pairs:
        table.add_row(Drawn(clean(name), style=QUIET), Drawn(clean(value)))
    return table


def _file(file: File, path: str) -> Group:
    """Name, size and what it is; where it lies, unbroken, so that it can be copied."""
    size = f"{max(1, round(len(file.content) / 1000)):,} kB".replace(",", "\u00a0")
    lines = [Drawn(f"▤ {clean(file.name)} ({size})", style="bold"), Drawn(clean(file.description), style=QUIET)]
    return Group(*lines, *_where(path))


def _picture(image: Image, path: str) -> Group:
    """What a picture shows, in words, and where it lies."""
    return Group(Drawn(f"▧ {clean(image.alt)}", style=QUIET), *_where(path))


def _where(path: str) -> list[Drawn]:
    return [Drawn(clean(path), overflow="fold", no_wrap=True)] if path else []


def _buttons(row: Buttons, has_numbers: bool) -> Iterable[RenderableType]:
    drawn: list[Drawn] = []
    for button in row.buttons:
        if isinstance(button, Link):
            continue
        label = clean(button.label) + (" …" if isinstance(button, FormButton) else "")
        # The number stands outside the brackets: [1] is a citation.
        number = f"{len(drawn) + 1} " if has_numbers else ""
        drawn.append(Drawn(f"{number}[{label}]", style=ASKING if has_numbers else QUIET, no_wrap=True))
    if drawn:
        yield Columns(drawn, padding=(0, 3))
    for button in row.buttons:
        if isinstance(button, Link):
            host = urlsplit(button.url).hostname or ""
            label = (
                clean(button.label) if button.label.split()[-1:] == [host] else f"{clean(button.label)} ({clean(host)})"
            )
            yield Drawn(f"↗ {label}: {clean(button.url)}", style=QUIET, overflow="fold")


def form_head(form: Form, _: Texts) -> RenderableType:
    """What stands above the first field."""
    how = _("One field at a time: Enter keeps what is in [brackets], - empties it, /cancel leaves the form.")
    told = [Drawn(clean(form.text)), Drawn()] if form.text else []
    return Group(Drawn(), Drawn(clean(form.title), style="bold green"), Drawn(how, style=QUIET), Drawn(), *told)


def field_head(field: Field, error: str) -> RenderableType:
    """What stands above the line where a field is filled in: the error, the hint, the options by number."""
    drawn: list[RenderableType] = []
    if error:
        drawn.append(Drawn(f"! {clean(error)}", style="bold red"))
    hint = getattr(field, "hint", "")
    if hint:
        drawn.append(Drawn(clean(hint), style=QUIET))
    if isinstance(field, Choice | Choices):
        drawn.append(Drawn(clean(field.label)))
        labels = [Drawn(f"{n} {clean(label)}", no_wrap=True) for n, (_, label) in enumerate(field.options, 1)]
        drawn.append(Columns(labels, padding=(0, 3)))
    return Padding(Group(*drawn), (0, 0, 0, 2))


def note(text: str) -> RenderableType:
    """A quiet line of the terminal itself."""
    return Drawn(clean(text), style=QUIET)


def orders(pairs: Iterable[tuple[str, str]]) -> RenderableType:
    """What may be typed, and what it does."""
    table = Table.grid(padding=(0, 3))
    for typed, meaning in pairs:
        table.add_row(Drawn(f"  {typed}", style="cyan", no_wrap=True), Drawn(meaning, style=QUIET))
    return table


def plain(shown: Card | Form) -> str:
    """A card or form as text without colours: what the snapshots of screens hold."""
    page = Console(width=WIDTH, color_system=None, force_terminal=False, legacy_windows=False)
    with page.capture() as captured:
        if isinstance(shown, Card):
            page.print(body_of(shown, has_numbers=True))
        else:
            page.print(Drawn(f"= {clean(shown.title)} ="))
            if shown.text:
                page.print(Drawn(clean(shown.text)))
            for field in shown.fields:
                page.print(Drawn(f"{clean(field.label)}: {clean(shown.errors.get(field.name, ''))}".rstrip()))
                page.print(field_head(field, ""))
            page.print(Drawn(f"[{clean(shown.submit)}]"))
    return "\n".join(line.rstrip() for line in captured.get().splitlines())
