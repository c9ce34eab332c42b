"""Fixtures for the tests of the library."""

from pathlib import Path

import pytest
from samples import HashingEmbedder, identify

from knowledge.building import build
from knowledge.index import Index


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def material(tmp_path: Path) -> Path:
    """A folder with the same small document in three languages."""
    folder = tmp_path / "material"
    folder.mkdir()
    texts = {
        "fi": "# Hankintamenettely\n\nMenettely valitaan ennen ilmoitusta. Se kuvataan tarjouspyynnössä.\n\n"
        "## Kynnysarvot\n\nKynnysarvo on 216 000 euroa.",
        "sv": "# Upphandlingsförfarande\n\nFörfarandet väljs före annonsen och beskrivs.\n\n## Tröskelvärden\n\n"
        "Tröskelvärdet är 216 000 euro och gäller i två år.",
        "en": "# Procurement procedure\n\nThe procedure is chosen before the notice.\n\n## Thresholds\n\n"
        "The threshold is EUR 216,000.",
    }
    for lang, text in texts.items():
        translation = "" if lang == "fi" else "translation_of: procedure.fi\n"
        front = f"---\nid: procedure.{lang}\nlang: {lang}\n{translation}publisher: Sparri\ndate: 2026-11-01\n---\n"
        (folder / f"procedure.{lang}.md").write_text(front + text, "utf-8")
    return folder


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Where the index goes."""
    return tmp_path / "index"


@pytest.fixture
def index(material: Path, directory: Path, embedder: HashingEmbedder) -> Index:
    """The index of `material`."""
    build([material], directory, embedder, identify)
    return Index.open(directory, embedder.id)
