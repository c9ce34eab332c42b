"""Where an installation keeps its index: makes it, opens it, and mends it when it is missing or unusable."""

from collections.abc import Sequence
from pathlib import Path

from knowledge import embedder, languages, terms
from knowledge.building import Report, build
from knowledge.bundle import SOURCES, shipped_vectors
from knowledge.gathering import Progress
from knowledge.index import Index, IndexMissing, IndexUnusable
from knowledge.library import Library


def index(
    paths: Sequence[Path], directory: Path, encoder: str, progress: Progress, *, with_shipped: bool = True
) -> Report:
    """Indexes the paths, and the material that ships unless told otherwise. Raises BuildBusy, BuildFailed,
    EmbedderMissing."""
    model = embedder.load(encoder)
    roots = [*([SOURCES] if with_shipped else []), *paths]
    return build(roots, directory, model, languages.identify, progress=progress, known=shipped_vectors(model.id))


def opened(directory: Path, encoder: str, progress: Progress, *, with_shipped: bool = True) -> Library:
    """The library of a directory; the index is made first if it is missing or unusable.

    Raises IndexMissing (nothing was ever indexed there), IndexUnusable, BuildBusy, BuildFailed, EmbedderMissing.
    """
    model = embedder.load(encoder)
    try:
        found = Index.open(directory, model.id)
    except (IndexMissing, IndexUnusable) as error:
        if isinstance(error, IndexMissing) and not with_shipped:
            raise
        index([], directory, encoder, progress, with_shipped=with_shipped)
        found = Index.open(directory, model.id)
    return Library(found, model, terms.shipped())
