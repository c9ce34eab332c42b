"""Real files, good and bad."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from samples import PdfLine, identify, make_pdf

from knowledge.documents import Document, DocumentError
from knowledge.pdf import read_pdf
from knowledge.reading import decoded, find, read


def reading(folder: Path, name: str, data: bytes) -> Document:
    path = folder / name
    path.write_bytes(data)
    return read(path, folder, identify)


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in document.blocks]


def test_html_is_reduced_to_what_a_reader_sees(tmp_path: Path) -> None:
    page = """<html lang="sv-FI"><head><title>Upphandling &amp; du</title><style>p{}</style></head><body>
    <nav>Meny</nav><h1>Upphandling <em>nu</em></h1><div>Löst <b>text</b><p>Stycke<br>två
    <span style="display: none">dold</span></p><ul><li>ett<ul><li>inre</li></ul></li></ul></div>
    <p hidden>dold</p><p aria-hidden="true">dold</p><p style="position:absolute; left: -9999px">dold</p>
    <p style="font-size:0">dold</p><p style="visibility: hidden">dold</p><script>dold()</script>
    <!-- dold --><img alt="dold" src="x"><footer>Sidfot</footer></body></html>"""
    document = reading(tmp_path, "sida.html", page.encode())
    assert (document.title, document.lang, document.id) == ("Upphandling & du", "sv", "sida")
    assert blocks(document) == [
        ("heading", "Upphandling nu"),
        ("paragraph", "Löst text"),
        ("paragraph", "Stycke två"),
        ("item", "ett"),
        ("item", "inre"),
    ]


def test_html_in_another_language_is_identified_by_its_text(tmp_path: Path) -> None:
    assert reading(tmp_path, "a.htm", b"<html lang=de><p>One and two.").lang == "en"


def test_html_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="nested too deeply"):
        reading(tmp_path, "a.html", b"<div>" * 20_000 + b"x")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Hyvää päivää, hankkija.".encode(), "Hyvää päivää, hankkija."),
        (b"\xef\xbb\xbfMoi.", "Moi."),
        ("Hyvää päivää, hankkija.".encode("latin-1"), "Hyvää päivää, hankkija."),
        ("Pris: 5 € – “ja” och nej på ån".encode("cp1252"), "Pris: 5 € – “ja” och nej på ån"),
        ("Hyvää päivää.".encode("utf-16"), "Hyvää päivää."),
        (b"Moi\0 vaan, hankkija.", "Moi vaan, hankkija."),
        (b"ennen \xed\xa0\x80 ja \xed\xbf\xbf sen", "ennen ja sen"),
        (("\ufdfa" * 12).encode(), "\ufdfa" * 12),
        ("näkyy\u202e\u200b\U000e0041".encode(), "näkyy"),
    ],
)
def test_text_in_any_usual_encoding(tmp_path: Path, data: bytes, expected: str) -> None:
    assert reading(tmp_path, "a.txt", data).text == expected


@pytest.mark.parametrize(
    ("name", "data", "about"),
    [
        ("a.txt", b"", "is empty"),
        ("a.md", b" \n\n ", "is empty"),
        ("a.pdf", b"", "is empty"),
        ("a.md", b"<!-- x -->", "no text in it"),
        ("a.txt", b"\0\1\2\3\0\0\0\xff\xfe", "is not text"),
        ("a.txt", b"PK\x03\x04" + bytes(range(256)) * 3, "is not text"),
        ("a.txt", b"a\0" * 50, "is not text"),
        ("a.txt", b"caf\xe9 with a \0 in it", "is not text"),
        ("a.md", b"%PDF-1.4 ...", "is a PDF"),
        ("a.pdf", b"hello", "is not a PDF"),
        ("a.pdf", b"%PDF-1.4 rubbish", "is not a PDF that can be read"),
        ("a.txt", b"x" * (10 * 2**20 + 1), "larger than 10 MB"),
        ("a.txt", b"x " * 2_600_000, "more than 5,000,000 characters"),
    ],
)
def test_bad_files_are_one_sentence(tmp_path: Path, name: str, data: bytes, about: str) -> None:
    with pytest.raises(DocumentError, match=about) as caught:
        reading(tmp_path, name, data)
    assert str(caught.value).endswith(".") and ";" in str(caught.value)


def test_missing_and_strange_files(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="could not be read"):
        read(tmp_path / "nothing.md", tmp_path, identify)
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(DocumentError, match="not an ordinary file"):
        read(tmp_path / "pipe.md", tmp_path, identify)


def test_half_a_utf8_character_is_not_taken_for_latin_1_noise() -> None:
    with pytest.raises(DocumentError):
        decoded(b"\x81\x8d", Path("a.txt"))


def test_find_passes_over_hidden_files_other_kinds_and_links_that_lead_out(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / ".git").mkdir()
    for path in (root / "b.md", root / "sub/a.TXT", root / ".hidden.md", root / "x.docx", root / ".git/c.md"):
        path.write_text("x")
    (tmp_path / "secret.md").write_text("x")
    (root / "out.md").symlink_to(tmp_path / "secret.md")
    (root / "loop").symlink_to(root)
    found = find(root)
    assert (found.files, found.skipped, found.errors) == ([root / "b.md", root / "sub/a.TXT"], 3, [])
    assert find(root / "b.md").files == [root / "b.md"]


def test_what_cannot_be_read_is_named_and_the_rest_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")
    (tmp_path / "self.md").symlink_to(tmp_path / "self.md")
    os.mkfifo(tmp_path / "pipe.md")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.md")).write_text("x")
    found = find(tmp_path)
    assert found.files == [tmp_path / "a.md"]
    said = sorted(str(error) for error in found.errors)
    assert len(said) == 3
    for words in ("not an ordinary file", "not UTF-8", "back to itself"):
        assert any(words in line for line in said), words
    assert all(line.isprintable() for line in said)
    (tmp_path / "x.docx").write_text("x")
    assert "of a kind that cannot be read" in str(find(tmp_path / "x.docx").errors[0])


def test_one_endless_word_takes_no_time(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("x" * 2_000_000)
    assert read(tmp_path / "long.txt", tmp_path, lambda _text: "fi").text


def page(number: int) -> list[PdfLine]:
    return [
        (60, 810, 9, "Toimenpidesuunnitelma 2017"),
        (60, 760, 18, f"Luku {'ABCDE'[number]}"),
        (60, 735, 11, "Ensimmäinen kappale kertoo hankinta-"),
        (60, 721, 11, "yksikön työstä ja EU-"),
        (60, 707, 11, "kynnysarvosta."),
        (60, 680, 11, "Toinen kappale (näin) alkaa."),
        (60, 666, 11, "Se päättyy."),
        (60, 50, 9, "Työ- ja elinkeinoministeriö"),
        (300, 30, 9, f"{number + 1} (5)"),
    ]


def test_pdf_lines_become_paragraphs(tmp_path: Path) -> None:
    document = reading(tmp_path, "raportti.pdf", make_pdf([page(n) for n in range(4)]))
    assert blocks(document)[:4] == [
        ("heading", "Luku A"),
        ("paragraph", "Ensimmäinen kappale kertoo hankintayksikön työstä ja EU-kynnysarvosta."),
        ("paragraph", "Toinen kappale (näin) alkaa. Se päättyy."),
        ("heading", "Luku B"),
    ]
    assert (document.title, document.lang, len(document.blocks)) == ("Luku A", "fi", 12)


def test_a_paragraph_goes_on_over_the_page(tmp_path: Path) -> None:
    pages: list[list[PdfLine]] = [
        [(60, 700, 11, "Kappale alkaa sivulla yksi ja"), (60, 30, 11, "1")],
        [(60, 760, 11, "jatkuu sivulla kaksi."), (60, 30, 11, "2")],
    ]
    assert reading(tmp_path, "a.pdf", make_pdf(pages)).text == "Kappale alkaa sivulla yksi ja jatkuu sivulla kaksi."


@pytest.mark.parametrize(
    ("data", "about"),
    [
        (make_pdf([page(0)], locked=True), "is password-protected; save a copy without a password and index that."),
        (make_pdf([[]]), "scanned pages?"),
        (make_pdf([[]] * 1_001), "more than 1,000 pages"),
    ],
)
def test_pdfs_that_cannot_be_used(tmp_path: Path, data: bytes, about: str) -> None:
    with pytest.raises(DocumentError) as caught:
        reading(tmp_path, "a.pdf", data)
    assert about in str(caught.value)


def test_a_slow_pdf_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(make_pdf([page(0)]))
    with pytest.raises(DocumentError, match="too complex"):
        read_pdf(tmp_path / "a.pdf", seconds=0.001)


def test_the_reader_of_pdfs_limits_itself() -> None:
    program = "import resource, knowledge.pdf as p; p._limit(); print(resource.getrlimit(resource.RLIMIT_CPU)[0])"
    child = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert child.stdout.strip() == "20"
