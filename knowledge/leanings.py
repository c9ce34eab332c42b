"""What a question is about where it names no subject: learnt from questions in everyday words (`sources/subject_questions.tsv`).

A linear map from a question's vector to subjects, by ridge regression on those questions and the glossary's definitions.
"""

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np

from knowledge import terms
from knowledge.documents import LANGUAGES
from knowledge.embedder import Embedder
from knowledge.subjects import Subjects

RIDGE = 0.5
DEFINITION_WEIGHT = 0.3
"""What a definition counts for beside a question."""

_HERE = Path(__file__).parent
BUNDLED = _HERE / "bundled" / "leanings.npz"


def of(embedder: Embedder, subjects: Subjects) -> np.ndarray:
    """The map, dimension × subjects, float32: what ships if it was made with this encoder and these subjects; else it is
    learnt, which takes seconds."""
    if BUNDLED.exists():
        with np.load(BUNDLED) as stored:
            if str(stored["encoder"]) == embedder.id and tuple(stored["subjects"]) == subjects.names:
                return np.asarray(stored["leanings"], np.float32)
    return learnt(embedder, subjects)


def learnt(embedder: Embedder, subjects: Subjects, without: Collection[str] = ()) -> np.ndarray:
    """Works it out, leaving some questions out."""
    examples = [one for one in (*_questions(subjects), *_definitions(subjects)) if one[0] not in without]
    inputs = embedder.questions([text for text, *_ in examples], [language for _, language, *_ in examples])
    wanted = np.array([vector for *_, vector, _ in examples])
    weights = np.array([weight for *_, weight in examples], np.float32)[:, None]
    away = wanted - (weights * wanted).sum(axis=0) / weights.sum()
    square = (inputs * weights).T @ inputs + RIDGE * np.eye(inputs.shape[1])
    return np.asarray(np.linalg.solve(square, (inputs * weights).T @ away), np.float32)


def _questions(subjects: Subjects) -> Iterator[tuple[str, str, np.ndarray, float]]:
    with (_HERE / "sources" / "subject_questions.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["question"], row["language"], subjects.named(row["subjects"].split(",")), 1.0


def _definitions(subjects: Subjects) -> Iterator[tuple[str, str, np.ndarray, float]]:
    for term in terms.shipped().terms:
        for language in LANGUAGES:
            vector = subjects.vector(term.definitions[language], language)
            if vector.any():
                yield term.definitions[language], language, vector, DEFINITION_WEIGHT
