import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.inbox import clean, masked
from bot.delivery.masking import MASK, mask
from bot.people import Address
from bot.turns import Said

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
        ("131052-308U ei täsmää", "131052-308U ei täsmää"),
        ("hetu on 010190-123A", f"hetu on {MASK}"),
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


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("131052-\u200b308T", "personal_id"),
        ("131052-\u00ad308T", "personal_id"),
        ("soita 040  123 4567", "phone"),
        ("040\n123 4567", "phone"),
        ("040\u2060123\u00a04567", "phone"),
        ("\uff10\uff14\uff10 123 4567", "phone"),
        ("maija@\u200bexample.fi", "email"),
        ("FI21  1234 5600 0007 85", "iban"),
    ],
)
def test_nothing_hides_in_what_cannot_be_seen(text: str, kind: str) -> None:
    said = masked(Said("e1", Address("console", "", "maija", "maija"), text))
    assert said.masked == (kind,)
    assert not re.search(r"\d{3}", said.text)
    assert clean(said.text) == said.text
