"""Sentences and passages."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Block, Document, clean
from knowledge.passages import WORDS, split
from knowledge.sentences import sentences

CASES = """
Laissa säädetään asiasta, esim. Hilmassa. | Toinen virke.
Mm. Espoo hankki. | Ks. Hilma.
Ks. Art. 5 ja nro 5. | Seuraava virke.
Sopimus tehtiin 13. joulukuuta 2017. | Uusi virke.
Laki tuli voimaan 1.3.2018. | Sen jälkeen tilanne muuttui.
Kokous alkaa klo 9.00. | Se päättyy klo 9.15.
Kokous alkaa 9.15. | Tervetuloa.
Lain 25 §:n mukaan näin on. | Katso 26 §.
Nyt alkaa 2. vaihe ja 3. vaihe. | Se kestää.
Kirjoitti A. Sved. | Toinen kirjoittaja oli J. K. Virtanen.
Hinta oli n. 5 milj. euroa. | Se nousi.
Katso www.tem.fi. | Siellä on tietoa.
Katso https://tem.fi/a.b.c?x=1. | Siellä on tietoa.
Hän sanoi: "Tämä on valmis." | Sitten jatkettiin.
Hän sanoi: ”Valmis.” | Sitten jatkettiin.
(Tämä on suluissa.) | Uusi virke.
Näin se on (ks. luku 2). | Uusi virke.
Onko se pakollinen? | Kyllä!
Ei ole! | Eikä tule…
Kolme pistettä... | Uusi virke.
Luku on 3.14 ja 216 000,50 euroa. | Uusi virke.
Kynnysarvo on 216 000 euroa. | Se tarkistetaan vuonna 2028.
Vuosi oli 2017. | Uusi virke alkoi.
Kunnat, kuntayhtymät jne. ovat mukana. | Valtio myös.
Mukana ovat kunnat, valtio jne. | Uusi virke.
Tämä on ns. Hilma-ilmoitus. | Uusi virke.
Yritys on Owal Group Oy. | Toinen on Motiva Oy.
Direktiivi 2014/24/EU. | Se on voimassa.
Versio 2.0 toimii. | Uusi virke.
Puh. 0295 047 179. | Uusi virke.
Rahoitus on 50 prosenttia. | Loput maksaa kunta.
Tarkoitetaan yli 100 000 euron hankintoja, vrt. Laki 1397/2016. | Uusi virke.
Toim. Mattila. | Uusi virke.
Laki nro 1397/2016 ym. säädökset. | Uusi virke.
Centret inleder sin verksamhet den 1. mars 2018. | Det är nytt.
Centret inleder den 1 mars 2018. | Det är nytt.
Det gäller t.ex. Esbo. | Nästa mening.
Bl.a. Helsingfors deltar. | Nästa mening.
Dvs. Esbo stad deltar. | Nästa mening.
Kommuner, staten osv. deltar. | Nästa mening.
Det gäller kommuner osv. | Nästa mening.
Mötet är kl. 10.03 i dag. | Nästa mening.
Se bl.a. Hilma och s.k. Green deal. | Nästa mening.
Publicerad 20.12.2017 kl. 10.03. | Nyhet.
Avtalet gäller fr.o.m. 2026 t.o.m. 2027. | Nästa mening.
Han sade ”ja.” | Sedan gick han.
Är det obligatoriskt? | Ja.
Jfr. Lagen om upphandling. | Nästa mening.
Priset är ca. 5 euro. | Nästa mening.
Den andra fasen, dvs. sparringen, pågår. | Den slutar i januari.
Tfn 0295 047 179. | Nästa mening.
This applies to e.g. Espoo and i.e. Helsinki. | Next sentence.
See Art. 5 of the Act. | Next sentence.
EUR 216,000.50 was paid. | Then more.
He said "Yes." | Then he left.
He said 'Yes.' | Then he left.
Mr. Smith met Dr. Jones. | They agreed.
The meeting is at 9.15 a.m. on Monday. | Come early.
It was no. 5 on the list. | Next sentence.
See Fig. 3 and p. 55. | Next sentence.
Is it mandatory? | No! | Really?!
The limit is EUR 216,000. | It changes in 2028.
Costs vs. Benefits were weighed. | Next sentence.
It is on 13 December 2017. | Next sentence.
The U.S. market is larger. | Next sentence.
[See the report.] | Next sentence.
yksi rivi ilman pistettä
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_sentences(line: str) -> None:
    expected = line.split(" | ")
    text = " ".join(expected)
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text(st.sampled_from('aB1. \n?!…"”)(,ä§:-/')))
def test_spans_are_ordered_within_lines_and_leave_nothing_out(text: str) -> None:
    spans = sentences(text)
    assert all(start < end and "\n" not in text[start:end] for start, end in spans)
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
    inside = {place for start, end in spans for place in range(start, end)}
    assert all(char.isspace() for place, char in enumerate(text) if place not in inside)


def document(*blocks: Block) -> Document:
    return Document("d", "fi", "T", "", "", date(2026, 1, 1), None, None, "", "", (), "d.md", blocks)


def paragraph(words: int, sentence: int = 10) -> Block:
    parts = [f"Alku {'sana ' * (min(sentence, words - n) - 2)}loppu." for n in range(0, words, sentence)]
    return Block("paragraph", 0, " ".join(parts))


def test_passages_stay_within_their_section() -> None:
    made = split(
        document(
            Block("heading", 1, "Otsikko"),
            paragraph(20),
            paragraph(20),
            Block("heading", 2, "Toinen"),
            Block("heading", 3, "Kolmas"),
            paragraph(30),
        )
    )
    assert [(p.id, p.section, len(p.text.split())) for p in made] == [("d#1", "Otsikko", 40), ("d#2", "Kolmas", 30)]


def test_a_long_paragraph_is_split_evenly_between_sentences() -> None:
    made = split(document(paragraph(230)))
    sizes = [len(passage.text.split()) for passage in made]
    assert sum(sizes) == 230 and len(made) == 3 and max(sizes) - min(sizes) <= 10
    assert all(passage.text.endswith("loppu.") for passage in made)


def test_full_paragraphs_stand_alone_and_a_tiny_one_joins_its_neighbour() -> None:
    made = split(document(paragraph(80), paragraph(90), paragraph(10), paragraph(60)))
    assert [len(passage.text.split()) for passage in made] == [80, 100, 60]


def test_a_list_keeps_together_with_what_introduces_it() -> None:
    items = [Block("item", 0, f"kohta {n} " + "sana " * 10 + "loppu") for n in range(5)]
    made = split(document(paragraph(60), Block("paragraph", 0, "Muista nämä:"), *items))
    assert [passage.text[:12] for passage in made] == ["Alku sana sa", "Muista nämä:"]
    assert len(made[1].sentences) == 6 and made[1].text.count("\n") == 5


def test_a_document_of_headings_only_is_not_lost() -> None:
    assert [p.text for p in split(document(Block("heading", 1, "Yksi"), Block("heading", 2, "Kaksi")))] == [
        "Yksi\nKaksi"
    ]


def test_an_endless_sentence_is_kept_whole() -> None:
    made = split(document(Block("paragraph", 0, ("sana " * 2_000).strip())))
    assert len(made) == 1 and made[0].sentence_texts == (made[0].text,)


blocks = st.builds(
    lambda kind, text: Block(kind, 1 if kind == "heading" else 0, text),
    st.sampled_from(["heading", "paragraph", "item"]),
    st.text(st.sampled_from("abÄ1. :?"), min_size=1, max_size=400).map(clean).filter(bool),
)


@given(st.lists(blocks, min_size=1, max_size=8))
def test_every_offset_points_into_the_text_and_nothing_is_lost(made: list[Block]) -> None:
    whole = document(*made)
    passages = split(whole)
    assert all(whole.text[p.start : p.end] == p.text and p.text for p in passages)
    assert all(
        p.sentence_texts == tuple(whole.text[start:end] for start, end in p.sentences)
        and p.sentences[0][0] == p.start
        and p.sentences[-1][1] == p.end
        for p in passages
    )
    found = " ".join(p.text for p in passages).split()
    body = [b for b in made if b.kind != "heading"] or made
    assert found == " ".join(block.text for block in body).split()
    assert all(len(p.text.split()) <= WORDS * 1.3 or len(p.sentences) == 1 for p in passages)
