"""Cards and forms as Slack's Block Kit: pure functions, parts in and JSON out.

Every str of a card may come from anybody. What holds nothing bold goes out as `plain_text`, where Slack parses nothing; the
rest as `mrkdwn` with &, < and > escaped, `verbatim`, and every sign that would begin markup replaced by its double.
"""

import re
from collections.abc import Iterator
from typing import Any
from unicodedata import category
from urllib.parse import quote, urlsplit

from bot.cards import (
    URL,
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
    cut,
    lines,
    size,
)
from bot.channels.slack_events import FORM, LINK, PRESS
from bot.texts import Texts

Json = dict[str, Any]

SECTION = 2_900
MESSAGE = 12_000
"""Characters over all blocks of a message: some hundred more and Slack refuses it, though every single limit is kept."""
BUTTON = 75
SUMMARY = 3_000

_JOINT = "\u200b"
"""An invisible seam: Slack sees no bold in the middle of a word without it, nor a quotation behind it."""
_DOUBLES = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
_OPENS = re.compile(r"(?<![^\W_])[*_~`](?=\S|\Z)")
_EMOJI = re.compile(r":(?=[\w+'-]+:)")
_QUOTES = re.compile(r"(?m)^(?=[^\S\n]*>)")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\<>\"|^`{}]")
_TURNS = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}


def blocks(card: Card) -> list[Json]:
    """The blocks of a message or a home page. Bold is given up where Slack would not take the whole with it."""
    drawn = list(_blocks(card, is_marked=True))
    if weight(drawn) > MESSAGE:
        drawn = list(_blocks(card, is_marked=False))
    return drawn or [section(plain("…"))]


def summary(card: Card, _: Texts) -> str:
    """The whole card as one text: what a screen reader and a notification get, the number of its buttons included."""
    labels = [visible(button.label) for button in card.buttons]
    count = "\n" + _.plural("{n} button: {labels}", "{n} buttons: {labels}", len(labels), labels=", ".join(labels))
    end = count if labels else ""
    said = visible("\n".join(lines(card))).strip() or "…"
    return escaped(cut(said, SUMMARY - size(end)) + end)


def home(card: Card) -> Json:
    """The home page of a person."""
    return {"type": "home", "blocks": blocks(card)}


def prompts(_: Texts) -> list[Json]:
    """What the assistant's pane offers to ask."""
    said = (
        _("Is a market consultation mandatory?"),
        _("What is an innovation partnership?"),
        _("Is 218,000 € over the EU threshold?"),
    )
    return [{"title": words, "message": words} for words in said]


def weight(drawn: list[Json]) -> int:
    """How much text stands in blocks, as Slack counts it."""
    return sum(map(units, texts_in(drawn)))


def texts_in(part: object) -> Iterator[str]:
    """Every text of every text object below."""
    if isinstance(part, list):
        for item in part:
            yield from texts_in(item)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from texts_in(value)


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def visible(text: str) -> str:
    """The text without what Slack refuses or what would turn the direction of reading around it."""
    kept = (char for char in text if char == "\n" or (category(char) not in ("Cc", "Cs") and char not in _TURNS))
    return "".join(kept)


def escaped(text: str) -> str:
    """The text with Slack's three control characters as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _blocks(card: Card, *, is_marked: bool) -> Iterator[Json]:
    for position, part in enumerate(card.parts):
        match part:
            case Text():
                words = _words(part, is_marked)
                if words["text"].strip():
                    yield {"type": "context", "elements": [words]} if part.quiet else section(words)
            case Facts():
                yield from _facts(part, is_marked)
            case Divider():
                yield {"type": "divider"}
            case Image():
                # the picture follows as a file: a block that shows it is refused until Slack has worked on the upload
                yield {"type": "context", "elements": [plain(part.alt)]}
            case File():
                yield section(plain(f"{part.name}: {part.description}"))
            case Buttons():
                yield _buttons(part, position)


def section(words: Json) -> Json:
    """A block of text."""
    return {"type": "section", "text": words}


def plain(text: str) -> Json:
    """A text in which Slack parses nothing."""
    shown = visible(text)
    return {"type": "plain_text", "text": shown if shown.strip() else "…", "emoji": False}


def _words(text: Text, is_marked: bool) -> Json:
    if is_marked and any(isinstance(span, Strong) for span in text.spans):
        marked = _marked(text.spans)
        if units(marked) <= SECTION:
            return {"type": "mrkdwn", "text": marked, "verbatim": True}
    return plain(text.plain)


def _marked(spans: tuple[str | Strong, ...]) -> str:
    said = ""
    for span in _joined(spans):
        piece = _bold(span.text) if isinstance(span, Strong) else escaped(_guarded(span))
        is_close = said[-1:].strip() and piece[:1].strip()
        said += _JOINT + piece if is_close and "*" in (said[-1], piece[0]) else piece
    return said


def _joined(spans: tuple[str | Strong, ...]) -> Iterator[str | Strong]:
    """What is not bold as one piece between two that are: markup may lie across a seam."""
    words = ""
    for span in spans:
        text = visible(span if isinstance(span, str) else span.text)
        if isinstance(span, Strong) and text.strip():
            if words:
                yield words
            yield Strong(text)
            words = ""
        else:
            words += text
    if words:
        yield words


def _bold(text: str) -> str:
    """Bold ends with its line, and does not begin or end with a space."""
    return "\n".join(_bold_line(line) for line in text.split("\n"))


def _bold_line(line: str) -> str:
    words = line.strip()
    if not words:
        return line
    before, after = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
    return f"{before}*{escaped(_guarded(words.replace('*', _DOUBLES['*'])))}*{after}"


def _guarded(text: str) -> str:
    text = _OPENS.sub(lambda found: _DOUBLES[found.group()], text)
    return _QUOTES.sub(_JOINT, _EMOJI.sub("∶", text))


def _facts(facts: Facts, is_marked: bool) -> Iterator[Json]:
    """Lines of "name: value", as many to a section as fit."""
    rows: list[str | Strong] = []
    for name, value in facts.pairs:
        row: list[str | Strong] = [Strong(f"{name}:"), f" {value}"]
        if rows and not _fits([*rows, "\n", *row]):
            yield section(_words(Text(*rows), is_marked))
            rows = []
        rows += ["\n", *row] if rows else row
    yield section(_words(Text(*rows), is_marked))


def _fits(rows: list[str | Strong]) -> bool:
    plain = "".join(row if isinstance(row, str) else row.text for row in rows)
    return size(plain) <= SECTION and units(_marked(tuple(rows))) <= SECTION


def _buttons(row: Buttons, position: int) -> Json:
    drawn = [_button(button, number) for number, button in enumerate(row.buttons)]
    return {"type": "actions", "block_id": f"buttons:{position}", "elements": drawn}


def _button(button: Button | Link, number: int) -> Json:
    if isinstance(button, Link):
        return {
            "type": "button",
            "action_id": f"{LINK}:{number}",
            "text": plain(_with_host(button)),
            "url": _address(button.url),
        }
    kind, label = (FORM, f"{button.label} …") if isinstance(button, FormButton) else (PRESS, button.label)
    drawn = {"type": "button", "action_id": f"{kind}:{number}:{button.action}", "text": plain(clipped(label, BUTTON))}
    return drawn | ({"value": button.arg} if button.arg else {})


def _with_host(link: Link) -> str:
    """A link says where it leads, once; the end of the host is what counts, so a long one is cut at its beginning."""
    if link.label.split()[-1:] == [_host(link.url)]:
        return link.label
    host, room = _host(link.url), BUTTON - units(visible(link.label)) - len(" ()")
    return f"{link.label} ({host if units(host) <= room else '…' + host[-(room - 1) :]})"


def _host(url: str) -> str:
    host = urlsplit(_address(url)).hostname or "?"
    try:
        return host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return quote(host)


def _address(url: str) -> str:
    """The address with what browsers read in two ways as %XX; one that has grown too long leads to its host."""
    safe = _UNSAFE.sub(lambda found: f"%{ord(found.group()):02X}", url)
    parts = urlsplit(safe)
    return safe if len(safe) <= URL else f"{parts.scheme}://{parts.netloc}/"


def clipped(text: str, limit: int) -> str:
    """The text, cut at a word where it has more UTF-16 units than that."""
    text = visible(text)
    return text if units(text) <= limit else cut(text, limit)
