"""Those whom something is for: everybody, an organisation, a branch, a role, or people one by one, within somebody's scope."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.people import Branch, Person, Role
from bot.scope import FEW, is_in_care, is_in_scope, organisation_key


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


def offered(who: Person, everybody: Iterable[Person]) -> list[Audience]:
    """Those that a coordinator may choose from: all in their scope, its branches and organisations, and roles. An organisation
    that is not in their care is named only where enough people are in it."""
    within = [person for person in everybody if is_in_scope(who, person)]
    branches = sorted({person.branch.value for person in within if person.branch})
    named = {organisation_key(one.organisation): one.organisation for one in within if is_in_care(who, one)}
    counted = Counter(organisation_key(person.organisation) for person in within)
    for person in within:
        if counted[organisation_key(person.organisation)] >= FEW:
            named.setdefault(organisation_key(person.organisation), person.organisation)
    return [
        Audience(),
        *(Audience(Whom.BRANCH, value) for value in branches),
        *(Audience(Whom.ORGANISATION, " ".join(name.split())) for key, name in sorted(named.items()) if key),
        *(Audience(Whom.ROLE, role.value) for role in (Role.EXPERT, Role.COORDINATOR)),
    ]
