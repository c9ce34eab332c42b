"""Bar charts: PNGs that are small, the same each time, and drawn whatever the labels are."""

import io

import pytest
from PIL import Image

from bot import cards
from bot.charts import ROWS, Bar, bars

AGES = (Bar("Tänään", 3, "3"), Bar("2–5 työpäivää", 0, "< 5"), Bar("Över 5 arbetsdagar", 12, "12"))


def test_the_same_rows_are_the_same_bytes_and_fit_a_card() -> None:
    drawn = bars("Odottavat kysymykset odotusajan mukaan", AGES)
    bars.cache_clear()
    assert drawn == bars("Odottavat kysymykset odotusajan mukaan", AGES)
    assert cards.Image("ages.png", drawn, "x")
    assert drawn != bars("Odottavat kysymykset odotusajan mukaan", AGES[:2])


def test_a_longer_bar_is_longer_and_black_on_white() -> None:
    picture = Image.open(io.BytesIO(bars("x", (Bar("a", 4, "4"), Bar("b", 8, "8"))))).convert("L")
    width, height = picture.size
    dark = [sum(picture.getpixel((x, y)) < 128 for x in range(width)) for y in range(height)]
    longest = max(dark)
    assert sorted(count for count in dark if count > longest * 0.4)[0] < longest * 0.6
    assert picture.getpixel((width - 1, height - 1)) > 250


@pytest.mark.parametrize("label", ["", "$x^2$", "\\frac{", "a\nb", "\x00\x1b", "🏛️" * 40, "W" * 200, "漢字", "\ud800"])
def test_any_label_is_drawn(label: str) -> None:
    assert len(bars(label or "x", tuple(Bar(label, n, label) for n in range(ROWS)))) <= cards.IMAGE


@pytest.mark.parametrize("count", [0, ROWS + 1])
def test_too_few_and_too_many(count: int) -> None:
    with pytest.raises(ValueError):
        bars("x", (Bar("a", 1, "1"),) * count)
