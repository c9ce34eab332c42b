"""Whom a question is offered to: on both databases, with the real encoder."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import roster
from bot.people import Address, Language, Role
from bot.skills.escalation import routing
from bot.skills.escalation.records import escalations, offers
from bot.skills.escalation.records.escalations import Escalation
from bot.skills.escalation.routing import Choice, Free
from bot.skills.escalation.why import Why, read
from bot.store import Connection, Store, experts, people, personal
from bot.store.experts import Absence, Expert, Topic
from bot.texts import texts
from knowledge.library import Library
from knowledge.matching import Matching

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
CLEANING = "Millä mitataan, onko koulun siivous tehty hyvin?"
KEYS = ("städtjänster i skolor", "sv")


@dataclass
class Hall:
    """A database with experts in it."""

    conn: Connection
    library: Library

    def expert(
        self,
        name: str,
        *topics: tuple[str, str],
        role: bool = True,
        welcomed: bool = True,
        organisation: str = "",
        **profile: object,
    ) -> str:
        person = people.add(self.conn, Address("console", "here", name, name), Language.FI, name=name).id
        if role:
            people.give(self.conn, person, Role.EXPERT)
        people.update(self.conn, person, organisation=organisation, welcomed=welcomed)
        told = routing.with_vectors(self.library, [Topic(*topic) for topic in topics])
        experts.keep(self.conn, Expert(person, topics=told, **profile))  # type: ignore[arg-type]
        return person

    def asks(self, text: str = CLEANING, language: str = "fi", branch: str = "", at: datetime = NOW) -> Escalation:
        told = {"text": text, "language": language, "branch": branch, "asked_at": at}
        rest = {"tried": "", "asker": "", "organisation": "", "is_urgent": False, "may_share": True}
        return escalations.add(self.conn, **told, **rest)  # type: ignore[arg-type]

    def best(
        self, found: Escalation, closed: tuple[str, ...] = (), without: tuple[str, ...] = (), count: int = 1
    ) -> list[Choice]:
        wanted = routing.wanted(self.conn, self.library, found.text, found.language, found.branch)
        return routing.best(self.conn, wanted, NOW, closed, without, count)

    def wanted(self, text: str = CLEANING, language: str = "fi") -> routing.Wanted:
        return routing.wanted(self.conn, self.library, text, language)

    def who(self, text: str = CLEANING, **more: object) -> list[str]:
        return [choice.person for choice in self.best(self.asks(text), **more)]  # type: ignore[arg-type]


@pytest.fixture
def hall(store: Store, library: Library) -> Hall:
    with store.writing() as conn:
        yield Hall(conn, library)  # type: ignore[misc]


def test_the_one_whose_topic_it_is(hall: Hall) -> None:
    hall.expert("Food", ("food for schools", "en"))
    cleaner = hall.expert("Clean", ("rakennusurakat", "fi"), KEYS)
    hall.expert("Law", ("besvär till marknadsdomstolen", "sv"))
    (choice,) = hall.best(hall.asks())
    assert choice.person == cleaner
    assert read(choice.why) == Why(topic=KEYS[0], has_language=True)
    assert choice.score > 0.5


def _no_role(hall: Hall, person: str) -> dict[str, object]:
    people.take(hall.conn, person, Role.EXPERT)
    return {}


def _invited(hall: Hall, person: str) -> dict[str, object]:
    people.update(hall.conn, person, welcomed=False)
    return {}


def _away(hall: Hall, person: str) -> dict[str, object]:
    experts.be_away(hall.conn, person, Absence(TODAY, TODAY))
    return {}


def _quiet(hall: Hall, person: str) -> dict[str, object]:
    people.update(hall.conn, person, organisation="Mallilan  Kaupunki")
    experts.be_quiet(hall.conn, "mallilan kaupunki", TODAY, TODAY)
    return {}


def _busy(hall: Hall, person: str) -> dict[str, object]:
    for _ in range(experts.CAP):
        offers.propose(hall.conn, hall.asks(), person, "", 1, NOW)
    return {}


def _closed(hall: Hall, person: str) -> dict[str, object]:
    return {"closed": ("console:here:@Clean",)}


def _left_out(hall: Hall, person: str) -> dict[str, object]:
    return {"without": (person,)}


@pytest.mark.parametrize("spoil", [_no_role, _invited, _away, _quiet, _busy, _closed, _left_out])
def test_who_cannot_be_asked_is_not(hall: Hall, spoil: Callable[[Hall, str], dict[str, object]]) -> None:
    cleaner = hall.expert("Clean", KEYS)
    assert hall.who() == [cleaner]
    assert hall.who(**spoil(hall, cleaner)) == []


def test_a_day_is_the_experts_own(hall: Hall) -> None:
    """At 23 UTC it is tomorrow in Helsinki, and still today in London."""
    late = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    for name, zone in (("Helsinki", "Europe/Helsinki"), ("London", "Europe/London")):
        person = hall.expert(name, KEYS)
        people.update(hall.conn, person, zone=zone)
        experts.be_away(hall.conn, person, Absence(TODAY, TODAY))
    wanted = hall.wanted()
    assert [choice.person for choice in routing.best(hall.conn, wanted, late, (), (), 3)] == ["P1"]


def test_a_substitute_stands_in(hall: Hall) -> None:
    away = hall.expert("Clean", KEYS)
    stand_in = hall.expert("Other", ("rakennusurakat", "fi"))
    experts.be_away(hall.conn, away, Absence(TODAY, TODAY, stand_in))
    (choice,) = hall.best(hall.asks())
    assert choice.person == stand_in
    assert read(choice.why) == Why(topic=KEYS[0], has_language=True, stands_in_for=away)
    said = routing.reason(texts(Language.SV), choice.why, {away: "Clean"})
    assert said.startswith("Du föreslås som ersättare för Clean, som är frånvarande och har ”städtjänster i skolor”")
    assert "kollega" in routing.reason(texts(Language.SV), choice.why)


@pytest.mark.parametrize("spoil", [_no_role, _invited, _away, _quiet, _busy, _left_out])
def test_a_substitute_who_cannot_be_asked_is_not_either(
    hall: Hall, spoil: Callable[[Hall, str], dict[str, object]]
) -> None:
    away, stand_in = hall.expert("Away", KEYS), hall.expert("Clean")
    experts.be_away(hall.conn, away, Absence(TODAY, TODAY, stand_in))
    assert hall.who() == [stand_in]
    assert hall.who(**spoil(hall, stand_in)) == []


def test_the_absence_of_a_substitute_is_not_filled(hall: Hall) -> None:
    one, two, three = hall.expert("One", KEYS), hall.expert("Two"), hall.expert("Three")
    experts.be_away(hall.conn, one, Absence(TODAY, TODAY, two))
    experts.be_away(hall.conn, two, Absence(TODAY, TODAY, three))
    assert hall.who() == []


def test_nobodys_topic_goes_to_the_fallback_group(hall: Hall) -> None:
    hall.expert("Clean", KEYS)
    assert hall.who("Vilken film är bäst på bio?") == []
    any_, away = hall.expert("Any", takes_any=True), hall.expert("Away", takes_any=True)
    experts.be_away(hall.conn, away, Absence(TODAY, TODAY))
    (choice,) = hall.best(hall.asks("Vilken film är bäst på bio?"), count=3)
    assert (choice.person, read(choice.why)) == (any_, Why())
    assert hall.who(without=("P1",)) == [any_], "also where those who have the topic cannot be asked"


def test_language_and_branch_decide_between_equals(hall: Hall) -> None:
    hall.expert("One", KEYS, languages=("sv",))
    two = hall.expert("Two", KEYS, languages=("fi", "sv"))
    three = hall.expert("Three", KEYS, languages=("fi",), branches=("municipality",))
    assert hall.who() == [two]
    (choice,) = hall.best(hall.asks(branch="municipality"))
    assert choice.person == three
    assert read(choice.why) == Why(topic=KEYS[0], has_language=True, has_branch=True)


def test_an_urgent_one_goes_to_the_best_three(hall: Hall) -> None:
    four = [hall.expert(f"Clean {n}", KEYS) for n in range(4)]
    hall.expert("Food", ("food for schools", "en"))
    assert sorted(hall.who(count=3)) == four[:3]
    assert sorted(hall.who(count=9)) == four


def test_a_thousand_questions_are_spread_over_ten(hall: Hall) -> None:
    """Answered now sooner, now later, some by another than who was offered it first."""
    ten = [hall.expert(f"Clean {n}", KEYS) for n in range(10)]
    chance, told, at = random.Random(4), Counter[str](), NOW
    waiting: list[tuple[str, str]] = []
    before, wanted = "", hall.wanted()
    for _ in range(1_000):
        at += timedelta(minutes=5)
        found = hall.asks(at=at)
        (choice,) = routing.best(hall.conn, wanted, at, (), ())
        assert choice.person != before
        offers.propose(hall.conn, found, choice.person, choice.why, choice.score, at)
        told[choice.person] += 1
        before = choice.person
        waiting.append((found.id, choice.person))
        while len(waiting) > 40 or (waiting and chance.random() < 0.5):
            done, owner = waiting.pop(chance.randrange(len(waiting)))
            escalations.move(hall.conn, done, ["open"], "taken", owner_is=owner)
            escalations.move(hall.conn, done, ["taken"], "answered", answered_at=at)
    assert set(told) == set(ten)
    assert all(90 <= count <= 110 for count in told.values()), told


def test_one_who_answers_nothing_gets_no_more(hall: Hall) -> None:
    slow, quick = hall.expert("Slow", KEYS), hall.expert("Quick", KEYS)
    told = Counter[str]()
    for n in range(20):
        found = hall.asks()
        (choice,) = hall.best(found)
        offers.propose(hall.conn, found, choice.person, "", 1, NOW + timedelta(minutes=n))
        told[choice.person] += 1
        if choice.person == quick:
            escalations.move(hall.conn, found.id, ["open"], "answered")
    assert told[slow] == experts.CAP


def test_topics_are_followed(hall: Hall) -> None:
    """Added, taken away, erased, and when two persons become one."""
    one = hall.expert("One", KEYS)
    two = hall.expert("Two", ("rakennusurakat", "fi"))
    assert hall.who(count=3) == [one]
    experts.keep(hall.conn, Expert(one, topics=(Topic("rakennusurakat", "fi"),)))
    assert hall.who(count=3) == []
    experts.keep(hall.conn, Expert(two, topics=(Topic(*KEYS),)))
    assert hall.who(count=3) == [two], "encoded here: it was kept without a vector"
    three = hall.expert("Three")
    personal.merge(hall.conn, three, two, NOW)
    assert hall.who(count=3) == [three]
    personal.erase(hall.conn, three)
    assert hall.who(count=3) == []


def test_the_vectors_that_were_kept_are_used(hall: Hall) -> None:
    class Silent(Matching):
        def vectors(self, topics):  # type: ignore[no-untyped-def]
            assert not topics
            return super().vectors(topics)

    hall.expert("One", KEYS)
    silent = Silent(
        *(getattr(hall.library.matching, name) for name in ("_search", "_embedder", "_subjects", "_leanings"))
    )
    assert roster.current(hall.conn, silent).people == ("P1",)


def test_vectors_of_another_encoder_are_made_anew(hall: Hall) -> None:
    one = hall.expert("One")
    experts.keep(hall.conn, Expert(one, topics=(Topic(*KEYS, encoder="another", vector=b"\0" * 8),)))
    assert hall.who() == [one]


def test_a_substitute_does_not_keep_who_is_erased(hall: Hall) -> None:
    away, stand_in = hall.expert("Away", KEYS), hall.expert("Other")
    experts.be_away(hall.conn, away, Absence(TODAY, TODAY, stand_in))
    found = hall.asks()
    (choice,) = hall.best(found)
    offers.propose(hall.conn, found, choice.person, choice.why, choice.score, NOW)
    personal.erase(hall.conn, away)
    (kept,) = offers.of(hall.conn, found)
    assert (kept.person, kept.why) == (stand_in, "")


@pytest.mark.parametrize("kept", ["", "null", "[1]", '{"topic":', '{"other":"x"}'])
def test_a_reason_that_cannot_be_read_still_reads(kept: str) -> None:
    for language in Language:
        assert routing.reason(texts(language), kept) == routing.reason(texts(language), str(Why()))


@given(st.builds(Why, st.text(), st.booleans(), st.booleans(), st.sampled_from(["", "P7"])))
def test_a_reason_is_kept_as_it_was(why: Why) -> None:
    assert read(str(why)) == why
    said = routing.reason(texts(Language.EN), str(why))
    assert why.topic in said and "{" not in said.replace(why.topic, "")


FREE = st.builds(
    Free,
    st.integers(1, 10_000).map("P{}".format),
    st.floats(0.5, 1.5),
    st.integers(0, 4),
    st.none() | st.integers(0, 100).map(lambda hours: NOW - timedelta(hours=hours)),
)


@given(st.lists(FREE, max_size=12, unique_by=lambda one: one.person), st.integers(1, 4), st.randoms())
def test_turns(free: list[Free], count: int, chance: random.Random) -> None:
    chosen = routing.in_turn(free, count)
    assert len(chosen) == len(set(chosen)) == min(count, len(free))
    mixed = chance.sample(free, len(free))
    assert routing.in_turn(mixed, count) == chosen, "whatever order they come in"
    if free:
        top = max(one.score for one in free)
        good = [one for one in free if one.score >= top - routing.MARGIN]
        first = chosen[0]
        assert first in good
        if len(good) > 1 and len({one.last for one in good}) > 1:
            assert first.last is None or first.last < max(one.last for one in good if one.last)
        never = [replace(one, last=None, score=1.0) for one in free]
        least = min(one.open for one in never)
        assert routing.in_turn(never, 1)[0].open <= least + routing.AHEAD
