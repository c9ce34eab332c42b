"""What of the figures of training a coordinator may see: all of the organisations in their care, of others no group under five.

An organisation outside of their care counts when five people of it or more are in training. The smaller ones of a branch count
together, if they are five or more together; else they count nowhere, so that no sum gives them away. Pure.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

from bot.counts import Count
from bot.people import Person, Reach, Role
from bot.scope import FEW, organisation_key, reaches
from bot.skills.training.records.figures import Cell, Group

Place = tuple[str, str]
"""An organisation, as it is compared, and a branch."""


@dataclass(frozen=True)
class Tally:
    """How many are enrolled, and of them: have begun, are done, are late."""

    enrolled: Count = field(default_factory=Count)
    begun: Count = field(default_factory=Count)
    done: Count = field(default_factory=Count)
    late: Count = field(default_factory=Count)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.enrolled + other.enrolled, self.begun + other.begun, self.done + other.done, self.late + other.late
        )


@dataclass(frozen=True)
class Report:
    """The breakdowns, the largest first; a month by its first day. The organisation "" are the smaller ones together; `hidden` is
    how many organisations are left out."""

    total: Tally = field(default_factory=Tally)
    modules: tuple[tuple[str, Tally], ...] = ()
    organisations: tuple[tuple[str, Tally], ...] = ()
    branches: tuple[tuple[str, Tally], ...] = ()
    months: tuple[tuple[date, Count], ...] = ()
    hidden: int = 0


@dataclass(frozen=True)
class Hard:
    """A check ("module/lesson"): how many answered it, and of them, wrong at first."""

    check: str
    answered: int
    wrong: int


@dataclass(frozen=True)
class Sight:
    """Which places count: in one's own care, of others by themselves or together with the smaller ones of their branch."""

    own: frozenset[Place]
    others: frozenset[Place]
    pooled: frozenset[Place]
    hidden: int

    def count(self, place: Place, number: int) -> Count | None:
        """So many of a place as they count, None where they do not."""
        if place in self.own:
            return Count(own=number)
        return Count(others=number) if place in self.others or place in self.pooled else None


def report(
    who: Person, cells: Sequence[Cell], people: Sequence[Group], done: Sequence[Group], months: Sequence[date]
) -> Report:
    """What somebody sees of it."""
    sight = seen_by(who, people)
    names: dict[str, str] = {}
    modules: dict[str, Tally] = {}
    organisations: dict[str, Tally] = {}
    branches: dict[str, Tally] = {}
    total = Tally()
    for cell in cells:
        place = place_of(cell.organisation, cell.branch)
        found = _tally(sight, place, cell)
        if found is None:
            continue
        key = "" if place in sight.pooled else place[0]
        names.setdefault(key, " ".join(cell.organisation.split()) if key else "")
        total += found
        _add(modules, cell.module, found)
        _add(organisations, key, found)
        _add(branches, cell.branch, found)
    by_month = dict.fromkeys(range(len(months)), Count())
    for group in done:
        counted = sight.count(place_of(group.organisation, group.branch), group.number)
        by_month[int(group.key)] += counted or Count()
    return Report(
        total,
        _most(modules),
        tuple((names[key], tally) for key, tally in _most(organisations)),
        _most(branches),
        tuple((day, by_month[number]) for number, day in enumerate(months)),
        sight.hidden,
    )


def seen_by(who: Person, people: Iterable[Group]) -> Sight:
    """Which places somebody sees, given how many people of each are in training."""
    sizes: dict[Place, int] = {}
    for group in people:
        place = place_of(group.organisation, group.branch)
        sizes[place] = sizes.get(place, 0) + group.number
    own = {place for place in sizes if _is_in_care(who, place)}
    others = {place for place in sizes if place not in own and _is_in_scope(who, place)}
    by_organisation = _sums(sizes, others, lambda place: place[0])
    small = {place for place in others if not place[0] or by_organisation[place[0]] < FEW}
    by_branch = _sums(sizes, small, lambda place: place[1])
    pooled = {place for place in small if by_branch[place[1]] >= FEW}
    return Sight(
        frozenset(own), frozenset(others - small), frozenset(pooled), len({place[0] for place in small - pooled})
    )


def hardest(who: Person, checks: Iterable[Group]) -> list[Hard]:
    """The checks in somebody's scope that five people or more have answered, those first that most answered wrong at first."""
    found: dict[str, tuple[int, int]] = {}

    @cache
    def counts(organisation: str, branch: str) -> bool:
        place = place_of(organisation, branch)
        return _is_in_care(who, place) or _is_in_scope(who, place)

    for group in checks:
        if counts(group.organisation, group.branch):
            answered, wrong = found.get(group.key, (0, 0))
            found[group.key] = (answered + group.number, wrong + group.wrong)
    hard = [Hard(check, answered, wrong) for check, (answered, wrong) in found.items() if answered >= FEW and wrong]
    return sorted(hard, key=lambda one: (-one.wrong / one.answered, one.check))


@lru_cache(maxsize=10_000)
def place_of(organisation: str, branch: str) -> Place:
    """Where somebody belongs, as it is compared."""
    return organisation_key(organisation), branch


def _is_in_care(who: Person, place: Place) -> bool:
    return any(scope.reach is Reach.ORGANISATION and reaches(scope, *place) for scope in who.scopes)


def _is_in_scope(who: Person, place: Place) -> bool:
    return who.is_a(Role.ADMIN) or any(reaches(scope, *place) for scope in who.scopes)


def _sums(sizes: Mapping[Place, int], places: Iterable[Place], key: Callable[[Place], str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place in places:
        found[key(place)] = found.get(key(place), 0) + sizes[place]
    return found


def _tally(sight: Sight, place: Place, cell: Cell) -> Tally | None:
    counted = [sight.count(place, number) for number in (cell.enrolled, cell.begun, cell.done, cell.late)]
    known = [one for one in counted if one is not None]
    return Tally(*known) if len(known) == len(counted) else None


def _add(found: dict[str, Tally], key: str, tally: Tally) -> None:
    found[key] = found.get(key, Tally()) + tally


def _most(found: Mapping[str, Tally]) -> tuple[tuple[str, Tally], ...]:
    return tuple(sorted(found.items(), key=lambda pair: (not pair[0], -pair[1].enrolled.shown, pair[0])))
