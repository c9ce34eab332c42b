"""Bar charts as pictures for cards: dark on white, each bar with its figure beside it, so that nothing hangs on a colour.

What a chart shows stands on its card as a table too. The same rows give the same bytes.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from bot.cards import cut

ROWS, LABEL, TITLE = 12, 36, 60
"""How many bars there are at most, and the characters of a label and of the title."""
SHADES = 16
"""Of grey, so that a picture is small enough for every platform (cards.IMAGE)."""

INK, _BAR = "#111111", "#555555"
ONE_AT_A_TIME = Lock()
"""The library draws with state of its own."""


@dataclass(frozen=True)
class Bar:
    """One bar: its label, how long it is, and what is written at its end. What may not be told has no length."""

    label: str
    length: float
    told: str


@lru_cache(maxsize=64)
def bars(title: str, rows: tuple[Bar, ...]) -> bytes:
    """A PNG of horizontal bars, the first on top. ValueError without rows or with more than ROWS of them."""
    if not 0 < len(rows) <= ROWS:
        raise ValueError(f"a chart has 1–{ROWS} bars")
    from matplotlib.figure import Figure  # only now: it takes a second, which most starts need not wait for
    from PIL import Image

    with ONE_AT_A_TIME:
        figure = Figure(figsize=(8, 0.9 + 0.42 * len(rows)), dpi=100, facecolor="white", layout="constrained")
        axes = figure.add_subplot()
        places = range(len(rows))
        drawn = axes.barh(places, [row.length for row in rows], height=0.66, color=_BAR)
        told, labels = [one_line(row.told, LABEL // 2) for row in rows], [one_line(row.label, LABEL) for row in rows]
        axes.bar_label(drawn, told, padding=5, fontsize=12, color=INK, parse_math=False)
        axes.set_yticks(places, labels, fontsize=12, color=INK, parse_math=False)
        figure.suptitle(
            one_line(title, TITLE), x=0.01, ha="left", fontsize=14, fontweight="bold", color=INK, parse_math=False
        )
        axes.set_xlim(0, max([row.length for row in rows] + [1]) * 1.15)
        axes.invert_yaxis()
        axes.xaxis.set_visible(False)
        axes.tick_params(left=False)
        axes.spines[["top", "right", "bottom"]].set_visible(False)
        drawn_in_full = io.BytesIO()
        figure.savefig(drawn_in_full, format="png")
    out = io.BytesIO()
    Image.open(drawn_in_full).convert("L").quantize(SHADES).save(out, format="png", optimize=True)
    return out.getvalue()


def one_line(text: str, limit: int) -> str:
    """The text as one line that the font can draw."""
    return cut(
        " ".join("".join(char if char.isprintable() and char < "\U00010000" else " " for char in text).split()), limit
    )
