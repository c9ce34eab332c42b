"""Gets the vectors an index needs, from wherever they are known already, and loses none when interrupted."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from knowledge.documents import Document
from knowledge.passages import Passage

SIDE_FILE = "vectors.partial"
BATCH = 32
WINDOW = 1_600
"""Characters an encoder takes whole (about 500 tokens); longer texts are encoded in parts and averaged."""


class Embedder(Protocol):
    """What build() needs of an encoder. Vectors are float32 and of length one."""

    @property
    def id(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def passages(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray: ...


def texts_of(document: Document, passage: Passage) -> list[str]:
    """What is embedded for a passage: part 0 is its title, section and text, part n its nth sentence."""
    head = dict.fromkeys(filter(None, (document.title, passage.section)))
    return [". ".join([*(part.rstrip(".") for part in head), passage.text]), *passage.sentence_texts]


def vector_key(text: str, lang: str) -> bytes:
    """The 32-byte key under which the vector of an embedded text is kept (see `known` in building.build)."""
    return hashlib.sha256(f"{lang}\0{text}".encode("utf-8", "backslashreplace")).digest()


def windows(text: str) -> list[str]:
    """A text in pieces an encoder takes whole, cut at white space where there is any; nothing is left out."""
    pieces = []
    while len(text) > WINDOW:
        cut = text.rfind(" ", WINDOW // 2, WINDOW)
        cut = cut if cut > 0 else WINDOW
        pieces.append(text[:cut].strip())
        text = text[cut:].lstrip()
    return [piece for piece in (*pieces, text) if piece] or [""]


def embed(
    wanted: Mapping[bytes, tuple[str, str]],
    known: Sequence[Mapping[bytes, np.ndarray]],
    directory: Path,
    embedder: Embedder,
    progress: Callable[[int, int, str], None],
) -> dict[bytes, np.ndarray]:
    """The vector of each wanted (text, language) by key, from `known`, an interrupted run, or the encoder.

    What is new goes at once to a side file in the directory, so that an interrupted run can go on; `forget_side_file`
    removes it. Raises OSError.
    """
    side_file = directory / SIDE_FILE
    earlier = _read_side_file(side_file, embedder)
    vectors: dict[bytes, np.ndarray] = {}
    for source in (*known, earlier):
        for key in wanted:
            vector = source.get(key)
            if vector is not None and np.shape(vector) == (embedder.dimension,):
                vectors[key] = np.asarray(vector, np.float32)
    missing = [key for key in wanted if key not in vectors]
    if not missing:
        return vectors
    with side_file.open("ab" if earlier else "wb") as file:
        if not earlier:
            file.write(_head(embedder))
        done = 0
        for batch in _batches(missing):
            made = encode([wanted[key] for key in batch], embedder)
            file.write(b"".join(key + vector.tobytes() for key, vector in zip(batch, made, strict=True)))
            file.flush()
            vectors.update(zip(batch, made, strict=True))
            done += len(batch)
            progress(done, len(missing), "encoding")
    return vectors


def forget_side_file(directory: Path) -> None:
    """After success: its vectors are in the index."""
    (directory / SIDE_FILE).unlink(missing_ok=True)


def _batches(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def encode(texts: Sequence[tuple[str, str]], embedder: Embedder) -> list[np.ndarray]:
    """A vector of length one for each (text, language), as of passages; long ones are encoded in parts and averaged."""
    pieces = [(number, piece, lang) for number, (text, lang) in enumerate(texts) for piece in windows(text)]
    made = embedder.passages([piece for _, piece, _ in pieces], [lang for _, _, lang in pieces])
    sums = np.zeros((len(texts), embedder.dimension), np.float32)
    counts = np.zeros(len(texts), int)
    for (number, _, _), vector in zip(pieces, made, strict=True):
        sums[number] += vector
        counts[number] += 1
    parted = counts > 1
    sums[parted] /= np.maximum(np.linalg.norm(sums[parted], axis=1, keepdims=True), 1e-12)
    return list(sums)


def _head(embedder: Embedder) -> bytes:
    return json.dumps({"encoder": embedder.id, "dimension": embedder.dimension}).encode() + b"\n"


def _read_side_file(path: Path, embedder: Embedder) -> dict[bytes, np.ndarray]:
    """The vectors an interrupted run left; a half-written last one is cut off, another encoder's are not read."""
    if not path.exists():
        return {}
    data = path.read_bytes()
    head = _head(embedder)
    if not data.startswith(head):
        return {}
    size = 32 + 4 * embedder.dimension
    whole = (len(data) - len(head)) // size
    if len(head) + whole * size < len(data):
        with path.open("r+b") as file:
            file.truncate(len(head) + whole * size)
    records = [data[len(head) + n * size : len(head) + (n + 1) * size] for n in range(whole)]
    return {record[:32]: np.frombuffer(record[32:], np.float32) for record in records}
