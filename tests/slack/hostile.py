"""Words that try to be more than words, and what Slack would make of what it is sent."""

import re
from collections.abc import Iterator
from typing import Any

MENTIONS = (
    "<!channel>", "<!here>", "<!everyone>", "<!here|here>", "<@U0123456789>", "<@W012345678|boss>", "<#C0123456789>",
    "<#C0123456789|general>", "<!subteam^S0123|@all>", "<!date^1392734382^{date}|now>", "@channel", "@here", "@everyone",
    "<!channel", "!channel>", "< !channel>", "<\u200b!channel>", "&lt;!channel&gt;", "&amp;lt;!here&amp;gt;", "<<!channel>>",
)  # fmt: skip
LINKS = (
    "<https://evil.example|hankinnat.fi>", "<https://evil.example>", "<http://evil.example|https://www.hankinnat.fi>",
    "<mailto:a@b.example|klicka>", "<tel:+358401234567|ring>", "[hankinnat.fi](https://evil.example)",
    "![x](https://evil.example/x.png)", "https://evil.example/?q=1", "http://user@evil.example", "javascript:alert(1)",
    "<javascript:alert(1)|x>", "<slack://user?team=T1&id=U1|x>", "www.evil.example", "hankinnat.fi.evil.example",
    "<https://evil.example|\u202eif.tannikkah>", "https://hankinnat.fi\\@evil.example/", "<|>", "<|label>", "<url|>", "<>",
)  # fmt: skip
MARKUP = (
    "*bold*", "_italic_", "~strike~", "`code`", "```block\n```", "> quoted", ">>> all quoted", ":smile:", ":skull_and_crossbones:",
    "*", "**", "***x***", "_*~`x`~*_", "a*b*c", "*x\ny*", "• list\n• list", "1. one\n2. two", "&", "& < >", "\u202egnitirw",
)  # fmt: skip
WORDS = (*MENTIONS, *LINKS, *MARKUP)

_CONTROL = re.compile(r"<([^<>]*)>")
_FORMAT = re.compile(r"(?<![^\W_])([*_~`])(?=\S)[^\n]*?(?<=\S)\1(?![^\W_])")
_EMOJI = re.compile(r":[\w+'-]+:")


def text_objects(part: object) -> Iterator[dict[str, Any]]:
    """Every text object in blocks or a view."""
    if isinstance(part, list):
        for item in part:
            yield from text_objects(item)
    elif isinstance(part, dict):
        if part.get("type") in ("plain_text", "mrkdwn") and isinstance(part.get("text"), str):
            yield part
        else:
            for value in part.values():
                yield from text_objects(value)


def alive(payload: dict[str, Any]) -> list[str]:
    """What in a message or view would not be plain words: mentions, links, emoji."""
    found = [control for control in _CONTROL.findall(payload.get("text", ""))]
    for text in text_objects([payload.get("blocks", []), payload.get("title"), payload.get("submit")]):
        if text["type"] == "plain_text":
            found += ["emoji"] if text.get("emoji") else []
        else:
            found += _CONTROL.findall(text["text"]) + ([] if text.get("verbatim") is True else ["not verbatim"])
            found += _EMOJI.findall(text["text"])
            found += re.findall(r"&(?!amp;|lt;|gt;)", text["text"])
            found += re.findall(r"(?m)^\s*&gt;", text["text"])
    found += ["autolinks"] * (payload.get("parse", "none") != "none" or bool(payload.get("link_names")))
    return found


def bold(text: str) -> list[str]:
    """What stands out in mrkdwn."""
    return [found.group()[1:-1] for found in _FORMAT.finditer(text) if found.group(1) == "*"]


def formatted(text: str) -> list[str]:
    """Everything that is formatted in mrkdwn, bold or not."""
    return [found.group() for found in _FORMAT.finditer(text)]
