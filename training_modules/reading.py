"""A folder becomes a module: module.toml and the three pages beside it, or all that is wrong with them."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from training_modules import pages
from training_modules.catalogue import CATEGORIES, HERE, LANGUAGES, Check, Lesson, Module, folders
from training_modules.faults import Fault, Faults
from training_modules.pages import Page

LESSONS = range(5, 9)
OPTIONS = range(3, 5)
QUESTION, OPTION = 200, 75
"""Characters; an option is a line of a form, and Slack shows no more of one."""
WHY, TASK = 60, 130
"""Words."""
_LETTERS = "abcd"


def read(folder: Path) -> tuple[Module | None, tuple[Fault, ...]]:
    """The module in a folder, None where something is wrong with it, and what that is."""
    faults = Faults()
    found = {language: pages.read(folder / f"{language}.md", folder.name, language, faults) for language in LANGUAGES}
    plan = _Plan.read(folder / "module.toml", faults)
    if plan:
        plan.check()
        for page in filter(None, found.values()):
            plan.compare(page)
    if faults.found or plan is None:
        return None, tuple(sorted(faults.found))
    return plan.module(folder.name, {language: page for language, page in found.items() if page}), ()


def read_all(root: Path) -> tuple[tuple[Module, ...], tuple[Fault, ...]]:
    """Every module under a root that nothing is wrong with, in their order, and what is wrong with the others."""
    modules: list[Module] = []
    faults: list[Fault] = []
    for folder in folders(root):
        module, wrong = read(folder)
        faults += wrong
        twin = next((one for one in modules if module and one.order == module.order), None)
        if twin:
            faults.append(Fault(folder / "module.toml", 0, f"has the same order as {twin.id}; give each its own."))
        elif module:
            modules.append(module)
    return tuple(sorted(modules, key=lambda module: module.order)), tuple(faults)


@cache
def shipped() -> tuple[Module, ...]:
    """The modules that ship, in their order."""
    return read_all(HERE)[0]


@dataclass(frozen=True)
class _Plan:
    """What module.toml says, and the lines it says it in."""

    path: Path
    said: Mapping[str, Any]
    written: tuple[str, ...]
    faults: Faults

    @classmethod
    def read(cls, path: Path, faults: Faults) -> "_Plan | None":
        written = faults.file(path)
        if written is None:
            return None
        try:
            said = tomllib.loads(written)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"\(at line (\d+)", str(error))
            # at the end of a file tomllib names no line
            line = int(at[1]) if at else len(written.splitlines())
            faults.add(path, line, f"is not valid TOML here: {str(error).split(' (at ')[0]}.")
            return None
        return cls(path, said, tuple(written.splitlines()), faults)

    @property
    def lessons(self) -> list[dict[str, Any]]:
        found = self.said.get("lessons")
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def check(self) -> None:
        """Everything in the file itself."""
        for name in ("order", "minutes"):
            if type(self.said.get(name)) is not int or self.said[name] < 1:
                self._wrong(self._line(f"{name} "), f"needs “{name} = ” and a number from 1.")
        categories = self.said.get("categories")
        if not (isinstance(categories, list) and categories and all(one in CATEGORIES for one in categories)):
            self._wrong(self._line("categories "), f"needs categories out of {', '.join(CATEGORIES)}.")
        if len(self.lessons) not in LESSONS:
            self._wrong(0, f"has {len(self.lessons)} lessons; a module has {LESSONS[0]}–{LESSONS[-1]}.")
        ids = [str(lesson.get("id", "")) for lesson in self.lessons]
        for number, lesson in enumerate(self.lessons):
            if ids[number] in ids[:number]:
                self._wrong(self._in_lesson(number, "id "), f"has the lesson “{ids[number]}” twice.")
            self._check_lesson(number, lesson)
        for language in LANGUAGES:
            task = self._in_language(self.said.get("exercise"), language).get("task")
            where = self._line(f"[exercise.{language}]") or self._line("[exercise")
            self._words(task, TASK, where, f"the task of the exercise in {language}")

    def compare(self, page: Page) -> None:
        """Whether a page has the same lessons in the same order."""
        here = [str(lesson.get("id", "")) for lesson in self.lessons]
        there = [section.id for section in page.sections]
        for number, id_ in enumerate(here):
            if id_ not in there:
                line = self._in_lesson(number, "id ")
                self.faults.add(page.path, 0, f"has no section for the lesson “{id_}” ({self.path.name}:{line}).")
        for section in page.sections:
            if section.id and section.id not in here:
                self.faults.add(
                    page.path, section.line, f"has the lesson “{section.id}”, which module.toml does not name."
                )
        if sorted(here) == sorted(there) and here != there:
            at = next(section for section, id_ in zip(page.sections, here, strict=True) if section.id != id_)
            self.faults.add(page.path, at.line, f"the lesson “{at.id}” stands in another order than in module.toml.")

    def module(self, id_: str, found: Mapping[str, Page]) -> Module:
        """The module, once nothing is wrong with it."""
        sections = {language: {section.id: section for section in page.sections} for language, page in found.items()}
        lessons = tuple(
            Lesson(
                one["id"],
                {language: sections[language][one["id"]].heading for language in LANGUAGES},
                {language: sections[language][one["id"]].text for language in LANGUAGES},
                {language: _check(one[language]) for language in LANGUAGES},
                frozenset(one["right"]),
                one["choose"] == "several",
            )
            for one in self.lessons
        )
        return Module(
            id=id_,
            order=self.said["order"],
            categories=tuple(self.said["categories"]),
            minutes=self.said["minutes"],
            titles={language: page.title for language, page in found.items()},
            introductions={language: page.introduction for language, page in found.items()},
            exercises={language: self.said["exercise"][language]["task"] for language in LANGUAGES},
            sources={language: page.sources for language, page in found.items()},
            lessons=lessons,
        )

    def _check_lesson(self, number: int, lesson: Mapping[str, Any]) -> None:
        name = f"the lesson “{lesson.get('id', number + 1)}”"
        letters = {language: _letters(self._in_language(lesson, language)) for language in LANGUAGES}
        right, choose = lesson.get("right"), lesson.get("choose")
        line = self._in_lesson(number, "right ")
        if not isinstance(right, list) or not right or not set(map(str, right)) <= set(letters["fi"]):
            self._wrong(line, f"{name} needs “right = ” and letters of its options.")
        elif choose == "one" and len(right) != 1:
            self._wrong(
                line, f'{name} has {len(right)} right answers; one may be chosen (or write choose = "several").'
            )
        elif choose == "several" and len(right) == len(letters["fi"]):
            self._wrong(line, f"{name} has no wrong option.")
        if choose not in ("one", "several"):
            self._wrong(self._in_lesson(number, "choose "), f'{name} needs choose = "one" or "several".')
        for language in LANGUAGES:
            self._check_question(number, name, language, self._in_language(lesson, language), letters["fi"])

    def _check_question(self, number: int, name: str, language: str, said: Mapping[str, Any], letters: str) -> None:
        table = f"[lessons.{language}]"
        line = self._in_lesson(number, table)
        if not said:
            self._wrong(line, f"{name} has no check in {language}; write {table} with question, a, b, c and why.")
            return
        if len(_letters(said)) not in OPTIONS or _letters(said) != letters:
            self._wrong(line, f"{name} needs {OPTIONS[0]}–{OPTIONS[-1]} options in {language}, a, b, c …, as in fi.")
        for key, limit in (("question", QUESTION), *((letter, OPTION) for letter in _letters(said))):
            text = said.get(key)
            if not isinstance(text, str) or not 0 < len(text.strip()) <= limit:
                where = self._in_lesson(number, table, f"{key} ")
                self._wrong(where, f"{name} needs “{key}” in {language} with at most {limit} characters.")
        options = [str(said[letter]).strip().casefold() for letter in _letters(said)]
        if len(set(options)) < len(options):
            self._wrong(line, f"{name} has one option twice in {language}.")
        self._words(said.get("why"), WHY, self._in_lesson(number, table, "why "), f"“why” of {name} in {language}")

    def _words(self, text: object, limit: int, line: int, what: str) -> None:
        if not isinstance(text, str) or not 0 < len(text.split()) <= limit:
            self._wrong(line, f"{what} is missing or longer than {limit} words.")

    @staticmethod
    def _in_language(table: object, language: str) -> Mapping[str, Any]:
        found = table.get(language) if isinstance(table, dict) else None
        return found if isinstance(found, dict) else {}

    def _wrong(self, line: int, what: str) -> None:
        self.faults.add(self.path, line, what)

    def _line(self, begins: str, after: int = 0) -> int:
        """The first line from `after` on that begins so, 0 if none does before the next lesson."""
        for number, line in enumerate(self.written[after:], after + 1):
            if line.strip().startswith(begins):
                return number
            if after and line.strip() == "[[lessons]]":
                break
        return 0

    def _in_lesson(self, number: int, *begins: str) -> int:
        """The line of something in a lesson; of what it would stand in, where it is missing."""
        starts = [at for at, line in enumerate(self.written, 1) if line.strip() == "[[lessons]]"]
        line = starts[number] if number < len(starts) else 0
        for each in begins:
            line = self._line(each, line) or line
        return line


def _letters(said: Mapping[str, Any]) -> str:
    return "".join(letter for letter in _LETTERS if letter in said)


def _check(said: Mapping[str, str]) -> Check:
    return Check(said["question"], tuple((letter, said[letter]) for letter in _letters(said)), said["why"])
