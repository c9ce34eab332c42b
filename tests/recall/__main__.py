"""`make recall`: measures search by kind of question and language, beside raw dense search and BM25.

The documents are the shipped material and `documents/` (an organisation's own material, invented). Half of the
questions ("tune") may be looked at when weights are set; the other half ("report") is only reported. Exits with 1 when
a figure falls below its floor.

Columns: the right document first and among the first five (beside it, first by the encoder as it comes and by BM25);
the first quotation stands in a section that answers, of those answered; answerable questions answered; others refused.
"unanswerable" asks for a fact that is not in the material, "outside" for something off its subject.
"""

import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge import embedder, languages, terms
from knowledge.answers import Answer
from knowledge.building import build
from knowledge.bundle import SHIPPED, shipped_vectors
from knowledge.index import Index
from knowledge.library import Library
from knowledge.support import ANSWERABLE
from tests.recall import routing
from tests.recall.shares import interval

HERE = Path(__file__).parent
DEPTH = 10
FLOORS = {"first": 0.70, "among five": 0.90, "quoted": 0.55, "answered": 0.75, "refused": 0.55}
"""On the reported half; all but the last are shares of answerable questions."""


@dataclass(frozen=True)
class Row:
    """How one question went. `ranks` by method, None where the document was not among the first ten.

    `is_quoted` says whether the first quotation stands in a section that answers; None where that is not labelled.
    """

    kind: str
    language: str
    use: str
    is_answerable: bool
    confidence: float
    ranks: dict[str, int | None]
    is_quoted: bool | None


def main(*, with_baseline: bool) -> int:
    """Prints the tables. The baseline of raw dense search encodes every passage once more: minutes."""
    with measured_library() as library:
        raw = raw_dense(library.index) if with_baseline else None
        rows = [measure(library, raw, asked) for asked in questions()]
        routed = routing.measured(library)
        documents, passages = len(library.index.documents), len(library.index.passages)
    print(f"{len(rows)} questions over {documents} documents, {passages} passages\n")
    for use in ("tune", "report"):
        show([row for row in rows if row.use == use], use)
    for use in routing.PARTS:
        routing.show(routed, use)
    return floor([row for row in rows if row.use == "report"], routing.low(routed))


@contextmanager
def measured_library() -> Iterator[Library]:
    """The shipped material and that of the invented organisations, indexed for as long as the block lasts."""
    with tempfile.TemporaryDirectory() as directory:
        model = embedder.load()
        known = shipped_vectors(model.id)
        build([*SHIPPED, HERE / "documents"], Path(directory), model, languages.identify, known=known)
        yield Library(Index.open(Path(directory), model.id), model, terms.shipped())


def questions() -> list[dict[str, Any]]:
    """All of them, as they stand in the file."""
    lines = (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def raw_dense(index: Index) -> Callable[[str], list[int]]:
    """Dense search as the encoder gives it, without means, terms, sentences or words."""
    encode = embedder.bundled_encoder()
    texts = [
        embedder.safe(f"{index.documents[passage.document].title}. {passage.section}. {passage.text}")
        for passage in index.passages
    ]
    vectors = np.concatenate([encode(texts[start : start + 32], False) for start in range(0, len(texts), 32)])
    return lambda question: list(np.argsort(-(vectors @ encode([embedder.safe(question)], True)[0])))


def measure(library: Library, raw: Callable[[str], list[int]] | None, asked: dict[str, Any]) -> Row:
    """Asks one question of the product, of its encoder alone (uncentred) and of BM25 alone."""
    context = [asked["context"]] if asked.get("context") else []
    question = library.search.understand(asked["question"], context)
    hits = library.search.passages(question)
    index = library.index
    found = {
        "sparri": [hit.passage for hit in library.search.documents(hits, question.language)],
        "bm25": [number for number, _ in index.lexical(asked["question"], asked["language"], 200)],
    }
    if raw:
        found["dense"] = raw(asked["question"])
    ranks = {
        name: rank([slug(index, number) for number in numbers], asked["relevant"]) for name, numbers in found.items()
    }
    answer = library.answer(asked["question"], reader=asked["language"], context=context)
    return Row(
        kind=asked["kind"],
        language=asked["language"],
        use=asked["use"],
        is_answerable=bool(asked["relevant"]),
        confidence=library.confidence(question, hits),
        ranks=ranks,
        is_quoted=place(library, answer) in asked["sections"] if "sections" in asked and answer.citations else None,
    )


def place(library: Library, answer: Answer) -> str:
    """Where the first quotation of an answer stands: "slug:n", n being the number of headings above it but the title."""
    passage = library.index.passages[library.index.number(answer.citations[0].passage) or 0]
    document, above, start = library.index.documents[passage.document], 0, 0
    for block in document.blocks:
        if start >= passage.start:
            break
        above += block.kind == "heading" and start > 0
        start += len(block.text) + 1
    return f"{slug(library.index, library.index.number(passage.id) or 0)}:{above}"


def slug(index: Index, number: int) -> str:
    """A document's name without its language."""
    return index.passages[number].document.rsplit(".", 1)[0]


def rank(slugs: Sequence[str], relevant: Sequence[str]) -> int | None:
    """The place (from 0) of the first relevant document among the first ten different ones."""
    different = list(dict.fromkeys(slugs))[:DEPTH]
    return next((place for place, name in enumerate(different) if name in relevant), None)


def share_within(rows: Sequence[Row], method: str, places: int) -> float:
    """The share of rows whose document is among the first `places`."""
    return sum((place := row.ranks[method]) is not None and place < places for row in rows) / len(rows)


def show(rows: Sequence[Row], use: str) -> None:
    """One half as a table by kind, then by language."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for name in (row.kind, row.language, "all"):
            groups[name].append(row)
    columns = f"{'first':19}{'among five':19}{'dense':8}{'BM25':8}{'quoted':8}{'answered':19}{'refused':19}"
    print(f"{use:13}{'n':>4}  {columns}".rstrip())
    for name in sorted(groups, key=lambda name: (name == "all", len(name) == 2, name)):
        answerable = [row for row in groups[name] if row.is_answerable]
        others = [row for row in groups[name] if not row.is_answerable]
        line = f"{name:13}{len(groups[name]):4}  "
        if answerable:
            n = len(answerable)
            line += f"{interval(share_within(answerable, 'sparri', 1), n):19}"
            line += f"{interval(share_within(answerable, 'sparri', 5), n):19}"
            dense = f"{share_within(answerable, 'dense', 1):.2f}" if "dense" in answerable[0].ranks else "–"
            line += f"{dense:8}{share_within(answerable, 'bm25', 1):<8.2f}"
            line += f"{quoted_share(answerable):<8.2f}".replace("nan ", "–   ")
            line += f"{interval(answered_share(answerable), n):19}"
        else:
            line += " " * 81
        if others:
            line += interval(1 - answered_share(others), len(others))
        print(line.rstrip())
    print()


def quoted_share(rows: Sequence[Row]) -> float:
    """Of the rows that are answered and labelled, the share whose first quotation answers; not a number if none."""
    told = [row.is_quoted for row in rows if row.is_quoted is not None]
    return sum(told) / len(told) if told else float("nan")


def answered_share(rows: Sequence[Row]) -> float:
    """The share of rows that would be answered."""
    return sum(row.confidence >= ANSWERABLE for row in rows) / len(rows)


def floor(rows: Sequence[Row], others: Sequence[str]) -> int:
    """1 if a figure of these rows is below its floor, which is said, or another is that is said already."""
    answerable = [row for row in rows if row.is_answerable]
    figures = {
        "first": share_within(answerable, "sparri", 1),
        "among five": share_within(answerable, "sparri", 5),
        "quoted": quoted_share(answerable),
        "answered": answered_share(answerable),
        "refused": 1 - answered_share([row for row in rows if not row.is_answerable]),
    }
    low = [
        f"{name} is {figure:.2f}, its floor {FLOORS[name]:.2f}"
        for name, figure in figures.items()
        if figure < FLOORS[name]
    ] + list(others)
    print("\n".join(low) or "All figures are above their floors.")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(with_baseline="--floor" not in sys.argv))
