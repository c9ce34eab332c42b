"""Why somebody would not be reminded of training, at this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.people import Person
from bot.scope import is_in_care
from bot.skills.training.counts import Count, of
from bot.store.reminding import Kind, Wanted
from bot.texts import N_


class Why(StrEnum):
    """What keeps a reminder from somebody."""

    INVITED = "invited"
    CLOSED = "closed"
    OFF = "off"
    LATER = "later"


CALLED = {
    Why.INVITED: N_("has not written to Sparri yet"),
    Why.CLOSED: N_("no message arrives"),
    Why.OFF: N_("has turned reminders of training off"),
    Why.LATER: N_("has put reminders of training off"),
}


def why_not(person: Person, wanted: Wanted, closed: Mapping[str, str], today: date) -> Why | None:
    """What keeps reminders of training from a person; None if nothing does."""
    if not person.welcomed:
        return Why.INVITED
    if person.address.lane in closed:
        return Why.CLOSED
    if Kind.TRAINING in wanted.off:
        return Why.OFF
    return Why.LATER if wanted.put_off(Kind.TRAINING, today) else None


@dataclass(frozen=True)
class Unreached:
    """Whom reminders do not reach: by name and why where a coordinator sees names, the others as a count."""

    named: tuple[tuple[str, Why], ...] = ()
    counted: Count = field(default_factory=Count)


def unreached(
    who: Person, people: Sequence[Person], wanted: Mapping[str, Wanted], closed: Mapping[str, str], today: date
) -> Unreached:
    """Those of some people whom reminders do not reach."""
    found = [(one, why) for one in people if (why := why_not(one, wanted[one.id], closed, today))]
    named = sorted((one.name or one.id, why) for one, why in found if is_in_care(who, one))
    counted = of(who, [one for one, _why in found if not is_in_care(who, one)])
    return Unreached(tuple(named), counted)
