"""A certificate as a PDF page: A4, dark on white, its words as words that can be searched and read aloud.

The same words give the same bytes.
"""

import io
from functools import lru_cache
from textwrap import wrap
from typing import TYPE_CHECKING

from bot.charts import INK, ONE_AT_A_TIME, one_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE = 297 / 25.4, 210 / 25.4
"""A4 across, in inches."""
HEAD, WIDE = 60, 70
"""Characters of the head, and of a line of the rest."""
LINES = 3
"""To which the title of what was learnt may run."""


@lru_cache(maxsize=64)
def page(head: str, name: str, learnt: str, told: tuple[str, ...]) -> bytes:
    """The page: a `head`, whose it is, what they have learnt, and lines of small print below."""
    import matplotlib as mpl  # only now: see charts
    from matplotlib.figure import Figure

    out = io.BytesIO()
    with ONE_AT_A_TIME, mpl.rc_context({"pdf.fonttype": 42}):
        figure = Figure(figsize=SIZE, facecolor="white")
        y = 0.78
        y = _written(figure, one_line(head, HEAD), y, 20)
        y = _written(figure, one_line(name, WIDE), y - 0.03, 30, is_bold=True)
        for line in wrap(one_line(learnt, WIDE * LINES), 50)[:LINES]:
            y = _written(figure, line, y - 0.01, 22)
        y -= 0.05
        for line in told:
            y = _written(figure, one_line(line, 2 * WIDE), y, 12)
        described = {
            "Title": one_line(f"{head}: {learnt}", WIDE * LINES),
            "Creator": "Sparri",
            "Producer": None,
            "CreationDate": None,
        }
        figure.savefig(out, format="pdf", metadata=described)
    return out.getvalue()


def _written(figure: "Figure", text: str, y: float, size: int, *, is_bold: bool = False) -> float:
    """Writes a line at a height of 0–1; where the next may stand."""
    weight = "bold" if is_bold else "normal"
    figure.text(0.1, y, text, fontsize=size, fontweight=weight, color=INK, parse_math=False)
    return y - size / 72 / SIZE[1] * 1.7
