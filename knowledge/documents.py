"""What a document is, how its text is cleaned, and what its front matter means. Nothing here touches a disk."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import yaml

Identify = Callable[[str], str]
"""Tells the language of a text: "fi", "sv" or "en"."""

LANGUAGES = ("fi", "sv", "en")


class DocumentError(Exception):
    """A file that cannot become a document; `str(error)` is one sentence that says which file and what to do."""

    def __init__(self, path: Path | str, message: str) -> None:
        name = str(path)
        super().__init__(f"{name if name.isprintable() else ascii(name)} {message}")
        self.path = str(path)
        self.message = message


@dataclass(frozen=True)
class Block:
    """One line of a document: a heading (with its level from 1), a paragraph or a list item. `text` is clean."""

    kind: Literal["heading", "paragraph", "item"]
    level: int
    text: str


@dataclass(frozen=True)
class Document:
    """One publication in one language. `translation_of`, `url`, `publisher` and `reviewed_by` are "" where unknown."""

    id: str
    lang: str
    title: str
    url: str
    publisher: str
    date: Date
    as_of: Date | None
    valid_until: Date | None
    translation_of: str
    reviewed_by: str
    sources: tuple[str, ...]
    path: str
    blocks: tuple[Block, ...]
    kind: str = ""
    """What an entry is that it is made of (see entries), "" for one from a disk."""

    @cached_property
    def text(self) -> str:
        """What every offset points into and every quotation is a substring of: one block a line."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def group(self) -> str:
        """The id that all language versions share: that of the version they are translations of."""
        return self.translation_of or self.id

    @cached_property
    def digest(self) -> str:
        """Changes when anything a reader could notice changes; the place of the file does not matter."""
        kept = {name: value for name, value in vars(self).items() if name in self.__dataclass_fields__}
        del kept["path"], kept["kind"]
        return hashlib.sha256(repr(sorted(kept.items())).encode("utf-8", "backslashreplace")).hexdigest()


_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_SPACES = re.compile(r"\s+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u034f\u115f\u1160\u3164\uffa0\u2800]")


def clean(text: str) -> str:
    """Incoming text on one line: NFC, white space folded, everything invisible removed. Never raises."""
    text = _SPACES.sub(" ", text)
    if not text.isascii() or not text.isprintable():
        text = "".join(char for char in text if unicodedata.category(char) not in _INVISIBLE)
        text = unicodedata.normalize("NFC", _SELECTORS.sub("", text))
    return _SPACES.sub(" ", text).strip()


def split_front_matter(text: str, path: Path) -> tuple[Mapping[str, object], str]:
    """The fields of the YAML block between `---` lines at the start, and the text after it. Raises DocumentError."""
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != "---":
        return {}, text
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        if len(lines) > 1 and re.match(r"\w+\s*:", lines[1]):
            raise DocumentError(path, "has front matter without an end; put a line of three hyphens (---) after it.")
        return {}, text
    block = "\n".join(lines[1:end])
    if len(block) > 50_000:
        raise DocumentError(path, "has front matter of more than 50,000 characters; keep only the fields Sparri knows.")
    try:
        fields = yaml.safe_load(block)
    # safe_load lets ValueError through for a date like 2026-13-45, and RecursionError for deep nesting
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" (line {where.line + 2})" if where else ""
        raise DocumentError(
            path,
            f"has front matter that is not valid YAML{line}; quote values with a colon, write dates as 2026-11-23.",
        ) from None
    if fields is None:
        return {}, "\n".join(lines[end + 1 :])
    if not isinstance(fields, dict):
        raise DocumentError(path, "has front matter that is not a list of fields; write one `name: value` a line.")
    return {str(name): value for name, value in fields.items() if isinstance(name, str)}, "\n".join(lines[end + 1 :])


def make(
    blocks: tuple[Block, ...],
    fields: Mapping[str, object],
    path: Path,
    root: Path,
    modified_on: Date,
    identify: Identify,
    taken: Container[str] = (),
) -> Document:
    """The document of these blocks and front matter fields; what the fields do not say is worked out.

    An id that has to be worked out from the path avoids those `taken`. Raises DocumentError.
    """
    if not blocks:
        raise DocumentError(path, "has no text in it; remove it or write something.")
    first_heading = next((block.text for block in blocks if block.kind == "heading"), blocks[0].text)
    url = _string(fields, "url", path)
    if url and not _is_web_address(url):
        raise DocumentError(path, "has a url that is not a web address; write one that starts with https://.")
    return Document(
        id=_given_id(fields, path) or _free_id(path, root, taken),
        lang=_lang(fields, path) or identify("\n".join(block.text for block in blocks)),
        title=(_string(fields, "title", path) or first_heading or path.name)[:300].strip(),
        url=url,
        publisher=_string(fields, "publisher", path),
        date=_day(fields, "date", path) or _stated_day(blocks) or modified_on,
        as_of=_day(fields, "as_of", path),
        valid_until=_day(fields, "valid_until", path),
        translation_of=_string(fields, "translation_of", path),
        reviewed_by=_string(fields, "reviewed_by", path),
        sources=_strings(fields, "sources", path),
        path=str(path),
        blocks=blocks,
    )


def _string(fields: Mapping[str, object], name: str, path: Path) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, (str, int, float, Date)):
        return clean(str(value))
    raise DocumentError(path, f"has a {name} that is not plain text; write it on one line, in quotes if need be.")


def _strings(fields: Mapping[str, object], name: str, path: Path) -> tuple[str, ...]:
    value = fields.get(name)
    if not isinstance(value, list):
        only = _string(fields, name, path)
        return (only,) if only else ()
    return tuple(filter(None, (_string({name: item}, name, path) for item in value)))


def _day(fields: Mapping[str, object], name: str, path: Path) -> Date | None:
    value = fields.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, Date):
        return value
    try:
        return Date.fromisoformat(str(value).strip())
    except ValueError:
        raise DocumentError(path, f"has a {name} that is not a date; write it as 2026-11-23.") from None


_STATED = re.compile(
    r"\b(?:julkaisuajankohta|julkaisupäivä|julkaistu|utgivningsdatum|publiceringsdatum|publicera[dt]|published|"
    r"date of publication)\b\D{0,30}(\d{1,2})\.(\d{1,2})\.(\d{4})\b",
    re.IGNORECASE,
)
_HEAD = 12
"""Blocks from the top in which a page says when it was published."""


def _stated_day(blocks: tuple[Block, ...]) -> Date | None:
    for block in blocks[:_HEAD]:
        if found := _STATED.search(block.text):
            day, month, year = map(int, found.groups())
            try:
                return Date(year, month, day)
            except ValueError:
                return None
    return None


def _lang(fields: Mapping[str, object], path: Path) -> str:
    given = _string(fields, "lang", path)
    lang = re.split("[-_]", given.lower())[0]
    if given and lang not in LANGUAGES:
        raise DocumentError(path, "has a lang that Sparri does not know; write fi, sv or en.")
    return lang


def _given_id(fields: Mapping[str, object], path: Path) -> str:
    given = _string(fields, "id", path)
    if given and not re.fullmatch(r"[\w./:+-]{1,200}", given):
        raise DocumentError(path, "has an id that is not one word; use letters, digits, full stops and hyphens only.")
    return given


def _free_id(path: Path, root: Path, taken: Container[str]) -> str:
    relative = path.relative_to(root) if path.is_relative_to(root) else Path(path.name)
    words = clean(unicodedata.normalize("NFC", str(relative.with_suffix(""))))
    wanted = re.sub(r"[^\w.]+", "-", words.lower()).strip("-.")[:150] or "document"
    if wanted not in taken:
        return wanted
    # two roots may hold the same relative path, and guide.md may lie beside guide.pdf
    return f"{wanted}-{hashlib.sha256(str(path).encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in url
