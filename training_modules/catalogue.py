"""The training modules that ship: what a module is, and where to find one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
LANGUAGES = ("fi", "sv", "en")
CATEGORIES = ("leadership", "information", "competence", "tools")
"""The four categories of the action programme of 2017."""


@dataclass(frozen=True)
class Check:
    """The question after a lesson, in one language. `options` are (letter, text); `why` is shown whatever was answered."""

    question: str
    options: tuple[tuple[str, str], ...]
    why: str


@dataclass(frozen=True)
class Lesson:
    """A small step. By language: its heading, its text line by line (list items begin with their mark), its check.

    `right` are the letters of the right options: one, unless the check `is_several`.
    """

    id: str
    headings: Mapping[str, str]
    texts: Mapping[str, tuple[str, ...]]
    checks: Mapping[str, Check]
    right: frozenset[str]
    is_several: bool


@dataclass(frozen=True)
class Module:
    """A course. By language: its title, what one can do after it, the exercise, and the sources. `id` is its folder's name,
    `minutes` the time that all of it takes."""

    id: str
    order: int
    categories: tuple[str, ...]
    minutes: int
    titles: Mapping[str, str]
    introductions: Mapping[str, str]
    exercises: Mapping[str, str]
    sources: Mapping[str, tuple[str, ...]]
    lessons: tuple[Lesson, ...]

    def document(self, language: str) -> str:
        """The id of the document that search knows the module's text by."""
        return document_id(self.id, language)


def document_id(module: str, language: str) -> str:
    """The id that the front matter of a module's text must give."""
    return f"training-{module}.{language}"


def module_of(document: str) -> str:
    """The module that a document of search is the text of, "" for any other."""
    module, _dot, language = document.removeprefix("training-").partition(".")
    return module if document_id(module, language) == document and language in LANGUAGES else ""


def folders(root: Path = HERE) -> Iterator[Path]:
    """The folders of modules under a root, or the root itself where it is one, in the order of their names."""
    if (root / "module.toml").is_file():
        yield root
        return
    yield from sorted(path.parent for path in root.glob("*/module.toml"))
