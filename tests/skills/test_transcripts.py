"""Every skill's transcript plays: what people do in it, they can do, and Sparri shows what stands there.

Its lines that begin with "> **" are played, everything else is for the reader:

    > **anna:** what she writes                          > **anna** presses [Label of a button on the latest card]
    > **anna** fills in [Label]: name = Anna, lang = sv   > **Sparri:** words that must be in what the last person sees

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
CODE = re.compile(r"\b[A-HJKMNP-TV-Z2-9]{4}-[A-HJKMNP-TV-Z2-9]{4}\b")


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.parent.name)
def test_transcript_plays(chat: Chat, path: Path) -> None:
    here: set[str] = set()
    seen, deed, was_told, code = "", "", True, ""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("> **")]
    assert lines
    for line in lines:
        code = (CODE.findall(seen) or [code])[-1]
        line = line.replace("ABCD-2345", code)
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
            values = dict(pair.split(" = ") for pair in match["values"].split(", "))
            seen = chat.fill(who, match["label"], **values)
        else:
            seen = chat.say(who, match["said"])
    assert was_told, f"what does Sparri show after {deed}?"
