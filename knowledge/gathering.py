"""Finds out what is to be indexed: the remembered folders, their files, and which of those have changed."""

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.documents import Document, DocumentError, Identify
from knowledge.index_file import FileState, put_in_place
from knowledge.reading import SUFFIXES, find, read

ROOTS_FILE = "roots.json"

Progress = Callable[[int, int, str], None]
"""Called with how much is done, of how much, and a word for what: "reading", "encoding", "writing"."""


@dataclass
class Gathered:
    """What one run has found so far: documents by id with their files, and what is to be reported."""

    documents: dict[str, tuple[Document, FileState]] = field(default_factory=dict)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    errors: list[DocumentError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def keep(self, document: Document, file: FileState) -> bool:
        """Takes a document in, unless another file has its id already."""
        first = self.documents.setdefault(document.id, (document, file))[1]
        if first.path != file.path:
            message = f"has the id {document.id}, which {first.path} has too; give one of them another id."
            self.errors.append(DocumentError(file.path, message))
        return first.path == file.path


def roots_to_read(paths: Sequence[Path], directory: Path, gathered: Gathered) -> list[Path]:
    """The roots to read, the remembered ones first."""
    roots: dict[Path, None] = {}
    for root in _remembered(directory):
        roots[root] = None
        if not root.exists():
            message = f"{root} is not there; its documents are left out of the index until it is back."
            gathered.notes.append(message)
            if root.suffix.lower() in SUFFIXES:
                del roots[root]
    for path in paths:
        root = Path(os.path.abspath(path))
        if root.exists():
            roots[root] = None
        else:
            gathered.errors.append(DocumentError(path, "does not exist; check the path."))
    return list(roots)


class RootsDamaged(Exception):
    """Which folders are indexed is not known any more; `str(error)` is one sentence with what to do."""


def _remembered(directory: Path) -> list[Path]:
    try:
        return [Path(root) for root in json.loads((directory / ROOTS_FILE).read_text("utf-8"))]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError):
        raise RootsDamaged(
            f"{directory / ROOTS_FILE} is damaged; delete it, and index your folders again by name."
        ) from None


def remember(directory: Path, roots: Sequence[Path]) -> None:
    """Keeps the roots for later runs, apart from the index so that they outlive it. Raises OSError."""
    new = directory / ".index-roots.tmp"
    try:
        new.write_text(json.dumps([str(root) for root in roots], indent=1), "utf-8")
        put_in_place(new, directory / ROOTS_FILE)
    finally:
        new.unlink(missing_ok=True)


def gather(
    roots: Sequence[Path],
    before: Mapping[str, tuple[Document, FileState]],
    identify: Identify,
    progress: Progress,
    gathered: Gathered,
) -> None:
    """First what has not changed, so that ids which have to be worked out stay what they were."""
    files: dict[Path, tuple[Path, Path]] = {}
    for root in filter(Path.exists, roots):
        found = find(root)
        gathered.skipped += found.skipped
        gathered.errors += found.errors
        for path in found.files:
            files.setdefault(path.resolve(), (path, root if root.is_dir() else root.parent))
        for name, former in before.items():
            if any(folder in Path(name).parents for folder in found.closed):
                gathered.unchanged += gathered.keep(*former)
    changed: list[tuple[Path, Path, FileState | None]] = []
    for path, root in files.values():
        state = state_of(path, root, before.get(str(path)))
        if state and str(path) in before and before[str(path)][1].digest == state.digest:
            gathered.unchanged += gathered.keep(before[str(path)][0], state)
        else:
            changed.append((path, root, state))
    progress(len(files) - len(changed), len(files), "reading")
    for number, (path, root, state) in enumerate(changed, len(files) - len(changed) + 1):
        _read_one(path, root, state, before.get(str(path)), identify, gathered)
        progress(number, len(files), "reading")


def state_of(path: Path, root: Path, before: tuple[Document, FileState] | None) -> FileState | None:
    """The file as it is; its bytes are not read where size and time are as before. None if it cannot be read."""
    try:
        status = path.stat()
        if before and (before[1].size, before[1].mtime_ns) == (status.st_size, status.st_mtime_ns):
            digest = before[1].digest
        else:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileState(str(path), str(root), status.st_size, status.st_mtime_ns, digest)
    except OSError:
        return None


def _read_one(
    path: Path,
    root: Path,
    state: FileState | None,
    before: tuple[Document, FileState] | None,
    identify: Identify,
    gathered: Gathered,
) -> None:
    taken = gathered.documents.keys() - ({before[0].id} if before else set())
    try:
        document = read(path, root, identify, taken)
        if state is None:
            raise DocumentError(path, "changed while it was read; try again.")
    except DocumentError as error:
        gathered.errors.append(error)
        if before:
            gathered.unchanged += gathered.keep(*before)
        return
    if gathered.keep(document, state):
        same = before is not None and before[0].digest == document.digest
        gathered.unchanged += same
        gathered.changed += before is not None and not same
        gathered.added += before is None


def note_missing_originals(gathered: Gathered) -> None:
    """Notes each translation whose original is not there."""
    for document, _ in gathered.documents.values():
        if document.translation_of and document.translation_of not in gathered.documents:
            gathered.notes.append(
                f"{document.path} is a translation of {document.translation_of}, which is not in the index."
            )
