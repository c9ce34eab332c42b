"""Certificates: a PDF that can be searched, the same each time, whatever the words are."""

import pypdfium2
import pytest

from bot.certificate import page


def words(drawn: bytes) -> str:
    document = pypdfium2.PdfDocument(drawn)
    assert len(document) == 1
    return " ".join(document[0].get_textpage().get_text_range().split())


def test_its_words_are_words_and_the_same_words_the_same_bytes() -> None:
    said = "Todistus", "Åke Örn", "Hankintojen johtaminen: tavoite, vastuuhenkilö ja mittari", ("Kaikki oikein.",)
    drawn = page(*said)
    assert words(drawn) == "Todistus Åke Örn Hankintojen johtaminen: tavoite, vastuuhenkilö ja mittari Kaikki oikein."
    assert drawn == page(*said)


@pytest.mark.parametrize("text", ["", "$x^2$", "\\frac{", "a\nb", "\x00\x1b", "🏛️" * 40, "W" * 300, "漢字", "\ud800"])
def test_any_words_are_drawn(text: str) -> None:
    assert page(text, text, text, (text, text)).startswith(b"%PDF-")
