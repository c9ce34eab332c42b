"""Experts taken in from a file, CSV or XLSX: what is read, what is refused, and who is who once they write."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.commands import people_rows
from bot.core.meeting import Meeting
from bot.delivery import lanes, outbox
from bot.people import INVITED, Address, Branch, Language, Person, Profile, Role
from bot.store import Store, experts, people
from bot.store.experts import Expert, Topic
from tests.commands.test_people import Admin, admin
from tests.databases import Clock

__all__ = ["admin"]

HEADER = "address,name,organisation,branch,language,role,topics,languages,branches,hours,days,cap,fallback"
ERIK = (
    "erik@exempel.fi,Erik,Exempelverket,other,sv,expert,ramavtal; fi: puitejärjestelyt,sv;fi,tem,8:30–15.45,må-to,7,no"
)
SLACK = Address("slack", "T1", "U1", "D1")


def book(*rows: tuple[Any, ...], change: Callable[[Workbook], None] = lambda _book: None) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The same workbook with other parts: `sheet1` is xl/worksheets/sheet1.xml."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(Path(name).stem, None) or old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def file(admin: Admin, data: bytes) -> str:
    path = admin.directory / "experts.xlsx"
    path.write_bytes(data)
    return str(path)


def profile(admin: Admin, person: str = "P1") -> Expert:
    with admin.store.reading() as conn:
        found = experts.get(conn, person)
    assert found
    return found


def met(store: Store, at: Address = SLACK, **told: Any) -> Person:
    return Meeting(store, Clock(), lambda _at: Profile(**told), frozenset()).person(at)


ASKED = Expert(
    "P1",
    ("sv", "fi"),
    ("tem",),
    time(8, 30),
    time(15, 45),
    frozenset({0, 1, 2, 3}),
    7,
    False,
    (Topic("ramavtal", "sv"), Topic("puitejärjestelyt", "fi")),
)


def test_an_expert_comes_in_with_all_that_is_said_of_them(admin: Admin) -> None:
    said = admin("import", admin.file(f"{HEADER}\n{ERIK}\n"))
    assert said.splitlines() == [
        "1 people: 1 new, 0 known already; 1 roles given.",
        "Experts: 0 of 1 can be reached; the others have not written to Sparri, or blocked it.",
    ]
    assert profile(admin) == ASKED


def test_a_workbook_says_the_same_as_a_csv_file(admin: Admin) -> None:
    cells = [int(cell) if cell.isdecimal() else cell for cell in ERIK.split(",")]
    admin("import", file(admin, book(tuple(HEADER.split(",")), tuple(cells), (None, " "), ())))
    assert profile(admin) == ASKED


def test_what_is_listed_can_be_taken_in_again(admin: Admin) -> None:
    admin("import", admin.file(f"{HEADER}\n{ERIK}\nslack:T1:U2,Aino,,,fi,expert,,,,,,,yes\n"))
    listed = admin("list")
    assert "erik@exempel.fi" in listed
    before = profile(admin), profile(admin, "P2")
    assert "2 people: 0 new, 2 known already" in admin("import", admin.file(listed))
    assert (profile(admin), profile(admin, "P2")) == before
    assert before[1].takes_any


def test_whoever_was_invited_by_e_mail_is_met_where_the_platform_vouches_for_it(admin: Admin) -> None:
    admin("import", admin.file(f"{HEADER}\n{ERIK}\n"))
    with admin.store.reading() as conn:
        assert lanes.unreachable(conn)
        assert lanes.ended(conn) == 0, "nothing has begun with them that could have ended"
        assert outbox.counts(conn) == {}
    claimed = met(admin.store, replace(SLACK, workspace="T9"), name="Erik")
    assert (claimed.id, claimed.roles) == ("P2", frozenset())
    erik = met(admin.store, name="E.", email="Erik@Exempel.fi", zone="Europe/Stockholm")
    assert (erik.id, erik.name, erik.language, erik.roles) == ("P1", "Erik", Language.SV, {Role.EXPERT})
    assert erik.address == SLACK
    with admin.store.reading() as conn:
        assert people.invited(conn, "erik@exempel.fi") is None
        assert people.linked(conn, "P1") == []
    later = met(admin.store, Address("teams", "t", "u", "c"), email="erik@exempel.fi")
    assert later.id == "P3", "an invitation is good for one account; the next one is linked by its owner"


def test_two_entries_of_one_person_are_one_once_they_write(admin: Admin) -> None:
    admin(
        "import", admin.file(f"{HEADER}\n{ERIK}\nslack:T1:U1,,,,,coordinator,,,,,,,\n".replace("U1,,,", "U1,,Mallila,"))
    )
    erik = met(admin.store, email="erik@exempel.fi")
    assert (erik.id, erik.name, erik.roles) == ("P2", "Erik", {Role.EXPERT, Role.COORDINATOR})
    assert profile(admin, "P2") == replace(ASKED, person="P2")
    with admin.store.reading() as conn:
        assert people.get(conn, "P1") is None
        assert people.addresses_of(conn, "P2") == [replace(SLACK, conversation="")]


def test_an_invitation_of_somebody_who_is_here_already_is_found_by_name(admin: Admin) -> None:
    with admin.store.writing() as conn:
        erik = people.add(conn, SLACK, Language.SV, name="Erik").id
        people.update(conn, erik, welcomed=True)
    text = f"{HEADER}\n{ERIK}\n"
    said = admin("import", admin.file(text), "--dry-run")
    assert said.startswith("row 2: is this P1, who has the same name and has written already? Then write P1")
    admin("import", admin.file(text))
    said = admin("import", admin.file(text.replace("address,", "id,email,").replace("erik@", "P1,erik@")))
    assert "1 of 1 can be reached" in said
    assert profile(admin) == ASKED
    with admin.store.reading() as conn:
        assert [person.id for person in people.all(conn)] == ["P1"]


def test_what_an_expert_has_said_in_chat_stays(admin: Admin) -> None:
    own = Expert("P1", ("fi",), topics=(Topic("omat aiheet", "fi"),))
    with admin.store.writing() as conn:
        people.update(conn, people.add(conn, SLACK, Language.SV).id, welcomed=True)
        experts.keep(conn, own)
    admin("import", admin.file(f"{HEADER}\n{ERIK.replace('erik@exempel.fi', 'slack:T1:U1')}\n"))
    assert profile(admin) == own


FAULTY = (
    ("topics", ";".join(f"aihe {n}" for n in range(13)), "there are 13 topics"),
    ("topics", "x" * 151, "a topic has 151 characters"),
    ("topics", "sv:", "a topic has 0 characters"),
    ("languages", "fi;ru", "“ru” is none"),
    ("branches", "moon", "“moon” is none"),
    *(("hours", text, "are no hours") for text in ("16-8", "8", "8-25", "8-8", "2026-08-16", "aamulla")),
    *(("days", text, "is no day") for text in ("x", "m", "mon-fri-x", "1-5")),
    ("days", "fri-mon", "ends before it begins"),
    *(("cap", text, "is no number of questions") for text in ("0", "51", "-1", "5.5", "viisi", "٥")),
    ("fallback", "ehkä", "is neither yes nor no"),
)


@pytest.mark.parametrize(("column", "text", "words"), FAULTY)
def test_a_cell_that_makes_no_sense_is_named(column: str, text: str, words: str) -> None:
    _rows, faults = people_rows.read(f"address,role,{column}\nslack:T1:U1,expert,{text}\n".encode())
    assert [(fault.row, fault.column) for fault in faults] == [(2, column)]
    assert words in faults[0].fault
    assert faults[0].fix


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("ma–pe", {0, 1, 2, 3, 4}),
        ("må, on; FREDAG", {0, 2, 4}),
        ("torstai;tors.;thu", {3}),
        ("la-su", {5, 6}),
    ],
)
def test_days_are_read_in_three_languages(text: str, days: set[int]) -> None:
    rows, faults = people_rows.read(f'address,role,days\nslack:T1:U1,expert,"{text}"\n'.encode())
    assert not faults
    assert rows[0].expert == {"days": days}


def test_only_an_expert_is_asked(admin: Admin) -> None:
    said = admin("import", admin.file("address,role,topics\nslack:T1:U1,,ramavtal\n"))
    assert said.splitlines()[0] == "row 2, topics: only an expert is asked; add the role expert, or leave it empty"
    admin("give", "slack:T1:U1", "expert")
    assert "1 known already" in admin("import", admin.file("address,role,topics\nslack:T1:U1,,ramavtal\n"))


def test_one_person_in_two_rows_is_a_fault(admin: Admin) -> None:
    admin("give", "slack:T1:U1", "expert")
    text = "address,id,name\nslack:T1:U1,,a\n,P1,b\nerik@exempel.fi,,\nErik@Exempel.fi,,\n"
    said = admin("import", admin.file(text)).splitlines()
    assert said[0].startswith("row 3, address: P1 is in row 2 too")
    assert said[1].startswith("row 5, address: erik@exempel.fi is in row 4 too")


def merge(book: Workbook) -> None:
    book.active.merge_cells("B2:B3")


def two(book: Workbook) -> None:
    book.create_sheet("toinen")


HEAD = ("address", "name", "role", "hours", "cap")
ROW = ("slack:T1:U1", "Maija", "expert", "8-16", 5)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (book(HEAD, (*ROW[:3], datetime(2026, 8, 16), 5)), "row 2, hours: Excel has made a date"),  # noqa: DTZ001
        (book(HEAD, (*ROW[:3], date(2026, 8, 16), 5)), "row 2, hours: Excel has made a date"),
        (book(HEAD, (*ROW[:3], time(8), 5)), "row 2, hours: Excel has made a date"),
        (book(HEAD, ("slack:T1:U1", "=A1", "expert")), "row 2, name: this is a formula"),
        (book(HEAD, ("slack:T1:U1", "#REF!", "expert")), "row 2, name: “#REF!” is an error of Excel"),
        (book(HEAD, (*ROW[:4], 5.5)), "row 2, cap: “5.5” is no number"),
        (book(HEAD, (*ROW, "x")), "row 2, row: it has more cells than the header"),
        (book(HEAD, ROW, ("slack:T1:U2",), change=merge), "row 2, row: the cells B2:B3 are one"),
        (book(HEAD, ROW, change=two), "row 1, file: it has 2 sheets"),
        (book(), "row 1, address: the column is missing"),
        (book(("=1+1", *HEAD), ROW), "row 1, column A: this is a formula"),
        (b"\xd0\xcf\x11\xe0 old", "row 1, file: it has a password"),
        (b"PK\x03\x04 no zip at all", "row 1, file: it cannot be read"),
        (b"\x00" * 20_000_001, "row 1, file: it has more than 20 MB"),
        (b'address\n"' + b"x" * 200_000, "row 2, file: a cell has no end"),
        ("address,name\nslack:T1:U1,Äijä".encode("utf-16"), "row 1, file: it is not in UTF-8"),
        (b"address\n" + b"slack:T1:U1\n" * 10_001, "row 10002, file: it has more than 10,000 rows"),
    ],
)
def test_a_sheet_is_no_riddle(admin: Admin, data: bytes, told: str) -> None:
    assert admin("import", file(admin, data)).startswith(told)
    assert admin.code == 1
    assert admin("list").count("\n") == 1


DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"sheet1": DOCTYPE.encode()}, "a DOCTYPE"),
        ({"sheet1": DOCTYPE.encode("utf-16")}, "a DOCTYPE"),
        ({"styles": DOCTYPE.encode()}, "a DOCTYPE"),
        ({"core": b'<?xml version="1.0" encoding="cp037"?>' + DOCTYPE[21:].encode("cp037")}, "cannot be read"),
        ({"sheet1": b"<not closed"}, "cannot be read"),
        ({"sheet1": b"<worksheet/>"}, "the column is missing"),
        ({"more/sheet.xml": b"<a>" + b" " * 16_000_001}, "larger inside"),
        ({"bomb": b"0" * 30_000_000}, "larger inside"),
        ({f"p{n}": b"x" for n in range(2_001)}, "larger inside"),
        ({"xl/vbaProject.bin": b"x"}, "holds macros"),
    ],
    ids=str,
)
def test_what_could_choke_the_reader_is_refused(parts: dict[str, bytes], told: str) -> None:
    rows, faults = people_rows.read(repacked(book(HEAD, ROW), **parts))
    assert not rows
    assert told in str(faults[0])


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "it is no workbook of Excel" in str(people_rows.read(out.getvalue())[1][0])


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK", b"PK\x03\x04", b"\xef\xbb\xbf", b"address\n"]))
def test_no_bytes_are_too_strange(data: bytes, beginning: bytes) -> None:
    rows, faults = people_rows.read(beginning + data)
    assert faults or all(row.who for row in rows)


def test_ten_thousand_rows() -> None:
    head = tuple(HEADER.split(","))
    rows = ((f"n{n}@exempel.fi", f"Nimi {n}", "Mallila", "other", "fi", "expert", "ramavtal") for n in range(10_000))
    read, faults = people_rows.read(book(head, *rows))
    assert (len(read), faults) == (10_000, [])


def test_nothing_is_sent_to_somebody_of_whom_only_the_e_mail_is_known(admin: Admin) -> None:
    admin("import", admin.file(f"{HEADER}\n{ERIK}\n"))
    with admin.store.reading() as conn:
        erik = people.get(conn, "P1")
        assert erik
        assert (erik.address.platform, erik.branch) == (INVITED, Branch.OTHER)
        assert erik.address.lane in lanes.unreachable(conn)
