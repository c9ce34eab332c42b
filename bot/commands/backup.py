"""`sparri backup` and `sparri restore`."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from bot.commands import make_directory
from bot.delivery.restored import restored
from bot.settings import Settings
from bot.store import Store, backup
from bot.store.holding import stopped


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Does one of the two; the exit code."""
    store = Store(settings.database)
    try:
        if arguments.command == "backup":
            return _backed_up(store, arguments.file)
        make_directory(settings.data)
        with stopped(store):
            return _restored(store, arguments.file, arguments.replace)
    finally:
        store.close()


def _backed_up(store: Store, path: Path) -> int:
    contents = backup.write(store, path, datetime.now(UTC))
    print(f"{sum(contents.rows.values())} rows of {len(contents.rows)} tables are in {path}, readable for you alone.")
    print("Not in it: the index, which is made again by itself, and your own material and settings; keep those too.")
    return 0


def _restored(store: Store, path: Path, replace: bool) -> int:
    with backup.restoring(store, path, replace=replace) as (conn, contents):
        uncertain = restored(conn, datetime.now(UTC))
    print(f"The database is as it was at {contents.at}: {sum(contents.rows.values())} rows.")
    if uncertain:
        print(
            f"{uncertain} messages were waiting then and may have gone out since: Sparri looks in Slack before it sends "
            "one again, and on Teams sends again only answers and what else must arrive."
        )
    return 0
