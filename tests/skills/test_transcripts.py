"""Every skill's transcript plays: what people do in it, they can do, and Sparri shows what stands there.

Its lines that begin with "> **" are played, everything else is for the reader:

    > **anna:** what she writes                          > **anna** presses [Label of a button on the latest card]
    > **anna** fills in [Label]: name = Anna, lang = sv   > **Sparri:** words that must be in what the last person sees

    > **erik** is an expert in [what he knows] in sv     > **kaisa** is a coordinator in fi
    > *2 days later*                                     > **erik** sees            (all since he last did something)

Somebody new speaks Finnish, as in life, until they write "på svenska" or "in english". ABCD-2345 stands for the code that
Sparri showed last.
"""

import re
from pathlib import Path

import pytest

from bot import skills
from tests.talk import Chat

TRANSCRIPTS = sorted(Path(skills.__file__).parent.glob("*/transcript.md"))
LINE = re.compile(
    r"> \*\*(?P<who>\w+)(?::\*\* (?P<said>.+)|\*\* (?P<does>presses|fills in) \[(?P<label>.+?)\](?:: (?P<values>.+))?)"
)
SEES = re.compile(r"> \*\*(?P<who>\w+)\*\* sees")
LATER = re.compile(r"> \*(?P<n>\d+) (?P<unit>days?|hours?|minutes?) later\*")
ROLE = re.compile(
    r"> \*\*(?P<who>\w+)\*\* is (?:an expert in \[(?P<topic>.+?)\]|a (?P<role>coordinator)) in (?P<lang>\w\w)"
)
CODE = re.compile(r"\b[A-HJKMNP-TV-Z2-9]{4}-[A-HJKMNP-TV-Z2-9]{4}\b")


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.parent.name)
def test_transcript_plays(chat: Chat, path: Path) -> None:
    here: set[str] = set()
    seen, deed, was_told, code = "", "", True, ""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if re.match(r"> \*+\w", line)]
    assert lines
    for line in lines:
        code = (CODE.findall(seen) or [code])[-1]
        line = line.replace("ABCD-2345", code)
        if staged(chat, line, here):
            continue
        if looks := SEES.fullmatch(line):
            assert was_told, f"what does Sparri show after {deed}?"
            seen, deed, was_told = chat.sees(looks["who"]), line, False
            continue
        match = LINE.fullmatch(line)
        assert match, f"not understood: {line}"
        if match["who"] == "Sparri":
            assert match["said"] in seen, f"{match['said']!r} is not what is seen after {deed}:\n{seen}"
            was_told = True
            continue
        assert was_told, f"what does Sparri show after {deed}?"
        who, deed, was_told = match["who"], line, False
        if who not in here:
            here.add(who)
            chat.joins(who, welcomed=path.parent.name != "home")
        if match["does"] == "presses":
            seen = chat.press(who, match["label"])
        elif match["does"]:
            values = dict(pair.split(" = ") for pair in re.split(r", (?=\w+ = )", match["values"]))
            seen = chat.fill(who, match["label"], **values)
        else:
            seen = chat.say(who, match["said"])
    assert was_told, f"what does Sparri show after {deed}?"


def staged(chat: Chat, line: str, here: set[str]) -> bool:
    """Whether a line sets the stage: time passes, or somebody with a role comes in."""
    if later := LATER.fullmatch(line):
        chat.wait(**{later["unit"].rstrip("s") + "s": int(later["n"])})
        return True
    if comes := ROLE.fullmatch(line):
        here.add(comes["who"])
        if comes["role"]:
            chat.coordinates(comes["who"], comes["lang"])
        else:
            chat.knows(comes["who"], comes["lang"], comes["topic"])
        return True
    return False
