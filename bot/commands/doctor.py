"""`sparri doctor`: names each fault of an installation and what to do about it. It looks, and changes nothing."""

import argparse
import asyncio
import http.client
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot.channels import slack_doctor, teams_doctor
from bot.channels.faults import Fault
from bot.delivery import inbox, lanes, outbox
from bot.settings import Settings, misspelt
from bot.store import Connection, Store, StoreError, people
from bot.store.engine import sqlite_path
from bot.store.migrating import current, known
from knowledge import LibraryError, embedder
from knowledge.building import check
from knowledge.index import FILE_NAME, Index, IndexMissing

PYTHON = (3, 11)
SPACE = 500_000_000
"""Bytes that should be free where the database is."""
PLATFORMS = ("slack", "teams")
LATE = timedelta(minutes=15)
"""How long something may wait before something is wrong."""


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Prints what is wrong, how it stands and whom Sparri calls; 1 if anything is wrong."""
    now = datetime.now(UTC)
    faults = asyncio.run(diagnosed(settings, now, is_offline=arguments.offline))
    for fault in faults:
        print(f"✗ {fault.what} {fault.fix}".rstrip())
    print(f"Faults: {len(faults)}." if faults else "Nothing is wrong.")
    for line in (*standing(settings), "Sparri calls:", *(f"  {line}" for line in endpoints(settings))):
        print(line)
    return 1 if faults else 0


def free_bytes(path: Path) -> int:
    """How much room is left where a path is."""
    return shutil.disk_usage(path).free


async def diagnosed(settings: Settings, now: datetime, *, is_offline: bool = False) -> list[Fault]:
    """Every fault, those of this machine first; the platforms are asked unless `is_offline`."""
    faults = [
        *of_python(sys.version_info[:2]),
        *of_names(os.environ),
        *of_directory(settings.data),
        *of_database(settings, now),
        *of_material(settings, now),
        *of_addresses(settings),
        *of_admins(settings),
    ]
    if is_offline:
        on = ((slack_doctor, slack_doctor.is_on(settings)), (teams_doctor, teams_doctor.is_on(settings)))
        return [*faults, *(fault for platform, is_on in on if is_on for fault in platform.faults_of_settings(settings))]
    return [*faults, *await slack_doctor.diagnosed(settings, now), *await teams_doctor.diagnosed(settings)]


def endpoints(settings: Settings) -> Iterator[str]:
    """Every address that Sparri opens a connection to, with its reason."""
    if not settings.database.startswith("sqlite"):
        yield f"{urlsplit(settings.database).hostname or 'a socket of this machine'} – the database"
    if settings.encoder != embedder.BUNDLED:
        yield "https://huggingface.co – the encoder, when it is first loaded and is not a path"
    yield from slack_doctor.endpoints(settings)
    yield from teams_doctor.endpoints(settings)
    if not slack_doctor.is_on(settings) and not teams_doctor.is_on(settings):
        yield "nobody: neither Slack nor Teams is set up"


def of_python(version: tuple[int, ...]) -> Iterator[Fault]:
    """Whether Python is new enough."""
    if version < PYTHON:
        yield Fault(f"Python is {'.'.join(map(str, version))}.", "Install Sparri with Python 3.11 or newer.")


def of_names(environment: Iterable[str]) -> Iterator[Fault]:
    """Whether every variable that looks like a setting is one."""
    for name, near in misspelt(environment):
        yield Fault(f"{name} is no setting of Sparri.", f"Write {near}." if near else "Remove it.")


def of_directory(data: Path, free: Callable[[Path], int] = free_bytes) -> Iterator[Fault]:
    """Whether there is a place to write, and room in it."""
    here = next(path for path in (data.absolute(), *data.absolute().parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=here):
            pass
    except OSError as error:
        yield Fault(
            f"The data directory {data} cannot be written ({error.strerror}).",
            "Give the user that runs Sparri the right to, or set SPARRI_DATA to another.",
        )
        return
    if free(here) < SPACE:
        megabytes = free(here) // 1_000_000
        yield Fault(f"Only {megabytes} MB are free at {data}.", "Make room, or set SPARRI_DATA to a larger disk.")


def of_database(settings: Settings, now: datetime) -> Iterator[Fault]:
    """Whether the database answers, is of this program's time, and moves."""
    try:
        with _read(settings) as conn:
            if conn is None:
                yield from _of_place(settings)
                return
            revision = current(conn)
            if revision is None:
                return
            if revision not in known():
                yield Fault(
                    f"The database belongs to a newer Sparri (schema {revision}, this one knows {known()[-1]}).",
                    "Update Sparri, or restore a backup of before.",
                )
            elif revision != known()[-1]:
                yield Fault(
                    f"The database is of an older Sparri (schema {revision}, not {known()[-1]}).",
                    "Make a backup and start Sparri, which brings it up to date.",
                )
            else:
                yield from _of_delivery(conn, now)
    except StoreError as error:
        yield Fault(str(error), "")


def _of_delivery(conn: Connection, now: datetime) -> Iterator[Fault]:
    waits = (
        ("An incoming event has", inbox.oldest(conn, now)),
        ("An outgoing message has", outbox.oldest(conn, now, PLATFORMS)),
    )
    for what, since in waits:
        if since and now - since > LATE:
            fix = "See that `sparri serve` runs, and look into its log."
            yield Fault(f"{what} waited since {since:%Y-%m-%d %H:%M} UTC.", fix)
    aside = inbox.counts(conn).get("aside", 0)
    if aside:
        yield Fault(
            f"Events that failed for good and were set aside: {aside}.",
            "Look for “event” in the log of those days: the people were told a reference.",
        )


def of_material(settings: Settings, now: datetime) -> Iterator[Fault]:
    """Whether the encoder loads and the index is there and of today."""
    try:
        model = embedder.load(settings.encoder)
        model.questions(["hankinta"], ["fi"])
        findings = check(Index.open(settings.data, model.id), now.date())
    except IndexMissing:
        return
    except LibraryError as error:
        yield Fault(str(error), "")
        return
    changed = sum(finding.kind in ("stale", "gone") for finding in findings)
    if changed:
        yield Fault(
            f"Documents that have changed or are gone since they were indexed: {changed}.", "Run `sparri index`."
        )
    expired = sum(finding.kind == "expired" for finding in findings)
    if expired:
        yield Fault(f"Documents past their date: {expired}.", "`sparri index --check` names them: renew them.")


def of_admins(settings: Settings) -> Iterator[Fault]:
    """Whether every first admin is somebody."""
    for name in settings.bare_admins:
        yield Fault(
            f"{name} in SPARRI_ADMINS is nobody: each Slack workspace may have a user of that id.",
            f"Write the workspace before it, as in T0123:{name}, or an e-mail address.",
        )


def of_addresses(settings: Settings) -> Iterator[Fault]:
    """Whether the public address is one, and the ports are free or Sparri's."""
    parts = urlsplit(settings.public_url)
    if settings.public_url and (
        parts.scheme != "https" or not parts.hostname or teams_doctor.is_loopback(parts.hostname)
    ):
        yield Fault(
            "SPARRI_PUBLIC_URL is not an https:// address that Slack and Microsoft can reach.",
            "Set it to the address of the proxy that speaks HTTPS for Sparri.",
        )
    if _is_sparri(settings.port + 1):
        return
    for host, port in ((settings.host, settings.port), ("127.0.0.1", settings.port + 1)):
        try:
            with closing(socket.create_server((host, port))):
                pass
        except OSError as error:
            yield Fault(f"Port {port} on {host} cannot be used ({error.strerror}).", "Free it, or set SPARRI_PORT.")


def _is_sparri(port: int) -> bool:
    """Whether Sparri runs already and answers for its health."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False


def _of_place(settings: Settings) -> Iterator[Fault]:
    """Whether a database file that is not there yet can be made. The data directory is made with it; no other is."""
    path = sqlite_path(Store(settings.database))
    if path is None or path.parent.absolute() == settings.data.absolute():
        return
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        yield Fault(
            f"The database {path} cannot be made ({error.strerror}).",
            "Make its directory, writable for the user that runs Sparri, or set SPARRI_DATABASE_URL to another.",
        )


def standing(settings: Settings) -> Iterator[str]:
    """How it stands, in lines that are no faults."""
    try:
        with _read(settings) as conn:
            if conn is None or current(conn) is None:
                yield "The database is made when Sparri is first started."
            elif current(conn) == known()[-1]:
                yield f"Database: schema {known()[-1]}, {len(people.all(conn))} people."
                if closed := lanes.ended(conn):
                    yield f"Conversations that are closed (blocked, left, or the app was removed there): {closed}."
    except StoreError:
        pass
    if not settings.controller.strip():
        yield "SPARRI_CONTROLLER is not set: the privacy notice tells people to ask whoever installed Sparri who the controller is."
    if not (settings.data / FILE_NAME).exists():
        yield "The index of the material is made when Sparri is first started."


@contextmanager
def _read(settings: Settings) -> Iterator[Connection | None]:
    """The database as it is; None for a file that is not there, which asking would make."""
    store = Store(settings.database)
    path = sqlite_path(store)
    try:
        if path and not path.exists():
            yield None
        else:
            with store.reading() as conn:
                yield conn
    finally:
        store.close()
