"""Makes what ships beside the code because it takes long to work out: `python -m knowledge.bundle`.

`bundled/means.npz`: the mean vectors of the bundled encoder. `bundled/vectors.npz`: the vectors of the shipped material
by the key of their text (`keys` n × 32 bytes, `vectors` n × dimension, half precision), so that a first start takes
seconds. `bundled/leanings.npz`: see `leanings`. To be run whenever `general/`, `sources/` or a module's text has changed; a
test says so.
"""

import os
import tempfile
from pathlib import Path

import numpy as np

from knowledge import embedder, languages, leanings, subjects
from knowledge.building import build
from knowledge.index_file import load

_HERE = Path(__file__).parent
SOURCES = _HERE / "sources"
SHIPPED = (SOURCES, _HERE.parent / "training_modules")
"""The folders of material that ships: summaries, and the text of the training modules, which search reads as any other."""
_BUNDLED = _HERE / "bundled"


def shipped_vectors(encoder_id: str) -> dict[bytes, np.ndarray]:
    """The shipped vectors by key; none if they were made by another encoder or are not there."""
    path = _BUNDLED / "vectors.npz"
    if not path.exists():
        return {}
    with np.load(path) as stored:
        if str(stored["encoder"]) != encoder_id:
            return {}
        return dict(zip((row.tobytes() for row in stored["keys"]), stored["vectors"].astype(np.float32), strict=True))


def main() -> None:
    """Writes the files."""
    _BUNDLED.mkdir(exist_ok=True)
    np.savez(_BUNDLED / "means.npz", allow_pickle=False, **embedder.measure_means(embedder.bundled_encoder()))
    model = embedder.load()
    bundle_leanings(model)
    with tempfile.TemporaryDirectory() as scratch:
        known = shipped_vectors(model.id)
        report = build(SHIPPED, Path(scratch), model, languages.identify, known=known)
        contents, connection = load(Path(scratch), model.id)
        connection.close()
    rows = dict(zip(contents.keys, contents.vectors, strict=True))
    np.savez(
        _BUNDLED / "vectors.npz",
        allow_pickle=False,
        encoder=np.array(model.id),
        keys=np.stack([np.frombuffer(key, np.uint8) for key in rows]),
        vectors=np.stack(list(rows.values())).astype(np.float16),
    )
    print(f"{report.passages} passages, {len(rows)} vectors{os.linesep}", end="")


def bundle_leanings(model: embedder.Embedder) -> None:
    """Writes `leanings.npz`."""
    known = subjects.shipped()
    np.savez(
        leanings.BUNDLED,
        allow_pickle=False,
        encoder=np.array(model.id),
        subjects=np.array(known.names),
        leanings=leanings.learnt(model, known).astype(np.float16),
    )


if __name__ == "__main__":
    main()
