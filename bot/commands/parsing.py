"""The options of the administrator's commands: nothing is loaded here that takes time."""

import argparse
from pathlib import Path
from typing import Any

NAMES = ("serve", "work", "manifest", "doctor", "backup", "restore", "people", "modules", "training")
ROLES = ("expert", "coordinator", "admin")
_WHO = "P12, slack:WORKSPACE:USER, teams:TENANT:USER, or an e-mail address"


def add(commands: Any) -> None:
    """Adds the commands to argparse's sub-commands."""
    commands.add_parser("serve", help="serve Slack and Teams, whatever is set up, until it is stopped")
    commands.add_parser("work", help="work and send beside a server, on PostgreSQL")
    _add_manifest(commands.add_parser("manifest", help="make what Slack and Teams ask for when Sparri is registered"))
    doctor = commands.add_parser("doctor", help="say what is wrong with an installation, and what to do")
    doctor.add_argument("--offline", action="store_true", help="leave out what asks Slack and Microsoft")
    backup = commands.add_parser("backup", help="copy the database into one file; Sparri may go on meanwhile")
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = commands.add_parser("restore", help="put a backup into the database; stop Sparri before")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--replace", action="store_true", help="in the place of all that the database holds")
    _add_people(commands.add_parser("people", help="see people, take them in from a file, give and take roles"))
    _add_training(commands.add_parser("training", help="enrol people in training"))
    modules = commands.add_parser("modules", help="for whoever writes training modules")
    checking = modules.add_subparsers(dest="doing", required=True).add_parser(
        "check", help="say what is wrong, by file and line"
    )
    checking.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="a module’s folder, or one of modules (default: those that ship)",
    )


def _add_manifest(manifest: argparse.ArgumentParser) -> None:
    platforms = manifest.add_subparsers(dest="platform", required=True)
    slack = platforms.add_parser("slack", help="the manifest of the Slack app (JSON)")
    slack.add_argument("--http", action="store_true", help="for signed HTTP at SPARRI_PUBLIC_URL, not Socket Mode")
    slack.add_argument("--scopes", action="store_true", help="print what Sparri asks for, and why")
    slack.add_argument("--out", type=Path, metavar="FILE", help="write it there")
    teams = platforms.add_parser("teams", help="the package of the Teams app (ZIP)")
    teams.add_argument("--out", type=Path, metavar="FILE", required=True, help="write it there")
    teams.add_argument("--developer", default="Sparri", metavar="NAME", help="who is behind it (at most 32 characters)")
    for page, what in (("website", "who you are"), ("privacy", "data protection"), ("terms", "terms of use")):
        teams.add_argument(f"--{page}", default="", metavar="URL", help=f"your page about {what}")


def _add_training(training: argparse.ArgumentParser) -> None:
    enrol = training.add_subparsers(dest="doing", required=True).add_parser(
        "enrol", help="enrol everybody in a CSV or XLSX file, all or none"
    )
    enrol.add_argument("file", type=Path, metavar="FILE", help="a column address or id, as `people list` has it")
    enrol.add_argument("--module", required=True, metavar="ID", help="the module, by the name of its folder")
    enrol.add_argument("--due", metavar="DATE", help="the day by which it is to be done (2026-12-01)")
    enrol.add_argument("--dry-run", action="store_true", help="only say what is wrong with it")


def _add_people(people: argparse.ArgumentParser) -> None:
    doing = people.add_subparsers(dest="doing", required=True)
    listing = doing.add_parser("list", help="print everybody as CSV")
    listing.add_argument("--json", action="store_true", help="JSON lines")
    importing = doing.add_parser("import", help="take people in from a CSV or XLSX file, all or none")
    importing.add_argument("file", type=Path, metavar="FILE")
    importing.add_argument("--dry-run", action="store_true", help="only say what is wrong with it")
    give = doing.add_parser("give", help="give somebody a role")
    give.add_argument("who", metavar="WHO", help=_WHO)
    give.add_argument("role", choices=ROLES)
    reach = give.add_mutually_exclusive_group()
    reach.add_argument("--organisation", metavar="NAME", help="a coordinator of this organisation")
    reach.add_argument("--branch", metavar="BRANCH", help="a coordinator of this branch (tem, municipality …)")
    reach.add_argument("--network", action="store_true", help="a coordinator of everybody")
    take = doing.add_parser("take", help="take a role from somebody")
    take.add_argument("who", metavar="WHO", help=_WHO)
    take.add_argument("role", choices=ROLES)
    organisation = doing.add_parser("organisation", help="say which organisation a workspace or tenant belongs to")
    organisation.add_argument("workspace", metavar="WORKSPACE", help="slack:T0123, or teams:TENANT")
    organisation.add_argument("name", metavar="NAME")
