"""`sparri modules check`: what is wrong with training modules, for whoever writes them."""

import argparse
import sys

from bot.commands import CommandError
from bot.settings import Settings
from training_modules import catalogue
from training_modules.faults import Fault
from training_modules.reading import read_all


def run(arguments: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001
    """Prints each fault by file and line; the exit code. Raises CommandError where there is no module."""
    faults: list[Fault] = []
    titles: list[str] = []
    for root in arguments.paths or [catalogue.HERE]:
        if not any(catalogue.folders(root)):
            raise CommandError(f"There is no module in {root}: it needs a folder with a module.toml in it.")
        modules, wrong = read_all(root)
        faults += wrong
        titles += [f"{module.id}: {len(module.lessons)} lessons, {module.minutes} min" for module in modules]
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print(f"Faults: {len(faults)}.", file=sys.stderr)
        return 1
    print("\n".join(titles))
    return 0
