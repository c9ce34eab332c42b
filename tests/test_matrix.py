"""Matrices: PNGs that are small, the same each time, and drawn whatever stands in them."""

import io
from itertools import pairwise

import pytest
from PIL import Image

from bot import cards
from bot.matrix import SHADES, Scale, Square, drawn

LIKELY = Scale("Likelihood", ("rare", "likely"))
BAD = Scale("Consequence", ("small", "large"))
KEY = ("1 low", "2 moderate", "3 high", "4 critical")


def rows(*shades: int, inside: tuple[str, ...] = ()) -> tuple[tuple[Square, ...], ...]:
    a, b, c, d = (Square(inside, "4", shade) for shade in shades)
    return (a, b), (c, d)


def test_the_same_squares_are_the_same_bytes_and_fit_a_card() -> None:
    first = drawn("Katuvalot", LIKELY, BAD, rows(0, 1, 1, 3, inside=("1", "2")), KEY)
    assert first == drawn("Katuvalot", LIKELY, BAD, rows(0, 1, 1, 3, inside=("1", "2")), KEY)
    assert first != drawn("Katuvalot", LIKELY, BAD, rows(0, 1, 1, 3, inside=("1",)), KEY)
    assert cards.Image("matrix.png", first, "x")


def lightness(shade: str) -> float:
    red, green, blue = (int(shade[n : n + 2], 16) for n in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_first_row_is_at_the_bottom_and_each_shade_is_darker_than_the_one_before() -> None:
    picture = Image.open(io.BytesIO(drawn("x", LIKELY, BAD, rows(0, 1, 2, 3), KEY))).convert("RGB")
    width, height = picture.size
    across, up = (int(width * 0.4), int(width * 0.9)), (int(height * 0.7), int(height * 0.3))
    found = [picture.getpixel((x, y)) for y in up for x in across]
    assert [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in found] == list(SHADES)  # type: ignore[misc]
    grey = [lightness(shade) for shade in SHADES]
    assert all(lighter - darker > 15 for lighter, darker in pairwise(grey))
    assert all((lightness(shade) + 12) / (lightness("#111111") + 12) > 4.5 for shade in SHADES)


@pytest.mark.parametrize("label", ["", "$x^2$", "\\frac{", "a\nb", "\x00\x1b", "🏛️" * 40, "W" * 200, "漢字", "\ud800"])
def test_any_words_are_drawn(label: str) -> None:
    steps = Scale(label, (label, label))
    picture = drawn(label, steps, steps, rows(0, 1, 2, 3, inside=(label,) * 40), (label,) * 4)
    assert len(picture) <= cards.IMAGE


def test_a_square_for_each_pair_of_steps() -> None:
    with pytest.raises(ValueError):
        drawn("x", LIKELY, BAD, rows(0, 1, 2, 3)[:1], KEY)
