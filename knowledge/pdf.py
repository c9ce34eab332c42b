"""Text of a PDF, read by pypdfium2 in a child process of limited time and memory: `python -m knowledge.pdf FILE`.

A PDF is a program by a stranger. Whatever it does to its reader, only the child dies.
"""

import itertools
import json
import os
import re
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.blocks import heading, joined, kept, looks_like_heading, paragraph
from knowledge.documents import Block, DocumentError

WALL_SECONDS, CPU_SECONDS, MEMORY = 30, 20, 512 * 2**20
PAGES, CHARACTERS = 1_000, 5_000_000
_PAGE_NUMBER = re.compile(
    r"(sivu|sida|page|s\.)?\s*[-–]?\s*\d{1,4}\s*[-–]?\s*((/|\(|av|of)\s*\d{1,4}\)?)?", re.IGNORECASE
)
_BULLETS = "•▪‣·●○■–-"


@dataclass(frozen=True)
class Line:
    """A line as it stands on a page: its text, lower left corner and font size, in points."""

    text: str
    x: float
    y: float
    size: float


def read_pdf(path: Path, seconds: float = WALL_SECONDS) -> tuple[Block, ...]:
    """The blocks of a PDF. Raises DocumentError for one that is locked, without text, broken or too complex."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "knowledge.pdf", str(path)]
    try:
        child = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )
        answer = json.loads(child.stdout) if child.returncode == 0 else {"problem": "crash"}
    except subprocess.TimeoutExpired:
        answer = {"problem": "slow"}
    except ValueError:
        answer = {"problem": "crash"}
    if "problem" in answer:
        raise DocumentError(path, _PROBLEMS[answer["problem"]])
    blocks = to_blocks([[Line(*line) for line in page] for page in answer["pages"]])
    if not blocks:
        raise DocumentError(path, "has no text in it (scanned pages?); make a version with text (OCR) and index that.")
    return blocks


_PROBLEMS = {
    "password": "is password-protected; save a copy without a password and index that.",
    "format": "is not a PDF that can be read (damaged?); open it, save it again and index that.",
    "pages": f"has more than {PAGES:,} pages; split it into parts and index those.",
    "characters": f"has more than {CHARACTERS:,} characters; split it into parts and index those.",
    "crash": "could not be read: too complex or damaged; print it to a new PDF and index that.",
    "slow": f"could not be read within {WALL_SECONDS} seconds: too complex; print it to a new PDF and index that.",
}


def to_blocks(pages: Sequence[Sequence[Line]]) -> tuple[Block, ...]:
    """Lines as headings and paragraphs; repeated page headers and footers and bare page numbers are left out."""
    repeated = _repeated(pages)
    lines = [
        [line for line in page if not (line in _edges(page) and (_shape(line) in repeated or _is_number(line)))]
        for page in pages
    ]
    sizes: Counter[float] = Counter()
    for line in (line for page in lines for line in page):
        sizes[round(line.size, 1)] += len(line.text)
    if not sizes:
        return ()
    body = sizes.most_common(1)[0][0]
    large = sorted((size for size in sizes if size > body * 1.12), reverse=True)
    seen = {w.lower() for page in lines for line in page for w in re.findall(r"\w+-\w+", line.text)}
    blocks: list[Block] = []
    for run in _runs(lines, body):
        text = joined((line.text for line in run), seen)
        size = round(run[0].size, 1)
        if size in large and len(text) <= 200 and re.search(r"[^\W\d_]", text):
            blocks.append(heading(min(large.index(size) + 1, 6), text))
        else:
            blocks.append(Block("item", 0, text[1:].strip()) if text[:1] in _BULLETS else paragraph(text))
    return kept(blocks)


def _runs(pages: Sequence[Sequence[Line]], body: float) -> list[list[Line]]:
    """Lines that belong together: the same size, the usual distance, and over a page break an unfinished sentence."""
    gaps = Counter(round(a.y - b.y) for page in pages for a, b in itertools.pairwise(page) if a.y > b.y)
    usual = min((gap for gap, count in gaps.items() if count >= max(gaps.values()) / 3), default=body * 1.2)
    runs: list[list[Line]] = []
    for page in pages:
        for number, line in enumerate(page):
            last = runs[-1][-1] if runs else None
            goes_on = last is not None and abs(last.size - line.size) < 0.6 and line.text[0] not in _BULLETS
            if last is not None and number == 0:
                goes_on = goes_on and last.text[-1] not in ".!?:" and not looks_like_heading(line.text)
            elif last is not None:
                gap = last.y - line.y
                # a gap upwards is the next column: there, as at a page break, only an unfinished sentence goes on
                near = gap <= usual * 1.4 + 1 if gap > 0 else last.text[-1] not in ".!?:"
                goes_on = goes_on and near
            if goes_on:
                runs[-1].append(line)
            else:
                runs.append([line])
    return runs


def _edges(page: Sequence[Line]) -> list[Line]:
    """The two highest and two lowest lines: where page headers and footers stand."""
    by_height = sorted(page, key=lambda line: line.y)
    return by_height[:2] + by_height[-2:]


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.strip().lower())


def _is_number(line: Line) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(line.text.strip()))


def _repeated(pages: Sequence[Sequence[Line]]) -> set[str]:
    """Edge lines seen on at least three pages and a quarter of all (left and right pages may differ)."""
    shapes = Counter(shape for page in pages for shape in {_shape(line) for line in _edges(page)})
    return {shape for shape, count in shapes.items() if count >= max(3, len(pages) / 4)}


def _limit() -> None:
    """Not every system knows or allows every limit; the wall time of the parent always holds."""
    for kind, limit in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY)):
        try:
            resource.setrlimit(kind, (limit, limit))
        except (ValueError, OSError):
            continue


def _extract(path: str) -> dict[str, object]:
    """In the child: the lines of all pages, or the name of a problem."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        return {"problem": "password" if code == raw.FPDF_ERR_PASSWORD else "format"}
    if len(pdf) > PAGES:
        return {"problem": "pages"}
    pages, characters = [], 0
    for number in range(len(pdf)):
        page = pdf[number]
        text = page.get_textpage()
        characters += text.count_chars()
        if characters > CHARACTERS:
            return {"problem": "characters"}
        pages.append(_lines(text, raw))
        text.close()
        page.close()
    return {"pages": pages}


def _lines(page, raw) -> list[tuple[str, float, float, float]]:  # type: ignore[no-untyped-def]
    """Characters one by one: pdfium's own text calls drop line-end hyphens and shift the offsets of boxes."""
    lines: list[tuple[str, float, float, float]] = []
    text, first = "", -1
    total = page.count_chars()
    for index in range(total + 1):
        char = chr(raw.FPDFText_GetUnicode(page, index)) if index < total else "\n"
        if char in "\x02\ufffe":  # what pdfium makes of a hyphen and the line end after it
            text, char = text + "-", "\n"
        if char not in "\r\n":
            if first < 0 and not char.isspace() and not raw.FPDFText_IsGenerated(page, index):
                first = index
            text += char
        elif text.strip() and first >= 0:
            left, bottom, _, _ = page.get_charbox(first, loose=True)
            size = raw.FPDFText_GetFontSize(page, first) * _scale(page, raw, first)
            whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")
            if whole.strip():
                lines.append((whole.strip(" \t"), left, bottom, size))
        if char in "\r\n":
            text, first = "", -1
    return lines


def _scale(page, raw, index: int) -> float:  # type: ignore[no-untyped-def]
    """Many programs set the font to 1 pt and scale the text matrix instead."""
    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(page, index, matrix):
        return 1.0
    return float((matrix.c**2 + matrix.d**2) ** 0.5) or 1.0


if __name__ == "__main__":
    _limit()
    json.dump(_extract(sys.argv[1]), sys.stdout)
