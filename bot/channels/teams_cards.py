"""Draws cards and forms for Teams as Adaptive Cards. Pure: parts in, JSON out.

All words go into `RichTextBlock`s, which know no Markdown (a `FactSet` or a `TextBlock` does), one block a line.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from bot.cards import Button, Buttons, Divider, Facts, File, FormButton, Image, Link, Part, Strong, Text, cut, size
from bot.forms import TYPED, Choice, Choices, DateField, Field, Form, TextField, TimeField
from bot.texts import Texts

Json = dict[str, Any]

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
SHOWS, ASKS = "1.2", "1.3"
"""Versions: what a card needs, which the oldest mobile clients draw, and what labels on inputs need."""
TITLE = 60
"""Characters of a link's title, its host among them."""
SUMMARY = 150
PICTURE = "data:image/png;base64,"
"""What the address of a picture begins with that travels inside its card: Teams counts it as no part of a message's size."""
FIELD = "field:"
"""Before the name of a field, so that no field can pass itself off as what the dialog carries besides."""

_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without control characters, halves of characters and what turns its direction; line ends stay."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\t", " "))


def runs(text: Text) -> list[list[tuple[str, bool]]]:
    """The runs of each line, and whether they are strong; a line without words is left out."""
    made: list[list[tuple[str, bool]]] = [[]]
    for span in text.spans:
        words, strong = (span.text, True) if isinstance(span, Strong) else (span, False)
        for n, piece in enumerate(clean(words).split("\n")):
            if n:
                made.append([])
            if piece:
                made[-1].append((piece, strong))
    return [line for line in made if "".join(words for words, _strong in line).strip()]


def adaptive(parts: Sequence[Part], _: Texts, fallback: str = "", file_url: str = "") -> Json:
    """Parts as an Adaptive Card; `fallback` is for a client that cannot draw it. `file_url` is where its file is ("": nowhere)."""
    body: list[Json] = []
    has_line = False
    for part in parts:
        drawn = list(_drawn(part, _, file_url))
        if drawn and has_line:
            drawn[0]["separator"] = True
        has_line = isinstance(part, Divider) or (has_line and not drawn)
        body += drawn
    actions = [_action(button) for part in parts if isinstance(part, Buttons) for button in part.buttons]
    for part in parts:
        if isinstance(part, File) and file_url:
            actions.append(_open(clean(part.name), file_url))
    return _root(SHOWS, body, actions, fallback, _)


def dialog(form: Form, _: Texts, carried: Mapping[str, str], typed: Mapping[str, str] | None = None) -> Json:
    """A form as what a dialog shows; `carried` comes back with it, `typed` stands in its fields."""
    body = [_line((_run(line),)) for line in form.text.split("\n") if line]
    room = TYPED
    for field in form.fields:
        error = form.errors.get(field.name, "")
        hint = getattr(field, "hint", "")
        if error:
            body.append(_line((_run(error, color="Attention", weight="Bolder"),)))
        if hint:
            body.append(_line((_run(hint, isSubtle=True, size="Small"),)))
        # a client may send more than the fields hold
        words = None if typed is None else cut(typed.get(field.name, ""), max(room, 1))
        room -= size(words or "")
        body.append(_input(field, _, words))
    left = form.errors.keys() - {field.name for field in form.fields}
    body[:0] = [_line((_run(form.errors[name], color="Attention", weight="Bolder"),)) for name in sorted(left)]
    empty = {FIELD + field.name: "" for field in form.fields}
    send = {"type": "Action.Submit", "title": clean(form.submit), "data": {**empty, **carried}}
    card = _root(ASKS, body, [send], form.title, _)
    value = {"title": clean(form.title), "width": "medium", "height": "medium"}
    return {"task": {"type": "continue", "value": {**value, "card": {"contentType": CARD_TYPE, "content": card}}}}


def notice(text: str) -> Json:
    """A dialog that only says something."""
    return {"task": {"type": "message", "value": clean(text)}}


def _root(version: str, body: list[Json], actions: list[Json], fallback: str, _: Texts) -> Json:
    return {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": version,
        "lang": _.language.value,
        "fallbackText": cut(clean(fallback), SUMMARY) or "Sparri",
        "body": body,
        **({"actions": actions} if actions else {}),
    }


def _drawn(part: Part, _: Texts, file_url: str) -> Iterator[Json]:
    match part:
        case Text():
            look = {"isSubtle": True, "size": "Small"} if part.quiet else {}
            for n, line in enumerate(runs(part)):
                drawn = [_run(words, **look, **({"weight": "Bolder"} if strong else {})) for words, strong in line]
                yield _line(tuple(drawn), is_first=not n)
        case Facts():
            for n, (name, value) in enumerate(part.pairs):
                yield _line((_run(f"{name}: ", weight="Bolder"), _run(value)), is_first=not n)
        case Image():
            url = PICTURE + b64encode(part.content).decode()
            yield {"type": "Image", "url": url, "altText": clean(part.alt), "size": "Stretch"}
        case File():
            yield _line((_run(part.name, weight="Bolder"), _run(f" – {part.description}")), is_first=True)
            if not file_url:
                cannot = _(
                    "I cannot send files here yet: ask your administrator to set Sparri’s public address "
                    "(SPARRI_PUBLIC_URL)."
                )
                yield _line((_run(cannot, isSubtle=True),))


def _line(runs: tuple[Json, ...], *, is_first: bool = False) -> Json:
    return {"type": "RichTextBlock", "inlines": list(runs), **({} if is_first else {"spacing": "None"})}


def _run(text: str, **look: object) -> Json:
    return {"type": "TextRun", "text": clean(text), **look}


def _action(button: Button | Link) -> Json:
    match button:
        case Link():
            return _open(clean(button.label), button.url)
        case FormButton():
            data = {"msteams": {"type": "task/fetch"}, "action": button.action, "arg": button.arg}
        case Button():
            data = {"action": button.action, "arg": button.arg}
    return {"type": "Action.Submit", "title": clean(button.label), "data": data}


def _open(label: str, url: str) -> Json:
    """A button to the web that says where it leads."""
    host = urlsplit(url).hostname or ""
    title = label if label.split()[-1:] == [host] else f"{label} ({host})"
    if size(title) > TITLE:
        title = host[-TITLE:] if size(host) >= TITLE else f"{cut(label, TITLE - size(host) - 3)} ({host})"
    return {"type": "Action.OpenUrl", "title": title, "url": url}


def _input(field: Field, _: Texts, typed: str | None) -> Json:
    """A field with its label, and what stands in it."""
    asked: Json = {"id": FIELD + field.name, "label": clean(field.label)}
    if getattr(field, "is_required", False):
        asked |= {"isRequired": True, "errorMessage": _("This cannot be left empty.")}
    match field:
        case TextField():
            value = field.value
            asked |= {"type": "Input.Text", "maxLength": field.limit, "isMultiline": field.is_long}
            asked["placeholder"] = clean(field.label)
        case Choice() | Choices():
            value = field.value if isinstance(field, Choice) else ",".join(field.value)
            asked |= {"type": "Input.ChoiceSet", "style": "expanded" if len(field.options) <= 5 else "compact"}
            asked |= {"isMultiSelect": True} if isinstance(field, Choices) else {}
            asked["choices"] = [{"title": clean(label), "value": value} for value, label in field.options]
            asked["wrap"] = True
        case DateField():
            value, asked["type"] = field.value.isoformat() if field.value else "", "Input.Date"
        case TimeField():
            value, asked["type"] = field.value.strftime("%H:%M") if field.value else "", "Input.Time"
    return {**asked, "value": clean(value if typed is None else typed)}
