"""`sparri training enrol`: all or none of a file, with what is wrong by row and column."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.__main__ import parser
from bot.commands import CommandError, training
from bot.people import Address, Language
from bot.store import Store, audit, people
from bot.store.enrolments import enrolment
from tests.commands.test_people import Admin, admin
from tests.commands.test_people_import import book

__all__ = ["admin"]

MODULE = "sharing-risk"


def enrol(admin: Admin, data: str | bytes, *words: str, module: str = MODULE) -> str:
    path = admin.directory / "people.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    asked = parser().parse_args(["training", "enrol", str(path), "--module", module, *words])
    admin.code = training.run(asked, admin.settings)
    printed = admin.capsys.readouterr()
    return printed.out + printed.err


def met(store: Store, *who: str) -> None:
    with store.writing() as conn:
        for one in who:
            people.add(conn, Address("slack", "T1", one, "D"), Language.FI)


def rows(store: Store) -> list[tuple[int, date | None]]:
    with store.reading() as conn:
        return [(row.person, row.due_on) for row in conn.execute(select(enrolment).order_by(enrolment.c.person))]


def test_everybody_in_a_file_is_enrolled_once(admin: Admin) -> None:
    met(admin.store, "U1", "U2")
    data = "address,name\nslack:T1:U1,x\nslack:T1:U2,y\n"
    assert "2 rows without a fault, 0 of them" in enrol(admin, data, "--dry-run")
    assert not rows(admin.store)
    assert enrol(admin, data, "--due", "2126-12-01") == f"2 people enrolled in {MODULE}, 0 were in it already.\n"
    assert rows(admin.store) == [(1, date(2126, 12, 1)), (2, date(2126, 12, 1))]
    met(admin.store, "U3")
    assert enrol(admin, book(("id",), ("P2",), ("P3",))) == f"1 people enrolled in {MODULE}, 1 were in it already.\n"
    assert rows(admin.store)[1:] == [(2, date(2126, 12, 1)), (3, None)]


def test_one_fault_and_nobody_is_enrolled(admin: Admin) -> None:
    met(admin.store, "U1")
    said = enrol(admin, "id,address\nP1,\n,slack:T1:U9\n,nobody\n,slack:T1:U1\n")
    assert admin.code == 1
    assert said.splitlines() == [
        "row 3, address: nobody here is slack:T1:U9; take them in first with `sparri people import`",
        "row 4, address: “nobody” is no address; write P12, slack:WORKSPACE:USER, teams:TENANT:USER or an e-mail address",
        "row 5, address: P1 is in row 2 too; keep one of the two",
        "Faults: 3. Nobody was enrolled.",
    ]
    assert not rows(admin.store)


@pytest.mark.parametrize(
    ("words", "module", "told"),
    [
        (["--due", "2020-01-01"], MODULE, "has passed"),
        (["--due", "soon"], MODULE, "is no day"),
        ([], "nothing", "There is no module nothing"),
    ],
)
def test_what_was_asked_for_makes_no_sense(admin: Admin, words: list[str], module: str, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        enrol(admin, "id\nP1\n", *words, module=module)


def test_what_was_done_is_written_down(admin: Admin, tmp_path: Path) -> None:
    met(admin.store, "U1")
    enrol(admin, "id\nP1\n")
    with admin.store.reading() as conn:
        assert ("people enrolled", f"{MODULE}, 1 by command") in [
            (row.action, row.detail) for row in conn.execute(select(audit.audit))
        ]
