"""People as rows of a spreadsheet, what it gives and gets. Pure: bytes in, rows or faults out."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.commands import expert_cells, sheet
from bot.commands.expert_cells import BETWEEN, member
from bot.commands.sheet import Fault, Sheet
from bot.people import INVITED, Address, Branch, Language, Person, Reach, Role, Scope
from bot.skills.people.screens import LIMITS
from bot.store.experts import Expert
from knowledge.documents import clean

PERSON = ("id", "address", "name", "organisation", "branch", "language", "role", "reach")
COLUMNS = (*PERSON, *expert_cells.COLUMNS)
"""In the order of `sparri people list`. A file to import needs an address or an id in every row, and no other column."""
ALSO = {"email": "address", "e-mail": "address"}
"""What a column may be called instead."""
_FORMULAS = tuple("=+-@\t\r＝＋－＠")
_PLATFORMS = ("slack", "teams", "console")
_EMAIL = re.compile(r"[^\s@:;,<>\"'()]{1,64}@[^\s@:;,<>\"'()]+\.[^\s@:;,<>\"'()]{2,}")


@dataclass(frozen=True)
class Row:
    """One line of a file: "" and None where nothing is said. `number` counts as a spreadsheet does, `who` is an id, an
    address like "slack:T1:U1", or an e-mail address; `email` is one that stands beside an id. `expert` holds what is said
    of how they are asked, by the fields of Expert."""

    number: int
    who: str
    name: str
    organisation: str
    branch: Branch | None
    language: Language | None
    roles: tuple[Role, ...]
    scopes: tuple[Scope, ...]
    email: str = ""
    expert: Mapping[str, object] = field(default_factory=dict)


def guarded(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would work out as a formula."""
    return f"'{cell}" if _is_formula(cell) else cell


def written(people: Iterable[Person], experts: Mapping[str, Expert]) -> str:
    """Everybody as a CSV file that `read` reads."""
    file = io.StringIO()
    lines = csv.writer(file, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    lines.writerows([guarded(cell) for cell in cells(person, experts.get(person.id)).values()] for person in people)
    return file.getvalue()


def cells(person: Person, expert: Expert | None = None) -> dict[str, str]:
    """What stands in a person's row, by column."""
    return {
        "id": person.id,
        "address": address_cell(person.address),
        "name": person.name,
        "organisation": person.organisation,
        "branch": person.branch.value if person.branch else "",
        "language": person.language.value,
        "role": BETWEEN.join(role.value for role in Role if role in person.roles),
        "reach": BETWEEN.join(f"{scope.reach}:{scope.value}".rstrip(":") for scope in person.scopes),
        **expert_cells.written(expert, person.language),
    }


def address_cell(at: Address) -> str:
    """How a row names an address."""
    return at.user if at.platform == INVITED else f"{at.platform}:{at.workspace}:{at.user}"


def read(data: bytes) -> tuple[list[Row], list[Fault]]:
    """The rows of a CSV or XLSX file, and all that is wrong with it."""
    table = sheet.read(data)
    names = [ALSO.get(name, name) for name in table.names]
    faults = [*table.faults, *(_faults_of_header(names) if table.lines or not table.faults else ())]
    if not table.lines or any(fault.row == 1 for fault in faults):
        return [], faults
    rows, wrong = _rows(names, table)
    known = {(fault.row, fault.column) for fault in faults}
    return rows, [*faults, *(fault for fault in wrong if (fault.row, fault.column) not in known)]


def _rows(names: list[str], table: Sheet) -> tuple[list[Row], list[Fault]]:
    rows: list[Row] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(table.lines[1:], 2):
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
        yield Fault(
            1,
            "address",
            "the column is missing",
            "add it: slack:WORKSPACE:USER, teams:TENANT:USER or an e-mail address",
        )


def _row(number: int, names: list[str], line: Sequence[str]) -> tuple[Row, list[Fault]]:
    faults: list[Fault] = []
    cell = dict.fromkeys(COLUMNS, "") | {
        name: clean(_unguarded(value)).strip() for name, value in zip(names, line, strict=False)
    }
    if any(map(str.strip, line[len(names) :])):
        faults.append(Fault(number, "row", "it has more cells than the header", "look for a separator in a name"))
    who, email = _who(cell["address"], cell["id"])
    fault = faulty_who(who)
    if fault:
        faults.append(Fault(number, "address", *fault))
    for name, limit in LIMITS.items():
        if len(cell[name]) > limit:
            faults.append(Fault(number, name, f"it has {len(cell[name])} characters", f"use at most {limit}"))
    branch, wrong_branch = member(Branch, number, "branch", cell["branch"])
    language, wrong_language = member(Language, number, "language", cell["language"])
    roles, wrong_roles = _roles(number, cell["role"])
    scopes, wrong_scopes = _scopes(number, cell["reach"], Role.COORDINATOR in roles)
    expert, wrong_expert = expert_cells.read(number, cell, language or Language.FI)
    row = Row(number, who, cell["name"], cell["organisation"], branch, language, roles, scopes, email, expert)
    return row, [*faults, *wrong_branch, *wrong_language, *wrong_roles, *wrong_scopes, *wrong_expert]


def _who(address: str, person_id: str) -> tuple[str, str]:
    """Who a row is about, and an e-mail address that stands beside their id: whoever was invited by it is that person."""
    address = address.casefold() if is_email(address) else address
    return (person_id, address) if person_id and is_email(address) else (address or person_id, "")


def is_email(who: str) -> bool:
    """Whether somebody is named by their e-mail address."""
    return len(who) <= 200 and bool(_EMAIL.fullmatch(who))


def _is_formula(cell: str) -> bool:
    """Whether a spreadsheet would work it out, or it would be taken for a cell that was made safe: a name may begin with '=."""
    return cell.lstrip("'").startswith(_FORMULAS)


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _is_formula(cell[1:]) else cell


def faulty_who(who: str) -> tuple[str, str] | None:
    """What is wrong with an id or an address, and what to do; None if nothing is."""
    fix = "write P12, slack:WORKSPACE:USER, teams:TENANT:USER or an e-mail address"
    if not who:
        return "nobody is named", fix
    if (who[:1] == "P" and who[1:].isdecimal()) or is_email(who):
        return None
    platform, *rest = who.split(":", 2)
    if platform not in _PLATFORMS or len(rest) != 2 or not rest[1] or not (rest[0] or platform == "console"):
        return f"“{who}” is no address", fix
    return None


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
