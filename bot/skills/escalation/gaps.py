"""What the material does not answer: unanswered questions that mean the same, in whatever language, as one gap.

Nobody's words are shown to anybody. A gap is told by official terms that many of its questions share, and by the titles of the
documents nearest to it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from bot.people import Person
from bot.skills.escalation.counting import Care, Count
from bot.store.questions import Question
from knowledge.library import Library

SAME = 0.5
"""Cosine from which on a question belongs to a gap. Measured on trios of translations: 0.53 and more among themselves, 0.35 and
less between them."""
READ = 120
"""How many of the newest questions are read: each takes a hundredth of a second or more."""
TERMS, TITLES = 3, 2


@dataclass(frozen=True)
class Gap:
    """One thing that is asked and not answered: how many people asked it, in which languages, and what tells of it in the
    reader's language. `example` is the question it began with, for whoever works on it; its words are shown to nobody."""

    example: str
    people: Count
    languages: tuple[str, ...]
    terms: tuple[str, ...]
    titles: tuple[str, ...]


def found(
    asked: Sequence[Question], people: Mapping[str, Person], care: Care, library: Library, reader: str, today: date
) -> list[Gap]:
    """The gaps that somebody may see, those of most people first. `people` are by id."""
    seen = [(one, count) for one in asked[:READ] if (count := _counted(people.get(one.person), care))]
    groups = grouped([library.search.understand(one.text, (), one.language).vector for one, _count in seen])
    gaps = [_gap([seen[number] for number in group], library, reader, today) for group in groups]
    return sorted(gaps, key=lambda gap: (-gap.people.own - gap.people.others, gap.example))


def grouped(vectors: Sequence[np.ndarray]) -> list[list[int]]:
    """The numbers of vectors that belong together, in the order they came: each joins the group whose middle it is nearest to,
    or begins one."""
    groups: list[list[int]] = []
    sums: list[np.ndarray] = []
    for number, vector in enumerate(vectors):
        cosines = [float(vector @ total / np.linalg.norm(total)) for total in sums]
        best = int(np.argmax(cosines)) if cosines else 0
        if cosines and cosines[best] >= SAME:
            groups[best].append(number)
            sums[best] = sums[best] + vector
        else:
            groups.append([number])
            sums.append(vector)
    return groups


def _counted(person: Person | None, care: Care) -> Count | None:
    return care.count(person.organisation, person.branch.value if person.branch else "") if person else None


def _gap(group: Sequence[tuple[Question, Count]], library: Library, reader: str, today: date) -> Gap:
    by_person = {one.person: count for one, count in group}
    people = sum(by_person.values(), Count())
    named = Counter(
        term.names[reader] for one, _count in group for term in library.terms.within(one.text, one.language)
    )
    terms = [name for name, times in named.most_common(TERMS) if times * 2 > len(group)]
    return Gap(
        min((one.id for one, _count in group), key=lambda name: int(name[1:])),
        people,
        tuple(sorted({one.language for one, _count in group})),
        tuple(terms),
        _titles([one for one, _count in group], library, reader, today),
    )


def _titles(asked: Sequence[Question], library: Library, reader: str, today: date) -> tuple[str, ...]:
    """The documents that most of the questions had among their nearest, in the reader's language where there is one."""
    near = Counter(
        str(citation["passage"])
        for one in asked
        for citation in (one.answer or {}).get("nearest", ())
        if isinstance(citation, Mapping) and "passage" in citation
    )
    opened = (library.open(passage, reader=reader, today=today) for passage, _times in near.most_common())
    titles = dict.fromkeys(one.citation.title for one in opened if one)
    return tuple(titles)[:TITLES]


def told_together(gaps: Sequence[Gap], shown: int) -> list[Gap]:
    """As many gaps as are shown, the rest as one without a name."""
    rest = gaps[shown:]
    if not rest:
        return list(gaps)
    other = sum((gap.people for gap in rest), Count())
    return [*gaps[:shown], replace(rest[0], example="", people=other, terms=(), titles=())]
