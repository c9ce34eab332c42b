"""A table out of a file that somebody made with a spreadsheet, CSV or XLSX. Pure: bytes in, lines of cells or faults out."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

ROWS = 10_000
"""Rows below the header that a file may have."""
SIZE = 20_000_000
"""Bytes of a file."""
CSV = "save it as “CSV UTF-8”"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, and what to do. `row` counts as a spreadsheet does."""

    row: int
    column: str
    fault: str
    fix: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.fault}; {self.fix}"


@dataclass(frozen=True)
class Sheet:
    """The cells of a file as text, the first line being the header, and what is wrong with cells; a faulty cell is ""."""

    lines: Sequence[Sequence[str]]
    faults: tuple[Fault, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [name.strip().casefold() for name in self.lines[0]] if self.lines else []


def read(data: bytes) -> Sheet:
    """What stands in a file, whose kind its first bytes tell; its name is not asked."""
    if len(data) > SIZE:
        return spoilt(f"it has more than {SIZE // 1_000_000} MB", "split it")
    if data.startswith(b"PK"):
        from bot.commands import sheet_xlsx  # loading its library takes a while, and CSV needs none

        return sheet_xlsx.read(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return spoilt("it has a password, or is of an old Excel", "take the password off and save it as .xlsx")
    return _csv(data)


def spoilt(fault: str, fix: str, row: int = 1) -> Sheet:
    """A file that cannot be taken as it is."""
    return Sheet((), (Fault(row, "file", fault, fix),))


def too_long() -> Sheet:
    """A file with too many rows."""
    return spoilt(f"it has more than {ROWS:,} rows", "split it", ROWS + 2)


def _csv(data: bytes) -> Sheet:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return spoilt("it is not in UTF-8", CSV)
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    lines: list[list[str]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(map(str.strip, line)) and len(lines) > ROWS:
                return too_long()
            lines.append(line)
    except csv.Error:
        return spoilt("a cell has no end", "look for a quotation mark too many or too few", len(lines) + 1)
    return Sheet(lines)
