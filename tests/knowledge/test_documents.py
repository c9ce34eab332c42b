"""Cleaning, front matter and blocks."""

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.blocks import from_markdown, from_plain, joined
from knowledge.documents import Block, Document, DocumentError, clean, make, split_front_matter

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_clean_text_is_one_visible_line(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == clean(cleaned) == cleaned.strip()
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "  " not in cleaned
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs"} for char in cleaned)


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("  å\tä\n\nö  ", "å ä ö"),
        ("a\u0308iti", "äiti"),
        ("hankin\0ta", "hankinta"),
        ("a\ud800b", "ab"),
        ("vasen\u202eoikea\u2069", "vasenoikea"),
        ("nolla\u200bleveä\ufeff", "nollaleveä"),
        ("näkymätön\U000e0041\U000e0042", "näkymätön"),
        ("pehmeä\u00adtavu", "pehmeätavu"),
        ("sitova\u00a0väli", "sitova väli"),
        ("\ufdfa" * 12, "\ufdfa" * 12),
        ("bel\x07l", "bell"),
        ("", ""),
    ],
)
def test_clean(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


def document(text: str, name: str = "guide.md", **given_fields: object) -> Document:
    fields, body = split_front_matter(text, Path("/r", name))
    blocks = from_markdown(body)
    return make(blocks, {**fields, **given_fields}, Path("/r", name), Path("/r"), date(2026, 1, 2), lambda text: "sv")


def test_front_matter_is_believed() -> None:
    made = document(
        "---\nid: a.fi\nlang: fi\ntitle: 'Otsikko: toinen'\nurl: https://tem.fi/x\npublisher: TEM\ndate: 2026-11-23\n"
        "as_of: 2026-11-20\nvalid_until: 2027-12-31\ntranslation_of: a.sv\nreviewed_by:\n"
        "sources:\n  - yksi\n  - kaksi\n---\nTeksti."
    )
    assert (made.id, made.lang, made.title, made.url) == ("a.fi", "fi", "Otsikko: toinen", "https://tem.fi/x")
    assert (made.date, made.as_of, made.valid_until) == (date(2026, 11, 23), date(2026, 11, 20), date(2027, 12, 31))
    assert (made.group, made.reviewed_by, made.sources, made.text) == ("a.sv", "", ("yksi", "kaksi"), "Teksti.")


def test_what_is_missing_is_worked_out() -> None:
    made = document("# Otsikko\n\nTeksti.", "Oma Ohje (2).md")
    assert (made.id, made.lang, made.title, made.date, made.group) == (
        "oma-ohje-2",
        "sv",
        "Otsikko",
        date(2026, 1, 2),
        "oma-ohje-2",
    )
    assert document("Teksti vain.").title == "Teksti vain."


def test_a_worked_out_id_avoids_those_taken() -> None:
    blocks = (Block("paragraph", 0, "x"),)
    first, second = (
        make(blocks, {}, Path("/r", name), Path("/r"), date(2026, 1, 2), lambda text: "fi", {"guide"}).id
        for name in ("guide.md", "guide.txt")
    )
    assert first != second and first.startswith("guide-")


@pytest.mark.parametrize(
    ("front", "about"),
    [
        ("---\n: [\n---\nx", "not valid YAML"),
        ("---\ntitle: a: b\n---\nx", "not valid YAML"),
        ("---\ndate: 2026-13-45\n---\nx", "not valid YAML"),
        ("---\ndate: 13.12.2017\n---\nx", "date that is not a date"),
        ("---\nvalid_until: [1]\n---\nx", "valid_until that is not a date"),
        ("---\nlang: de\n---\nx", "lang that Sparri does not know"),
        ("---\n- a\n- b\n---\nx", "not a list of fields"),
        ("---\njust words\n---\nx", "not a list of fields"),
        ("---\nid: x\nno end", "without an end"),
        ("---\nid: two words\n---\nx", "not one word"),
        ("---\ntitle: {a: b}\n---\nx", "title that is not plain text"),
        ("---\nurl: javascript:alert(1)\n---\nx", "not a web address"),
        ("---\nurl: 'file:///etc/passwd'\n---\nx", "not a web address"),
        ("---\nurl: 'http://[bad'\n---\nx", "not a web address"),
        ("---\na: &a [x]\nb: " + "[" * 5000 + "\n---\nx", "not valid YAML"),
        ("---\n---\n<!-- nothing -->", "no text in it"),
    ],
)
def test_broken_front_matter_is_one_sentence(front: str, about: str) -> None:
    with pytest.raises(DocumentError, match=about) as caught:
        document(front)
    sentence = str(caught.value)
    assert sentence.startswith("/r/guide.md ") and sentence.endswith(".") and "\n" not in sentence and ";" in sentence


@given(ANY_TEXT)
def test_any_front_matter_is_read_or_refused(text: str) -> None:
    try:
        document(f"---\n{text}\n---\nTeksti.")
    except DocumentError as error:
        assert str(error).endswith(".")


def test_digest_changes_with_what_matters() -> None:
    one, other = document("Teksti."), document("Teksti.", url="https://tem.fi")
    assert one.digest == document("Teksti.").digest != other.digest
    assert one.text and one.digest == document("Teksti.").digest, "having been read does not matter"


def test_markdown_becomes_plain_lines() -> None:
    blocks = from_markdown(
        "# Yksi *kaksi*\n\nTeksti jossa [linkki](http://a.fi) ja ![kuva](x.png) <b>tagi</b> `koodi`.\nSama kappale.\n\n"
        "<div>raaka</div>\n\n<!-- piilo -->\n\n- eka\n- toka\n  jatkuu\n\n1. numero\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    assert [(block.kind, block.level, block.text) for block in blocks] == [
        ("heading", 1, "Yksi kaksi"),
        ("paragraph", 0, "Teksti jossa linkki ja tagi koodi. Sama kappale."),
        ("item", 0, "eka"),
        ("item", 0, "toka jatkuu"),
        ("item", 0, "numero"),
        ("paragraph", 0, "a | b"),
        ("paragraph", 0, "1 | 2"),
    ]


def test_hard_wrapped_lines_are_joined_and_lists_kept() -> None:
    blocks = from_plain(
        "Hankinnan suunnittelu\n\nHankintayksikkö suunnittelee hankinnan hyvissä ajoin ja\n"
        "kysyy markkinoilta, mitä ratkaisuja on tarjolla. Näin hankinta-\nyksikkö oppii. Lyhyt.\n\n"
        "Muistilista:\n- tarve\n- markkinat, joita\n  kuullaan\n\nLoppu."
    )
    assert [(block.kind, block.text) for block in blocks] == [
        ("heading", "Hankinnan suunnittelu"),
        (
            "paragraph",
            "Hankintayksikkö suunnittelee hankinnan hyvissä ajoin ja kysyy markkinoilta, "
            "mitä ratkaisuja on tarjolla. Näin hankintayksikkö oppii. Lyhyt.",
        ),
        ("paragraph", "Muistilista:"),
        ("item", "tarve"),
        ("item", "markkinat, joita kuullaan"),
        ("paragraph", "Loppu."),
    ]


def test_short_lines_of_a_web_page_are_not_glued_to_sentences() -> None:
    blocks = from_plain(
        "Hoppa till innehåll\nMedia\n\nProgrammet är klart\n\nNyhet\n" + "En lång mening utan radbyte. " * 9 + "\n"
    )
    assert [(block.kind, block.text[:27]) for block in blocks] == [
        ("paragraph", "Hoppa till innehåll"),
        ("paragraph", "Media"),
        ("heading", "Programmet är klart"),
        ("paragraph", "Nyhet"),
        ("paragraph", "En lång mening utan radbyte"),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["hankinta-", "yksikkö"], "hankintayksikkö"),
        (["EU-", "kynnysarvo"], "EU-kynnysarvo"),
        (["linja-", "auto"], "linja-auto"),
        (["hankinta- ja palvelu-", "sopimus"], "hankinta- ja palvelusopimus"),
        (["hankinta-", "ja palvelusopimus"], "hankinta- ja palvelusopimus"),
        (["upphandlings-", "förfarande"], "upphandlingsförfarande"),
        (["Helsinki-", "Vantaa"], "Helsinki-Vantaa"),
        (["vuosina 2026-", "2027"], "vuosina 2026-2027"),
        (["cost-", "effective, truly cost-effective"], "cost-effective, truly cost-effective"),
        (["pehmeä\u00ad", "tavu"], "pehmeätavu"),
        (["kaksi", "riviä"], "kaksi riviä"),
    ],
)
def test_line_end_hyphens(lines: list[str], expected: str) -> None:
    seen = {"cost-effective"} if "cost-" in lines else set()
    assert joined(lines, seen) == expected


@given(ANY_TEXT)
def test_any_text_becomes_clean_blocks(text: str) -> None:
    for block in (*from_plain(text), *from_markdown(text)):
        assert block.text and block.text == clean(block.text)


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("Utgivningsdatum 13.12.2017 12.12 | Publicerad på svenska 20.12.2017", date(2017, 12, 13)),
        ("Julkaistu 5.2.2026 klo 10.00", date(2026, 2, 5)),
        ("Published: 1.3.2020", date(2020, 3, 1)),
        ("Julkaistu 45.13.2026", date(2026, 1, 2)),
        ("Kokous pidetään 3.4.2027.", date(2026, 1, 2)),
    ],
)
def test_the_day_a_page_says_it_was_published_counts_before_that_of_the_file(head: str, day: date) -> None:
    assert document(f"# Uutinen\n\n{head}\n\nTeksti.").date == day
    assert document(f"---\ndate: 2019-01-01\n---\n# Uutinen\n\n{head}").date == date(2019, 1, 1)
