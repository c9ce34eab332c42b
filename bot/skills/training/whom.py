"""Whom a coordinator may mean: what the form offers within their scope, and what the lines they wrote stand for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.audience import Audience, Whom
from bot.cards import cut
from bot.forms import CHOICE_LABEL
from bot.people import Branch, Person, Role
from bot.scope import FEW, is_in_care, is_in_scope, organisation_key
from bot.store.people import number_of
from bot.texts import Texts
from bot.texts.called import BRANCHES, ROLES

PEOPLE = "people"
MOST = 60
"""Organisations that a form offers, those with the most people first."""
OFFERED_ROLES = (Role.EXPERT, Role.COORDINATOR)


@dataclass(frozen=True)
class Meant:
    """What lines stand for: ids of people, and the lines that stand for nobody in the scope, or for several people."""

    people: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    several: tuple[str, ...] = ()


def offered(who: Person, everybody: Iterable[Person]) -> dict[str, Audience]:
    """By the value of an option: everybody in the scope, its branches, roles and organisations. Organisations outside of one's
    care have at least five people, as everywhere."""
    here = [one for one in everybody if is_in_scope(who, one)]
    found = {"everybody": Audience()}
    branches = {one.branch for one in here if one.branch}
    found |= {f"branch-{one}": Audience(Whom.BRANCH, one.value) for one in Branch if one in branches}
    found |= {f"role-{one}": Audience(Whom.ROLE, one.value) for one in OFFERED_ROLES}
    groups: dict[str, list[Person]] = {}
    for one in here:
        if key := organisation_key(one.organisation):
            groups.setdefault(key, []).append(one)
    shown = [group for group in groups.values() if len(group) >= FEW or is_in_care(who, group[0])]
    for group in sorted(shown, key=lambda group: (-len(group), group[0].organisation.casefold()))[:MOST]:
        # named by its first member, since a name may hold what the value of an option may not
        first = min(number_of(one.id) for one in group)
        found[f"organisation-{first}"] = Audience(Whom.ORGANISATION, " ".join(group[0].organisation.split()))
    return found


def called(_: Texts, audience: Audience) -> str:
    """What an audience is called."""
    match audience.whom:
        case Whom.ORGANISATION:
            return audience.value
        case Whom.BRANCH:
            return _(BRANCHES[Branch(audience.value)])
        case Whom.ROLE:
            return _("role: {role}", role=_(ROLES[Role(audience.value)]))
        case Whom.PEOPLE:
            return _("people by name")
    return _("everybody in my scope")


def options(_: Texts, audiences: Mapping[str, Audience]) -> tuple[tuple[str, str], ...]:
    """For a form's choice."""
    named = tuple((value, cut(called(_, one), CHOICE_LABEL)) for value, one in audiences.items())
    return (*named, (PEOPLE, _("the people I write below")))


def meant(who: Person, everybody: Sequence[Person], text: str) -> Meant:
    """Whom lines name within the scope: by name or id, one on each line, or in one line with commas between."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        lines = [piece.strip() for piece in lines[0].replace(";", ",").split(",") if piece.strip()]
    here = [one for one in everybody if is_in_scope(who, one)]
    by_key: dict[str, list[Person]] = {}
    for one in here:
        for key in {one.id.casefold(), organisation_key(one.name)}:
            by_key.setdefault(key, []).append(one)
    found: dict[str, None] = {}
    unknown, several = [], []
    for line in lines:
        match by_key.get(organisation_key(line), []) if line else []:
            case [one]:
                found[one.id] = None
            case []:
                unknown.append(line)
            case _:
                several.append(line)
    return Meant(tuple(found), tuple(unknown), tuple(several))
