"""The glossary: complete in three languages, and found in what people write."""

from itertools import combinations

import pytest

from knowledge import terms
from knowledge.documents import LANGUAGES
from knowledge.sentences import sentences

SHIPPED = terms.shipped()
AS_IDS = {"argvalues": SHIPPED.terms, "ids": [term.id for term in SHIPPED.terms]}


def test_there_are_enough_terms() -> None:
    assert len(SHIPPED.terms) >= 80
    assert len({term.id for term in SHIPPED.terms}) == len(SHIPPED.terms)


@pytest.mark.parametrize("term", **AS_IDS)
def test_a_term_is_whole_in_three_languages(term: terms.Term) -> None:
    for language in LANGUAGES:
        definition = term.definitions[language]
        assert len(sentences(definition)) == 1
        assert definition.endswith(".")
        assert term.names[language].strip()
        assert term.names[language] not in term.variants[language]
        assert term.sources[language]
        assert all(source.strip() for source in term.sources[language])


@pytest.mark.parametrize("term", **AS_IDS)
def test_a_term_is_found_by_its_name_and_by_nothing_else(term: terms.Term) -> None:
    for language in LANGUAGES:
        assert SHIPPED.named(term.names[language], language) == term


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_terms_share_a_name_or_variant(language: str) -> None:
    forms = {
        term.id: {form.casefold() for form in (term.names[language], *term.variants[language])}
        for term in SHIPPED.terms
    }
    assert [(one, other) for one, other in combinations(forms, 2) if forms[one] & forms[other]] == []


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Voiko innovaatiokumppanuudessakin neuvotella?", "fi", {"innovation-partnership"}),
        ("kynnysarvon laskeminen", "fi", {"threshold"}),
        ("kansallisen kynnysarvon alle", "fi", {"national-threshold"}),
        ("far man gora en marknadsundersokning", "sv", {"market-consultation"}),
        ("the contracting authorities", "en", {"contracting-authority"}),
        ("sain kirjeen", "fi", set()),
    ],
)
def test_terms_are_found_inflected_and_without_dots(text: str, language: str, found: set[str]) -> None:
    assert {term.id for term in SHIPPED.within(text, language)} == found


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("mikä on innovaatiokumppanuus ruotsiksi", "innovation-partnership"),
        ("vad heter tröskelvärde på finska", "threshold"),
        ("What does framework agreement mean?", "framework-agreement"),
        ("hankintayksikkö englanniksi", "contracting-authority"),
        ("vad är en förkommersiell upphandling", "pre-commercial-procurement"),
        ("kiitos! entä mikä on tarjouspyyntö", "invitation-to-tender"),
        ("suorahankinta", "direct-award"),
        ("suorahankinnat?", "direct-award"),
        ("how do you say hankintayksikkö in english", "contracting-authority"),
        ("mikä ihme se puitejärjestely on", "framework-agreement"),
        ("och ramavtal", "framework-agreement"),
        ("onko markkinakartoitus pakollinen", None),
        ("what is the weather like", None),
    ],
)
def test_a_question_for_a_term_is_told_from_others(question: str, term: str | None) -> None:
    found = SHIPPED.asked_for(question)
    assert (found and found.id) == term
