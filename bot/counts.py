"""Counts that a coordinator may see: exact in the organisations in their own care, and of others none that is under five. Pure."""

from dataclasses import dataclass

from bot.people import Person
from bot.scope import FEW, is_in_care, is_in_scope
from bot.texts import Texts


@dataclass(frozen=True)
class Count:
    """How many there are in a coordinator's own care, and of others within their scope."""

    own: int = 0
    others: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.own + other.own, self.others + other.others)

    def __bool__(self) -> bool:
        return bool(self.own or self.others)

    @property
    def is_exact(self) -> bool:
        """Whether the whole may be told."""
        return not 0 < self.others < FEW

    @property
    def shown(self) -> int:
        """What may be told of it as a number, at least."""
        return self.own + (self.others if self.is_exact else 0)


def of(who: Person, people: list[Person]) -> Count:
    """How many people, as somebody may count them; those outside of their scope do not count."""
    own = sum(is_in_care(who, one) for one in people)
    return Count(own, sum(is_in_scope(who, one) for one in people) - own)


def told(_: Texts, count: Count) -> str:
    """A count as it may be told."""
    if count.is_exact:
        return _.number(count.own + count.others)
    return _elsewhere(_, count.own, f"< {FEW}")


def part(_: Texts, some: Count, whole: Count) -> str:
    """How many of how many. Of fewer than five others nothing is told; of more, no part under five and no rest."""
    if 0 < whole.others < FEW:
        some, whole = Count(some.own), Count(whole.own)
    rest = whole.others - some.others
    if 0 < some.others < FEW:
        said = _elsewhere(_, some.own, f"< {FEW}")
    elif 0 < rest < FEW:
        said = _elsewhere(_, some.own, f"> {_.number(whole.others - FEW)}")
    else:
        said = _.number(some.own + some.others)
    return f"{said} / {_.number(whole.own + whole.others)}"


def least(some: Count, whole: Count) -> tuple[int, int]:
    """How many of how many there are at least, as far as `part` tells."""
    if 0 < whole.others < FEW:
        some, whole = Count(some.own), Count(whole.own)
    rest = whole.others - some.others
    others = 0 if 0 < some.others < FEW else whole.others - FEW + 1 if 0 < rest < FEW else some.others
    return some.own + others, whole.own + whole.others


def _elsewhere(_: Texts, own: int, rest: str) -> str:
    return _("{n} and {rest} elsewhere", n=_.number(own), rest=rest) if own else rest
