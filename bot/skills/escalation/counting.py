"""Counts that a coordinator may see: exact in their own organisations, and of others none that is under five. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from bot.people import Person, Reach, Role, Scope
from bot.scope import FEW, reaches
from bot.texts import Texts

Kind = TypeVar("Kind")
Key = TypeVar("Key")


@dataclass(frozen=True)
class Count:
    """How many there are in the organisations in a coordinator's own care, and in others."""

    own: int = 0
    others: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.own + other.own, self.others + other.others)

    @property
    def is_few(self) -> bool:
        """Whether the others' part must not be told."""
        return 0 < self.others < FEW


@dataclass(frozen=True)
class Care:
    """How far somebody sees: their own scopes, and what is in no coordinator's scope at all (`scopes` are everybody's)."""

    person: Person
    scopes: tuple[Scope, ...]

    def count(self, organisation: str, branch: str) -> Count | None:
        """One of their own, one of the others they may count, or None."""
        mine = [scope for scope in self.person.scopes if reaches(scope, organisation, branch)]
        if any(scope.reach is Reach.ORGANISATION for scope in mine):
            return Count(own=1)
        is_nobodys = not any(reaches(scope, organisation, branch) for scope in self.scopes)
        return Count(others=1) if mine or is_nobodys or self.person.is_a(Role.ADMIN) else None


def care_of(person: Person, everybody: Iterable[Person]) -> Care:
    """How far a person sees, given who else coordinates."""
    return Care(person, tuple(scope for one in everybody if one.is_a(Role.COORDINATOR) for scope in one.scopes))


def counted(
    kinds: Iterable[Kind], key: Callable[[Kind], Key], count: Callable[[Kind], Count | None]
) -> dict[Key, Count]:
    """How many there are by a key, of those that may be counted."""
    found: dict[Key, Count] = {}
    for one in kinds:
        if seen := count(one):
            found[key(one)] = found.get(key(one), Count()) + seen
    return found


@dataclass(frozen=True)
class Told:
    """A count as it is shown, and as a number if it may be known."""

    text: str
    exact: int | None


def told(_: Texts, counts: Sequence[Count]) -> list[Told]:
    """The counts of one breakdown as they may be shown. Where only one would be hidden, it could be worked out from the sum:
    then the smallest of the others is told as "5 or more"."""
    few = [number for number, count in enumerate(counts) if count.is_few]
    many = sorted((count.others, number) for number, count in enumerate(counts) if count.others >= FEW)
    hidden = many[0][1] if len(few) == 1 and many else None
    return [_told(_, count, count.is_few, number == hidden) for number, count in enumerate(counts)]


def _told(_: Texts, count: Count, is_few: bool, is_hidden: bool) -> Told:
    if not is_few and not is_hidden:
        return Told(_.number(count.own + count.others), count.own + count.others)
    rest = f"< {FEW}" if is_few else f"≥ {FEW}"
    return Told(_("{n} and {rest} elsewhere", n=_.number(count.own), rest=rest) if count.own else rest, None)


@dataclass(frozen=True)
class Times:
    """How long answers took in working time: half of them no longer than `middle`, nine of ten no longer than `ninety`."""

    middle: timedelta
    ninety: timedelta


def times(own: Sequence[timedelta], others: Sequence[timedelta]) -> Times | None:
    """Of those that may be told of; None where there are none."""
    lasted = sorted((*own, *(others if len(others) >= FEW else ())))
    if not lasted:
        return None
    middle = (lasted[(len(lasted) - 1) // 2] + lasted[len(lasted) // 2]) / 2
    return Times(middle, lasted[-(-len(lasted) * 9 // 10) - 1])
