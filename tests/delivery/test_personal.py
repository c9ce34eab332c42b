"""What Sparri holds of a person, table by table: one that is added without saying what it holds fails here."""

from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    select,
)

import bot.skills  # noqa: F401  the tables of the skills belong to the schema
from bot.delivery import codec, erasing, inbox, outbox, schedule  # noqa: F401  and those of delivery
from bot.people import Address, Language, Place
from bot.skills.privacy.package import COLUMNS, TABLES
from bot.store import Moment, Store, audit, metadata, people, personal
from bot.store.columns import Personal
from bot.turns import Said
from tests.databases import Clock

EVERY = metadata.sorted_tables
ABOUT_PEOPLE = [table for table in EVERY if personal.declared(table).columns or personal.declared(table).lane]


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_every_table_says_what_it_holds_of_people(table: Table) -> None:
    said = personal.declared(table)
    assert missing(table, said) == set()
    assert {*said.columns, *said.hidden, *filter(None, [said.lane])} <= set(table.columns.keys())
    assert said.columns or said.lane or said.why


def missing(table: Table, said: Personal) -> set[str]:
    """Columns that name a person and are not declared."""
    naming = {key.parent.name for key in table.foreign_keys if key.target_fullname == "person.number"}
    return naming - set(said.columns)


def test_a_table_that_does_not_say_it_is_found() -> None:
    silent = Table("silent", MetaData(), Column("who", Integer, ForeignKey("person.number")))
    with pytest.raises(LookupError, match="silent"):
        personal.declared(silent)
    assert missing(silent, Personal()) == {"who"}


@pytest.mark.parametrize("table", ABOUT_PEOPLE, ids=lambda table: table.name)
def test_the_page_has_a_name_for_everything_it_shows(table: Table) -> None:
    assert table.name in TABLES
    assert set(table.columns.keys()) - set(personal.declared(table).hidden) <= COLUMNS.keys()


def at(who: str) -> Address:
    return Address("console", "", who, who)


def met(conn: Connection, who: str) -> str:
    """Somebody with a row in every table, all of whose texts hold their name."""
    person = people.add(conn, at(who), Language.FI, name=f"{who}-name")
    for table in ABOUT_PEOPLE:
        if table.name not in ("person", "address"):
            conn.execute(table.insert().values(row(table, who, people.number_of(person.id))))
    return person.id


def row(table: Table, who: str, number: int) -> dict[str, Any]:
    said, values = personal.declared(table), {}
    for column in table.columns:
        if column.name in said.columns:
            values[column.name] = number
        elif column.name == said.lane:
            values[column.name] = at(who).lane
        elif not (column.primary_key and isinstance(column.type, Integer)):
            values[column.name] = value(table, column, who)
    return values


def value(table: Table, column: Column[Any], who: str) -> Any:
    match (table.name, column.name):
        case ("role_of", name):
            return {"role": "expert", "reach": "organisation", "reach_value": "the same"}[name]
        case ("audit", "action"):
            return "refused"
        case ("question", "state"):
            return "asked"
        case ("question", "place"):
            return "private"
        case ("inbox", "state"):
            return "aside"
        case ("outbox", "state"):
            return "due"
        case (_, "address"):
            return codec.dumped(at(who))
        case (_, "payload"):
            return codec.dumped(Said("e", at(who), f"{who}-words"))
        case ("inbox", "token"):
            return "token"
        case ("inbox", "key"):
            return inbox.digest(who)
    match column.type:
        case Moment():
            return Clock().now
        case LargeBinary():
            return who.encode()
        case Boolean():
            return True
        case Float() | Integer():
            return 1
        case JSON():
            return {"words": [f"{who}-answer"]}
        case String():
            return f"{who}-{column.name}"
    raise AssertionError(f"what goes into {table.name}.{column.name}?")


def everything(conn: Connection) -> str:
    return "\n".join(f"{table.name} {line}" for table in EVERY for line in conn.execute(select(table)))


def named(conn: Connection, person: str) -> int:
    """In how many columns of how many rows a person stands."""
    number = people.number_of(person)
    return sum(
        len(conn.execute(select(table.c[name]).where(table.c[name] == number)).all())
        for table in ABOUT_PEOPLE
        for name in personal.declared(table).columns
    )


def test_an_export_holds_all_of_one_and_nothing_of_another(store: Store) -> None:
    with store.writing() as conn:
        maija, _anna = met(conn, "maija"), met(conn, "anna")
        found = personal.export(conn, maija)
        assert set(found) == {table.name for table in ABOUT_PEOPLE}
        assert "anna" not in str(found)
        for hidden in ("maija-digest", "maija-token"):
            assert hidden not in str(found)
        assert found["question"][0]["person"] == maija
        assert personal.export(conn, "P99") == {}


def test_after_erasing_nothing_is_left_of_one_and_all_of_the_other(store: Store, clock: Clock) -> None:
    with store.writing() as conn:
        maija, anna = met(conn, "maija"), met(conn, "anna")
        hers = [line for line in everything(conn).splitlines() if "anna" in line]
        in_channel = Address("console", "", "maija", "C1", place=Place.CHANNEL)
        inbox.put(conn, Said("e1", in_channel, "in the channel"), clock())
        audit.note(conn, clock(), "role given", actor=maija, subject=anna, detail="expert")
        audit.note(conn, clock(), "role given", subject=maija, detail="admin")
        before = named(conn, anna)
        assert erasing.erase(conn, maija, clock())
        assert named(conn, maija) == 0
        left = everything(conn)
        assert "maija" not in left
        assert "in the channel" not in left
        assert [line for line in left.splitlines() if "anna" in line] == hers
        assert named(conn, anna) == before
        lines = conn.execute(select(audit.audit).order_by(audit.audit.c.number)).all()
        told = [(line.actor, line.subject, line.action, line.detail) for line in lines]
        assert (None, people.number_of(anna), "role given", "expert") in told
        assert (None, None, "role given", "") in told
        assert told[-1] == (None, None, "erased", "")
        assert not erasing.erase(conn, maija, clock())


def test_a_number_is_never_given_twice(store: Store, clock: Clock) -> None:
    with store.writing() as conn:
        maija = met(conn, "maija")
        erasing.erase(conn, maija, clock())
        assert people.add(conn, at("maija"), Language.FI).id != maija


def test_what_was_delivered_before_erasing_is_not_taken_in_again(store: Store, clock: Clock) -> None:
    said = Said("e1", at("maija"), "hei")
    with store.writing() as conn:
        maija = met(conn, "maija")
        assert inbox.put(conn, said, clock())
        erasing.erase(conn, maija, clock())
        assert not inbox.put(conn, said, clock())
        assert inbox.claim(conn, clock()) is None


def test_one_is_made_of_two_in_every_table(store: Store, clock: Clock) -> None:
    with store.writing() as conn:
        maija, meri = met(conn, "maija"), met(conn, "meri")
        people.update(conn, maija, name="", organisation="")
        people.update(conn, meri, organisation="Mallila", organisation_confirmed_at=clock())
        personal.merge(conn, maija, meri, clock())
        assert people.get(conn, meri) is None
        assert named(conn, meri) == 0
        person = people.get(conn, maija)
        assert person
        assert (person.name, person.organisation, person.is_confirmed) == ("meri-name", "Mallila", True)
        assert person.address == at("maija")
        assert people.addresses_of(conn, maija) == [at("maija"), at("meri")]
        assert people.linked(conn, maija) == [at("meri")]
        found = personal.export(conn, maija)
        counts = {table: len(rows) for table, rows in found.items()}
        assert counts == {
            "person": 1,
            "role_of": 1,
            "told_away": 1,
            "address": 2,
            "question": 2,
            "audit": 2,
        } | dict.fromkeys(("inbox", "outbox", "lane", "slack_heard", "file"), 2)
        with pytest.raises(ValueError, match="themselves"):
            personal.merge(conn, maija, maija, clock())


def test_another_organisation_confirms_nothing_of_ones_own(store: Store, clock: Clock) -> None:
    with store.writing() as conn:
        maija, meri = met(conn, "maija"), met(conn, "meri")
        people.update(conn, maija, organisation="Virasto", organisation_confirmed_at=None)
        people.update(conn, meri, organisation="Mallila", organisation_confirmed_at=clock())
        personal.merge(conn, maija, meri, clock())
        person = people.get(conn, maija)
        assert person
        assert (person.organisation, person.is_confirmed) == ("Virasto", False)


def test_unlinking_leaves_the_address_they_were_met_at(store: Store, clock: Clock) -> None:
    with store.writing() as conn:
        maija, meri = met(conn, "maija"), met(conn, "meri")
        personal.merge(conn, maija, meri, clock())
        assert people.prefer(conn, maija, at("meri"))
        assert not people.unlink(conn, maija, at("maija"))
        assert people.unlink(conn, maija, at("meri"))
        assert not people.unlink(conn, maija, at("meri"))
        person = people.get(conn, maija)
        assert person
        assert person.address == at("maija")
        assert people.find_by_address(conn, at("meri")) is None
