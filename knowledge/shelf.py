"""Where an installation keeps its index: makes it, opens it, and mends it when it is missing or unusable."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from knowledge import embedder, languages, terms
from knowledge.building import BuildBusy, BuildFailed, Report, build
from knowledge.bundle import SOURCES, shipped_vectors
from knowledge.gathering import Progress
from knowledge.index import Index, IndexMissing, IndexUnusable
from knowledge.library import Library

WAIT = 60
"""Seconds to wait for another process that makes the same index."""


def index(
    paths: Sequence[Path], directory: Path, encoder: str, progress: Progress, *, with_shipped: bool = True
) -> Report:
    """Indexes the paths, and the material that ships unless told otherwise. Raises BuildBusy, BuildFailed,
    EmbedderMissing."""
    model = embedder.load(encoder)
    roots = [*([SOURCES] if with_shipped else []), *paths]
    return build(roots, directory, model, languages.identify, progress=progress, known=shipped_vectors(model.id))


def opened(directory: Path, encoder: str, progress: Progress, *, with_shipped: bool = True) -> Library:
    """The library of a directory; the index is made first if it is missing, unusable or older than what ships.

    Raises IndexMissing (nothing was ever indexed there), IndexUnusable, BuildBusy, BuildFailed, EmbedderMissing.
    """
    model = embedder.load(encoder)
    found: Index | None
    try:
        found = Index.open(directory, model.id)
        if not with_shipped or _has_what_ships(found):
            return Library(found, model, terms.shipped())
    except (IndexMissing, IndexUnusable) as error:
        if isinstance(error, IndexMissing) and not with_shipped:
            raise
        found = None
    try:
        _built(directory, encoder, progress, with_shipped)
    except (BuildBusy, BuildFailed):
        if found is None:
            raise
        return Library(found, model, terms.shipped())
    return Library(Index.open(directory, model.id), model, terms.shipped())


def _built(directory: Path, encoder: str, progress: Progress, with_shipped: bool) -> None:
    """Makes the index; if another process is at it, waits for that one instead."""
    for _second in range(WAIT):
        try:
            index([], directory, encoder, progress, with_shipped=with_shipped)
            return
        except BuildBusy:
            time.sleep(1)
    index([], directory, encoder, progress, with_shipped=with_shipped)


def _has_what_ships(found: Index) -> bool:
    """Whether the shipped documents are indexed as they are now: by name, size and time, as a look at 100 files."""
    known = {file.path: (file.size, file.mtime_ns) for file in found.files.values()}
    shipped = {str(path): path.stat() for path in Path(os.path.abspath(SOURCES)).glob("*.md")}
    return all(known.get(path) == (status.st_size, status.st_mtime_ns) for path, status in shipped.items())
