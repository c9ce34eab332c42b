"""How many use Sparri, by organisation, for those who run the programme: as far as their scope goes, and no further."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.people import Person, Role
from bot.scope import FEW, is_in_care, is_in_scope, organisation_key
from bot.skills.people import screens
from bot.skills.people.skill import people
from bot.store import people as records
from bot.texts import N_, W_
from bot.turns import Effects, Reply, Turn


@people.command(W_("word", "people, organisations"), N_("how many use Sparri, by organisation"))
@people.pressed("overview")
def overview(turn: Turn, _arg: str = "") -> Effects:
    """The people in the coordinator's care by name, and who of them cannot be reached; the others as counts. Whoever has
    only been entered beforehand does not use Sparri yet: they are invited."""
    with turn.store.read() as conn:
        everybody = records.all(conn)
    here, closed = [person for person in everybody if person.welcomed], turn.closed()
    seen = view(turn.person, here)
    away = [person.name for person in here if person.address.lane in closed and is_in_care(turn.person, person)]
    invited = [person.name for person in everybody if not person.welcomed and is_in_care(turn.person, person)]
    experts = [person for person in everybody if person.is_a(Role.EXPERT) and is_in_scope(turn.person, person)]
    met = [person for person in experts if person.welcomed and person.address.lane not in closed]
    card = screens.overview(
        turn.texts,
        seen.named,
        seen.counted,
        seen.few,
        in_order(away),
        invited=in_order(invited),
        experts=(len(met), len(experts)),
    )
    yield Reply(card, alone=True)


@dataclass(frozen=True)
class View:
    """What somebody may see: people by name in each organisation of theirs, counts of others, how many have too few."""

    named: tuple[tuple[str, tuple[screens.Named, ...]], ...]
    counted: tuple[tuple[str, int], ...]
    few: int


def view(who: Person, everybody: Iterable[Person]) -> View:
    """Names only of organisations that an administrator has put in the person's care (a scope): what somebody writes
    into their own profile opens nothing. Counts reach as far as the scopes do; an admin's reach everywhere."""
    named: dict[str, list[Person]] = {}
    counted: dict[str, list[Person]] = {}
    for person in everybody:
        key = organisation_key(person.organisation)
        if is_in_care(who, person):
            named.setdefault(key, []).append(person)
        elif is_in_scope(who, person):
            counted.setdefault(key, []).append(person)
    many = [(group[0].organisation.strip(), len(group)) for group in counted.values() if len(group) >= FEW]
    return View(
        tuple((group[0].organisation.strip(), _names(group)) for group in named.values()),
        tuple(sorted(many, key=lambda pair: (-pair[1], _nordic(pair[0])))),
        len(counted) - len(many),
    )


def _names(group: Iterable[Person]) -> tuple[screens.Named, ...]:
    return tuple((person.name, person.is_confirmed) for person in sorted(group, key=lambda one: _nordic(one.name)))


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Names as a list has them in Finland."""
    return tuple(sorted(names, key=_nordic))


def _nordic(name: str) -> str:
    """Å, Ä and Ö come after Z, in this order; somebody without a name at the end."""
    return name.casefold().translate(str.maketrans("åäö", "{|}")) or "~"
