"""Which language something is in, and which one is asked for."""

import csv
from pathlib import Path

import pytest

from knowledge import languages

SAMPLES = Path(__file__).parent.parent / "recall" / "languages.tsv"


def samples() -> list[tuple[str, str]]:
    """(language, what somebody typed)."""
    with SAMPLES.open(encoding="utf-8") as file:
        return [(row["language"], row["text"]) for row in csv.DictReader(file, delimiter="\t")]


@pytest.mark.parametrize("reader", [None, "fi", "sv", "en"])
def test_a_question_of_some_length_is_told_whoever_asks(reader: str | None) -> None:
    long = [(language, text) for language, text in samples() if len(text) >= 20]
    right = [language for language, text in long if languages.of_question(text, reader) == language]
    assert len(long) > 90
    assert len(right) / len(long) >= 0.98


def test_in_doubt_it_is_the_language_of_the_reader() -> None:
    for reader in ("fi", "sv", "en"):
        for text in ("PCP", "Hilma?", "218 000", "?", ""):
            assert languages.of_question(text, reader) == reader
    assert all(languages.of_question(text, language) == language for language, text in samples() if len(text) < 12)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Can KEINO help us now?", "en"),
        ("How quickly must a supplier answer in Övningsnäs?", "en"),
        ("vad kostar tjänsten tutkihankintoja.fi?", "sv"),
        ("onko Business Finland mukana", "fi"),
        ("upphandlingsforfarande", "sv"),
    ],
)
def test_names_from_elsewhere_do_not_confuse(text: str, language: str) -> None:
    for reader in ("fi", "sv", "en"):
        assert languages.of_question(text, reader) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("entä ruotsiksi?", "sv"),
        ("och på finska?", "fi"),
        ("In English, please.", "en"),
        ("kan du svara på finska?", "fi"),
        ("mikä on kynnysarvo ruotsiksi", None),
        ("ruotsiksi julkaistava ilmoitus", None),
        ("", None),
        ("entä " * 20_000, None),
    ],
)
def test_a_message_may_only_ask_for_another_language(text: str, language: str | None) -> None:
    assert languages.requested(text) == language
