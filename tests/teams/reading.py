"""What a person reads on a message or a dialog of Teams."""

from typing import Any

from markdown_it import MarkdownIt

from tests.teams.twin import Message

Json = dict[str, Any]


def cards(message: Message) -> list[Json]:
    return [one["content"] for one in message.activity.get("attachments", ())]


def action(message: Message, label: str) -> Json:
    """A button that is drawn on a message."""
    found = [one for card in cards(message) for one in card.get("actions", ()) if one["title"] == label]
    assert found, f"no button {label!r}, only {labels(message)}"
    return found[0]


def labels(message: Message) -> list[str]:
    return [one["title"] for card in cards(message) for one in card.get("actions", ())]


def dialog(told: Json) -> str:
    """What a dialog shows: its words, and its fields with what stands in them."""
    shown = told["task"]["value"]
    lines = [shown["title"]]
    for block in shown["card"]["content"]["body"]:
        is_field = block["type"].startswith("Input.")
        name = block.get("id", "").removeprefix("field:")
        lines.append(f"{name} ({block['label']}) = {block['value']}" if is_field else read_block(block))
    return "\n".join([*lines, *(f"[{one['title']}]" for one in shown["card"]["content"]["actions"])])


def seen(*messages: Message) -> str:
    """All that somebody reads on messages."""
    told = []
    for message in messages:
        if text := message.activity.get("text"):
            told.append(read_markdown(text))
        for card in cards(message):
            told += [read_block(block) for block in card["body"]]
    return "\n".join(told).replace("\u00a0", " ")


def read_block(block: Json) -> str:
    return str(block["altText"]) if block["type"] == "Image" else "".join(run["text"] for run in block["inlines"])


def read_markdown(text: str) -> str:
    """The words that Markdown shows: CommonMark with its HTML, as a client would read it."""
    told = []
    for token in MarkdownIt("commonmark", {"html": True}).parse(text):
        for child in token.children or ():
            told.append("\n" if child.type in ("softbreak", "hardbreak") else child.content)
        if token.type == "paragraph_close":
            told.append("\n")
    return "".join(told).strip()
