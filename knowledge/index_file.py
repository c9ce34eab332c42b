"""The file of an index: a disposable SQLite database, written whole and read whole. Only here is sqlite_utils known."""

import errno
import json
import os
import sqlite3
import tempfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date as Date
from pathlib import Path
from typing import Any

import numpy as np
from sqlite_utils import Database

from knowledge import LibraryError
from knowledge.documents import LANGUAGES, Block, Document
from knowledge.passages import Passage
from knowledge.trigrams import folded

SCHEMA = 2
FILE_NAME = "index.db"
_CHECKSUM_AT = 60
"""Offset of SQLite's "user version", four bytes that are ours: there stands the checksum of all other bytes."""


class IndexMissing(LibraryError):
    """There is no index in the directory; `str(error)` says in one sentence how to make one."""


class IndexUnusable(LibraryError):
    """The index is damaged or made by another encoder or version; `str(error)` says in one sentence what to do."""


@dataclass(frozen=True)
class FileState:
    """What a file was like when its document was indexed. `digest` is that of its bytes."""

    path: str
    root: str
    size: int
    mtime_ns: int
    digest: str


@dataclass(frozen=True)
class Contents:
    """All that an index holds. `files[n]` is the file of `documents[n]`.

    Row n of `vectors` (float32) belongs to (passage number, part) `owners[n]`, and `keys[n]` names the text it was
    made of. Owners are in order: all parts of passage 0 from its part 0, then those of passage 1.
    """

    encoder_id: str
    documents: Sequence[Document]
    files: Sequence[FileState]
    passages: Sequence[Passage]
    owners: Sequence[tuple[int, int]]
    keys: Sequence[bytes]
    vectors: np.ndarray


def write(directory: Path, contents: Contents) -> None:
    """Puts an index in the place of the one in the directory, at once or not at all. Raises OSError."""
    handle, name = tempfile.mkstemp(prefix=".index-", suffix=".tmp", dir=directory)
    os.close(handle)
    path = Path(name)
    try:
        try:
            _fill(path, contents)
        except sqlite3.Error as error:
            full = "full" in str(error) or "disk I/O" in str(error)
            raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from error
        _seal(path)
        put_in_place(path, directory / FILE_NAME)
    finally:
        path.unlink(missing_ok=True)


def put_in_place(new: Path, target: Path) -> None:
    """Moves a finished file to its name, so that even a power cut leaves the old or the new one. Raises OSError."""
    _sync(new)
    os.replace(new, target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _fill(path: Path, contents: Contents) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        database = Database(connection)
        meta = {
            "schema": str(SCHEMA),
            "encoder": contents.encoder_id,
            "dimension": str(contents.vectors.shape[1]),
            "documents": str(len(contents.documents)),
            "passages": str(len(contents.passages)),
            "vectors": str(len(contents.vectors)),
        }
        _insert(database, "meta", {"name": str, "value": str}, ({"name": n, "value": v} for n, v in meta.items()))
        files = zip(contents.documents, contents.files, strict=True)
        _insert(database, "documents", _DOCUMENTS, (_document_row(document, file) for document, file in files))
        passages = ({**asdict(p), "sentences": json.dumps(p.sentences)} for p in contents.passages)
        _insert(database, "passages", _PASSAGES, passages)
        _insert(database, "vectors", _VECTORS, _vector_rows(contents))
        titles = {document.id: document.title for document in contents.documents}
        for lang in LANGUAGES:
            connection.execute(
                f"CREATE VIRTUAL TABLE lexical_{lang} USING fts5 (words, tokenize='trigram', content='', columnsize=1)"
            )
            rows = (
                (number, folded(" \n".join((titles[passage.document], passage.section, passage.text))))
                for number, passage in enumerate(contents.passages, 1)
                if passage.lang == lang
            )
            connection.executemany(f"INSERT INTO lexical_{lang} (rowid, words) VALUES (?, ?)", rows)
        connection.commit()


_DOCUMENTS: dict[str, Any] = {
    **dict.fromkeys(
        ["id", "lang", "title", "url", "publisher", "date", "as_of", "valid_until", "translation_of", "reviewed_by"],
        str,
    ),
    **dict.fromkeys(["sources", "shape", "text", "path", "root", "file_digest"], str),
    **dict.fromkeys(["size", "mtime_ns"], int),
}
_PASSAGES: dict[str, Any] = {
    **dict.fromkeys(["id", "document", "lang", "section", "sentences", "text"], str),
    **dict.fromkeys(["start", "end"], int),
}
_VECTORS: dict[str, Any] = {"passage": int, "part": int, "key": bytes, "vector": bytes}


def _insert(database: Database, name: str, columns: dict[str, Any], rows: Iterable[dict[str, Any]]) -> None:
    database.table(name).create(columns)
    database.table(name).insert_all(rows, batch_size=200)


def _vector_rows(contents: Contents) -> Iterable[dict[str, Any]]:
    vectors = np.ascontiguousarray(contents.vectors, np.float32)
    for (passage, part), key, vector in zip(contents.owners, contents.keys, vectors, strict=True):
        yield {"passage": passage, "part": part, "key": key, "vector": vector.tobytes()}


def _document_row(document: Document, file: FileState) -> dict[str, Any]:
    row: dict[str, Any] = {
        name: getattr(document, name)
        for name in [
            "id",
            "lang",
            "title",
            "url",
            "publisher",
            "translation_of",
            "reviewed_by",
            "text",
            "path",
        ]
    }
    for name in ("date", "as_of", "valid_until"):
        day: Date | None = getattr(document, name)
        row[name] = day.isoformat() if day else ""
    row["sources"] = json.dumps(document.sources)
    # every block is one line of the text, so its kind is all that is left to say
    row["shape"] = json.dumps([[block.kind, block.level] for block in document.blocks])
    return {**row, "root": file.root, "file_digest": file.digest, "size": file.size, "mtime_ns": file.mtime_ns}


def _document(row: Mapping[str, Any]) -> Document:
    shape = zip(json.loads(row["shape"]), row["text"].split("\n"), strict=True)
    names = ["id", "lang", "title", "url", "publisher", "translation_of", "reviewed_by", "path"]
    return Document(
        **{name: row[name] for name in names},
        date=Date.fromisoformat(row["date"]),
        as_of=Date.fromisoformat(row["as_of"]) if row["as_of"] else None,
        valid_until=Date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        sources=tuple(json.loads(row["sources"])),
        blocks=tuple(Block(kind, level, text) for (kind, level), text in shape),
    )


def _passage(row: Mapping[str, Any]) -> Passage:
    spans = tuple((start, end) for start, end in json.loads(row["sentences"]))
    return Passage(**{**row, "sentences": spans})


def load(directory: Path, encoder_id: str) -> tuple[Contents, sqlite3.Connection]:
    """What an index holds, and a connection to it for its full-text tables. Raises IndexMissing, IndexUnusable."""
    path = directory / FILE_NAME
    if not path.is_file():
        raise IndexMissing(f"There is no index in {directory}; make one with `sparri index PATH --into {directory}`.")
    connection: sqlite3.Connection | None = None
    try:
        # immutable: the file is only ever replaced, never changed
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        meta = dict(connection.execute("SELECT name, value FROM meta").fetchall())
        _check(meta, encoder_id, directory)
        if not _is_whole(path):
            raise ValueError("checksum")
        return _contents(connection, meta), connection
    except Exception as error:
        if connection:
            connection.close()
        if isinstance(error, (sqlite3.Error, ValueError, LookupError, TypeError, OSError)):
            raise IndexUnusable(f"The index in {directory} is damaged; make it again with `sparri index`.") from error
        raise


def _check(meta: Mapping[str, str], encoder_id: str, directory: Path) -> None:
    schema = int(meta["schema"])
    if schema > SCHEMA:
        raise IndexUnusable(f"The index in {directory} is from a newer Sparri; update Sparri, or run `sparri index`.")
    if schema < SCHEMA:
        raise IndexUnusable(f"The index in {directory} is from an older Sparri; make it again with `sparri index`.")
    if meta["encoder"] != encoder_id:
        raise IndexUnusable(
            f"The index in {directory} was made with the encoder {meta['encoder']}, not with {encoder_id}; "
            "make it again with `sparri index`."
        )


def _contents(connection: sqlite3.Connection, meta: Mapping[str, str]) -> Contents:
    database = Database(connection, execute_plugins=False)
    rows = list(database.query("SELECT * FROM documents ORDER BY rowid"))
    passages = [_passage(row) for row in database.query("SELECT * FROM passages ORDER BY rowid")]
    vectors = connection.execute("SELECT passage, part, key, vector FROM vectors ORDER BY rowid").fetchall()
    counted = {"documents": len(rows), "passages": len(passages), "vectors": len(vectors)}
    if any(int(meta[name]) != count for name, count in counted.items()):
        raise ValueError("counts")
    matrix = np.frombuffer(b"".join(row[3] for row in vectors), np.float32)
    return Contents(
        encoder_id=meta["encoder"],
        documents=[_document(row) for row in rows],
        files=[FileState(row["path"], row["root"], row["size"], row["mtime_ns"], row["file_digest"]) for row in rows],
        passages=passages,
        owners=[(row[0], row[1]) for row in vectors],
        keys=[row[2] for row in vectors],
        vectors=matrix.reshape(len(vectors), int(meta["dimension"])),
    )


def _checksum(path: Path) -> bytes:
    """Of all bytes but the four that hold it."""
    with path.open("rb") as file:
        total = zlib.crc32(file.read(_CHECKSUM_AT))
        file.seek(_CHECKSUM_AT + 4)
        while part := file.read(2**20):
            total = zlib.crc32(part, total)
    return total.to_bytes(4, "big")


def _seal(path: Path) -> None:
    checksum = _checksum(path)
    with path.open("r+b") as file:
        file.seek(_CHECKSUM_AT)
        file.write(checksum)


def _is_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(_CHECKSUM_AT)
        return file.read(4) == _checksum(path)
