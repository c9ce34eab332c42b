"""The index file and what search asks of it."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import HashingEmbedder, identify

from knowledge.building import build
from knowledge.index import Index, IndexMissing, IndexUnusable
from knowledge.trigrams import folded, match_any, stems, trigrams


def test_documents_and_passages_come_back_as_they_were(index: Index) -> None:
    assert list(index.documents) == ["procedure.en", "procedure.fi", "procedure.sv"]
    document = index.documents["procedure.fi"]
    assert document.title == "Hankintamenettely" and document.blocks[0].kind == "heading"
    passage = next(p for p in index.passages if p.id == "procedure.fi#2")
    assert (passage.section, passage.text) == ("Kynnysarvot", "Kynnysarvo on 216 000 euroa.")
    assert document.text[passage.start : passage.end] == passage.text
    assert index.versions("procedure.fi") == {lang: f"procedure.{lang}" for lang in ("en", "fi", "sv")}
    assert index.versions("unknown") == {}
    assert index.files["procedure.fi"].path == document.path


def test_dense_finds_passages_and_sentences(index: Index, embedder: HashingEmbedder) -> None:
    hits = index.dense(embedder.vector("Se kuvataan tarjouspyynnössä."), 3)
    number, part, cosine = hits[0]
    assert index.passages[number].sentence_texts[part - 1] == "Se kuvataan tarjouspyynnössä."
    assert cosine == pytest.approx(1, abs=1e-3) and [hit[2] for hit in hits] == sorted(
        (h[2] for h in hits), reverse=True
    )
    assert len(index.dense(embedder.vector("x"), 10_000)) == sum(1 + len(p.sentences) for p in index.passages)
    assert index.dense(embedder.vector("x"), 0) == []


def test_vectors_of_a_passage(index: Index, embedder: HashingEmbedder) -> None:
    for number, passage in enumerate(index.passages):
        vectors = index.vectors_of(number)
        assert vectors.shape == (1 + len(passage.sentences), embedder.dimension) and vectors.dtype == np.float32
        for vector, sentence in zip(vectors[1:], passage.sentence_texts, strict=True):
            assert np.allclose(vector, embedder.vector(sentence), atol=1e-3)


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("hankintamenettelysta", "fi", "procedure.fi"),
        ("UPPHANDLINGSFORFARANDE", "sv", "procedure.sv"),
        ("thresholdz", "en", "procedure.en"),
        ("hankintamenettely", "de", ""),
        ("zzzqqq", "en", ""),
        ("a", "fi", ""),
    ],
)
def test_lexical_finds_in_one_language_without_dots(index: Index, text: str, lang: str, found: str) -> None:
    hits = index.lexical(text, lang, 10)
    assert {index.passages[number].document for number, _ in hits} == ({found} if found else set())
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("small")
    (folder / "a.txt").write_text("Hankintamenettely valitaan. NEAR ja OR ovat sanoja.")
    build([folder], folder / "index", HashingEmbedder(), identify)
    index = Index.open(folder / "index", "hashing-1")
    yield index
    index.close()


HOSTILE = [
    '" OR *',
    "NEAR(",
    'NEAR("a" "b", 5)',
    "words:x",
    "^a AND NOT",
    "'; DROP TABLE x; --",
    "\0" * 9,
    "\ud800abc",
    "*" * 99,
]


@pytest.mark.parametrize("text", [*HOSTILE, "hankinta " * 12_000, "x" * 100_000, "\ufdfa" * 12])
def test_hostile_queries_are_just_words(opened: Index, text: str) -> None:
    opened.lexical(text, "fi", 5)
    assert len(match_any(trigrams(text))) < 4_000 and len(match_any(stems(text))) < 1_000


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_a_query(opened: Index, text: str) -> None:
    assert isinstance(opened.lexical(text, "fi", 5), list)
    expression = match_any(stems(text))
    if expression:
        opened._connection.execute("SELECT rowid FROM lexical_fi WHERE lexical_fi MATCH ?", (expression,)).fetchall()


def test_folding_and_stems() -> None:
    assert folded("Ääkköset Åbo ÉTÉ Straße") == "aakkoset abo ete strasse"
    assert match_any(stems("hankintamenettelystä on OK!")) == '"hankintamenett"'
    assert match_any(trigrams("abcd")) == '"abc" OR "bcd"'


def test_several_threads_ask_at_once(index: Index, embedder: HashingEmbedder) -> None:
    expected = index.lexical("hankintamenettely", "fi", 5)
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(30):
            index.dense(embedder.vector("hankinta"), 3)
            if (found := index.lexical("hankintamenettely", "fi", 5)) != expected:
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_open_index_goes_on_when_a_newer_one_is_written(
    index: Index, material: Path, directory: Path, embedder: HashingEmbedder
) -> None:
    before = index.lexical("hankintamenettely", "fi", 5)
    (material / "aaa.txt").write_text("Hankintamenettely on toinen.")
    build([], directory, embedder, identify)
    assert index.lexical("hankintamenettely", "fi", 5) == before and "aaa" not in index.documents
    assert "aaa" in Index.open(directory, embedder.id).documents


def test_a_missing_index_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="sparri index"):
        Index.open(tmp_path, "hashing-1")


def test_another_encoder(index: Index, directory: Path) -> None:
    with pytest.raises(IndexUnusable, match="encoder hashing-1, not with other-2"):
        Index.open(directory, "other-2")


@pytest.mark.parametrize(("schema", "about"), [("99", "newer Sparri"), ("0", "older Sparri"), ("x", "damaged")])
def test_another_schema(index: Index, directory: Path, schema: str, about: str) -> None:
    with sqlite3.connect(directory / "index.db") as connection:
        connection.execute("UPDATE meta SET value = ? WHERE name = 'schema'", (schema,))
    with pytest.raises(IndexUnusable, match=about) as caught:
        Index.open(directory, "hashing-1")
    assert "sparri index" in str(caught.value)


def test_every_damage_is_noticed(index: Index, directory: Path) -> None:
    path = directory / "index.db"
    whole = path.read_bytes()
    damaged = [b"", b"rubbish", whole[: len(whole) // 2], whole[:-1], whole + b"x"]
    for place in range(7, len(whole), len(whole) // 60):
        damaged.append(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
    for data in damaged:
        path.write_bytes(data)
        with pytest.raises(IndexUnusable):
            Index.open(directory, "hashing-1")
    path.write_bytes(whole)
    Index.open(directory, "hashing-1").close()


def test_an_empty_index_can_be_searched(tmp_path: Path, embedder: HashingEmbedder) -> None:
    build([], tmp_path, embedder, identify)
    index = Index.open(tmp_path, embedder.id)
    assert index.dense(embedder.vector("x"), 5) == [] == index.lexical("hankinta", "fi", 5)
