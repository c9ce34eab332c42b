"""Files that the terminal hands out: one folder a person under the data directory, readable by its owner only."""

import logging
import os
from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from bot.cards import File, Image

log = logging.getLogger(__name__)

LONGEST = 100
"""Bytes of a name: a file system takes 255, and a number comes in between."""


def safe(name: str) -> str:
    """The name as a file may have it, whatever it is: one part, visible, printable, not too long."""
    shown = "".join(char if char.isprintable() and char not in '/\\:*?"<>|' else "_" for char in name).strip(" .")
    stem, suffix = os.path.splitext(shown)
    if len(suffix.encode()) > LONGEST // 4:
        stem, suffix = shown, ""
    room = LONGEST - len(suffix.encode())
    return (stem.encode()[:room].decode(errors="ignore").strip(" .") or "file") + suffix


def save(directory: Path, user: str, file: File | Image, now: datetime) -> Path:
    """Writes a file of `user` under a name that none has yet; where it is. Raises OSError."""
    folder = directory / safe(user)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem, suffix = os.path.splitext(safe(file.name))
    for number in count(1):
        path = folder / f"{stem}{f'-{number}' if number > 1 else ''}{suffix}"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "wb") as out:
            out.write(file.content)
        os.utime(path, (now.timestamp(), now.timestamp()))
        return path
    raise AssertionError("there is always a next number")


def sweep(directory: Path, users: Collection[str], now: datetime, kept: timedelta, *, dry_run: bool = False) -> int:
    """Erases files older than `kept` and those of everybody but `users`: nobody else is known (any more). How many."""
    theirs, swept = {safe(user) for user in users}, 0
    for folder in sorted(directory.iterdir()) if directory.is_dir() else []:
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            if folder.name in theirs and now.timestamp() - path.lstat().st_mtime < kept.total_seconds():
                continue
            swept += 1
            if not dry_run:
                _erase(path)
        if folder.name not in theirs and not dry_run and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return swept


def _erase(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        log.warning("a file could not be erased: %s", type(error).__name__)
