"""Whose a worksheet is: who reads it, who changes it, who names people in it, and how it looks to somebody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from bot.audience import Audience, Whom
from bot.people import Branch, Person, Reach, Role
from bot.scope import is_in_care, organisation_key, reaches
from bot.skills.worksheet.records import models, sheets
from bot.skills.worksheet.records.sheets import Change, Line
from bot.store import Connection, people

BRANCHES = tuple(branch for branch in Branch if branch is not Branch.OTHER)
"""Those that have a worksheet together."""


def own(person: Person) -> list[Audience]:
    """The worksheets that somebody belongs to: their organisation's first."""
    organisation = " ".join(person.organisation.split())
    found = [Audience(Whom.ORGANISATION, organisation)] if organisation else []
    return found + ([Audience(Whom.BRANCH, person.branch.value)] if person.branch in BRANCHES else [])


def code(sheet: Audience) -> str:
    """A worksheet as it stands in arguments: short, and the same for months."""
    if sheet.whom is Whom.BRANCH:
        return f"branch-{sheet.value}"
    return f"organisation-{sha256(organisation_key(sheet.value).encode()).hexdigest()[:16]}"


def by_code(conn: Connection, everybody: Iterable[Person], wanted: str) -> Audience | None:
    """What `code` of a worksheet gives; None for none."""
    kind, _dash, value = wanted.partition("-")
    if kind == "branch":
        return Audience(Whom.BRANCH, value) if value in BRANCHES else None
    if kind != "organisation":
        return None
    known = [sheet for person in everybody for sheet in own(person)] + sheets.named(conn)
    return next((sheet for sheet in known if code(sheet) == wanted), None)


@dataclass(frozen=True)
class Seen:
    """A worksheet as somebody sees it: what its lines say, who reads it and what they may do, and what people are called to
    them, "" for whom they may not know by name. `other` is the worksheet of their branch or organisation besides."""

    sheet: Audience
    lines: Mapping[str, Change]
    may_change: bool = False
    may_name: bool = False
    sees_words: bool = False
    names: Mapping[str, str] | None = None
    here: frozenset[str] = frozenset()
    other: Audience | None = None
    models: Mapping[str, str] | None = None
    """The models that were made of lines, by line: for those who may change it."""

    @property
    def code(self) -> str:
        """As it stands in arguments."""
        return code(self.sheet)

    def line(self, line: str) -> Line:
        """What a line says."""
        return self.lines[line].line if line in self.lines else sheets.NOTHING

    def revision(self, line: str) -> int:
        """How often a line was changed."""
        return self.lines[line].revision if line in self.lines else 0

    def name(self, person: str) -> str:
        """What somebody is called here."""
        return (self.names or {}).get(person, "")

    def responsible(self, line: Line) -> str:
        """Who is responsible by name, "" for nobody or one whom the reader may not know."""
        if line.responsible in self.here:
            return self.name(line.responsible)
        return line.named if self.sees_words else ""

    def has_responsible(self, line: Line) -> bool:
        """Whether somebody is responsible. Whoever has left is not."""
        return bool(line.named) or line.responsible in self.here


def seen(conn: Connection, person: Person, wanted: str) -> Seen | None:
    """A worksheet by its code, "" for one's own; None if there is none that somebody may read."""
    everybody = people.all(conn)
    mine = own(person)
    sheet = by_code(conn, everybody, wanted) if wanted else next(iter(mine), None)
    return view(conn, person, sheet, everybody) if sheet else None


def view(conn: Connection, person: Person, sheet: Audience, everybody: Sequence[Person]) -> Seen | None:
    """A worksheet as somebody sees it, None if they may not."""
    is_kept = keeps(person, sheet, everybody)
    if not (sheet.has(person) or is_kept):
        return None
    lines = sheets.of(conn, sheet)
    is_charged = sheet.has(person) and any(one.line.responsible == person.id for one in lines.values())
    is_own = sheet.whom is Whom.ORGANISATION and sheet.has(person) and person.is_confirmed
    is_branch = sheet.whom is Whom.BRANCH
    may_change = is_kept or is_own or (is_branch and is_charged)
    others = [one for one in own(person) if sheets.key(one) != sheets.key(sheet)]
    return Seen(
        sheet,
        lines,
        may_change,
        may_change and (is_branch or is_own or has_care(person, sheet)),
        sheet.has(person) or has_care(person, sheet) or (is_branch and may_change),
        {one.id: one.name or one.id for one in everybody if knows(person, sheet, one)},
        frozenset(one.id for one in everybody if sheet.has(one)),
        others[0] if others and sheet.has(person) else None,
        models.of(conn, sheet, person.id, is_kept=is_kept) if may_change else {},
    )


def keeps(person: Person, sheet: Audience, everybody: Iterable[Person]) -> bool:
    """Whether a worksheet is within a coordinator's scope."""
    if person.is_a(Role.ADMIN):
        return True
    if not person.is_a(Role.COORDINATOR):
        return False
    is_branch = sheet.whom is Whom.BRANCH
    organisation = "" if is_branch else sheet.value
    branch = sheet.value if is_branch else branch_of(sheet, everybody)
    return any(reaches(scope, organisation, branch) for scope in person.scopes)


def has_care(person: Person, sheet: Audience) -> bool:
    """Whether an organisation is in somebody's care, who knows people by name there."""
    return sheet.whom is Whom.ORGANISATION and any(
        scope.reach is Reach.ORGANISATION and reaches(scope, sheet.value, "") for scope in person.scopes
    )


def branch_of(sheet: Audience, everybody: Iterable[Person]) -> str:
    """The branch of an organisation: that of most of its people, "" where none has told theirs."""
    told = [one.branch.value for one in everybody if one.branch and sheet.has(one)]
    return max(sorted(set(told)), key=told.count, default="")


def knows(reader: Person, sheet: Audience, person: Person) -> bool:
    """Whether a reader of a worksheet may know somebody in it by name: their own people, those in their care, and for those
    whose worksheet it is, all in it."""
    is_same = organisation_key(reader.organisation) == organisation_key(person.organisation) != ""
    return reader.id == person.id or is_same or sheet.has(reader) or is_in_care(reader, person)


def candidates(person: Person, sheet: Audience, everybody: Iterable[Person]) -> list[Person]:
    """Whom somebody may name as responsible among those in Sparri: people of their own organisation, or of one in their
    care, whose worksheet it is."""
    is_same = organisation_key(person.organisation)
    return [
        one
        for one in everybody
        if sheet.has(one) and ((is_same and organisation_key(one.organisation) == is_same) or is_in_care(person, one))
    ]
