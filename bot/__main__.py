"""The commands: those of people here, those of an administrator are in `bot.commands`."""

import argparse
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.commands import CommandError, administer, parsing, read_settings
from knowledge import LibraryError

INTERRUPTED = 130
STOPPED = "Stopped. Nothing is lost: run the same command again to go on."


def main() -> None:
    """Runs a command; every failure is one sentence on standard error and an exit code that is not 0."""
    try:
        for name in ("stdin", "stdout", "stderr"):
            if getattr(sys, name) is None:
                setattr(sys, name, Path(os.devnull).open("r" if name == "stdin" else "w"))  # noqa: SIM115
            errors = "replace" if name == "stdin" else "backslashreplace"
            getattr(sys, name).reconfigure(encoding="utf-8", errors=errors)
        sys.exit(_run(parser().parse_args()))
    except KeyboardInterrupt:
        _failed(STOPPED, INTERRUPTED)
        sys.stdout.flush()
        sys.stderr.flush()
        # threads of the encoder may still wait for each other, interrupted in the middle: nothing waits for them
        os._exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (LibraryError, CommandError) as error:
        sys.exit(_failed(str(error), 1))
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        why = (error.strerror or str(error)).lower()
        sys.exit(_failed(f"Sparri could not go on{where}: {why}; set that right and run the command again.", 1))


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="sparri", description="Answers about public procurement, quoted from material.")
    commands = top.add_subparsers(dest="command", required=True)
    chat = commands.add_parser("chat", help="talk with Sparri in the terminal")
    chat.add_argument("--demo", action="store_true", help="begin with a few people already there")
    index = commands.add_parser("index", help="add material, or take in what has changed")
    index.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders (.md .txt .html .pdf)")
    index.add_argument("--text", metavar="ID", help="print the text of a document that quotations are taken from")
    index.add_argument("--list", action="store_true", help="list the documents")
    index.add_argument("--check", action="store_true", help="say what is stale, expired or without a parallel version")
    retention = commands.add_parser("retention", help="erase what is kept longer than it should be (nightly by itself)")
    retention.add_argument("--dry-run", action="store_true", help="only count it")
    search = commands.add_parser("search", help="search for the questions on standard input (JSON lines)")
    search.add_argument("--json", action="store_true", required=True, help="JSON lines in and out")
    search.add_argument("--limit", type=_positive, default=10, metavar="N", help="hits a question (10)")
    ask = commands.add_parser("ask", help="answer one question")
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true", help="one JSON object")
    for command in (index, search, ask):
        command.add_argument(
            "--into",
            type=Path,
            metavar="DIR",
            help="an index of its own that holds only what you put there (default: the shipped material and yours)",
        )
    parsing.add(commands)
    return top


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _run(arguments: argparse.Namespace) -> int:
    # loading the libraries takes most of a second; Ctrl-C amid it would come out of their C code as who knows what
    signal.signal(signal.SIGINT, _left)
    from knowledge import bundle, doors, shelf

    signal.signal(signal.SIGINT, signal.default_int_handler)
    settings = read_settings()
    if arguments.command in parsing.NAMES:
        return administer(arguments, settings)
    if arguments.command == "chat":
        from bot.app import chat

        return chat(settings, with_demo=arguments.demo)
    if arguments.command == "retention":
        from bot.app import keep_house

        return keep_house(settings, dry_run=arguments.dry_run)
    directory, encoder = arguments.into or settings.data, settings.encoder
    shipped = () if arguments.into else bundle.SHIPPED
    if arguments.command == "index" and not (arguments.text or arguments.list or arguments.check):
        return doors.index(arguments.paths, directory, encoder, shipped=shipped)
    with doors.progress_bar() as progress:
        library = shelf.opened(directory, encoder, progress, shipped=shipped)
    match arguments.command:
        case "search":
            return doors.search(library, sys.stdin, sys.stdout, arguments.limit)
        case "ask":
            if arguments.json:
                return doors.ask(library, arguments.question, sys.stdout)
            from bot.app import answer

            return answer(library, arguments.question)
    if arguments.text:
        return doors.print_text(library, arguments.text)
    if arguments.list:
        return doors.print_list(library)
    return doors.print_check(library, datetime.now(UTC).date())


def _left(_signal: int, _frame: object) -> None:
    """Ends the program where nothing has been begun."""
    os.write(2, f"{STOPPED}\n".encode())
    os._exit(INTERRUPTED)


def _failed(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
