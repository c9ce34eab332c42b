"""What stands in for a platform, spoken with by hand: lines that say who does what, and all that people are shown."""

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

HELP = """
  maija: Onko markkinakartoitus pakollinen?    says it in private; whoever is new joins
  anna (sv): hej                               the same, with another language than Finnish
  maija #hankinnat: Mikä on innovaatiokumppanuus? mentions Sparri in a channel
  maija [Lähteet]                              presses the latest button of that name; one with " …" opens a form
  maija > name=Maija Meri; branch=lvm          sends the open form; other fields stay as they are
Ctrl-D ends.
"""

_LINE = re.compile(
    r"(?P<who>\w+)(?: \((?P<language>fi|sv|en)\))?(?: (?P<where>#[\w-]+|/sparri))?"
    r"(?:: *(?P<said>.+)| \[(?P<label>[^\]]+)\]| >(?P<fields>.*))"
)


@dataclass(frozen=True)
class Line:
    """Somebody says words (`where` is "" for in private), presses `label`, or sends the form with `fields`."""

    who: str
    language: str = "fi"
    where: str = ""
    said: str = ""
    label: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def parsed(line: str) -> Line | None:
    """What a line asks for; None if it is none."""
    found = _LINE.fullmatch(line.strip())
    if not found:
        return None
    pairs = (each.partition("=") for each in (found["fields"] or "").split(";") if each.strip())
    fields = {name.strip(): value.strip() for name, _equals, value in pairs}
    language, where, said, label = (found[name] or "" for name in ("language", "where", "said", "label"))
    return Line(found["who"].casefold(), language or "fi", where, said, label, fields)


async def run(do: Callable[[Line], Awaitable[str]], shown: Callable[[], Mapping[str, str]]) -> None:
    """Takes lines until the input ends. `do` does one and says how it was answered; `shown` is all that stands now, by who
    sees it where, what is new or changed in it is printed."""
    print(HELP, flush=True)
    watching = asyncio.create_task(_watched(shown))
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):
            asked = parsed(line)
            if asked:
                try:
                    print(await do(asked), flush=True)
                except Exception as error:  # a hand slips: the next line may be right
                    print(f"✗ {type(error).__name__}: {error}", flush=True)
            elif line.strip():
                print(HELP, flush=True)
    finally:
        watching.cancel()


async def _watched(shown: Callable[[], Mapping[str, str]]) -> None:
    before: dict[str, str] = {}
    while True:
        now = dict(shown())
        for where, text in now.items():
            if before.get(where) != text:
                indented = "\n".join(f"    {line}" for line in text.splitlines())
                print(f"\n{where}{' (changed)' if where in before else ''}\n{indented}", flush=True)
        before = now
        await asyncio.sleep(0.1)
