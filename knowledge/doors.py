"""The machine-readable doors: what `sparri index`, `sparri search` and `sparri ask` read and print."""

import json
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from queue import Queue
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from knowledge import shelf
from knowledge.answers import Answer
from knowledge.building import Report, check
from knowledge.bundle import SHIPPED
from knowledge.documents import clean
from knowledge.gathering import Progress as Told
from knowledge.library import Library, is_answered
from knowledge.support import ANSWERABLE

_AHEAD = 64
"""Questions that `search` reads ahead of the one it prints."""


@contextmanager
def progress_bar() -> Iterator[Told]:
    """A bar on standard error that shows only in a terminal and leaves nothing behind."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, total, what: bar.update(task, description=what, completed=done, total=total)


def index(paths: Sequence[Path], directory: Path, encoder: str, *, shipped: Sequence[Path] = SHIPPED) -> int:
    """`sparri index`: prints what was done; 1 if a file could not be indexed."""
    with progress_bar() as progress:
        report = shelf.index(
            [Path(os.path.abspath(path)) for path in paths], directory, encoder, progress, shipped=shipped
        )
    print(summary(report, directory))
    for note in report.notes:
        print(note)
    for error in report.errors:
        print(error, file=sys.stderr)
    if not report.passages:
        print("The index is empty: there is nothing to answer from until something is indexed.", file=sys.stderr)
    return 1 if report.errors or not report.passages else 0


def summary(report: Report, directory: Path) -> str:
    """A build in one line."""
    return (
        f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged, {report.removed} removed: "
        f"{report.passages} passages in {directory}"
        + (
            f"; {report.skipped} files passed over (hidden, or not Markdown, text, HTML or PDF)"
            if report.skipped
            else ""
        )
    )


def print_text(library: Library, document: str) -> int:
    """`sparri index --text ID`: the text that quotations are taken from."""
    found = library.index.documents.get(document)
    if not found:
        print(f"There is no document {document} in the index; `sparri index --list` shows their ids.", file=sys.stderr)
        return 1
    print(found.text)
    return 0


def print_list(library: Library) -> int:
    """`sparri index --list`: id, language and title of every document."""
    for document in sorted(library.index.documents.values(), key=lambda document: document.id):
        print(f"{document.id}\t{document.lang}\t{document.title}")
    return 0


def print_check(library: Library, today: date) -> int:
    """`sparri index --check`: one line a finding; 1 if something is stale, gone or expired."""
    findings = check(library.index, today)
    for finding in findings:
        print(f"{finding.kind}: {finding.message}")
    if not findings:
        print("Nothing is stale, expired or without a parallel version.")
    return 1 if any(finding.kind in ("stale", "gone", "expired") for finding in findings) else 0


def search(library: Library, lines: TextIO, out: TextIO, limit: int) -> int:
    """`sparri search --json`: answers every line as it comes, in order; 1 if a line was not a question.

    Several are worked on at once: a reader of its own takes lines in while earlier ones are searched for and printed.
    """
    failed = 0
    waiting: Queue[Future[dict[str, Any]] | None] = Queue(_AHEAD)
    with ThreadPoolExecutor(os.cpu_count(), "search") as pool:

        def read() -> None:
            try:
                for line in filter(str.strip, lines):
                    waiting.put(pool.submit(_found, library, line, limit))
            finally:
                waiting.put(None)

        threading.Thread(target=read, daemon=True).start()
        while future := waiting.get():
            result = future.result()
            failed |= "error" in result
            print(json.dumps(result, ensure_ascii=False), file=out, flush=True)
    return failed


def _found(library: Library, line: str, limit: int) -> dict[str, Any]:
    try:
        asked = _asked(line)
    except ValueError as error:
        return {"id": _id(line), "error": str(error)}
    return found(library, asked, limit)


def found(library: Library, asked: dict[str, Any], limit: int) -> dict[str, Any]:
    """What search gives for one question: a hit is a document, parallel versions being one."""
    question = library.search.understand(asked["question"], asked["context"], asked["language"])
    hits = library.search.passages(question)
    confidence = library.confidence(question, hits)
    shown = library.search.documents(hits, question.wanted or question.language)[:limit]
    return {
        "id": asked["id"],
        "language": question.language,
        "answerable": confidence >= ANSWERABLE,
        "confidence": round(confidence, 4),
        "hits": [
            {
                "document": library.index.passages[hit.passage].document,
                "passage": library.index.passages[hit.passage].id,
                "language": library.index.passages[hit.passage].lang,
                "score": round(hit.score, 4),
            }
            for hit in shown
        ],
    }


def _id(line: str) -> Any:
    """The id of a line that is no question, None where it has none."""
    try:
        return json.loads(line.lstrip("\ufeff")).get("id")
    except (ValueError, AttributeError, RecursionError):
        return None


def _asked(line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise ValueError("A line is not JSON; each line is one object with id and question.") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("question"), str):
        raise ValueError('A line has no "question"; each line is one object with id and question.')
    context = asked.get("context") or []
    language = asked.get("language")
    return {
        "id": asked.get("id"),
        "question": clean(asked["question"]),
        "context": [clean(str(text)) for text in (context if isinstance(context, list) else [context])],
        "language": language if language in ("fi", "sv", "en") else None,
    }


def ask(library: Library, question: str, out: TextIO) -> int:
    """`sparri ask --json`: the answer as one JSON object."""
    print(json.dumps(as_data(library.answer(clean(question))), ensure_ascii=False), file=out)
    return 0


def as_data(answer: Answer) -> dict[str, Any]:
    """An answer as scripts get it; every quote is a substring of the document's text."""
    return {
        "answerable": is_answered(answer),
        "confidence": round(answer.confidence, 4),
        "answer": " ".join(_lines(answer)) if is_answered(answer) else "",
        "citations": [
            {
                "n": citation.n,
                "document": citation.document,
                "title": citation.title,
                "language": citation.language,
                "quote": quote.text,
                "url": citation.url,
            }
            for quote in answer.quotes
            for citation in answer.citations
            if citation.n == quote.n
        ],
    }


def _lines(answer: Answer) -> Iterator[str]:
    if answer.term:
        yield " · ".join(answer.term.names.values())
        yield answer.term.definitions[answer.wanted or answer.language]
    for verdict in answer.verdicts:
        period = f"{verdict.since}–{verdict.until}" if verdict.until else f"{verdict.since}–"
        yield f"{period} {verdict.buyer}: {answer.amount:.10g} {'≥' if verdict.is_over else '<'} {verdict.threshold}"
    for quote in answer.quotes:
        yield f"”{quote.text}” [{quote.n}]"
