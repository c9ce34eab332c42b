"""Who knows about what: everybody's topics in memory, ready to be matched; each process follows them by their mark.

Belongs to no skill, since questions to experts and sparring sessions both look for somebody whose topic fits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.store import Conflict, Connection, experts
from bot.store.experts import Topic
from knowledge.matching import FITS, Asked, Matching, Topics

_AT_ONCE = 200
Text = tuple[str, str]
"""A topic as somebody put it, and its language."""


@dataclass(frozen=True)
class Roster:
    """All topics, those of one person together: `people[n]` has those from row `firsts[n]` on. `ready` has vector and
    subjects by topic."""

    mark: tuple[str, int, int, int]
    encoder: str
    people: tuple[str, ...]
    firsts: tuple[int, ...]
    texts: tuple[Text, ...]
    topics: Topics
    ready: Mapping[Text, tuple[np.ndarray, np.ndarray]]


_latest: dict[str, Roster] = {}
"""By database. A new one takes the place of the old one as a whole, so several threads may look."""


def current(conn: Connection, matching: Matching, *, is_writing: bool = False) -> Roster:
    """The topics as they are now. Those that were saved without a vector of this encoder are encoded, but not while
    `is_writing`, when others would wait for it: Conflict then, and the turn, which begins anew, encodes them first."""
    mark = experts.mark(conn)
    known = _latest.get(mark[0])
    if known is None or known.encoder != matching.encoder:
        known = None
    elif known.mark == mark:
        return known
    _latest[mark[0]] = made = _made(experts.topics(conn), mark, matching, known.ready if known else {}, is_writing)
    return made


def fitting(held: Roster, asked: Asked) -> Iterator[list[tuple[str, float, str]]]:
    """People with the fit and the text of their best topic, best first, some at a time; only those whom it fits."""
    if not held.texts:
        return
    fits = held.topics.fits(asked)
    tops = np.maximum.reduceat(fits, held.firsts)
    order = [row for row in np.argsort(-tops, kind="stable") if tops[row] >= FITS]
    ends = [*held.firsts[1:], len(held.texts)]
    for start in range(0, len(order), _AT_ONCE):
        some = []
        for row in order[start : start + _AT_ONCE]:
            first = held.firsts[row]
            some.append(
                (held.people[row], float(tops[row]), held.texts[first + int(fits[first : ends[row]].argmax())][0])
            )
        yield some


def _made(
    held: Sequence[tuple[str, Topic]],
    mark: tuple[str, int, int, int],
    matching: Matching,
    known: Mapping[Text, tuple[np.ndarray, np.ndarray]],
    is_writing: bool,
) -> Roster:
    texts = tuple((topic.text, topic.language) for _, topic in held)
    kept = {text: topic for text, (_, topic) in zip(texts, held, strict=True)}
    new = [text for text in kept if text not in known]
    vectors = _vectors({text: kept[text] for text in new}, matching, is_writing)
    topics = matching.topics(new, vectors)
    ready = {text: known[text] for text in kept if text in known}
    ready |= dict(zip(new, zip(topics.vectors, topics.subjects, strict=True), strict=True))
    firsts = [row for row, (person, _) in enumerate(held) if row == 0 or held[row - 1][0] != person]
    return Roster(
        mark=mark,
        encoder=matching.encoder,
        people=tuple(held[row][0] for row in firsts),
        firsts=tuple(firsts),
        texts=texts,
        topics=Topics(np.array([ready[text][0] for text in texts]), np.array([ready[text][1] for text in texts])),
        ready=ready,
    )


def _vectors(topics: Mapping[Text, Topic], matching: Matching, is_writing: bool) -> np.ndarray:
    """As they were saved, or encoded where another encoder or none made them."""
    missing = [text for text, topic in topics.items() if topic.encoder != matching.encoder or not topic.vector]
    if missing and is_writing:
        raise Conflict("topics came in meanwhile that are not encoded yet")
    made = dict(zip(missing, matching.vectors(missing), strict=True))
    rows = [made[text] if text in made else np.frombuffer(topics[text].vector, np.float16) for text in topics]
    return np.array(rows, np.float32)
