"""The messages that show a card in Teams, in order. Pure: a card in, JSON out.

What the program answers is a message of text, which Teams labels as made by AI and gives thumbs and pop-ups to its sources,
and then a card with the rest and the buttons: a message with both is split by Teams, and its name is lost for later edits.
Citations are documented for Markdown text only, so every sign of Markdown in it is escaped.
"""

import re
from collections.abc import Collection, Sequence

from bot.cards import Answered, Button, Buttons, Card, Link, Part, Source, Text, cut, lines
from bot.channels.teams_cards import CARD_TYPE, Json, adaptive, clean, runs
from bot.texts import Texts

THUMBS = {"like": "ask.good", "dislike": "ask.bad"}
"""What Teams' own thumbs under an answer do; where they stand, the card draws no others."""
SOURCES, NAME, ABSTRACT = 20, 80, 160
SUMMARY = 150

_SIGNS = re.compile(r"[\\`*_~\[\]()|{}!]")
_START = re.compile(r"(?=[#+=-])|(?<=\d)(?=\.)")
_NUMBER = re.compile(r"\\\[(\d{1,2})\\\](?!:)")


def messages(card: Card, _: Texts, file_url: str = "", note: str = "") -> list[Json]:
    """The activities for a card. `file_url` is where its file can be fetched ("": it cannot), `note` a quiet last line."""
    quiet = (Text(note, quiet=True),) if note else ()
    words = [part for part in card.parts if isinstance(part, Text) and not part.quiet]
    if card.answered is None or not words:
        return [_attached(card, (*card.parts, *quiet), _, file_url)]
    rest = [part for part in card.parts if part not in words and not isinstance(part, Buttons)]
    row = tuple(button for button in card.buttons if not _is_thumb(button))
    under: list[Part] = [*rest, *quiet, *([Buttons(row)] if row else [])]
    told = _answer(words, card.answered, _)
    return [told, _attached(card, under, _, file_url)] if under else [told]


def markdown(text: Text, numbers: Collection[int] = ()) -> str:
    """A paragraph as Markdown that reads as the paragraph: what makes emphasis, lists, links or markup is escaped, all but
    strong words and the "[n]" of the sources with these numbers."""
    told = ["".join(_span(words, strong) for words, strong in line).strip() for line in runs(text)]
    return "\n\n".join(_numbered(_START.sub(r"\\", line, count=1) if _begins(line) else line, numbers) for line in told)


def _begins(line: str) -> bool:
    """Whether Markdown would take a line for a heading, an item or a rule."""
    return re.match(r"[#+=-]|\d{1,9}\.", line) is not None


def _numbered(line: str, numbers: Collection[int]) -> str:
    return _NUMBER.sub(lambda found: f"[{found[1]}]" if int(found[1]) in numbers else found[0], line)


def _span(words: str, strong: bool) -> str:
    inner = " ".join(words.split())
    told = _SIGNS.sub(lambda sign: "\\" + sign[0], inner)
    told = told.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # the mark of strong words stands at the words, blanks outside it
    told = f"**{told}**" if strong and told else told
    return (" " if words[:1].isspace() else "") + told + (" " if words[-1:].isspace() and inner else "")


def _answer(words: list[Text], answered: Answered, _: Texts) -> Json:
    """The words of an answer, labelled as the program's, with its sources and with thumbs."""
    plain = "\n".join(text.plain for text in words)
    sources = [source for source in answered.sources if f"[{source.n}]" in plain and 0 < source.n < 100][:SOURCES]
    numbers = {source.n for source in sources}
    entity: Json = {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "additionalType": ["AIGeneratedContent"],
    }
    return {
        "type": "message",
        "textFormat": "markdown",
        "text": "\n\n".join(markdown(text, numbers) for text in words) or "–",
        "locale": _.language.value,
        "entities": [entity | ({"citation": [_claim(source) for source in sources]} if sources else {})],
        "channelData": {"feedbackLoop": {"type": "default"}},
    }


def _claim(source: Source) -> Json:
    """What an [n] stands for, as Teams' pop-up shows it."""
    appearance: Json = {"@type": "DigitalDocument", "name": _one_line(source.title, NAME) or f"[{source.n}]"}
    if excerpt := _one_line(source.excerpt, ABSTRACT):
        appearance["abstract"] = excerpt
    if source.url:
        appearance["url"] = source.url
    return {"@type": "Claim", "position": source.n, "appearance": appearance}


def _one_line(text: str, limit: int) -> str:
    return cut(" ".join(clean(text).split()), limit)


def _attached(card: Card, parts: Sequence[Part], _: Texts, file_url: str) -> Json:
    summary = _one_line(next(iter(lines(card)), ""), SUMMARY)
    attachment = {"contentType": CARD_TYPE, "content": adaptive(parts, _, summary, file_url)}
    return {"type": "message", "summary": summary, "locale": _.language.value, "attachments": [attachment]}


def _is_thumb(button: Button | Link) -> bool:
    return isinstance(button, Button) and button.action in THUMBS.values()
