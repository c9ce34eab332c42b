import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import embedder, leanings, subjects
from knowledge.documents import LANGUAGES
from knowledge.library import Library

SUBJECTS = subjects.shipped()


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        ("Kuka korjaa rullaattorit?", "fi", {}),
        ("Kuka korjaa rollaattorit?", "fi", {"aids": 1}),
        ("Kuka korjaa ROLLAATTORIT, kaikki rollaattorit?", "fi", {"aids": 2}),
        ("Vem lagar rollatorn?", "sv", {"aids": 1}),
        ("lähiruokaa", "fi", {"food": 1}),
        ("lahiruokaa", "fi", {"food": 1}),
        ("hinnantarkistus", "fi", {"prices": 1}),
        ("electric cars", "en", {"vehicles": 1}),
        ("cartoons", "en", {}),
        ("child labour", "en", {"human-rights": 1}),
        ("labour of a child", "en", {}),
        ("", "en", {}),
    ],
)
def test_words_name_subjects(text: str, language: str, named: dict[str, int]) -> None:
    assert SUBJECTS.within(text, language) == named


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_has_a_vector(text: str, language: str) -> None:
    length = float(np.linalg.norm(SUBJECTS.vector(text, language)))
    assert length == pytest.approx(1 if SUBJECTS.within(text, language) else 0, abs=1e-6)


def test_what_ships_was_learnt_from_what_ships() -> None:
    """Else run `python -m knowledge.bundle`."""
    model = embedder.load()
    with np.load(leanings.BUNDLED) as stored:
        assert str(stored["encoder"]) == model.id
        assert tuple(stored["subjects"]) == SUBJECTS.names
        assert np.allclose(stored["leanings"], leanings.learnt(model, SUBJECTS), atol=0.02)


def test_a_topic_that_names_no_subject_leans_to_some(library: Library) -> None:
    matching, topics = library.matching, [("att hålla det som lovades", "sv"), ("rullstolar", "sv")]
    ready = matching.topics(topics, matching.vectors(topics))
    assert not SUBJECTS.vector(*topics[0]).any()
    assert np.linalg.norm(ready.subjects, axis=1) == pytest.approx([1, 1], abs=1e-5)
    fits = ready.fits(matching.asked("Kuka korjaa rikki menneen rollaattorin?", "fi"))
    assert fits[1] > fits[0]


def test_no_topics(library: Library) -> None:
    ready = library.matching.topics([], library.matching.vectors([]))
    assert ready.fits(library.matching.asked("?", "fi")).shape == (0,)
