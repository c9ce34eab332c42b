"""Turns Markdown, plain text and loose lines into blocks. Pure."""

import re
from collections.abc import Container, Iterable, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.documents import Block, clean

_MARKDOWN = MarkdownIt("commonmark").enable("table")
_BULLET = re.compile(r"\s*(?:[-*•–▪‣·]|\d{1,2}[.)](?=\s+[A-ZÅÄÖ]))\s+(?=\S)")
_HYPHENS = "-\u00ad\u2010\u0002\ufffe"
_SUSPENDED = {"ja", "tai", "eli", "sekä", "taikka", "och", "eller", "samt", "and", "or"}
_HEADING_ID = re.compile(r"\s*\{#[\w-]+\}$")
"""What names a heading for links in many kinds of Markdown; nobody is to read it."""
_LAST_CHANCE = 130
"""Lines longer than this are whole paragraphs: nobody wraps text so wide by hand."""


def heading(level: int, text: str) -> Block:
    """A heading of any level from 1."""
    return Block("heading", level, clean(text))


def paragraph(text: str) -> Block:
    """A paragraph."""
    return Block("paragraph", 0, clean(text))


def item(text: str) -> Block:
    """A list item, without its bullet or number."""
    return Block("item", 0, clean(text))


def kept(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks that say anything."""
    return tuple(block for block in blocks if any(char.isalnum() for char in block.text))


def from_markdown(text: str) -> tuple[Block, ...]:
    """Headings, paragraphs, list items and table rows; markup becomes plain text, images and raw HTML are dropped."""
    blocks: list[Block] = []
    row: list[str] = []
    around: list[Token] = []
    for token in _MARKDOWN.parse(text):
        if token.nesting == 1:
            around.append(token)
        elif token.nesting == -1:
            around.pop()
            if token.type == "tr_close":
                blocks.append(paragraph(" | ".join(filter(None, row))))
                row = []
        elif token.type in ("fence", "code_block"):
            blocks.extend(paragraph(line) for line in token.content.splitlines())
        elif token.type == "inline":
            plain = _plain(token)
            if around[-1].tag in ("td", "th"):
                row.append(plain)
            elif around[-1].type == "heading_open":
                blocks.append(heading(int(around[-1].tag[1:]), _HEADING_ID.sub("", plain)))
            else:
                in_list = any(outer.type == "list_item_open" for outer in around)
                blocks.append(item(plain) if in_list else paragraph(plain))
    return kept(blocks)


def _plain(inline: Token) -> str:
    """The words of an inline token: link texts stay, images and HTML tags go."""
    parts = []
    for token in inline.children or ():
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return clean("".join(parts))


def from_plain(text: str) -> tuple[Block, ...]:
    """Paragraphs between blank lines, hard-wrapped lines joined; a short lone line before a paragraph is a heading."""
    lines = [line.rstrip() for line in re.split(r"\r\n?|\n|\f|\u2028|\u2029", text)]
    widths = sorted(len(line) for line in lines if line)
    width = widths[int(len(widths) * 0.95)] if widths else 0
    seen = {word.lower() for line in lines for word in re.findall(r"\b\w+-\w+", line)}
    groups = _groups(lines)
    blocks: list[Block] = []
    for number, group in enumerate(groups):
        if len(group) == 1 and number + 1 < len(groups) and looks_like_heading(group[0]):
            blocks.append(heading(2 if any(block.kind == "heading" for block in blocks) else 1, group[0]))
        else:
            blocks.extend(_paragraphs(group, width, seen))
    return kept(blocks)


def looks_like_heading(line: str) -> bool:
    """Short, starts like a title and has no final punctuation."""
    line = clean(line)
    return (
        3 <= len(line) <= 120
        and (line[0].isupper() or line[0].isdigit())
        and (line[-1].isalnum() or line[-1] in ")?”\"'")
        and not _BULLET.match(line)
    )


def _groups(lines: Sequence[str]) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _paragraphs(group: Sequence[str], width: int, seen: Container[str]) -> Iterable[Block]:
    """Lines are joined where the writer's editor broke them: the next word would not have fitted any more."""
    runs: list[list[str]] = []
    for line in group:
        if runs and not _BULLET.match(line) and _goes_on(runs[-1][-1], line, width):
            runs[-1].append(line)
        else:
            runs.append([line])
    for run in runs:
        text = joined(run, seen)
        bullet = _BULLET.match(text)
        yield item(text[bullet.end() :]) if bullet else paragraph(text)


def _goes_on(line: str, after: str, width: int) -> bool:
    if len(line) > _LAST_CHANCE:
        return False
    first = after.split()[0]
    full = 40 <= width <= _LAST_CHANCE and len(line) + 1 + len(first) > width
    return full or (line[-1] not in ".!?:" and first[0].islower())


def joined(lines: Iterable[str], seen: Container[str] = ()) -> str:
    """Lines as running text, end-of-line hyphens undone; `seen` holds words (lower case) known to have a hyphen."""
    text = ""
    for line in map(str.strip, lines):
        if not line:
            continue
        text = _hyphenated(text, line, seen) if text and text[-1] in _HYPHENS else f"{text} {line}"
    return clean(text)


def _hyphenated(text: str, line: str, seen: Container[str]) -> str:
    """`text` ends in a hyphen: does it belong to the word, to the line break, or to both words ("hankinta- ja …")?"""
    before, soft = text[:-1], text[-1] != "-"
    left = re.search(r"\w*$", before)
    right = re.match(r"\w*", line)
    if not left or not right or not left[0] or not right[0]:
        return f"{text} {line}"
    if right[0].lower() in _SUSPENDED and not soft:
        return f"{text} {line}"
    a, b = left[0], right[0]
    # within a Finnish word no syllable ends in the vowel the next begins with, so the hyphen is the compound's own
    same_vowel = a[-1].lower() == b[0].lower() and b[0].lower() in "aeiouyäö"
    own = not b[0].islower() or a.isupper() or not a[-1].isalpha() or same_vowel or f"{a}-{b}".lower() in seen
    return f"{before}-{line}" if own else before + line
