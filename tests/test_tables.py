"""Files for spreadsheets: what people wrote stays words, numbers stay numbers, and both formats hold the same."""

import csv as reader
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import load_workbook

from bot import tables

AT = datetime(2026, 11, 30, 22, 30, tzinfo=UTC)
HELSINKI = "Europe/Helsinki"
FORMULAS = (
    "=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠A1", "=HYPERLINK(\"http://x\")",
    "=cmd|' /C calc'!A0", "#N/A", "#REF!", "http://evil.example", "'=1",
)  # fmt: skip


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(reader.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[list[object]]:
    """The values, no cell being a formula, an error or a link."""
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type not in ("f", "e") and cell.hyperlink is None, cell.value
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_values_are_what_they_were() -> None:
    head = ("Sähköposti", "Määrä")
    rows = [('Åbo, "x"\ny', -5), (None, 1.5), (date(2026, 12, 1), AT)]
    assert read_csv(tables.csv(head, rows, HELSINKI)) == [
        ["Sähköposti", "Määrä"], ['Åbo, "x"\ny', "-5"], ["", "1.5"], ["2026-12-01", "2026-12-01 00:30"],
    ]  # fmt: skip
    assert read_xlsx(tables.xlsx(head, rows, HELSINKI)) == [
        ["Sähköposti", "Määrä"], ['Åbo, "x"\ny', -5], [None, 1.5], [datetime(2026, 12, 1), datetime(2026, 12, 1, 0, 30)],  # noqa: DTZ001
    ]  # fmt: skip


@pytest.mark.parametrize("words", FORMULAS)
def test_what_looks_like_a_formula_is_words(words: str) -> None:
    (_head, (told,)) = read_csv(tables.csv(["x"], [[words]], HELSINKI))
    assert told == words if words[0] in "#h'" else told.startswith("'")
    (_head, (kept,)) = read_xlsx(tables.xlsx([words], [[words]], HELSINKI))
    assert str(kept).replace("\n", "") == words.replace("\r", "").replace("\n", "") or "_x000D_" in str(kept)


@given(
    some.lists(
        some.lists(some.text() | some.integers(-(2**50), 2**50) | some.sampled_from(FORMULAS), min_size=1, max_size=3)
    )
)
def test_whatever_is_in_it_a_file_can_be_read_and_nothing_is_worked_out(rows: list[list[str | int]]) -> None:
    told = read_csv(tables.csv(["x"], rows, HELSINKI))
    assert len(told) == len(rows) + 1
    for line, row in zip(told[1:], rows, strict=True):
        for cell, value in zip(line, row, strict=True):
            assert (
                cell == str(value)
                if isinstance(value, int)
                else not cell or cell.lstrip()[:1] not in tuple("=+-@＝＋－＠")
            )
    read_xlsx(tables.xlsx(["x"], rows, HELSINKI))


def test_a_book_is_cut_to_what_a_cell_holds() -> None:
    assert len(str(read_xlsx(tables.xlsx(["x"], [["å" * 90_000]], HELSINKI))[1][0])) == tables.CELL
