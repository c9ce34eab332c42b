"""Slack's limits in one place: what it would refuse in a message or a view."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

BLOCKS = {"message": 50, "modal": 100, "home": 100}
TEXT_OF = {
    "button": 75, "option": 75, "value": 2_000, "option_value": 150, "url": 3_000, "section": 3_000, "field": 2_000,
    "header": 150, "context": 3_000, "label": 2_000, "hint": 2_000, "title": 24, "id": 255, "metadata": 3_000,
    "initial": 3_000, "placeholder": 150, "text": 40_000, "all": 12_000,
}  # fmt: skip


def units(text: str) -> int:
    """UTF-16 units; raises UnicodeEncodeError for half a character."""
    return len(text.encode("utf-16-le")) // 2


def problems(payload: Json) -> list[str]:
    """All that is wrong with a message ("blocks", "text") or a view."""
    kind = payload.get("type", "message")
    blocks = payload.get("blocks", [])
    found = list(_message(payload) if kind == "message" else _view(payload))
    if len(blocks) > BLOCKS[kind]:
        found.append(f"{len(blocks)} blocks")
    if kind == "message" and sum(units(text["text"]) for text in _texts(blocks)) > TEXT_OF["all"]:
        found.append("msg_blocks_too_long")
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(ids)) != len(ids):
        found.append("two blocks with one id")
    for block in blocks:
        found += _block(block, kind)
    return found


def _message(payload: Json) -> Iterator[str]:
    yield from _long(payload.get("text", ""), "text", least=1)
    if not payload.get("blocks"):
        yield "no blocks"


def _view(view: Json) -> Iterator[str]:
    if view["type"] == "modal":
        for name in ("title", "close", *(("submit",) if "submit" in view else ())):
            yield from _object(view[name], "title")
        yield from _long(view.get("private_metadata", ""), "metadata")
        has_input = any(block["type"] == "input" for block in view["blocks"])
        if has_input and "submit" not in view:
            yield "inputs without a submit button"


def _block(block: Json, kind: str) -> Iterator[str]:
    yield from _long(block.get("block_id", "x"), "id", least=1)
    match block["type"]:
        case "section":
            yield from _object(block["text"], "section")
        case "context":
            if not 1 <= len(block["elements"]) <= 10:
                yield "context elements"
            for element in block["elements"]:
                yield from _object(element, "context")
        case "actions":
            yield from _actions(block["elements"])
        case "input" if kind == "modal":
            yield from _input(block)
        case "divider":
            pass
        case other:
            yield f"a {other} in a {kind}"


def _actions(elements: list[Json]) -> Iterator[str]:
    if not 1 <= len(elements) <= 25:
        yield "buttons in a row"
    ids = [element["action_id"] for element in elements]
    if len(set(ids)) != len(ids):
        yield "two buttons with one action id"
    for element in elements:
        yield from _long(element["action_id"], "id", least=1)
        yield from _object(element["text"], "button", kinds=("plain_text",))
        yield from _long(element.get("value", "x"), "value", least=1)
        yield from _long(element.get("url", "x"), "url", least=1)


def _input(block: Json) -> Iterator[str]:
    yield from _object(block["label"], "label", kinds=("plain_text",))
    if "hint" in block:
        yield from _object(block["hint"], "hint", kinds=("plain_text",))
    element = block["element"]
    yield from _long(element["action_id"], "id", least=1)
    options = element.get("options")
    if options is not None:
        if not 1 <= len(options) <= 100:
            yield "options"
        for option in options:
            yield from _object(option["text"], "option", kinds=("plain_text",))
            yield from _long(option["value"], "option_value", least=1)
        chosen = (
            [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [options[0]])
        )
        if not chosen or any(option not in options for option in chosen):
            yield "what is chosen is no option"
    if element["type"] == "plain_text_input":
        if not 1 <= element["max_length"] <= 3_000:
            yield "max_length"
        yield from _long(element.get("initial_value", "x"), "initial", least=1)
        if len(element.get("initial_value", "")) > element["max_length"]:
            yield "the initial value is longer than may be written"


def _object(text: Json, kind: str, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Iterator[str]:
    if text["type"] not in kinds:
        yield f"{text['type']} in a {kind}"
    if not text["text"].strip():
        yield f"nothing in a {kind}"
    yield from _long(text["text"], kind, least=1)


def _long(text: str, kind: str, least: int = 0) -> Iterator[str]:
    try:
        if not least <= units(text) <= TEXT_OF[kind]:
            yield f"{kind}: {units(text)} of {TEXT_OF[kind]}"
    except UnicodeEncodeError:
        yield f"{kind}: half a character"


def _texts(part: object) -> Iterator[Json]:
    if isinstance(part, list):
        for item in part:
            yield from _texts(item)
    elif isinstance(part, dict):
        if part.get("type") in ("plain_text", "mrkdwn") and isinstance(part.get("text"), str):
            yield part
        else:
            for value in part.values():
                yield from _texts(value)
