import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.masking import MASK, mask

SAMPLES = Path(__file__).parents[1] / "recall" / "privacy.tsv"


def samples() -> list[tuple[str, str]]:
    with SAMPLES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["kind"], row["text"]) for row in rows]


def test_recall_and_false_alarms() -> None:
    true = [(kind, text) for kind, text in samples() if kind != "clean"]
    clean = [text for kind, text in samples() if kind == "clean"]
    missed = [text for kind, text in true if kind not in mask(text)[1]]
    touched = [text for text in clean if mask(text)[0] != text]
    assert (len(true), len(clean)) == (200, 500)
    assert len(missed) <= 0.01 * len(true), missed
    assert len(touched) <= 0.01 * len(clean), touched


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hetu 131052-308T.", f"Hetu {MASK}."),
        ("Hetu 131052-308U ei täsmää", "Hetu 131052-308U ei täsmää"),
        ("131352-308T on mahdoton päivä", "131352-308T on mahdoton päivä"),
        ("FI21 1234 5600 0007 85 ja maija@example.fi", f"{MASK} ja {MASK}"),
        ("FI21 1234 5600 0007 86", "FI21 1234 5600 0007 86"),
        ("FI2112345600000785 100 euroa", f"{MASK} 100 euroa"),
        ("maija (at) example.fi", MASK),
        ("040 555 0112 12 kpl", f"{MASK} 12 kpl"),
        ("040 555 0112, 040 555 0113", f"{MASK}, {MASK}"),
        ("numero 095550100", f"numero {MASK}"),
        ("viite 095550100", "viite 095550100"),
        ("05.06.2026–07.08.2026", "05.06.2026–07.08.2026"),
        ("", ""),
    ],
)
def test_single_cases(text: str, left: str) -> None:
    assert mask(text)[0] == left


@given(st.text(alphabet=st.sampled_from("0123456789 .-+()@aäFI358A/:\n▮"), max_size=80) | st.text(max_size=200))
def test_kinds_are_named_when_something_was_taken_out(text: str) -> None:
    once, kinds = mask(text)
    assert bool(kinds) == (once != text)
    assert len(once) <= len(text) + 3


@pytest.mark.parametrize("piece", ["a", "0", "0 ", "a.", "FI12 ", "a@a.", "+1", "a.@"])
def test_long_texts_take_no_time(piece: str) -> None:
    mask(piece * (200_000 // len(piece)))
