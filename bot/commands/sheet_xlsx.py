"""XLSX: the one sheet of a workbook as cells, after a look into its ZIP for what only an attack, or a mistake, holds.

openpyxl reads it, row by row. What it could be made to choke on is refused before: ZIP bombs, and XML with a DOCTYPE. What
a cell shows may not be what it holds (a formula, a date that Excel has made of "8-16"): such a cell is a fault, no guess.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from bot.commands.sheet import CSV, ROWS, Fault, Sheet, spoilt, too_long

ENTRIES, UNPACKED, PART, RATIO = 2_000, 200_000_000, 16_000_000, 100
"""How many parts the ZIP may have, how large they may be together and each, and how much smaller it may be than they."""
COLUMNS = 200
ANEW = f"open it in Excel or LibreOffice and save it as .xlsx, or {CSV}"


class _Refused(Exception):
    """What is wrong with a file, and what to do."""


def read(data: bytes) -> Sheet:
    """The cells of a workbook that has one sheet. Never raises."""
    try:
        merged = _checked(data)
        with warnings.catch_warnings(action="ignore"):
            return _read(data, merged)
    except _Refused as refused:
        return spoilt(*refused.args)
    except Exception:  # whatever a library may raise over a file that is none: the answer is the same
        return spoilt("it cannot be read", ANEW)


def _checked(data: bytes) -> list[str]:
    """The merged cells ("A3:A5") of a file that may be opened. Raises _Refused."""
    merged: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > ENTRIES or unpacked > UNPACKED or unpacked > RATIO * len(data):
            raise _Refused("it is far larger inside than outside", "copy the rows into a new workbook")
        names = {part.filename.casefold() for part in parts}
        if any(name.endswith("vbaproject.bin") for name in names):
            raise _Refused("it holds macros", "save it as .xlsx, without macros")
        if "xl/workbook.xml" not in names:
            raise _Refused("it is no workbook of Excel", ANEW)
        for part in parts:
            # the unpacking stops at the size that the directory tells, whatever is packed
            if part.filename.casefold().endswith((".xml", ".rels", ".vml")):
                if part.file_size > PART:
                    raise _Refused("it is too large", "split it")
                _look_through(archive.read(part), merged)
    return merged


def _look_through(xml: bytes, merged: list[str]) -> None:
    def doctype(*_told: object) -> None:
        raise _Refused("it holds what no spreadsheet writes (a DOCTYPE)", "copy the rows into a new workbook")

    def element(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "mergeCell":
            merged.append(attributes.get("ref", ""))

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    parser.Parse(xml, True)


def _read(data: bytes, merged: list[str]) -> Sheet:
    book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    if len(book.worksheets) != 1:
        return spoilt(f"it has {len(book.worksheets)} sheets", "keep the one with the people")
    book.worksheets[0].reset_dimensions()
    lines: list[list[str]] = []
    faults: list[Fault] = []
    for row in book.worksheets[0].iter_rows(max_col=COLUMNS):
        while row and row[-1].value is None:
            row = row[:-1]
        if row and len(lines) > ROWS:
            return too_long()
        names = lines[0] if lines else []
        wrong = dict(_wrong(row))
        faults += [Fault(len(lines) + 1, _column(names, index), fault, fix) for index, (fault, fix) in wrong.items()]
        lines.append(["" if index in wrong else _text(cell.value) for index, cell in enumerate(row)])
    while lines and not any(lines[-1]):
        lines.pop()
    return Sheet(lines, (*(_merged(at) for at in merged), *faults))


def _wrong(row: Any) -> Iterator[tuple[int, tuple[str, str]]]:
    """Which cells are no plain values, by index."""
    for index, cell in enumerate(row):
        if cell.data_type == "f":
            yield index, ("this is a formula", "copy the column and paste it as values")
        elif cell.data_type == "e":
            yield index, (f"“{cell.value}” is an error of Excel", "write what was meant")
        elif isinstance(cell.value, date | time | timedelta):
            yield index, ("Excel has made a date or a time of it", "format the column as text and write it again")


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def _column(names: list[str], index: int) -> str:
    name = names[index].strip().casefold() if index < len(names) else ""
    return name or f"column {get_column_letter(index + 1)}"


def _merged(at: str) -> Fault:
    row = "".join(char for char in at.partition(":")[0] if char.isdigit())
    return Fault(int(row or 1), "row", f"the cells {at} are one", "split them, and write the value in each row")
