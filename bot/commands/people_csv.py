"""People as CSV: what a spreadsheet gives and gets. Pure: rows in, rows or faults out."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from bot.people import Branch, Language, Person, Reach, Role, Scope
from bot.skills.people.screens import LIMITS
from knowledge.documents import clean

COLUMNS = ("id", "address", "name", "organisation", "branch", "language", "role", "reach")
"""In the order of `sparri people list`. A file to import needs an address or an id in every row, and no other column."""
BETWEEN = ";"
"""What stands between several roles, or several reaches, in one cell."""
_FORMULAS = tuple("=+-@\t\r＝＋－＠")
_PLATFORMS = ("slack", "teams", "console")
Kind = TypeVar("Kind", Branch, Language)


@dataclass(frozen=True)
class Row:
    """One line of a file: "" and None where nothing is said. `number` counts as a spreadsheet does, `who` is an id or an
    address like "slack:T1:U1"."""

    number: int
    who: str
    name: str
    organisation: str
    branch: Branch | None
    language: Language | None
    roles: tuple[Role, ...]
    scopes: tuple[Scope, ...]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, and what to do."""

    row: int
    column: str
    fault: str
    fix: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.fault}; {self.fix}"


def guarded(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would work out as a formula."""
    return f"'{cell}" if _is_formula(cell) else cell


def written(people: Iterable[Person]) -> str:
    """Everybody as a CSV file that `read` reads."""
    file = io.StringIO()
    lines = csv.writer(file, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    lines.writerows([guarded(cell) for cell in cells(person).values()] for person in people)
    return file.getvalue()


def cells(person: Person) -> dict[str, str]:
    """What stands in a person's row, by column."""
    at = person.address
    return {
        "id": person.id,
        "address": f"{at.platform}:{at.workspace}:{at.user}",
        "name": person.name,
        "organisation": person.organisation,
        "branch": person.branch.value if person.branch else "",
        "language": person.language.value,
        "role": BETWEEN.join(role.value for role in Role if role in person.roles),
        "reach": BETWEEN.join(f"{scope.reach}:{scope.value}".rstrip(":") for scope in person.scopes),
    }


def read(data: bytes) -> tuple[list[Row], list[Fault]]:
    """The rows of a file with commas, semicolons or tabs, and all that is wrong with it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Fault(1, "file", "it is not in UTF-8", "save it as “CSV UTF-8”")]
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    names = [name.strip().casefold() for name in lines[0]] if lines else []
    faults = list(_faults_of_header(names))
    if faults:
        return [], faults
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[1:], 2):
        if not any(map(str.strip, line)):
            continue
        row, wrong = _row(number, names, line)
        faults += wrong
        if row.who and row.who in seen:
            faults.append(Fault(number, "address", f"{row.who} is in row {seen[row.who]} too", "keep one of the two"))
        seen.setdefault(row.who, number)
        rows.append(row)
    return rows, faults


def _faults_of_header(names: list[str]) -> Iterator[Fault]:
    known = ", ".join(COLUMNS)
    for name in names:
        if name not in COLUMNS:
            yield Fault(1, name or "(no name)", "there is no such column", f"the columns are {known}")
        elif names.count(name) > 1:
            yield Fault(1, name, "the column is there twice", "keep one of the two")
    if not {"address", "id"} & set(names):
        yield Fault(1, "address", "the column is missing", "add it: slack:WORKSPACE:USER or teams:TENANT:USER")


def _row(number: int, names: list[str], line: list[str]) -> tuple[Row, list[Fault]]:
    faults: list[Fault] = []
    cell = dict.fromkeys(COLUMNS, "") | {
        name: clean(_unguarded(value)).strip() for name, value in zip(names, line, strict=False)
    }
    if any(map(str.strip, line[len(names) :])):
        faults.append(Fault(number, "row", "it has more cells than the header", "look for a separator in a name"))
    who = cell["address"] or cell["id"]
    fault = faulty_who(who)
    if fault:
        faults.append(Fault(number, "address", *fault))
    for name, limit in LIMITS.items():
        if len(cell[name]) > limit:
            faults.append(Fault(number, name, f"it has {len(cell[name])} characters", f"use at most {limit}"))
    branch, wrong_branch = _member(Branch, number, "branch", cell["branch"])
    language, wrong_language = _member(Language, number, "language", cell["language"])
    roles, wrong_roles = _roles(number, cell["role"])
    scopes, wrong_scopes = _scopes(number, cell["reach"], Role.COORDINATOR in roles)
    row = Row(number, who, cell["name"], cell["organisation"], branch, language, roles, scopes)
    return row, [*faults, *wrong_branch, *wrong_language, *wrong_roles, *wrong_scopes]


def _is_formula(cell: str) -> bool:
    """Whether a spreadsheet would work it out, or it would be taken for a cell that was made safe: a name may begin with '=."""
    return cell.lstrip("'").startswith(_FORMULAS)


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _is_formula(cell[1:]) else cell


def faulty_who(who: str) -> tuple[str, str] | None:
    """What is wrong with an id or an address, and what to do; None if nothing is."""
    fix = "write P12, slack:WORKSPACE:USER or teams:TENANT:USER"
    if not who:
        return "nobody is named", fix
    if who[:1] == "P" and who[1:].isdecimal():
        return None
    platform, *rest = who.split(":", 2)
    if "@" in who and ":" not in who:
        return "this is an e-mail address", f"Sparri does not look people up by e-mail: {fix}"
    if platform not in _PLATFORMS or len(rest) != 2 or not rest[1] or not (rest[0] or platform == "console"):
        return f"“{who}” is no address", fix
    return None


def _member(kind: type[Kind], number: int, column: str, value: str) -> tuple[Kind | None, list[Fault]]:
    """The branch or language that a cell names."""
    if not value:
        return None, []
    if value.casefold() in list(kind):
        return kind(value.casefold()), []
    return None, [Fault(number, column, f"“{value}” is none", f"write one of {', '.join(kind)}, or nothing")]


def _roles(number: int, value: str) -> tuple[tuple[Role, ...], list[Fault]]:
    named = [part.strip().casefold() for part in value.split(BETWEEN) if part.strip()]
    wrong = [part for part in named if part not in list(Role)]
    faults = [
        Fault(number, "role", f"“{part}” is no role", "write expert, coordinator or admin, with ; between")
        for part in wrong
    ]
    return tuple(Role(part) for part in named if part in list(Role) and part != Role.PROCURER), faults


def _scopes(number: int, value: str, is_coordinator: bool) -> tuple[tuple[Scope, ...], list[Fault]]:
    parts = [part.strip() for part in value.split(BETWEEN) if part.strip()]
    if parts and not is_coordinator:
        return (), [Fault(number, "reach", "only a coordinator has a reach", "leave it empty, or add the role")]
    scopes = [scope(part) for part in parts]
    fix = "write network, organisation:NAME or branch:BRANCH"
    faults = [
        Fault(number, "reach", f"“{part}” is no reach", fix)
        for part, made in zip(parts, scopes, strict=True)
        if made is None
    ]
    return tuple(made for made in scopes if made), faults


def scope(text: str) -> Scope | None:
    """The scope that a cell like "branch:tem" means; None if it means none."""
    reach, _colon, value = (part.strip() for part in text.partition(":"))
    match reach:
        case Reach.NETWORK if not value:
            return Scope(Reach.NETWORK)
        case Reach.ORGANISATION if value:
            return Scope(Reach.ORGANISATION, value)
        case Reach.BRANCH if value in list(Branch):
            return Scope(Reach.BRANCH, value)
    return None
