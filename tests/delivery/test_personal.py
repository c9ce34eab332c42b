"""What Sparri holds of a person, table by table: one that is added without saying what it holds fails here."""

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Time,
    select,
)

import bot.skills
import bot.skills.escalation  # noqa: F401  the tables of the skills belong to the schema
from bot.delivery import codec, erasing, inbox, outbox, schedule  # noqa: F401  and those of delivery
from bot.people import Address, Language, Place
from bot.skills.escalation.records import escalations, offers, sealed, talk
from bot.skills.privacy.names import COLUMNS, TABLES
from bot.store import Moment, Store, audit, entries, metadata, people, personal
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
    made = {"person": people.number_of(person.id)}
    needed = (key for table in ABOUT_PEOPLE for key in table.foreign_keys if not key.parent.nullable)
    hung_on = {key.column.table.name for key in needed}
    for table in [table for table in EVERY if table in ABOUT_PEOPLE or table.name in hung_on]:
        if table.name not in ("person", "address"):
            key = conn.execute(table.insert().values(row(table, who, made))).inserted_primary_key
            made[table.name] = key[0] if key else 0
    return person.id


def row(table: Table, who: str, made: dict[str, int]) -> dict[str, Any]:
    """A row that is about somebody: `made` are the numbers of their rows in the tables that it may hang on."""
    said, values = personal.declared(table), {}
    for column in table.columns:
        hangs_on = [key.column.table.name for key in column.foreign_keys]
        if column.name in said.columns:
            values[column.name] = made["person"]
        elif column.name == said.lane:
            values[column.name] = at(who).lane
        elif hangs_on:
            values[column.name] = made.get(hangs_on[0])
        elif column.unique:
            values[column.name] = made["person"]
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
        case ("entry", "state"):
            return "published"
        case ("entry", "question" | "answer" | "sources" | "audience" | "kind" | "language" | "encoder"):
            return "in general words"
        case ("entry", "vectors"):
            return b"1"
        case ("escalation", "state"):
            return "taken"
        case ("registration", "state"):
            return "registered"
        case ("event", "title" | "about" | "location" | "uid" | "for_whom" | "language"):
            return f"a day of {who[0]}"
        case ("event", "status"):
            return "published"
        case ("reminder", "audience" | "module" | "words" | "zone" | "repeat"):
            return "a code"
        case ("reminder", "state"):
            return "paused"
        case ("enrolling", "state"):
            return "made"
        case ("session", "status"):
            return "proposed"
        case (
            "session",
            "theme" | "about" | "category" | "branch" | "organisation" | "location" | "languages" | "zone",
        ):
            return f"a meeting of {who[0]}"
        case ("vote", "says"):
            return "yes"
        case ("session_note", "kind"):
            return "notes"
        case ("session_person", "state" | "part"):
            return {"state": "in", "part": "partner"}[column.name]
        case ("worksheet_change", "for_whom" | "name" | "line" | "meaning" | "named" | "next_step"):
            return f"a plan of {who[0]}{who[-1]}"
        case ("worksheet_model", "state"):
            return "published"
        case ("worksheet_model", name) if name != "state" and isinstance(column.type, String):
            return f"a plan of {who[0]}"
        case ("worksheet_told", "what"):
            return "due"
        case ("offer", "state"):
            return "offered"
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
        case Date():
            return date(2026, 11, 23)
        case Time():
            return time(8)
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


def test_what_was_asked_without_a_name_goes_with_whoever_asked_it(store: Store, clock: Clock) -> None:
    with store.writing() as conn:
        maija, erik = met(conn, "maija"), met(conn, "erik")
        asked = escalations.add(
            conn,
            text="onko pakko kilpailuttaa?",
            tried="",
            language="fi",
            asker="",
            organisation="",
            branch="",
            is_urgent=False,
            may_share=True,
            asked_at=clock(),
        )
        sealed.seal(conn, asked.number, maija, "Q1")
        offers.propose(conn, asked, erik, "kilpailuttaminen", 0.9, clock())
        escalations.move(conn, asked.id, ["open"], "taken", owner_is=erik)
        talk.say(conn, asked.id, "mistä summasta puhut?", "fi", clock(), expert=erik)
        talk.say(conn, asked.id, "sadastatuhannesta", "fi", clock())
        talk.keep_draft(conn, asked.id, erik, talk.Draft("on pakko"), clock())
        made = entries.propose(
            conn,
            kind="expert",
            language="fi",
            question="?",
            answer="!",
            written_on=clock().date(),
            escalation=asked.number,
        )
        hers, his = personal.export(conn, maija), personal.export(conn, erik)
        assert "onko pakko kilpailuttaa?" in str(hers["escalation"])
        assert "sadastatuhannesta" in str(hers["said"])
        assert "sadastatuhannesta" not in str(his["said"])
        assert maija not in str(his)
        assert erik not in str(hers)
        erasing.erase(conn, maija, clock())
        assert escalations.get(conn, asked.id) is None
        assert entries.get(conn, made.id) is None
        left = everything(conn)
        assert not any(words in left for words in ("kilpailut", "sadasta", "on pakko"))
        assert len(escalations.owned_by(conn, erik, "taken")) == 1


def test_what_an_expert_had_in_hand_is_open_again_once_they_are_erased(store: Store, clock: Clock) -> None:
    with store.writing() as conn:
        maija, erik = met(conn, "maija"), met(conn, "erik")
        (hers,) = escalations.owned_by(conn, maija, "taken")
        escalations.move(conn, hers.id, ["taken"], "taken", owner_is=erik)
        talk.say(conn, hers.id, "erik-words", "fi", clock(), expert=erik)
        erasing.erase(conn, erik, clock())
        found = escalations.get(conn, hers.id)
        assert found
        assert (found.state, found.owner, found.asker) == ("open", "", maija)
        assert "erik" not in everything(conn)


def test_a_published_answer_stays_without_its_author_and_every_process_hears_of_it(store: Store, clock: Clock) -> None:
    with store.writing() as conn:
        erik = met(conn, "erik")
        about = {"kind": "expert", "language": "fi", "question": "?", "answer": "!", "written_on": clock().date()}
        old = entries.propose(conn, **about, author=erik, author_name="Erik")
        entries.move(conn, old.id, ("proposed",), "published")
        nameless = entries.propose(conn, **about)
        entries.move(conn, nameless.id, ("proposed",), "published")
        known = entries.newest(conn)
        erasing.erase(conn, erik, clock())
        assert entries.newest(conn) == known + 1
        found = entries.get(conn, old.id)
        assert found
        assert (found.state, found.author, found.author_name) == ("published", "", "")
        assert old.id in {entry.id for entry in entries.since(conn, known)}
        assert nameless.id not in {entry.id for entry in entries.since(conn, known)}
        erasing.erase(conn, people.add(conn, at("anna"), Language.FI).id, clock())
        assert entries.newest(conn) == known + 1


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
        once = {
            "person",
            "role_of",
            "expert",
            "told_away",
            "digest",
            "reminding_hours",
            "sparring_partner",
            "calendar_feed",
        }
        gone = {"link_code"}
        assert counts == {
            table.name: 1 if table.name in once else 2 for table in ABOUT_PEOPLE if table.name not in gone
        }
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
