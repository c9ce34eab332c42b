"""Those whom something is for: everybody, an organisation, a branch, a role, or people one by one, within somebody's scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.people import Branch, Person, Role
from bot.scope import FEW, is_in_care, is_in_scope, organisation_key

MOST = 60
"""Organisations that a form offers, those with the most people first."""
OFFERED_ROLES = (Role.EXPERT, Role.COORDINATOR)


class Whom(StrEnum):
    """What picks them."""

    EVERYBODY = "everybody"
    ORGANISATION = "organisation"
    BRANCH = "branch"
    ROLE = "role"
    PEOPLE = "people"


@dataclass(frozen=True)
class Audience:
    """`value` is an organisation's name, a branch's or a role's code, or ids of people parted by spaces; "" for everybody.
    ValueError for a branch or role that is none."""

    whom: Whom = Whom.EVERYBODY
    value: str = ""

    def __post_init__(self) -> None:
        if self.whom is Whom.BRANCH:
            Branch(self.value)
        if self.whom is Whom.ROLE:
            Role(self.value)

    @classmethod
    def parsed(cls, text: str) -> "Audience":
        """What `str` of an audience gives. ValueError for anything else."""
        whom, _colon, value = text.partition(":")
        return cls(Whom(whom), value)

    def __str__(self) -> str:
        return f"{self.whom}:{self.value}" if self.value else str(self.whom)

    def has(self, person: Person) -> bool:
        """Whether somebody belongs to them, at this moment."""
        match self.whom:
            case Whom.EVERYBODY:
                return True
            case Whom.ORGANISATION:
                return organisation_key(person.organisation) == organisation_key(self.value)
            case Whom.BRANCH:
                return person.branch is not None and person.branch.value == self.value
            case Whom.ROLE:
                return person.is_a(Role(self.value))
            case Whom.PEOPLE:
                return person.id in self.value.split()
        return False

    def within(self, who: Person, everybody: Iterable[Person]) -> list[Person]:
        """Those of them in the scope of `who`, who has nothing to say to anybody else."""
        return [person for person in everybody if self.has(person) and is_in_scope(who, person)]


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
    for group in organisations(who, here)[:MOST]:
        # named by its first member, since a name may hold what the value of an option may not
        first = min(int(one.id[1:]) for one in group)
        found[f"organisation-{first}"] = Audience(Whom.ORGANISATION, " ".join(group[0].organisation.split()))
    return found


def organisations(who: Person, everybody: Iterable[Person]) -> list[list[Person]]:
    """The people of each organisation that may be named to somebody: those in their care, and in their scope those with at
    least five people; those with the most people first."""
    groups: dict[str, list[Person]] = {}
    for one in everybody:
        if (key := organisation_key(one.organisation)) and is_in_scope(who, one):
            groups.setdefault(key, []).append(one)
    shown = [group for group in groups.values() if len(group) >= FEW or is_in_care(who, group[0])]
    return sorted(shown, key=lambda group: (-len(group), group[0].organisation.casefold()))


def meant(who: Person, everybody: Sequence[Person], text: str) -> Meant:
    """Whom lines name within the scope of `who`."""
    return named([one for one in everybody if is_in_scope(who, one)], text)


def named(here: Iterable[Person], text: str, *, by_id: bool = True) -> Meant:
    """Whom lines name among some people: by name or id, one on each line, or in one line with commas between."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == 1:
        lines = [piece.strip() for piece in lines[0].replace(";", ",").split(",") if piece.strip()]
    by_key: dict[str, list[Person]] = {}
    for one in here:
        for key in {*([one.id.casefold()] if by_id else ()), organisation_key(one.name)}:
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
