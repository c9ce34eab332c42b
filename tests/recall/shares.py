"""Shares as they are printed."""

import math


def interval(share: float, n: int) -> str:
    """A share with its 95 % Wilson interval."""
    z = 1.96
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return f"{share:.2f} ({middle - half:.2f}–{middle + half:.2f})"
