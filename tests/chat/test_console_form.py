"""Filling in a form line by line: what each kind of field takes, keeps, and refuses."""

from dataclasses import replace
from datetime import date, time

import pytest

from bot.channels.console_form import Filling
from bot.forms import Choice, Choices, DateField, Field, Form, TextField, TimeField
from bot.people import Language
from bot.texts import texts

EN = texts(Language.EN)
OPTIONS = (("fi", "suomi"), ("sv", "svenska"), ("en", "English"))


def filling(*fields: Field) -> Filling:
    return Filling(Form("A form", "a.b", fields, "Send"))


@pytest.mark.parametrize(
    ("field", "line", "value"),
    [
        (TextField("x", "X"), "words", "words"),
        (TextField("x", "X", "old"), "", "old"),
        (TextField("x", "X", "old", is_required=False), "-", ""),
        (Choice("x", "X", OPTIONS), "2", "sv"),
        (Choice("x", "X", OPTIONS), "english", "en"),
        (Choice("x", "X", OPTIONS, "fi"), "", "fi"),
        (Choices("x", "X", OPTIONS), "3, 1", "fi,en"),
        (Choices("x", "X", OPTIONS, ("sv",)), "", "sv"),
        (DateField("x", "X"), "1.12.2026", "2026-12-01"),
        (DateField("x", "X"), "2026-12-1", "2026-12-01"),
        (DateField("x", "X", date(2026, 12, 1)), "", "2026-12-01"),
        (TimeField("x", "X"), "9", "09:00"),
        (TimeField("x", "X"), "9.30", "09:30"),
        (TimeField("x", "X", time(9)), "", "09:00"),
    ],
)
def test_a_line_fills_a_field(field: Field, line: str, value: str) -> None:
    asked = filling(field)
    assert asked.fill(line, EN)
    assert asked.values == {"x": value}


@pytest.mark.parametrize(
    ("field", "line"),
    [
        (TextField("x", "X"), ""),
        (TextField("x", "X", "old"), "-"),
        (TextField("x", "X", limit=3), "long"),
        (Choice("x", "X", OPTIONS), "4"),
        (Choice("x", "X", OPTIONS), "0"),
        (Choice("x", "X", OPTIONS), "²"),
        (DateField("x", "X"), "31.2.2026"),
        (DateField("x", "X"), "tomorrow"),
        (TimeField("x", "X"), "25.00"),
        (TimeField("x", "X"), "noon"),
    ],
)
def test_a_line_that_does_not_fit_asks_the_same_field_again(field: Field, line: str) -> None:
    asked = filling(field)
    assert not asked.fill(line, EN)
    assert asked.error
    assert asked.waiting == [field]


def test_the_prompt_shows_what_enter_keeps() -> None:
    assert filling(Choice("x", "Language", OPTIONS, "sv")).prompt == "Language [svenska]"


def test_after_errors_only_those_fields_come_again_and_the_rest_stays() -> None:
    asked = filling(TextField("a", "A"), TextField("b", "B"))
    assert not asked.fill("one", EN)
    assert asked.fill("two", EN)
    asked.begin(replace(asked.form, errors={"b": "No."}))
    assert (asked.prompt, asked.error) == ("B [two]", "No.")
    assert asked.fill("three", EN)
    assert asked.values == {"a": "one", "b": "three"}
