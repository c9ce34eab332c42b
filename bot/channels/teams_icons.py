"""The two icons of the Teams app, drawn: a speech bubble with a closing quotation mark, since Sparri quotes."""

import zlib
from collections.abc import Callable
from struct import pack

Shape = Callable[[float, float], bool]
Pixel = tuple[int, int, int, int]
"""Red, green, blue and how opaque, 0–255."""
_FINE = 3
"""Points a pixel is looked at, along each side."""


def color(background: str) -> bytes:
    """192 × 192, white on a colour like "#1D4E89"; a PNG."""
    ground = tuple(bytes.fromhex(background[1:]))

    def pixel(x: int, y: int) -> Pixel:
        white = _share(lambda u, v: _is_bubble(u, v, 0) and not _is_quotation(u, v), x, y, 192)
        red, green, blue = (round(under + (255 - under) * white) for under in ground)
        return red, green, blue, 255

    return _png(192, pixel)


def outline() -> bytes:
    """32 × 32, white lines on nothing; a PNG."""

    def is_line(u: float, v: float) -> bool:
        return (_is_bubble(u, v, 0) and not _is_bubble(u, v, 0.06)) or _is_quotation(u, v)

    return _png(32, lambda x, y: (255, 255, 255, round(255 * _share(is_line, x, y, 32))))


def _share(shape: Shape, x: int, y: int, size: int) -> float:
    """How much of a pixel lies in a shape of the unit square, 0–1."""
    steps = [(step + 0.5) / _FINE for step in range(_FINE)]
    return sum(shape((x + right) / size, (y + down) / size) for right in steps for down in steps) / _FINE**2


def _is_bubble(u: float, v: float, inside: float) -> bool:
    """The rounded rectangle with its tail, smaller by `inside` on every side."""
    left, right, top, bottom, round_by = 0.14 + inside, 0.86 - inside, 0.18 + inside, 0.7 - inside, 0.14 - inside
    beyond_u = max(left + round_by - u, u - right + round_by, 0)
    beyond_v = max(top + round_by - v, v - bottom + round_by, 0)
    is_tail = bottom - 0.02 <= v <= 0.88 - 2.2 * inside and 0.28 + inside <= u <= 0.28 - inside + (0.88 - v)
    return beyond_u**2 + beyond_v**2 <= round_by**2 or is_tail


def _is_quotation(u: float, v: float) -> bool:
    return _is_comma(u - 0.39, v - 0.4) or _is_comma(u - 0.61, v - 0.4)


def _is_comma(u: float, v: float) -> bool:
    """A disc whose right half runs down to the left."""
    return u**2 + v**2 <= 0.075**2 or (0 <= v <= 0.17 and 0.03 - v * 0.6 <= u <= 0.075 - v * 0.6)


def _png(size: int, pixel: Callable[[int, int], Pixel]) -> bytes:
    """A square picture with 8 bits a channel."""
    rows = b"".join(b"\0" + bytes(part for x in range(size) for part in pixel(x, y)) for y in range(size))
    header = pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
