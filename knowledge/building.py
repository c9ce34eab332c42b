"""Decides what is to be indexed and when: build() makes an index from files, check() says what is wrong with one."""

import errno
import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from typing import Literal

import numpy as np

from knowledge import LibraryError
from knowledge.documents import LANGUAGES, Document, DocumentError, Identify
from knowledge.gathering import (
    Gathered,
    Progress,
    RootsDamaged,
    gather,
    note_missing_originals,
    remember,
    roots_to_read,
    state_of,
)
from knowledge.index import Index
from knowledge.index_file import Contents, IndexMissing, IndexUnusable, load, write
from knowledge.passages import Passage, split
from knowledge.vectors import Embedder, embed, forget_side_file, texts_of, vector_key

LOCK_FILE = "index.lock"


class BuildBusy(LibraryError):
    """Another process is building in the same directory; `str(error)` is one sentence that names it."""


class BuildFailed(LibraryError):
    """The index could not be written and is as it was; `str(error)` is one sentence with what to do."""


@dataclass(frozen=True)
class Report:
    """What a build did. Counts are documents; `skipped` counts files of other kinds, hidden ones and outward links."""

    added: int
    changed: int
    unchanged: int
    removed: int
    skipped: int
    passages: int
    errors: tuple[DocumentError, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """Something about an index that a coordinator should know; `message` is one sentence."""

    kind: Literal["stale", "gone", "expired", "unpaired", "unreviewed"]
    document: str
    message: str


def build(
    paths: Sequence[Path],
    directory: Path,
    embedder: Embedder,
    identify: Identify,
    *,
    progress: Progress = lambda _done, _total, _what: None,
    known: Mapping[bytes, np.ndarray] | None = None,
) -> Report:
    """Indexes `paths` and every root indexed in `directory` before.

    A file that cannot be read is in the report's errors; if it could be before, its former text stays. `known` holds
    vectors by vector_key. Raises BuildBusy, BuildFailed.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with _locked(directory):
            return _build(paths, directory, embedder, identify, progress, known or {})
    except RootsDamaged as error:
        raise BuildFailed(str(error)) from error
    except OSError as error:
        raise BuildFailed(_failure(directory, error)) from error


def _failure(directory: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"The index in {directory} could not be written because the disk is full; free some space and try again."
    why = (error.strerror or str(error)).lower()
    return f"The index in {directory} could not be written ({why}); choose a directory you may write to and try again."


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """The lock file stays: removing it would let a third process lock another file of the same name."""
    handle = os.open(directory / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = os.read(handle, 20).decode("ascii", "replace").strip() or "unknown"
            raise BuildBusy(
                f"Another `sparri index` (process {pid}) is at work in {directory}; try again when it is done."
            ) from None
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        os.close(handle)


def _build(
    paths: Sequence[Path],
    directory: Path,
    embedder: Embedder,
    identify: Identify,
    progress: Progress,
    known: Mapping[bytes, np.ndarray],
) -> Report:
    for left in directory.glob(".index-*.tmp"):
        left.unlink(missing_ok=True)  # a killed run's: we hold the lock, so nobody is writing it
    gathered = Gathered()
    old = _old(directory, embedder.id, gathered.notes)
    roots = roots_to_read(paths, directory, gathered)
    before = {file.path: (d, file) for d, file in zip(old.documents, old.files, strict=True)} if old else {}
    gather(roots, before, identify, progress, gathered)
    note_missing_originals(gathered)
    documents = [document for document, _ in gathered.documents.values()]
    passages = [passage for document in documents for passage in split(document)]
    stored = dict(zip(old.keys, old.vectors, strict=True)) if old else {}
    owners, keys, vectors = _vectors(documents, passages, directory, embedder, (stored, known), progress)
    progress(0, 1, "writing")
    files = [file for _, file in gathered.documents.values()]
    write(directory, Contents(embedder.id, documents, files, passages, owners, keys, vectors))
    remember(directory, roots)
    forget_side_file(directory)
    progress(1, 1, "writing")
    return Report(
        added=gathered.added,
        changed=gathered.changed,
        unchanged=gathered.unchanged,
        removed=len({document.id for document, _ in before.values()} - gathered.documents.keys()),
        skipped=gathered.skipped,
        passages=len(passages),
        errors=tuple(gathered.errors),
        notes=tuple(gathered.notes),
    )


def _old(directory: Path, encoder_id: str, notes: list[str]) -> Contents | None:
    try:
        contents, connection = load(directory, encoder_id)
    except IndexMissing:
        return None
    except IndexUnusable:
        notes.append("The former index could not be used any more, so everything was read and encoded again.")
        return None
    connection.close()
    return contents


def _vectors(
    documents: Iterable[Document],
    passages: Sequence[Passage],
    directory: Path,
    embedder: Embedder,
    known: Sequence[Mapping[bytes, np.ndarray]],
    progress: Progress,
) -> tuple[list[tuple[int, int]], list[bytes], np.ndarray]:
    by_id = {document.id: document for document in documents}
    owners: list[tuple[int, int]] = []
    keys: list[bytes] = []
    wanted: dict[bytes, tuple[str, str]] = {}
    for number, passage in enumerate(passages):
        for part, text in enumerate(texts_of(by_id[passage.document], passage)):
            key = vector_key(text, passage.lang)
            owners.append((number, part))
            keys.append(key)
            wanted[key] = (text, passage.lang)
    vectors = embed(wanted, known, directory, embedder, progress)
    rows = [vectors[key] for key in keys]
    return owners, keys, np.array(rows, np.float32).reshape(len(rows), embedder.dimension)


def check(index: Index, today: Date) -> list[Finding]:
    """What is stale, gone, expired, without a parallel version, or unreviewed (one finding for all)."""
    findings: list[Finding] = []
    for document in index.documents.values():
        file = index.files[document.id]
        now = state_of(Path(file.path), Path(file.root), (document, file))
        if now is None:
            findings.append(Finding("gone", document.id, f"{file.path} is gone or unreadable; run `sparri index`."))
        elif now.digest != file.digest:
            findings.append(Finding("stale", document.id, f"{file.path} has changed; run `sparri index`."))
        if document.valid_until and document.valid_until < today:
            message = f"{document.id} was valid until {document.valid_until}; bring it up to date or remove it."
            findings.append(Finding("expired", document.id, message))
    for group in dict.fromkeys(document.group for document in index.documents.values()):
        missing = [lang for lang in LANGUAGES if lang not in index.versions(group)]
        if missing:
            findings.append(Finding("unpaired", group, f"{group} has no version in {', '.join(missing)}."))
    unreviewed = sum(not document.reviewed_by for document in index.documents.values())
    if unreviewed:
        message = f"{unreviewed} of {len(index.documents)} documents have not been reviewed by a person."
        findings.append(Finding("unreviewed", "", message))
    return findings
