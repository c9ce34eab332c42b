"""Events, addresses and cards to JSON text and back, without loss."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from bot.cards import (
    Answered,
    Button,
    Buttons,
    Card,
    Divider,
    Facts,
    File,
    FormButton,
    Image,
    Link,
    Source,
    Strong,
    Text,
)
from bot.people import Address, Place
from bot.turns import Due, Event, Pressed, Said, Submitted

KIND = "is"
KINDS = {
    kind.__name__: kind
    for kind in (
        Address, Answered, Button, Buttons, Card, Divider, Due, Facts, File, FormButton, Image, Link, Pressed, Said, Source,
        Strong, Submitted, Text,
    )
}  # fmt: skip


def dumped(what: Event | Due | Address | Card) -> str:
    """As JSON in ASCII, which every database keeps as it is, lone surrogates and NUL included."""
    return json.dumps(_plain(what), separators=(",", ":"))


def beginning(at: Address) -> str:
    """What an address of the same person begins with, whatever the conversation, wherever it stands in what `dumped` wrote."""
    who = {KIND: "Address", "platform": at.platform, "workspace": at.workspace, "user": at.user}
    return json.dumps(who, separators=(",", ":"))[:-1] + ","


def event(text: str) -> Event | Due:
    """The event that `dumped` wrote; ValueError if it is something else."""
    found = _made(json.loads(text))
    if not isinstance(found, Said | Pressed | Submitted | Due):
        raise ValueError("this is not an event")
    return found


def card(text: str) -> Card:
    """The card that `dumped` wrote; ValueError if it is something else or past today's limits."""
    found = _made(json.loads(text))
    if not isinstance(found, Card):
        raise ValueError("this is not a card")
    return found


def address(text: str) -> Address:
    """The address that `dumped` wrote; ValueError if it is something else."""
    found = _made(json.loads(text))
    if not isinstance(found, Address):
        raise ValueError("this is not an address")
    return found


def _plain(value: object) -> object:
    if is_dataclass(value) and type(value).__name__ in KINDS:
        parts = {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
        return {KIND: type(value).__name__, **parts}
    if isinstance(value, Mapping):
        return {KIND: "mapping", "pairs": [[key, _plain(item)] for key, item in value.items()]}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"{type(value).__name__} has no place in a payload")


def _made(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_made(item) for item in value)
    if not isinstance(value, dict):
        return value
    parts = {name: _made(part) for name, part in value.items() if name != KIND}
    match value.get(KIND):
        case "mapping":
            return dict(parts["pairs"])
        case "Text":
            return Text(*parts["spans"], quiet=parts["quiet"])
        case "Card":
            return Card(*parts["parts"], answered=parts.get("answered"))
        case "Due":
            return Due(**{**parts, "day": date.fromisoformat(parts["day"])})
        case "File" | "Image" as kind:
            return KINDS[kind](**{**parts, "content": b64decode(parts["content"])})
        case "Address":
            return Address(**{**parts, "place": Place(parts.get("place", Place.PRIVATE))})
        case str(kind) if kind in KINDS:
            # another version of the program, while both run, may know a field more
            return KINDS[kind](**{part.name: parts[part.name] for part in fields(KINDS[kind]) if part.name in parts})
    raise ValueError(f"{value.get(KIND)!r} is unknown here")
