import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import bot.delivery.schedule
import bot.skills
import bot.skills.escalation  # noqa: F401  the tables of delivery and of the skills belong to the schema
from bot.delivery import claims, inbox, outcomes
from bot.people import Address, Branch, Language, Role
from bot.store import Conflict, Store, StoreError, audit, metadata, migrate, people, questions, slack, workspaces
from bot.store.migrating import MIGRATIONS
from bot.turns import Said
from tests.databases import Clock

AT = Address("console", "here", "maija", "maija")


def test_migrations_make_the_tables(store: Store) -> None:
    with store.reading() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_what_was_there_before_is_there_after(empty_url: str, clock: Clock) -> None:
    """A database of the second version, with a question, a role, and a message that waits in its lane."""
    old = Store(empty_url)
    with old.engine.begin() as conn:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = conn
        command.upgrade(config, "0002")
        for statement in OLD:
            conn.exec_driver_sql(statement)
    migrate(old)
    with old.reading() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        maija = people.get(conn, "P1")
        assert maija
        assert maija.is_a(Role.EXPERT)
        assert maija.address == AT
        assert [question.text for question in questions.of_person(conn, "P1")] == ["onko pakko?"]
    with old.claiming() as conn:
        (waiting,) = claims.claim(conn, clock(), {"console": outcomes.Rules()})
        assert waiting.address == AT
        taken = inbox.claim(conn, clock())
        assert taken
        assert taken.event == Said("e1", AT, "moi")
    old.close()


OLD_ADDRESS = {
    "is": "Address", "platform": "console", "workspace": "here", "user": "maija", "conversation": "maija", "thread": ""
}  # fmt: skip
OLD_CARD = {"is": "Card", "parts": [{"is": "Text", "spans": ["hei"], "quiet": False}]}
OLD_SAID = {"is": "Said", "event_id": "e1", "address": OLD_ADDRESS, "text": "moi", "place": "private", "masked": []}
OLD = (
    "INSERT INTO person VALUES (1, 'Maija', 'fi', '', NULL, 'Europe/Helsinki', true)",
    "INSERT INTO role_of VALUES (1, 'expert')",
    "INSERT INTO address VALUES ('console', 'here', 'maija', 'maija', 1)",
    "INSERT INTO question VALUES (1, 1, 'console:here:maija', 'onko pakko?', 'fi', NULL, '', 0, 1, '', '', 'asked')",
    "INSERT INTO lane VALUES ('console:here:maija', 0, 0, '')",
    f"INSERT INTO outbox VALUES (1, NULL, '', 'console:here:maija', '{json.dumps(OLD_ADDRESS)}', '{json.dumps(OLD_CARD)}', "
    "'due', 0, NULL, true, 0, '', NULL, '', 0)",
    f"INSERT INTO inbox VALUES (1, 'e1', 'console:here:maija', '{json.dumps(OLD_SAID)}', 'due', 0, 0, 0, '')",
)


def test_migrating_at_once_and_again(empty_url: str) -> None:
    errors: list[BaseException] = []

    def start() -> None:
        try:
            other = Store(empty_url)
            migrate(other)
            other.close()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_the_rows_of_an_older_schema_stay_when_tables_are_made_anew(empty_url: str) -> None:
    store = Store(empty_url)
    with store.engine.begin() as conn:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = conn
        command.upgrade(config, "0003")
        for line in (
            "INSERT INTO person VALUES (7, 'Maija', 'fi', '', NULL, 'Europe/Helsinki', true)",
            "INSERT INTO role_of VALUES (7, 'expert', '', '')",
            "INSERT INTO address VALUES ('console', '', 'maija', 'maija', 7, true)",
            "INSERT INTO audit VALUES (1, 0, 7, 7, 'role given', 'expert')",
            "INSERT INTO question (number, person, talk, text, language, rests_on, confidence, asked_at, feedback,"
            " feedback_reason, state, place) VALUES (41, 7, '', 'onko?', 'fi', '', 0.5, 0, '', '', 'asked', 'private')",
        ):
            conn.execute(text(line))
    migrate(store)
    with store.writing() as conn:
        maija = people.get(conn, "P7")
        assert maija
        assert (maija.name, maija.roles) == ("Maija", {Role.EXPERT})
        assert people.linked(conn, "P7") == []
        assert [found.id for found in questions.of_person(conn, "P7")] == ["Q41"]
        assert [line.subject for line in audit.of_person(conn, "P7")] == ["P7"]
    with pytest.raises(IntegrityError), store.writing() as conn:
        conn.execute(text("DELETE FROM person"))  # the keys hold again
    store.close()


def test_a_newer_schema_is_left_alone(store: Store) -> None:
    with store.writing() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer Sparri .schema 9999.*update Sparri"):
        migrate(store)


def test_bad_addresses(tmp_path) -> None:
    for url in ("mysql://x/y", "nonsense", "sqlite://"):
        with pytest.raises(StoreError):
            Store(url)
    with pytest.raises(StoreError, match="directory"):
        migrate(Store(f"sqlite:///{tmp_path}/missing/x.db"))
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database at all, " * 100)
    with pytest.raises(StoreError, match="backup"):
        migrate(Store(f"sqlite:///{broken}"))


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/sparri.db")
    migrate(store)
    with store.writing() as conn:
        people.add(conn, Address("slack", "T1", "U1", "D1"), Language.FI)
        written = [file for file in tmp_path.iterdir() if file.stat().st_size]
        assert {file.name: file.stat().st_mode & 0o077 for file in written} == {
            "sparri.db": 0,
            "sparri.db-wal": 0,
            "sparri.db-shm": 0,
        }
    store.close()


def test_read_modify_write_loses_nothing(store: Store) -> None:
    with store.writing() as conn:
        who = people.add(conn, AT, Language.FI, name="0").id

    def count() -> None:
        left = 25
        while left:
            try:
                with store.session() as session:
                    conn = session.write()
                    person = people.get(conn, who)
                    assert person
                    people.update(conn, who, name=str(int(person.name) + 1))
                left -= 1
            except Conflict:
                pass

    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as conn:
        person = people.get(conn, who)
    assert person
    assert person.name == "50"


def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    with store.writing() as writing:
        people.add(writing, AT, Language.FI)
        with store.reading() as reading:
            assert people.all(reading) == []


def test_a_session_keeps_all_or_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.session() as session:
        people.add(session.write(), AT, Language.FI)
        with session.read() as conn:
            assert people.find_by_address(conn, AT)
        raise RuntimeError
    with store.session() as session, session.read() as conn:
        assert people.find_by_address(conn, AT) is None


def test_people(store: Store) -> None:
    with store.writing() as conn:
        maija = people.add(conn, AT, Language.FI, name="Maija")
        people.update(
            conn, maija.id, branch=Branch.LVM, organisation="Esimerkkilä", language=Language.SV, welcomed=True
        )
        people.give(conn, maija.id, Role.EXPERT)
        people.give(conn, maija.id, Role.EXPERT)
        with pytest.raises(ValueError, match="hat"):
            people.update(conn, maija.id, hat="red")
    with store.reading() as conn:
        found = people.find_by_address(conn, Address("console", "here", "maija", "elsewhere"))
        assert found
        assert (found.id, found.branch, found.language, found.welcomed) == ("P1", Branch.LVM, Language.SV, True)
        assert found.roles == {Role.EXPERT}
        assert people.all(conn) == [found]
        assert people.get(conn, "P2") is None
        assert people.get(conn, "nobody") is None


def ask(conn, who: str, words: str, **more):
    when = datetime(2026, 11, 23, 9, 0, 0, 123_000, tzinfo=UTC)
    return questions.add(conn, person=who, at=AT, text=words, language="fi", asked_at=when, **more)


def test_questions(store: Store) -> None:
    with store.writing() as conn:
        maija = people.add(conn, AT, Language.FI).id
        first = ask(conn, maija, "onko pakko?", answer={"quotes": ["ä"]}, rests_on="material", confidence=0.9)
        second = ask(conn, maija, "entä ruotsiksi?")
        held = ask(conn, maija, "tarjous oli 100", state="held")
    with store.writing() as conn:
        assert (first.id, first.asked_at.microsecond) == ("Q1", 123_000)
        assert questions.get(conn, "Q1") == first
        assert [found.id for found in questions.of_person(conn, maija)] == ["Q2", "Q1"]
        assert questions.latest_in(conn, AT.talk, maija, first.asked_at) == [first, second]
        assert questions.latest_in(conn, AT.talk, maija, first.asked_at, limit=1) == [second]
        assert questions.latest_in(conn, AT.talk, maija, first.asked_at + timedelta(days=1)) == []
        assert questions.latest_in(conn, "elsewhere", maija, first.asked_at) == []
        given = {"language": "fi", "answer": {"n": 1}, "rests_on": "nothing", "confidence": 0.1}
        assert questions.answered(conn, held.id, **given)
        assert not questions.answered(conn, held.id, **given)
        assert questions.rate(conn, "Q1", "bad", "old")
        assert questions.rate(conn, "Q1", "good")
        assert questions.get(conn, "'; DROP TABLE question; --") is None
        ask(conn, maija, "tarjous oli 200", state="held")
        questions.drop_held(conn, maija)
        assert "200" not in str(conn.execute(text("SELECT * FROM question")).all())
        assert len(questions.of_person(conn, maija)) == 3


def test_a_deleted_question_is_erased(store: Store) -> None:
    with store.writing() as conn:
        maija = people.add(conn, AT, Language.FI).id
        ask(conn, maija, "salainen", answer={"quote": "salainen"})
        assert questions.delete(conn, "Q1")
        assert not questions.delete(conn, "Q1")
        assert not questions.rate(conn, "Q1", "good")
        assert questions.of_person(conn, maija) == []
        assert "salainen" not in str(conn.execute(text("SELECT * FROM question")).all())


def test_a_moment_needs_a_zone(store: Store, clock: Clock) -> None:
    with pytest.raises(Exception, match="time zone"), store.writing() as conn:
        maija = people.add(conn, AT, Language.FI).id
        questions.add(conn, person=maija, at=AT, text="", language="", asked_at=clock().replace(tzinfo=None))


def test_how_far_a_conversation_was_heard(store: Store) -> None:
    with store.writing() as conn:
        slack.begin(conn, "T1", "D1", "U1", 5)
        slack.begin(conn, "T1", "D1", "U1", 3)
        slack.begin(conn, "T1", "D2", "U2", 7)
        slack.moved(conn, "T1", "D1", 9)
        slack.moved(conn, "T1", "D1", 8)
    with store.reading() as conn:
        found = slack.conversations(conn)
        assert [(heard.conversation, heard.last) for heard in found] == [("D1", 9), ("D2", 7)]


def test_where_slack_is_installed(store: Store, clock: Clock) -> None:
    first, second = slack.Workspace("T1", "U1", "B1", "xoxb-1"), slack.Workspace("T1", "U1", "B1", "xoxb-2")
    assert "xoxb" not in repr(first)
    with store.claiming() as conn:
        slack.install(conn, first, clock())
        slack.install(conn, second, clock())
        assert slack.installed(conn, "T1") == second
        assert slack.installed(conn, "T2") is None
        slack.forget(conn, "T1")
        assert slack.installed(conn, "T1") is None
        for value in ("a", "b"):
            slack.issue(conn, value, clock() + timedelta(minutes=10))
        assert slack.consume(conn, "a", clock())
        assert not slack.consume(conn, "a", clock())
        assert not slack.consume(conn, "b", clock.push(601))


def test_a_workspace_belongs_to_the_organisation_said_last(store: Store) -> None:
    with store.writing() as conn:
        assert workspaces.organisation_of(conn, AT) == ""
        for organisation in ("Mallila", "Esimerkkilä"):
            workspaces.belongs(conn, "console", "here", organisation)
        assert workspaces.organisation_of(conn, AT) == "Esimerkkilä"
