"""Chooses whom a question is offered to: whose topic fits, among those who have time, in turn.

In two steps, since nobody should wait behind the encoder: `wanted` in a read transaction, `best` in the one that writes.
All topics are kept in memory with their vectors and followed by their mark; only those who come into question are read.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np

from bot import roster
from bot.skills.escalation.records.candidates import Candidate, candidates, fallback
from bot.skills.escalation.records.offers import loads
from bot.skills.escalation.why import Why, reason
from bot.store import Connection, experts
from bot.store.columns import LONG_AGO
from bot.store.experts import Topic
from knowledge.library import Library
from knowledge.matching import Asked, Matching

__all__ = ["Choice", "Wanted", "best", "named", "reason", "wanted", "with_vectors"]

LANGUAGE_BONUS, BRANCH_BONUS = 0.06, 0.06
"""What it adds to the fit of a topic that an expert answers in the question's language and knows its branch."""
MARGIN = 0.05
"""Those so little behind the best are as good, and take turns."""
AHEAD = 1
"""How many more open questions somebody may have than the freest of those who are as good, and still take their turn."""


@dataclass(frozen=True)
class Choice:
    """An expert for a question. `why` is kept with the offer (see `reason`); `score` is the fit of the topic (0 for one of the
    fallback group) and what language and branch add."""

    person: str
    why: str
    score: float


@dataclass(frozen=True)
class Wanted:
    """A question ready to be routed."""

    language: str
    branch: str
    asked: Asked
    matching: Matching


@dataclass(frozen=True)
class Free:
    """An expert who can be asked: for which topic, in whose place, how many they have open, when they were offered one last."""

    person: str
    score: float
    open: int
    last: datetime | None
    topic: str = ""
    stands_in_for: str = ""
    has_language: bool = False
    has_branch: bool = False

    @property
    def why(self) -> Why:
        """What is kept of the reason: nothing for one of the fallback group."""
        return Why(self.topic, self.has_language, self.has_branch, self.stands_in_for) if self.topic else Why()


def wanted(conn: Connection, library: Library, text: str, language: str, branch: str = "") -> Wanted:
    """Encodes a question, and the topics that are not known yet: for a read transaction."""
    matching = library.matching
    roster.current(conn, matching)
    return Wanted(language, branch, matching.asked(text, language), matching)


def named(person: str, by: str) -> Choice:
    """Somebody whom a colleague, by id, has chosen."""
    return Choice(person, str(Why(passed_by=by)), 0.0)


def best(
    conn: Connection, wanted: Wanted, now: datetime, closed: Collection[str], without: Collection[str], count: int = 1
) -> list[Choice]:
    """Whom to offer a question to, best first, at most `count`; none if there is nobody. Raises Conflict if topics came in
    since `wanted` that are to be encoded.

    `closed` are the lanes where nobody is reached, `without` the ids of the asker and of those who have been asked.
    """
    room = Room(conn, now, frozenset(closed), frozenset(without), experts.quiet_periods(conn))
    free: dict[str, Free] = {}
    for some in roster.fitting(roster.current(conn, wanted.matching, is_writing=True), wanted.asked):
        if not _may_change(list(free.values()), some[0][1], count):
            break
        for one in room.free(some, wanted):
            if one.person not in free or one.score > free[one.person].score:
                free[one.person] = one
    chosen = in_turn(list(free.values()), count)
    if not chosen:
        everyone = [(person, 0.0, "") for person in fallback(conn)]
        chosen = in_turn(room.free(everyone, wanted), count)
    return [Choice(one.person, str(one.why), round(one.score, 3)) for one in chosen]


def with_vectors(library: Library, topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Topics with the vectors of the encoder in use, ready to be kept; they are encoded."""
    matching = library.matching
    vectors = matching.vectors([(one.text, one.language) for one in topics]).astype(np.float16)
    return tuple(
        replace(one, encoder=matching.encoder, vector=vector.tobytes())
        for one, vector in zip(topics, vectors, strict=True)
    )


def in_turn(free: Sequence[Free], count: int) -> list[Free]:
    """The best, where those who are nearly as good take turns.

    Whoever was offered a question longest ago comes first, as long as they have hardly more of them open than the
    freest; whoever was offered the last one waits while another can be asked.
    """
    left = list(free)
    chosen: list[Free] = []
    while left and len(chosen) < count:
        top = max(one.score for one in left)
        good = [one for one in left if one.score >= top - MARGIN]
        least, latest = min(one.open for one in good), max((one.last for one in good if one.last), default=None)

        def turn(one: Free, least: int = least, latest: datetime | None = latest) -> tuple[bool, int, datetime, int]:
            excess = max(one.open - least - AHEAD, 0)
            return one.last is not None and one.last == latest, excess, one.last or LONG_AGO, int(one.person[1:])

        chosen.append(min(good, key=turn))
        left.remove(chosen[-1])
    return chosen


@dataclass(frozen=True)
class Room:
    """Who can be asked at a moment."""

    conn: Connection
    now: datetime
    closed: frozenset[str]
    without: frozenset[str]
    quiet: Mapping[str, Sequence[tuple[date, date]]]

    def free(self, people: Sequence[tuple[str, float, str]], wanted: Wanted) -> list[Free]:
        """Of people with the fit and text of their best topic (0 and "": none), those who can be asked, or their
        substitutes."""
        found = candidates(self.conn, [person for person, _, _ in people], self.now)
        stand_ins = {one.away.substitute for one in found.values() if one.away and one.away.substitute} - found.keys()
        found |= candidates(self.conn, stand_ins, self.now)
        can = {person: one for person, one in found.items() if self._can(one)}
        busy = loads(self.conn, can.keys())
        free = []
        for person, fit, topic in people:
            away = found[person].away if person in found else None
            asked = can.get(away.substitute if away else person)
            if asked and (load := busy.get(asked.person, (0, None)))[0] < asked.cap:
                has_language, has_branch = wanted.language in asked.languages, wanted.branch in asked.branches
                score = fit + LANGUAGE_BONUS * has_language + BRANCH_BONUS * has_branch
                whose = person if away else ""
                free.append(Free(asked.person, score, *load, topic, whose, has_language, has_branch))
        return free

    def _can(self, one: Candidate) -> bool:
        is_there = one.away is None and one.lane not in self.closed and one.person not in self.without
        return is_there and not (self.quiet and experts.is_quiet(self.quiet, one.organisation, one.today))


def _may_change(free: list[Free], fit: float, count: int) -> bool:
    """Whether somebody with a fit may still come among the first."""
    scores = sorted((one.score for one in free), reverse=True)
    return len(scores) < count or fit + LANGUAGE_BONUS + BRANCH_BONUS >= scores[count - 1] - MARGIN
