"""A module's text in one language, from Markdown: a title and a section a lesson, and what one can do afterwards in its front
matter, where search does not take it for an answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from training_modules.catalogue import document_id
from training_modules.faults import Faults

WORDS = 150
"""What a lesson may have."""
OPENING = 60
"""What the introduction may have."""
HEADING = 80
"""Characters."""
_MARKDOWN = MarkdownIt("commonmark").enable("table")
_ID = re.compile(r"(?P<heading>.*\S)\s+\{#(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\}")
_PLAIN = {"text", "softbreak"}
_TEXT = {"paragraph_open", "bullet_list_open", "ordered_list_open"}


@dataclass(frozen=True)
class Section:
    """A lesson's heading and text; `line` is where the heading stands."""

    id: str
    heading: str
    line: int
    text: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """All that a file says."""

    path: Path
    title: str
    introduction: str
    sources: tuple[str, ...]
    sections: tuple[Section, ...]


def read(path: Path, module: str, language: str, faults: Faults) -> Page | None:
    """The page in a file; what is wrong with it goes to `faults`. None where there is nothing to read."""
    written = faults.file(path)
    if written is None:
        return None
    fields, start = _front_matter(path, written, faults)
    _check_fields(path, fields, module, language, faults)
    body = "\n" * start + "\n".join(written.splitlines()[start:])
    title, sections = _parts(path, _MARKDOWN.parse(body), faults)
    if not title:
        faults.add(path, start + 1, "has no title; begin with a line like “# Market dialogue”.")
    for section in sections:
        _check_section(path, section, faults)
    listed = fields.get("sources")
    sources = tuple(map(str, listed)) if isinstance(listed, list) else ()
    return Page(path, str(fields.get("title") or title), str(fields.get("introduction")), sources, tuple(sections))


def _front_matter(path: Path, written: str, faults: Faults) -> tuple[dict[str, object], int]:
    """The fields between `---` lines at the start, and how many lines they take."""
    lines = written.splitlines()
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    if not end or lines[0].rstrip() != "---":
        faults.add(
            path, 1, "has no front matter; begin with the fields id, lang, title and sources between lines of ---."
        )
        return {}, 0
    try:
        fields = yaml.safe_load("\n".join(lines[1:end]))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        faults.add(path, where.line + 2 if where else 1, "is not valid YAML here; quote values that have a colon.")
        return {}, end + 1
    return fields if isinstance(fields, dict) else {}, end + 1


def _check_fields(path: Path, fields: dict[str, object], module: str, language: str, faults: Faults) -> None:
    wanted = {"id": document_id(module, language), "lang": language}
    if language != "fi":
        wanted["translation_of"] = document_id(module, "fi")
    for name, value in wanted.items() if fields else ():
        if fields.get(name) != value:
            faults.add(path, 1, f"has to say “{name}: {value}” in its front matter.")
    introduction = fields.get("introduction")
    if fields and not (isinstance(introduction, str) and 0 < len(introduction.split()) <= OPENING):
        faults.add(
            path, 1, f"needs an introduction of 1–{OPENING} words in its front matter: what one can do afterwards."
        )
    if fields and not (isinstance(fields.get("sources"), list) and fields["sources"]):
        faults.add(path, 1, "names no sources in its front matter; list what the module rests on.")


def _check_section(path: Path, section: Section, faults: Faults) -> None:
    words = sum(len(line.split()) for line in section.text)
    if not words:
        faults.add(path, section.line, f"the lesson “{section.id}” has no text.")
    elif words > WORDS:
        faults.add(path, section.line, f"the lesson “{section.id}” has {words} words; {WORDS} is the limit.")
    if len(section.heading) > HEADING:
        faults.add(path, section.line, f"the heading has {len(section.heading)} characters; {HEADING} is the limit.")


def _parts(path: Path, tokens: Sequence[Token], faults: Faults) -> tuple[str, list[Section]]:
    """Title and sections."""
    title = ""
    sections: list[tuple[str, str, int, list[str]]] = []
    for at, token in enumerate(tokens):
        if token.level or token.nesting < 0:
            continue
        line = (token.map or [0])[0] + 1
        if token.type == "heading_open" and token.tag in ("h1", "h2"):
            words = _plain(path, tokens[at + 1], faults)
            found = _ID.fullmatch(words)
            if token.tag == "h1":
                title = words
            elif found:
                sections.append((found["id"], found["heading"], line, []))
            else:
                faults.add(path, line, "the heading names no lesson; end it with the lesson’s id, like {#why-talk}.")
                sections.append(("", words, line, []))
        elif token.type not in _TEXT:
            faults.add(path, line, "only headings of lessons, paragraphs and simple lists can be shown in chat.")
        elif sections:
            sections[-1][3].extend(_lines(path, tokens, at, faults))
        else:
            faults.add(
                path, line, "stands before the first lesson; say what one can do afterwards in the front matter."
            )
    return title, [Section(id_, heading, line, tuple(text)) for id_, heading, line, text in sections]


def _lines(path: Path, tokens: Sequence[Token], at: int, faults: Faults) -> list[str]:
    """A paragraph, or the items of a list with their marks."""
    lines, number = [], 0
    for token in tokens[at:]:
        if token.type == "inline":
            text = _plain(path, token, faults)
            mark = {"bullet_list_open": "• ", "ordered_list_open": f"{number}. "}.get(tokens[at].type, "")
            lines.append(f"{mark}{text}")
        elif token.type == "list_item_open":
            number += 1
            if token.level > 1:
                faults.add(path, (token.map or [0])[0] + 1, "a list within a list cannot be shown in chat.")
        elif token.level == 0 and token.nesting < 0:
            break
    return lines


def _plain(path: Path, inline: Token, faults: Faults) -> str:
    children = inline.children or ()
    if any(token.type not in _PLAIN for token in children):
        faults.add(path, (inline.map or [0])[0] + 1, "only plain words can be shown; take the bold, link or HTML away.")
    return " ".join("".join(token.content or " " for token in children if token.type in _PLAIN).split())
