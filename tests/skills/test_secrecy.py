"""The warning before a competition's secrets: nearly always where it should, hardly ever where it should not."""

import json
from pathlib import Path

from bot.secrecy import seems_secret

QUESTIONS = Path(__file__).parents[1] / "recall" / "questions.jsonl"

SECRETS = """
Alfa Oy tarjosi 128 000 euroa ja Beta Oy 131 500 euroa, kumpi valitaan?
Saimme tarjoukset 45 000 € ja 52 000 €, päätöstä ei ole vielä tehty, voinko kertoa hinnat?
Tarjoaja A sai 87 pistettä ja tarjoaja B 91 pistettä laadusta, onko vertailu oikein?
Meidän kilpailutuksessa Rakennus Virtanen Oy on halvin, saako sen kertoa muille?
Yritys Kone Oyj tarjosi huoltoa hintaan 240 000 €, voimmeko pyytää alennusta?
Konsulttiyhtiö Delta Oy:n tuntihinta tarjouksessa on 95 € ja Gamma Oy:n 102 €, miten vertaamme?
Avasimme tarjoukset: 1,2 milj. €, 1,35 milj. € ja 1,4 milj. €. Onko halvin poikkeuksellisen alhainen?
Toimittaja X voittaa vertailun 92 pisteellä, päätös on vielä kesken. Voiko hinnan julkaista?
Kilpailutus on kesken ja Medi Ab:n tarjouksessa on liikesalaisuus, saako sen näyttää kollegalle?
Tarjouksen hinta on 87 500 € ennen hankintapäätöstä, kenelle sen voi kertoa?
Tarjousten vertailupisteet ovat: Sigma Oy 78, Omega Oy 83. Riittääkö perusteluksi?
Saatiin kolme tarjousta, halvin 61 200 euroa, pitääkö hylätä?
Alfa Ab lämnade anbud på 128 000 euro och Beta Ab på 131 000 euro, vem vinner?
Vi har fått anbud på 45 000 € och 52 000 €, får jag berätta om priserna innan beslut?
Anbudsgivare A fick 87 poäng och anbudsgivare B 91 poäng, är jämförelsen rätt?
I vår pågående upphandling är Bygg Andersson Ab billigast med sitt anbud, får andra veta det?
Anbudet från Leverans Ab är 240 000 euro, kan vi pruta?
Vi öppnade anbuden i dag: 1,2 miljoner euro och 1,4 miljoner euro, är det lägsta för lågt?
Företag X vinner jämförelsen med 92 poäng, beslut är ännu inte fattat, kan anbudet visas?
Jämförelsepoängen är Sigma Ab 78 och Omega Ab 83, räcker det som motivering?
Anbudspriset är 87 500 euro före upphandlingsbeslutet, till vem får det sägas?
Anbudet från Medi Ab innehåller affärshemligheter, får en kollega se det?
Alfa Ltd bid 128,000 euros and Beta Ltd bid 131,000 euros, who should win?
We received tenders of €45,000 and €52,000 and have not yet decided, may I tell the prices?
Tenderer A scored 87 points and tenderer B 91 points, is the comparison right?
In our ongoing competition Builder Ltd has the lowest tender, can I tell others?
Supplier X offers maintenance in its tender for 240,000 euros, may we ask for a discount?
We opened the bids: 1.2 million euros and 1.4 million euros, is the lowest too low?
The bid price is €87,500 before the award decision, whom may I tell?
The quality scores are Sigma Ltd 78 and Omega Ltd 83, is that enough as grounds?
""".strip().splitlines()

GENERAL = """
Milloin tarjoukset tulevat julkisiksi?
Onko 218 000 euron tarjous yli EU-kynnyksen?
Mitä teemme, jos saimme vain yhden tarjouksen?
Voiko tarjoajan liikesalaisuus olla julkinen ennen hankintapäätöstä?
Miten tarjoukset vertaillaan, kun hinnan paino on 60 % ja laadun 40 %?
Miten poikkeuksellisen alhainen tarjous hylätään?
Mitä tarjouspyynnössä pitää kertoa pisteytyksestä?
Saako tarjoajien kanssa neuvotella innovaatiokumppanuudessa?
När blir anbuden offentliga?
Får anbudsgivare se varandras affärshemligheter före beslutet?
Vad gör vi om vi bara fick ett anbud?
Hur avvisas ett onormalt lågt anbud?
Vad ska anbudsförfrågan innehålla om poäng?
When do tenders become public?
Can a tenderer's trade secrets be confidential before the award decision?
What if we received only one tender?
How do we compare tenders when price weighs 60% and quality 40%?
What must the call for tenders say about scores?
Is a tender of 218,000 euros over the threshold?
How does Business Finland fund a procurement of 500,000 euros?
""".strip().splitlines()


def test_thirty_secrets_are_noticed() -> None:
    assert len(SECRETS) == 30
    missed = [text for text in SECRETS if not seems_secret(text)]
    assert len(missed) <= 2, missed


def test_general_questions_pass() -> None:
    asked = [json.loads(line)["question"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines() if line]
    normal = [*GENERAL, *asked]
    assert len(normal) >= 100
    warned = [text for text in normal if seems_secret(text)]
    assert len(warned) <= len(normal) // 100, warned


def test_long_and_strange_texts_are_looked_at_quickly() -> None:
    for text in (
        "",
        "1 " * 1_000,
        "tarjous " + "1." * 1_000,
        "Tarjoaja A " * 180,
        "tarjous A " + "Aa " * 600,
        "scor" * 500,
    ):
        seems_secret(text)
