"""Screens of risk sheets hold whatever may be written, in every language; and what is read from the forms."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people import Language
from bot.skills.risks import risk_screens, sheet_screens, taking_screens
from bot.skills.risks.prompts import PROMPTS
from bot.skills.risks.reading import purchase, risk, told_of, told_of_risk
from bot.skills.risks.records.sheets import MOST, Assessed, Bearer, Purchase, Risk, Sheet, Where
from bot.skills.risks.words import LEVELS, LIMITS, called, ranges, sheet_id
from bot.texts import texts

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
EN = texts(Language.EN)
FORM = {"words": "It breaks", "where": "object", "likelihood": "3", "consequence": "4", "bearer": "buyer"}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("letter", ["a", "&", '"', "𝔘"])
@pytest.mark.parametrize("where", [lambda n: n % 4, lambda _n: 0])
def test_the_longest_words_there_may_be_fit_on_every_card(language: Language, letter: str, where) -> None:  # type: ignore[no-untyped-def]
    _ = texts(language)
    bought = Purchase(*(letter * LIMITS[name] for name in ("title", "objective", "success")), "S99999999")
    found = Sheet("K99999999", bought, "P1", 9, NOW, MOST)
    every = [
        Risk(
            1_000 + n,
            Assessed(
                letter * LIMITS["words"],
                list(Where)[where(n)],
                n % 5 + 1,
                n % 7 % 5 + 1,
                letter * LIMITS["measure"],
                letter * LIMITS["responsible"],
                Bearer.SHARED,
            ),
        )
        for n in range(MOST)
    ]
    open_ = [Risk(one.nth, Assessed(one.said.words, one.said.where), 1) for one in every]
    said, sessions = letter * 300, {f"S{n}": letter * 300 for n in range(99)}
    for several in ([found], [found] * 40):
        sheet_screens.overview(_, several, "S99999999")
    sheet_screens.choose(_, [Sheet(f"K{n}", bought, "P1", 0, NOW) for n in range(150)])
    sheet_screens.form(_, told_of(bought), sessions, arg="K99999999 9", is_new=False, errors={"title": said})
    for some in (every, open_, every[:3], open_[:1], []):
        sheet_screens.sheet(_, found, some, said, said)
        taking_screens.picture(_, found, some)
        taking_screens.exported(_, found, some, "xlsx", "Europe/Helsinki")
    sheet_screens.about(_, found, is_mine=True, zone="America/Argentina/ComodRivadavia")
    sheet_screens.delete(_, found)
    sheet_screens.late(_, found, bought)
    risk_screens.pick(_, found, every)
    risk_screens.risk(_, found, every[0], said)
    risk_screens.form(
        _, told_of_risk(_, every[0].said), arg="K99999999 9999 99", errors={"words": said}, now=every[0].said
    )
    risk_screens.remove(_, found, every[0])
    risk_screens.late(_, found, every[0].said, said)
    assert risk_screens.prompts(_, found, set())
    assert risk_screens.prompts(_, found, set(PROMPTS)) is None


def test_every_product_of_the_two_scales_has_one_level() -> None:
    seen = {up * on: called(EN, up * on) for up in range(1, 6) for on in range(1, 6)}
    assert (seen[1], seen[4], seen[5], seen[9], seen[10], seen[12], seen[15], seen[25]) == (
        *("low", "low", "moderate", "moderate", "high", "high", "critical", "critical"),
    )
    assert set(seen.values()) == {word for _least, word in LEVELS}
    assert ranges(EN) == ("1–4 low", "5–9 moderate", "10–14 high", "15–25 critical")


@pytest.mark.parametrize("grade", ["0", "6", "-1", "3.5", "½", "٣", "five", "11", " 3 x"])
@pytest.mark.parametrize("name", ["likelihood", "consequence"])
def test_what_is_none_of_the_five_grades_is_told_at_its_field(name: str, grade: str) -> None:
    said, errors = risk(EN, FORM | {name: grade})
    assert said is None
    assert errors == {name: "A whole number from 1 to 5, please."}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"words": "…"}, "words"),
        ({"words": "x" * 501}, "words"),
        ({"where": ""}, "where"),
        ({"where": "moon"}, "where"),
        ({"bearer": "citizen"}, "bearer"),
        ({"measure": "x" * 1_001}, "measure"),
    ],
)
def test_what_is_wrong_with_a_risk_is_told_at_its_field(wrong: dict[str, str], field: str) -> None:
    said, errors = risk(EN, FORM | wrong)
    assert (said, list(errors)) == (None, [field])


def test_what_is_not_known_yet_may_be_left_open() -> None:
    said, errors = risk(EN, {"words": "It breaks", "where": "object"})
    assert said == Assessed("It breaks", Where.OBJECT)
    assert (errors, said.score) == ({}, 0)


@pytest.mark.parametrize("language", Language)
def test_a_typical_risk_is_that_as_long_as_its_words_are(language: Language) -> None:
    _ = texts(language)
    typical = Assessed("in some language", Where.MARKET, prompt="bidders")
    told = told_of_risk(_, typical)
    said, _errors = risk(_, told | {"likelihood": "2"}, "bidders")
    assert said and (said.prompt, said.words) == ("bidders", _(PROMPTS["bidders"][1]))
    said, _errors = risk(_, told | {"words": "No tenders"}, "bidders")
    assert said and said.prompt == ""


@given(st.dictionaries(st.sampled_from([*FORM, "measure", "responsible"]), st.text(max_size=40)))
def test_whatever_is_typed_is_a_risk_or_told_at_a_field(typed: dict[str, str]) -> None:
    said, errors = risk(EN, FORM | typed)
    assert (said is None) is bool(errors)
    form = risk_screens.form(EN, FORM | typed, arg="K1 1 0", errors=errors)
    assert errors.keys() <= {field.name for field in form.fields}


@given(st.dictionaries(st.sampled_from(["title", "objective", "success", "session"]), st.text(max_size=40)))
def test_whatever_is_typed_is_a_purchase_or_told_at_a_field(typed: dict[str, str]) -> None:
    told, errors = purchase(EN, typed, ("S1",))
    assert (told is None) is bool(errors)
    form = sheet_screens.form(EN, typed, {"S1": "x"}, errors=errors)
    assert errors.keys() <= {field.name for field in form.fields}


def test_a_session_that_is_not_ones_own_is_none_to_choose() -> None:
    assert purchase(EN, {"title": "Lights", "session": "S2"}, ("S1",))[1] == {"session": "Please choose one of these."}
    kept, _errors = purchase(EN, {"title": "Lights"}, (), "S2")
    assert kept and kept.session == "S2"
    none, _errors = purchase(EN, {"title": "Lights", "session": "none"}, ("S2",), "S2")
    assert none and none.session == ""


@pytest.mark.parametrize(
    ("said", "id_"), [("k1", "K1"), (" K12 ", "K12"), ("k0", None), ("k", None), ("k1x", None), ("k٣", None)]
)
def test_an_id_as_it_is_said(said: str, id_: str | None) -> None:
    assert sheet_id(said) == id_
