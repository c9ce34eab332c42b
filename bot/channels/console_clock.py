"""The clock of the terminal: the real time, and whatever it was pushed forward by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """Aware UTC times. It never goes back, not even from one start to the next: what was due stays due.

    `path` keeps the latest pushed time; None forgets it at the end.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._ahead = timedelta(0)
        if path and path.exists():
            try:
                latest = datetime.fromisoformat(path.read_text("utf-8").strip())
                self._ahead = max(latest - datetime.now(UTC), timedelta(0))
            except (ValueError, TypeError):
                path.unlink()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    @property
    def is_ahead(self) -> bool:
        """Whether it shows a later time than the real one."""
        return self._ahead > timedelta(0)

    def push(self, by: timedelta) -> None:
        """Moves it on."""
        self._ahead += by
        self.keep()

    def keep(self) -> None:
        """Writes down where a pushed clock stands."""
        if self._path and self.is_ahead:
            self._path.write_text(self().isoformat(), "utf-8")
