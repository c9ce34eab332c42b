"""Why somebody would not be reminded of training, at this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.counts import Count, of
from bot.people import Person
from bot.scope import is_in_care
from bot.store import reminding
from bot.store.reminding import Kind, Wanted
from bot.texts import N_
from bot.texts.called import WHY_NOT

LATER = "later"
CALLED: dict[str, str] = {
    **{why.value: called for why, called in WHY_NOT.items()},
    LATER: N_("has put reminders of training off"),
}


def why_not(person: Person, wanted: Wanted, closed: Mapping[str, str], today: date) -> str:
    """What keeps reminders of training from a person, for good or for now; "" if nothing does."""
    kept = reminding.why_not(person, wanted, Kind.TRAINING, closed)
    return kept or (LATER if wanted.put_off(Kind.TRAINING, today) else "")


@dataclass(frozen=True)
class Unreached:
    """Whom reminders do not reach: by name and why where a coordinator sees names, the others as a count."""

    named: tuple[tuple[str, str], ...] = ()
    counted: Count = field(default_factory=Count)


def unreached(
    who: Person, people: Sequence[Person], wanted: Mapping[str, Wanted], closed: Mapping[str, str], today: date
) -> Unreached:
    """Those of some people whom reminders do not reach."""
    found = [(one, why) for one in people if (why := why_not(one, wanted[one.id], closed, today))]
    named = sorted((one.name or one.id, why) for one, why in found if is_in_care(who, one))
    counted = of(who, [one for one, _why in found if not is_in_care(who, one)])
    return Unreached(tuple(named), counted)
