"""What an administrator does at the command line, one file a command. Each is loaded only when it is run."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings


class CommandError(Exception):
    """A command cannot do what it was asked; the text is one sentence with what to do."""


def make_directory(path: Path) -> None:
    """Makes the data directory where it is missing, for nobody but its owner: the database is in it. Raises OSError."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def read_settings() -> "Settings":
    """The settings of the environment. Raises CommandError, which names what makes no sense and never its value."""
    from pydantic import ValidationError

    from bot.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        wrong = [f"SPARRI_{'_'.join(map(str, each['loc'])).upper()} ({each['msg']})" for each in error.errors()]
        raise CommandError(f"What is set makes no sense: {'; '.join(wrong)}.") from None


def administer(arguments: argparse.Namespace, settings: "Settings") -> int:
    """Runs a command that `parsing` added; its exit code. Raises CommandError and OSError."""
    from bot.store import StoreError

    try:
        match arguments.command:
            case "manifest":
                from bot.commands.manifest import run
            case "doctor":
                from bot.commands.doctor import run
            case "modules":
                from bot.commands.modules import run
            case "people":
                from bot.commands.people import run
            case "training":
                from bot.commands.training import run
            case "serve" | "work":
                from bot.commands.serve import run
            case _:
                from bot.commands.backup import run
        return run(arguments, settings)
    except StoreError as error:
        raise CommandError(str(error)) from error
