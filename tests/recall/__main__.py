"""`make recall`: measures search by kind of question and language, beside raw dense search and BM25.

The documents are the shipped material and `documents/` (an organisation's own material, invented). Half of the
questions ("tune") may be looked at when weights are set; the other half ("report") is only reported. Exits with 1 when
a figure falls below its floor.
"""

import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge import embedder, languages, terms
from knowledge.building import build
from knowledge.bundle import SOURCES, shipped_vectors
from knowledge.index import Index
from knowledge.library import Library
from knowledge.support import ANSWERABLE

HERE = Path(__file__).parent
DEPTH = 10
FLOORS = {"first": 0.70, "among five": 0.90, "refused": 0.70, "answered": 0.80}
"""On the reported half; first and five are shares of answerable questions."""


@dataclass(frozen=True)
class Row:
    """How one question went. `ranks` by method, None where the document was not among the first ten."""

    kind: str
    language: str
    use: str
    is_answerable: bool
    confidence: float
    ranks: dict[str, int | None]


def main(*, with_baseline: bool) -> int:
    """Prints the tables. The baseline of raw dense search encodes every passage once more: minutes."""
    with tempfile.TemporaryDirectory() as directory:
        model = embedder.load()
        known = shipped_vectors(model.id)
        report = build([SOURCES, HERE / "documents"], Path(directory), model, languages.identify, known=known)
        index = Index.open(Path(directory), model.id)
        library = Library(index, model, terms.shipped())
        lines = (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
        raw = raw_dense(index) if with_baseline else lambda _: []
        rows = [measure(library, raw, json.loads(line)) for line in lines]
    print(f"{len(rows)} questions over {len(index.documents)} documents, {report.passages} passages\n")
    for use in ("tune", "report"):
        show([row for row in rows if row.use == use], use)
    return floor([row for row in rows if row.use == "report"])


def raw_dense(index: Index) -> Callable[[str], list[int]]:
    """Dense search as the encoder gives it, without means, terms, sentences or words."""
    encode = embedder.bundled_encoder()
    texts = [
        embedder.safe(f"{index.documents[passage.document].title}. {passage.section}. {passage.text}")
        for passage in index.passages
    ]
    vectors = np.concatenate([encode(texts[start : start + 32], False) for start in range(0, len(texts), 32)])
    return lambda question: list(np.argsort(-(vectors @ encode([embedder.safe(question)], True)[0])))


def measure(library: Library, raw: Callable[[str], list[int]], asked: dict[str, Any]) -> Row:
    """Asks one question of the product, of its encoder alone (uncentred) and of BM25 alone."""
    context = [asked["context"]] if asked.get("context") else []
    question = library.search.understand(asked["question"], context)
    hits = library.search.passages(question)
    index = library.index
    found = {
        "sparri": [hit.passage for hit in library.search.documents(hits, question.language)],
        "dense": raw(asked["question"]),
        "bm25": [number for number, _ in index.lexical(asked["question"], asked["language"], 200)],
    }
    ranks = {
        name: rank([slug(index, number) for number in numbers], asked["relevant"]) for name, numbers in found.items()
    }
    is_answerable = asked["kind"] != "unanswerable"
    return Row(asked["kind"], asked["language"], asked["use"], is_answerable, library.confidence(question, hits), ranks)


def slug(index: Index, number: int) -> str:
    """A document's name without its language."""
    return index.passages[number].document.rsplit(".", 1)[0]


def rank(slugs: Sequence[str], relevant: Sequence[str]) -> int | None:
    """The place (from 0) of the first relevant document among the first ten different ones."""
    different = list(dict.fromkeys(slugs))[:DEPTH]
    return next((place for place, name in enumerate(different) if name in relevant), None)


def interval(share: float, n: int) -> str:
    """A share with its 95 % Wilson interval."""
    z = 1.96
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))) / (1 + z * z / n)
    return f"{share:.2f} ({middle - half:.2f}–{middle + half:.2f})"


def share_within(rows: Sequence[Row], method: str, places: int) -> float:
    """The share of rows whose document is among the first `places`."""
    return sum((place := row.ranks[method]) is not None and place < places for row in rows) / len(rows)


def show(rows: Sequence[Row], use: str) -> None:
    """One half as a table by kind, then by language."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for name in (row.kind, row.language, "all"):
            groups[name].append(row)
    print(f"{use:14}{'n':>4}  {'first':20}{'among five':20}{'dense first':13}{'BM25 first':12}{'answered / refused'}")
    for name in sorted(groups, key=lambda name: (name == "all", len(name) == 2, name)):
        answerable = [row for row in groups[name] if row.is_answerable]
        refused = [row for row in groups[name] if not row.is_answerable]
        line = f"{name:14}{len(groups[name]):4}  "
        if answerable:
            n = len(answerable)
            line += f"{interval(share_within(answerable, 'sparri', 1), n):20}"
            line += f"{interval(share_within(answerable, 'sparri', 5), n):20}"
            line += f"{share_within(answerable, 'dense', 1):<13.2f}{share_within(answerable, 'bm25', 1):<12.2f}"
        else:
            line += " " * 65
        told = [
            f"{answered_share(answerable):.2f}" if answerable else "–",
            f"{1 - answered_share(refused):.2f}" if refused else "–",
        ]
        print(line + " / ".join(told))
    print()


def answered_share(rows: Sequence[Row]) -> float:
    """The share of rows that would be answered."""
    return sum(row.confidence >= ANSWERABLE for row in rows) / len(rows)


def floor(rows: Sequence[Row]) -> int:
    """1 if a figure of these rows is below its floor, which is said."""
    answerable = [row for row in rows if row.is_answerable]
    figures = {
        "first": share_within(answerable, "sparri", 1),
        "among five": share_within(answerable, "sparri", 5),
        "answered": answered_share(answerable),
        "refused": 1 - answered_share([row for row in rows if not row.is_answerable]),
    }
    low = [
        f"{name} is {figure:.2f}, its floor {FLOORS[name]:.2f}"
        for name, figure in figures.items()
        if figure < FLOORS[name]
    ]
    print("\n".join(low) or "All figures are above their floors.")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(with_baseline="--floor" not in sys.argv))
