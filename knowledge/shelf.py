"""Where an installation keeps its index: makes it, opens it, and mends it when it is missing or unusable."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from knowledge import embedder, languages, terms
from knowledge.building import BuildBusy, BuildFailed, Report, build
from knowledge.bundle import SHIPPED, shipped_vectors
from knowledge.gathering import Progress
from knowledge.index import Index, IndexMissing, IndexUnusable
from knowledge.library import Library

WAIT = 60
"""Seconds to wait for another process that makes the same index."""


def index(
    paths: Sequence[Path], directory: Path, encoder: str, progress: Progress, *, shipped: Sequence[Path] = SHIPPED
) -> Report:
    """Indexes the paths, and the folders of material that ships. Raises BuildBusy, BuildFailed,
    EmbedderMissing."""
    model = embedder.load(encoder)
    return build(
        [*shipped, *paths], directory, model, languages.identify, progress=progress, known=shipped_vectors(model.id)
    )


def opened(directory: Path, encoder: str, progress: Progress, *, shipped: Sequence[Path] = SHIPPED) -> Library:
    """The library of a directory; the index is made first if it is missing, unusable or older than what ships there.

    Raises IndexMissing (nothing was ever indexed there), IndexUnusable, BuildBusy, BuildFailed, EmbedderMissing.
    """
    model = embedder.load(encoder)
    found: Index | None
    try:
        found = Index.open(directory, model.id)
        if _has(found, shipped):
            return Library(found, model, terms.shipped())
    except (IndexMissing, IndexUnusable) as error:
        if isinstance(error, IndexMissing) and not shipped:
            raise
        found = None
    try:
        _built(directory, encoder, progress, shipped)
    except (BuildBusy, BuildFailed):
        if found is None:
            raise
        return Library(found, model, terms.shipped())
    return Library(Index.open(directory, model.id), model, terms.shipped())


def _built(directory: Path, encoder: str, progress: Progress, shipped: Sequence[Path]) -> None:
    """Makes the index; if another process is at it, waits for that one instead."""
    for _second in range(WAIT):
        try:
            index([], directory, encoder, progress, shipped=shipped)
            return
        except BuildBusy:
            time.sleep(1)
    index([], directory, encoder, progress, shipped=shipped)


def _has(found: Index, shipped: Sequence[Path]) -> bool:
    """Whether the shipped documents are indexed as they are now: by name, size and time, as a look at 100 files."""
    known = {file.path: (file.size, file.mtime_ns) for file in found.files.values()}
    files = {str(path): path.stat() for root in shipped for path in Path(os.path.abspath(root)).rglob("*.md")}
    return all(known.get(path) == (status.st_size, status.st_mtime_ns) for path, status in files.items())
