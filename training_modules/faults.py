"""What is wrong with a module, by file and line: everything at once, so that a writer need not try again and again."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend. `line` counts from 1; 0 is the file as a whole. `what` is a sentence that says what to do."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}" if self.line else f"{self.path}: {self.what}"


@dataclass
class Faults:
    """Takes up the faults of a module while it is read."""

    found: list[Fault] = field(default_factory=list)

    def add(self, path: Path, line: int, what: str) -> None:
        """One more."""
        self.found.append(Fault(path, line, what))

    def file(self, path: Path) -> str | None:
        """The text of a file, or None and a fault where it cannot be read."""
        try:
            return path.read_text("utf-8")
        except FileNotFoundError:
            self.add(path, 0, "is missing; write it, or copy it from the language you have and translate that.")
        except UnicodeDecodeError:
            self.add(path, 0, "is not UTF-8; save it as UTF-8.")
        except OSError as error:
            self.add(path, 0, f"could not be read ({(error.strerror or 'unknown error').lower()}).")
        return None
