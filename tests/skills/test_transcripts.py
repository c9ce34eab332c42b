"""Every skill's transcript plays: what people do in it, they can do, and Sparri shows what stands there."""

import re
from pathlib import Path

import pytest

from bot import skills
from tests.talk import Chat

TRANSCRIPTS = sorted(Path(skills.__file__).parent.glob("*/transcript.md"))
LINE = re.compile(
    r"> \*\*(?P<who>\w+)(?::\*\* (?P<said>.+)|\*\* (?P<does>presses|fills in) \[(?P<label>.+?)\](?:: (?P<values>.+))?)"
)


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.parent.name)
def test_transcript_plays(chat: Chat, path: Path) -> None:
    who = seen = ""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("> **")]
    assert lines
    for line in lines:
        match = LINE.fullmatch(line)
        assert match, f"not understood: {line}"
        if match["who"] == "Sparri":
            assert match["said"] in seen, f"{match['said']!r} is not in what {who} sees:\n{seen}"
            continue
        if match["who"] != who:
            who = match["who"]
            chat.joins(who, welcomed=path.parent.name != "home")
        if match["does"] == "presses":
            seen = chat.press(who, match["label"])
        elif match["does"]:
            values = dict(pair.split(" = ") for pair in match["values"].split(", "))
            seen = chat.fill(who, match["label"], **values)
        else:
            seen = chat.say(who, match["said"])
