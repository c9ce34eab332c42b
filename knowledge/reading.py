"""The one place where files become documents: Markdown, plain text, HTML and PDF."""

import os
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.blocks import from_markdown, from_plain, heading, item, kept, paragraph
from knowledge.documents import LANGUAGES, Block, Document, DocumentError, Identify, clean, make, split_front_matter
from knowledge.pdf import read_pdf

MARKDOWN, PLAIN, HTML, PDF = {".md", ".markdown"}, {".txt"}, {".html", ".htm"}, {".pdf"}
SUFFIXES = MARKDOWN | PLAIN | HTML | PDF
TEXT_BYTES, PDF_BYTES, CHARACTERS = 10 * 2**20, 50 * 2**20, 5_000_000
DEPTH = 10_000
_MADE_OF_NULS = 0.3
_TYPOGRAPHY = "€–—“”„‘’‚…•·§°»«½²³´£\u00a0"


@dataclass
class Found:
    """What lies under a root: files to read, how many were passed over (hidden ones, other kinds of files, links that
    lead out of the root), what could not be looked at, and in which folders."""

    files: list[Path] = field(default_factory=list)
    skipped: int = 0
    errors: list[DocumentError] = field(default_factory=list)
    closed: list[Path] = field(default_factory=list)


def find(root: Path) -> Found:
    """The files under a root, or the root itself, in order."""
    found = Found()
    if not root.is_dir():
        _look_at(root, root.parent.resolve(), found, {})
        if not found.files and not found.errors:
            found.errors.append(
                DocumentError(root, "is of a kind that cannot be read; index Markdown, text, HTML or PDF.")
            )
        return found
    seen: dict[Path, Path] = {}
    real_root = root.resolve()
    for folder, folders, names in os.walk(root, onerror=lambda error: _closed(error, found)):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            _look_at(Path(folder, name), real_root, found, seen)
    return found


def _closed(error: OSError, found: Found) -> None:
    why = (error.strerror or "unknown error").lower()
    found.closed.append(Path(error.filename))
    found.errors.append(
        DocumentError(error.filename, f"could not be read ({why}); check the folder and its permissions.")
    )


def _look_at(path: Path, real_root: Path, found: Found, seen: dict[Path, Path]) -> None:
    if path.name.startswith(".") or path.suffix.lower() not in SUFFIXES:
        found.skipped += 1
        return
    try:
        str(path).encode()
        target = path.resolve()
        is_ordinary = path.is_file() or not path.exists()
    except UnicodeEncodeError:
        found.errors.append(DocumentError(path, "has a name that is not UTF-8; give it another name."))
    except (OSError, RuntimeError):
        found.errors.append(DocumentError(path, "is a link that leads back to itself; remove it."))
    else:
        if not target.is_relative_to(real_root) or target in seen:
            found.skipped += 1
        elif not is_ordinary:
            found.errors.append(DocumentError(path, "is not an ordinary file; index a file or a folder."))
        else:
            seen[target] = path
            found.files.append(path)


def read(path: Path, root: Path, identify: Identify, taken: Container[str] = ()) -> Document:
    """The document in a file. An id that has to be worked out avoids those `taken`.

    Raises DocumentError where the file cannot be read or says something impossible.
    """
    suffix = path.suffix.lower()
    try:
        status = path.stat()
        if not path.is_file():
            raise DocumentError(path, "is not an ordinary file; index a file or a folder.")
        limit = PDF_BYTES if suffix in PDF else TEXT_BYTES
        if status.st_size > limit:
            raise DocumentError(path, f"is larger than {limit // 2**20} MB; split it into parts and index those.")
        data = path.read_bytes()
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        raise DocumentError(path, f"could not be read ({why}); check the file and its permissions.") from None
    if not data.strip():
        raise DocumentError(path, "is empty; write something in it or remove it.")
    fields, blocks = _content(path, suffix, data)
    return make(blocks, fields, path, root, datetime.fromtimestamp(status.st_mtime, UTC).date(), identify, taken)


def _content(path: Path, suffix: str, data: bytes) -> tuple[dict[str, object], tuple[Block, ...]]:
    is_pdf = b"%PDF-" in data[:1024]
    if suffix in PDF:
        if not is_pdf:
            raise DocumentError(path, "is not a PDF, whatever its name says; save it as a PDF and index that.")
        return {}, read_pdf(path)
    if is_pdf and data.lstrip().startswith(b"%PDF-"):
        raise DocumentError(path, "is a PDF, whatever its name says; give it the ending .pdf.")
    text = decoded(data, path)
    if len(text) > CHARACTERS:
        raise DocumentError(path, f"has more than {CHARACTERS:,} characters; split it into parts and index those.")
    if suffix in HTML:
        if _depth(text) > DEPTH:
            raise DocumentError(path, "is nested too deeply to be read; save it as text and index that.")
        return _from_html(text)
    if suffix not in MARKDOWN | PLAIN:
        raise DocumentError(path, "is of a kind that cannot be read; index Markdown, text, HTML or PDF.")
    fields, body = split_front_matter(text, path)
    return dict(fields), from_markdown(body) if suffix in MARKDOWN else from_plain(body)


def decoded(data: bytes, path: Path) -> str:
    """Text from bytes: UTF-8, UTF-16 with its mark, else Latin-1 where that gives words. Raises DocumentError."""
    binary = DocumentError(path, "is not text; save it as text in UTF-8, or as a PDF, and index that.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").replace("\0", "")
    try:
        # surrogatepass: half a character pair is dropped later, and is no reason to take the whole for Latin-1
        text = data.decode("utf-8", "surrogatepass").removeprefix("\ufeff")
        nuls = text.count("\0")
    except UnicodeDecodeError:
        try:
            text, nuls = data.decode("cp1252"), data.count(b"\0") * len(data)
        except UnicodeDecodeError:
            raise binary from None
        high = [char for char in text if char > "\x7f"]
        if sum(char.isalpha() or char in _TYPOGRAPHY for char in high) * 2 < len(high) or len(high) * 2 > len(text):
            raise binary from None
    controls = sum(text.count(chr(code)) for code in range(1, 32) if chr(code) not in "\t\n\r\f")
    if max(nuls, controls) > len(text) * _MADE_OF_NULS:
        raise binary
    return text.replace("\0", "")


_DROPPED = (
    "script, style, noscript, template, nav, aside, footer, form, button, select, textarea, svg, math, iframe, object, "
    "canvas, audio, video, dialog, head, [hidden], [aria-hidden=true], [role=navigation], [role=banner], "
    "[role=contentinfo], [role=search], [role=dialog]"
)
_UNSEEN = re.compile(
    r"display:none|visibility:(hidden|collapse)|opacity:0*(\.0+)?(;|$)|font-size:0*(\.0+)?(px|pt|em|rem|%)?(;|!|$)|"
    r"(left|right|top|bottom|text-indent|margin-left|margin-top):-\d{3,}|(^|;)(width|height):0(px)?(;|$)|"
    r"clip:rect\([01]px|clip:rect\(0|clip-path:inset\((50|100)%|transform:scale\(0\)"
)
_BLOCKS = set(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 "
    "h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)


def _depth(text: str) -> int:
    """How deep the elements nest at most; the parser's time grows with its square and it cannot be interrupted."""
    depth = deepest = 0
    for slash, tag in re.findall(r"<(/?)([a-zA-Z][\w-]*)", text):
        if tag.lower() not in _UNCLOSED:
            depth = max(0, depth + (-1 if slash else 1))
            deepest = max(deepest, depth)
    return deepest


_UNCLOSED = set(
    "p li dt dd td th tr option br hr img input meta link col base area source wbr embed param track".split()
)


def _from_html(text: str) -> tuple[dict[str, object], tuple[Block, ...]]:
    """The fields a page states about itself, and its visible text."""
    tree = LexborHTMLParser(text)
    fields: dict[str, object] = {}
    title = tree.css_first("head title") or tree.css_first("title")
    if title and clean(title.text()):
        fields["title"] = clean(title.text())
    page = tree.css_first("html")
    lang = ((page.attributes.get("lang") or "") if page else "").lower()[:2]
    if lang in LANGUAGES:  # a page in another language is no broken page: its text decides
        fields["lang"] = lang
    for node in tree.css(_DROPPED):
        node.decompose()
    for node in tree.css("[style]"):
        if _UNSEEN.search(re.sub(r"\s+", "", (node.attributes.get("style") or "").lower())):
            node.decompose()
    mains = tree.css("main") or tree.css("[role=main]") or tree.css("article")
    top = mains[0] if len(mains) == 1 and len(clean(mains[0].text())) > 100 else tree.body
    return fields, kept(_walk(top)) if top else ()


def _walk(top: LexborNode) -> Iterable[Block]:
    """Text between the edges of block elements, as a block of the innermost heading, list item or neither.

    Without recursion: a hostile page nests elements a hundred thousand deep.
    """
    parts: list[str] = []
    kinds: list[str] = []
    stack: list[tuple[LexborNode | None, str]] = [(top, "")]

    def flushed() -> Iterable[Block]:
        words = clean("".join(parts))
        parts.clear()
        if words:
            kind = next((kind for kind in reversed(kinds) if kind[0] in "hl"), "")
            yield heading(int(kind[1]), words) if kind[:1] == "h" else item(words) if kind else paragraph(words)

    while stack:
        node, _closing = stack.pop()
        if node is None:
            yield from flushed()
            kinds.pop()
        elif node.is_text_node:
            parts.append(node.text_content or "")
        elif node.is_element_node:
            tag = node.tag or ""
            if tag in _BLOCKS:
                yield from flushed()
                kinds.append(tag if re.fullmatch(r"h[1-6]|li", tag) else "-")
                stack.append((None, tag))
            elif tag == "br":
                parts.append(" ")
            children = []
            child = node.first_child
            while child:
                children.append(child)
                child = child.next
            stack.extend((child, "") for child in reversed(children))
