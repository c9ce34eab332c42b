"""`python -m tests.recall.routing`: measures how well questions find the expert who has their topic; part of `make recall`.

The experts and topics (`routing_topics.tsv`) and the questions (`routing.jsonl`) are invented, in three parts, each with
experts of its own. Sparri learns from "tune" and "tune2" (they are among `knowledge/sources/subject_questions.tsv`), so each
is measured without its own questions. "report" was written before that, in other words, and is only reported. "off"
questions are about something else altogether, "near" ones about procurement, but nobody has them among their topics: both
should fit nobody. Run by itself, it also shows what other thresholds would do to the parts that are tuned on.
"""

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge import embedder, languages, leanings, subjects
from knowledge.library import Library
from knowledge.matching import FITS, LEANING_WEIGHT, SUBJECT_WEIGHT, Matching
from tests.recall.shares import interval

HERE = Path(__file__).parent
PARTS = ("tune", "tune2", "report")
FLOORS = {"right expert first": 0.75, "off refused": 0.50}
"""On the reported part."""


@dataclass(frozen=True)
class Routed:
    """How one question went. `rank` is the place (from 0) of the right expert, None where there is none; `by_encoder` the
    same by the encoder alone; `fit` that of the best topic, and `is_across` says that no topic of the right expert is in
    the question's language."""

    use: str
    kind: str
    language: str
    is_across: bool
    rank: int | None
    by_encoder: int | None
    fit: float


def measured(library: Library) -> list[Routed]:
    """Every question, ranked among the experts of its part."""
    with (HERE / "routing_topics.tsv").open(encoding="utf-8") as file:
        held = list(csv.DictReader(file, delimiter="\t"))
    lines = [json.loads(line) for line in (HERE / "routing.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = []
    for use in PARTS:
        matching = blind(library, [line["question"] for line in lines if line["use"] == use])
        own = [row for row in held if row["use"] == use]
        texts = [(row["topic"], row["language"]) for row in own]
        topics = matching.topics(texts, matching.vectors(texts))
        for question in lines:
            if question["use"] == use:
                asked = matching.asked(
                    question["question"], languages.of_question(question["question"], question["language"])
                )
                fits = topics.fits(asked)
                alone = topics.vectors @ asked.vector
                right = [row for row in own if row["expert"] == question["expert"]]
                rows.append(
                    Routed(
                        use=use,
                        kind=question.get("kind", "held"),
                        language=question["language"],
                        is_across=all(row["language"] != question["language"] for row in right),
                        rank=place(own, fits, question["expert"]),
                        by_encoder=place(own, alone, question["expert"]),
                        fit=float(fits.max()),
                    )
                )
    return rows


def blind(library: Library, questions: list[str]) -> Matching:
    """Matching that has not learnt from some questions."""
    model, known = embedder.load(), subjects.shipped()
    return Matching(library.search, model, known, leanings.learnt(model, known, questions))


def place(held: list[dict[str, str]], fits: np.ndarray, expert: str) -> int | None:
    """The place (from 0) of an expert by their best topic; None for nobody."""
    order = list(dict.fromkeys(held[row]["expert"] for row in np.argsort(-fits, kind="stable")))
    return order.index(expert) if expert else None


def show(rows: list[Routed], use: str) -> None:
    """One part as a table: the share of questions whose expert comes first and among three, beside the encoder alone."""
    own = [row for row in rows if row.use == use]
    groups: dict[str, list[Routed]] = defaultdict(list)
    for row in own:
        for name in (
            (row.language, "across" if row.is_across else "same language", "all") if row.rank is not None else ()
        ):
            groups[name].append(row)
    print(
        f"experts, {use:6}{'n':>4}  {'first':19}{'among three':19}{'encoder alone':15}{'above threshold':19}".rstrip()
    )
    for name in ("en", "fi", "sv", "same language", "across", "all"):
        n = len(groups[name])
        first, three, alone, above = (
            sum(told) / n
            for told in (
                [row.rank == 0 for row in groups[name]],
                [(row.rank or 0) < 3 for row in groups[name]],
                [row.by_encoder == 0 for row in groups[name]],
                [row.fit >= FITS for row in groups[name]],
            )
        )
        print(f"{name:15}{n:4}  {interval(first, n):19}{interval(three, n):19}{alone:<15.2f}{interval(above, n)}")
    for kind in ("off", "near"):
        others = [row.fit < FITS for row in own if row.kind == kind]
        print(f"{kind:15}{len(others):4}  refused {interval(sum(others) / len(others), len(others))}")
    print()


def low(rows: list[Routed]) -> list[str]:
    """Which figures of the reported part are below their floors, as sentences."""
    held = [row.rank == 0 for row in rows if row.use == "report" and row.rank is not None]
    off = [row.fit < FITS for row in rows if row.use == "report" and row.kind == "off"]
    figures = {"right expert first": sum(held) / len(held), "off refused": sum(off) / len(off)}
    return [
        f"{name} is {figures[name]:.2f}, its floor {floor:.2f}"
        for name, floor in FLOORS.items()
        if figures[name] < floor
    ]


def main() -> None:
    """The tables, and what other thresholds would do."""
    from tests.recall.__main__ import measured_library

    with measured_library() as library:
        rows = measured(library)
    print(f"encoder {embedder.load().id}, weights {SUBJECT_WEIGHT}, {LEANING_WEIGHT}, threshold {FITS}\n")
    for use in PARTS:
        show(rows, use)
    tuned = [row for row in rows if row.use != "report"]
    print("threshold  right first and above   off refused   near refused")
    for threshold in np.arange(0.3, 1.2, 0.05):
        shares = [
            np.mean([row.rank == 0 and row.fit >= threshold for row in tuned if row.kind == "held"]),
            *(np.mean([row.fit < threshold for row in tuned if row.kind == kind]) for kind in ("off", "near")),
        ]
        print(f"{threshold:9.2f}  {shares[0]:23.2f} {shares[1]:13.2f} {shares[2]:14.2f}")


if __name__ == "__main__":
    main()
