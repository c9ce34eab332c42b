"""What a person reads on a message, a home page or a form of Slack."""

from html import unescape
from typing import Any

Json = dict[str, Any]

_SEAMS = str.maketrans({"\u200b": None, "\u00a0": " ", "∗": "*", "ˍ": "_", "∼": "~", "ˋ": "`", "∶": ":"})


def words(drawn: Json) -> str:
    """The words of all blocks but its buttons', as they are meant: without bold, without what guards against markup."""
    return "\n".join(line for block in drawn.get("blocks", ()) for line in _lines(block))


def labels(drawn: Json) -> list[str]:
    """The labels of its buttons in order; one that opens a form ends with " …"."""
    rows = (block["elements"] for block in drawn.get("blocks", ()) if block["type"] == "actions")
    return [button["text"]["text"] for row in rows for button in row]


def form(modal: Json) -> str:
    """The fields of a form with what stands in them."""
    told = [modal["title"]["text"]]
    for block in modal["blocks"]:
        told += _lines(block)
        if block["type"] == "input":
            element = block["element"]
            value = element.get("initial_value") or element.get("initial_option", {}).get("value", "")
            told.append(f"{block['block_id']} ({block['label']['text']}) = {value}")
    return "\n".join([*told, f"[{modal['submit']['text']}]"])


def _lines(block: Json) -> list[str]:
    match block["type"]:
        case "section":
            return [_plain(block["text"])]
        case "context":
            return [_plain(element) for element in block["elements"]]
    return []


def _plain(text: Json) -> str:
    said = str(text["text"])
    return (said if text["type"] == "plain_text" else unescape(said.replace("*", ""))).translate(_SEAMS)
