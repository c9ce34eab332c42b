"""What a turn answers from: the material on disk, and beside it all that is published in the database at that moment."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.store import Store, entries
from knowledge.entries import Entry
from knowledge.library import Library


@dataclass
class Knowing:
    """Gives the library of this moment, to any number of threads. `disk` opens that of the material."""

    store: Store
    disk: Callable[[], Library]
    _state: tuple[int, Library] | None = field(default=None, init=False)
    """The revision that is known, and the library at it: read and written together."""
    _held: dict[str, Entry] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __call__(self) -> Library:
        """The library as of the latest commit: one small query, and more only where something has changed.

        Entries of another encoder are encoded here, at the start of a process that was given a new one: 0.1 s a sentence.
        """
        state = self._state
        with self.store.reading() as conn:
            newest = entries.newest(conn)
        return state[1] if state and state[0] == newest else self._taken_up()

    def _taken_up(self) -> Library:
        library = self.disk()
        with self._lock:
            known, library = self._state or (0, library)
            with self.store.reading() as conn:
                newest = entries.newest(conn)
                is_back = newest < known  # the database was put back to an earlier state
                changed = entries.since(conn, 0 if is_back else known)
            if is_back:
                self._held.clear()
            for entry in changed:
                self._held.pop(entry.id, None)
                if entry.state == "published":
                    self._held[entry.id] = _as_known(entry)
            if changed or is_back:
                library = library.holding(self._held.values())
            self._state = newest, library
            return library


def _as_known(entry: entries.Entry) -> Entry:
    return Entry(
        id=entry.id,
        language=entry.language,
        question=entry.question,
        answer=entry.answer,
        author=entry.author_name,
        written_on=entry.written_on,
        valid_until=entry.valid_until,
        audience=entry.audience,
        sources=entry.sources,
        encoder=entry.encoder,
        vectors=entry.vectors,
        kind=entry.kind,
    )
