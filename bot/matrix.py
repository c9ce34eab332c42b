"""A matrix as a picture for cards: in each square what is in it and what it counts for, so that nothing hangs on a colour.

What it shows stands on its card as a table too. The same squares give the same bytes.
"""

import io
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING

from bot.charts import INK, ONE_AT_A_TIME, TITLE, one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHADES = ("#f2f2f2", "#f6e3a1", "#eda66b", "#d4695f")
"""From the lowest to the highest: each is darker than the one before for those too who tell no colours apart."""
COLOURS = 32
"""Of which a picture is made, so that it is small enough for every platform (cards.IMAGE)."""
ROOM = 30
"""What is written into a square at most; the rest is counted."""
WIDE = 16
"""Characters of a label beside the squares, before it goes on in the next line."""


@dataclass(frozen=True)
class Square:
    """A square: what is `inside`, one by one, the `mark` in its corner, and its shade, 0–3."""

    inside: tuple[str, ...]
    mark: str
    shade: int


@dataclass(frozen=True)
class Scale:
    """What is measured along a side, and what its steps are called, the lowest first."""

    name: str
    steps: tuple[str, ...]


def drawn(
    title: str, upwards: Scale, across: Scale, squares: tuple[tuple[Square, ...], ...], key: tuple[str, ...]
) -> bytes:
    """A PNG of the rows of squares, the first row at the bottom; `key` says what the shades stand for. ValueError where rows or
    squares are not as many as the steps."""
    if len(squares) != len(upwards.steps) or any(len(row) != len(across.steps) for row in squares):
        raise ValueError("a matrix has a square for each pair of steps")
    from matplotlib.figure import Figure  # only now: see charts
    from matplotlib.patches import Patch
    from PIL import Image

    with ONE_AT_A_TIME:
        figure = Figure(figsize=(8, 6.4), dpi=100, facecolor="white", layout="constrained")
        axes = figure.add_subplot()
        for y, row in enumerate(squares):
            for x, square in enumerate(row):
                _square(axes, x, y, square)
        axes.set_xlim(0, len(across.steps))
        axes.set_ylim(0, len(upwards.steps))
        for scale, axis in ((across, axes.xaxis), (upwards, axes.yaxis)):
            steps = [
                fill(one_line(f"{n} {step}", 2 * WIDE), WIDE, break_long_words=False)
                for n, step in enumerate(scale.steps, 1)
            ]
            axis.set_ticks([n + 0.5 for n in range(len(steps))], steps, fontsize=11, color=INK, parse_math=False)
            axis.set_label_text(one_line(scale.name, TITLE), fontsize=13, color=INK, parse_math=False)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        shades = [Patch(facecolor=shade, edgecolor=INK) for shade in SHADES[: len(key)]]
        legend = figure.legend(shades, [one_line(said, TITLE) for said in key], loc="outside lower left", ncols=4)
        for text in legend.get_texts():
            text.set_parse_math(False)
        figure.suptitle(
            one_line(title, TITLE), x=0.01, ha="left", fontsize=14, fontweight="bold", color=INK, parse_math=False
        )
        in_full = io.BytesIO()
        figure.savefig(in_full, format="png")
    out = io.BytesIO()
    Image.open(in_full).convert("RGB").quantize(COLOURS).save(out, format="png", optimize=True)
    return out.getvalue()


def _square(axes: "Axes", x: int, y: int, square: Square) -> None:
    """Draws a square with its corner at (x, y): the more is in it, the smaller it is written."""
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((x, y), 1, 1, facecolor=SHADES[square.shade], edgecolor=INK))
    axes.text(x + 0.95, y + 0.92, one_line(square.mark, 4), ha="right", va="top", fontsize=9, color=INK)
    shown = [one_line(one, 4) for one in square.inside[:ROOM]]
    left = len(square.inside) - len(shown)
    told = " ".join([*shown, f"+{left}"] if left else shown)
    size, wide = (14, 8) if len(shown) <= 6 else (10, 12) if len(shown) <= 12 else (8, 16)
    axes.text(x + 0.06, y + 0.45, fill(told, wide), va="center", fontsize=size, color=INK, parse_math=False)
