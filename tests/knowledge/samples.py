"""A small deterministic encoder, and PDFs made by hand, for the tests of the library."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

PdfLine = tuple[int, int, int, str]
"""x, y, font size, text."""


class HashingEmbedder:
    """Bags of words: texts that share words are near each other. Counts what it encodes."""

    id = "hashing-1"
    dimension = 48

    def __init__(self) -> None:
        self.encoded = 0

    def passages(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """As the Embedder of knowledge.vectors."""
        assert len(texts) == len(languages)
        self.encoded += len(texts)
        return np.array([self.vector(text) for text in texts], np.float32).reshape(-1, self.dimension)

    def vector(self, text: str) -> np.ndarray:
        """One text."""
        vector = np.full(self.dimension, 1e-3, np.float32)
        for word in re.findall(r"\w+", text.lower()):
            vector[hashlib.md5(word.encode("utf-8", "replace")).digest()[0] % self.dimension] += 1
        return np.asarray(vector / np.linalg.norm(vector), np.float32)


def identify(text: str) -> str:
    """Enough for the texts of these tests."""
    return "sv" if " och " in text else "fi" if re.search(r"ä|ö|hankin", text) else "en"


def make_pdf(pages: Sequence[Sequence[PdfLine]], locked: bool = False) -> bytes:
    """A PDF with these lines on its pages; a locked one asks for a password nobody knows."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        shown = b"".join(
            b"BT /F1 %d Tf %d %d Td <%s> Tj ET\n" % (size, x, y, text.encode("cp1252").hex().encode())
            for x, y, size, text in page
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown))
    trailer = b""
    if locked:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <%s> /U <%s> >>" % (b"41" * 32, b"42" * 32))
        trailer = b" /Encrypt %d 0 R /ID [<01> <01>]" % len(objects)
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        trailer,
        len(data),
    )
