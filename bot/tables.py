"""Rows as a file for a spreadsheet, CSV or XLSX, in which nothing that somebody wrote is ever worked out as a formula."""

import csv as csv_of
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | float | date | datetime | None
"""What a cell holds: words, a number, a day, an aware moment, or nothing."""

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL = 32_000
"""Characters of a cell; a spreadsheet takes 32,767."""

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def csv(head: Sequence[str], rows: Iterable[Sequence[Value]], zone: str) -> bytes:
    """As RFC 4180 says, in UTF-8 with the mark by which spreadsheets know it; moments are local times of the zone. Words that a
    spreadsheet would take for a formula get an apostrophe in front."""
    out = io.StringIO(newline="")
    written = csv_of.writer(out, lineterminator="\r\n")
    for row in (head, *rows):
        written.writerow([_told(value, zone) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx(head: Sequence[str], rows: Iterable[Sequence[Value]], zone: str) -> bytes:
    """One sheet, its first row bold and held in place; words are words, numbers numbers, days and moments what they are."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sparri")
    sheet.freeze_panes = "A2"
    titles = [_cell(sheet, title, zone) for title in head]
    for cell in titles:
        cell.font = Font(bold=True)
    sheet.append(titles)
    for row in rows:
        sheet.append([_cell(sheet, value, zone) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: Value, zone: str) -> Cell:
    cell = WriteOnlyCell(sheet)
    match value:
        case str():
            cell.value = _seen(value)
            cell.data_type = "s"  # which "=" has just made a formula
        case datetime():
            cell.value = value.astimezone(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0)
            cell.number_format = "yyyy-mm-dd hh:mm"
        case date():
            cell.value = value
            cell.number_format = "yyyy-mm-dd"
        case _:
            cell.value = value
    return cell


def _told(value: Value, zone: str) -> str | int | float | None:
    match value:
        case str():
            seen = _seen(value)
            return f"'{seen}" if _FORMULA.match(seen) else seen
        case datetime():
            return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
    return value


def _seen(text: str) -> str:
    """The text without what no spreadsheet may hold."""
    return _UNSEEN.sub("", text)[:CELL]
