"""Building: what is read, what is kept, and what goes wrong without harm."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from samples import HashingEmbedder, identify, make_pdf

from knowledge.building import BuildBusy, BuildFailed, Report, build, check
from knowledge.index import Index
from knowledge.vectors import SIDE_FILE, vector_key, windows

Run = Callable[..., Report]


@pytest.fixture
def run(directory: Path, embedder: HashingEmbedder) -> Run:
    def building(*paths: Path, **options: object) -> Report:
        return build(paths, directory, embedder, identify, **options)  # type: ignore[arg-type]

    return building


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.removed


def documents(directory: Path) -> set[str]:
    return set(Index.open(directory, HashingEmbedder.id).documents)


def leftovers(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir()} - {"index.db", "roots.json", "index.lock"}


def test_first_build(material: Path, directory: Path, run: Run) -> None:
    seen: list[tuple[int, int, str]] = []
    report = run(material, progress=lambda done, total, what: seen.append((done, total, what)))
    assert counts(report) == (3, 0, 0, 0) and report.passages == 6 and not report.errors and not report.notes
    words = [what for _, _, what in seen]
    assert words == sorted(words, key=["reading", "encoding", "writing"].index)
    assert all(done <= total for done, total, _ in seen) and leftovers(directory) == set()


def test_only_what_changed_is_read_and_encoded(material: Path, run: Run, embedder: HashingEmbedder) -> None:
    run(material)
    first = embedder.encoded
    assert counts(run()) == (0, 0, 3, 0) and embedder.encoded == first
    english = material / "procedure.en.md"
    os.utime(english, (1, 1))
    assert counts(run()) == (0, 0, 3, 0) and embedder.encoded == first
    english.write_text(english.read_text() + "\n\nOne more sentence.")
    (material / "new.txt").write_text("A new file.")
    assert counts(run()) == (1, 1, 2, 0)
    assert embedder.encoded - first == 4, "the changed passage, its new sentence; the new passage and its sentence"


def test_removed_files_and_roots_disappear(material: Path, tmp_path: Path, directory: Path, run: Run) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "o.txt").write_text("Something else.")
    run(material)
    run(other)
    (material / "procedure.en.md").unlink()
    assert counts(run()) == (0, 0, 3, 1)
    (other / "o.txt").unlink()
    other.rmdir()
    report = run()
    assert report.removed == 1 and "until it is back" in report.notes[0]
    assert documents(directory) == {"procedure.fi", "procedure.sv"}
    other.mkdir()
    (other / "o.txt").write_text("Something else, back again.")
    assert run().added == 1


def test_damaged_roots_stop_the_build_and_nothing_is_lost(material: Path, directory: Path, run: Run) -> None:
    run(material)
    before = documents(directory)
    (directory / "roots.json").write_text("{", "utf-8")
    with pytest.raises(BuildFailed, match=r"roots\.json is damaged; delete it"):
        run()
    assert documents(directory) == before
    assert (directory / "roots.json").read_text("utf-8") == "{"


def test_errors_do_not_stop_the_rest_and_the_former_text_stays(material: Path, directory: Path, run: Run) -> None:
    run(material)
    (material / "empty.md").write_bytes(b"")
    (material / "zero.pdf").write_bytes(b"")
    (material / "locked.pdf").write_bytes(make_pdf([[(60, 700, 11, "x")]], locked=True))
    (material / "procedure.en.md").write_text("---\nlang: de\n---\nBroken now.")
    report = run(material / "nowhere")
    about = "\n".join(map(str, report.errors))
    assert len(report.errors) == 5 and all(str(error).endswith(".") for error in report.errors)
    assert all(part in about for part in ("is empty", "password", "lang", "does not exist"))
    index = Index.open(directory, HashingEmbedder.id)
    assert "The threshold is EUR 216,000." in index.documents["procedure.en"].text
    assert [finding.kind for finding in check(index, date(2026, 12, 1))] == ["stale", "unreviewed"]


def test_two_files_with_one_id(material: Path, directory: Path, run: Run) -> None:
    (material / "z.md").write_text("---\nid: procedure.fi\n---\nOther text.")
    for _ in range(2):
        (error,) = run(material).errors
        assert str(material / "z.md") in str(error) and str(material / "procedure.fi.md") in str(error)
        assert "Hankintamenettely" in Index.open(directory, HashingEmbedder.id).documents["procedure.fi"].text


def test_worked_out_ids_never_clash(tmp_path: Path, directory: Path, run: Run) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "guide.txt").write_text(f"Text {folder}.")
    assert not run(tmp_path / "a", tmp_path / "b").errors
    made = documents(directory)
    assert len(made) == 2 and "guide" in made
    assert counts(run()) == (0, 0, 2, 0) and documents(directory) == made


def test_a_translation_of_nothing_is_noted(material: Path, run: Run) -> None:
    (material / "procedure.fi.md").unlink()
    assert len(run(material).notes) == 2


def test_a_damaged_index_is_rebuilt_from_the_remembered_roots(material: Path, directory: Path, run: Run) -> None:
    run(material)
    (directory / "index.db").write_bytes(b"rubbish")
    report = run()
    assert report.added == 3 and "everything was read" in report.notes[0] and len(documents(directory)) == 3


def test_another_encoder_rebuilds(material: Path, directory: Path, run: Run) -> None:
    run(material)

    class Other(HashingEmbedder):
        id = "hashing-2"
        dimension = 16

    assert build([], directory, Other(), identify).added == 3
    assert Index.open(directory, "hashing-2").vectors_of(0).shape[1] == 16


class Interrupting(HashingEmbedder):
    """Encodes so many batches, then is interrupted."""

    def __init__(self, batches: int) -> None:
        super().__init__()
        self.batches = batches

    def passages(self, texts: Sequence[str], languages: Sequence[str]) -> np.ndarray:
        if self.batches == 0:
            raise KeyboardInterrupt
        self.batches -= 1
        return super().passages(texts, languages)


def test_an_interrupted_build_goes_on_where_it_was(material: Path, directory: Path, run: Run) -> None:
    run(material)
    text = " ".join(f"Lause numero {n} hankinnasta kertoo asiasta." for n in range(90))
    (material / "long.txt").write_text(text)
    first = Interrupting(2)
    with pytest.raises(KeyboardInterrupt):
        build([material], directory, first, identify)
    assert documents(directory) == {"procedure.fi", "procedure.sv", "procedure.en"}
    assert leftovers(directory) == {SIDE_FILE}
    with (directory / SIDE_FILE).open("ab") as file:
        file.write(b"half a vector")
    second = HashingEmbedder()
    assert build([material], directory, second, identify).added == 1
    whole = HashingEmbedder()
    build([material / "long.txt"], directory.with_name("whole"), whole, identify)
    assert first.encoded == 64 and first.encoded + second.encoded == whole.encoded
    assert leftovers(directory) == set()


def test_an_interrupt_at_any_point_leaves_the_old_index(material: Path, directory: Path, run: Run) -> None:
    run(material)
    (material / "new.txt").write_text("A new file.")
    for stop in range(3):
        calls = iter(range(99))

        def interrupt(done: int, total: int, what: str, calls: object = calls, stop: int = stop) -> None:
            if next(calls) == stop:  # type: ignore[call-overload]
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run(progress=interrupt)
        assert documents(directory) == {"procedure.fi", "procedure.sv", "procedure.en"}
    run()
    assert "new" in documents(directory) and leftovers(directory) == set()


def test_known_vectors_are_not_encoded(material: Path, directory: Path, embedder: HashingEmbedder) -> None:
    sentence = "Kynnysarvo on 216 000 euroa."
    known = {vector_key(sentence, "fi"): embedder.vector("something else"), b"x": np.zeros(3, np.float32)}
    build([material], directory, embedder, identify, known=known)
    index = Index.open(directory, embedder.id)
    number = next(n for n, p in enumerate(index.passages) if p.text == sentence)
    assert np.allclose(index.vectors_of(number)[1], embedder.vector("something else"), atol=1e-3)


def test_an_endless_sentence_is_encoded_in_windows(tmp_path: Path, directory: Path, run: Run) -> None:
    text = "alku " + "sana " * 1_000 + "loppu"
    assert all(len(piece) <= 1_600 for piece in windows(text)) and " ".join(windows(text)) == text
    assert windows("x" * 4_000) == ["x" * 1_600, "x" * 1_600, "x" * 800] and windows("") == [""]
    (tmp_path / "a.txt").write_text(text)
    run(tmp_path / "a.txt")
    vectors = Index.open(directory, HashingEmbedder.id).vectors_of(0)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-2)


def test_two_at_once(material: Path, directory: Path, run: Run) -> None:
    run(material)
    with (directory / "index.lock").open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(BuildBusy, match=f"process {os.getpid()}"):
            run()
    assert counts(run()) == (0, 0, 3, 0)


@pytest.mark.parametrize("place", ["file/index", "/proc/sparri"])
def test_a_directory_that_cannot_be_written(tmp_path: Path, place: str, embedder: HashingEmbedder) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BuildFailed, match=r"could not be written .*; choose a directory"):
        build([], tmp_path / place, embedder, identify)


FULL_DISK = """
import resource, sys
from pathlib import Path
sys.path.insert(0, "tests/knowledge")
from samples import HashingEmbedder, identify
from knowledge.building import BuildFailed, build
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
try:
    build([Path(sys.argv[1])], Path(sys.argv[2]), HashingEmbedder(), identify)
except BuildFailed as error:
    print(error)
"""


@pytest.mark.parametrize("limit", [0, 10, 3_000, 30_000])
def test_a_full_disk_leaves_the_old_index(material: Path, directory: Path, run: Run, limit: int) -> None:
    run(material)
    (material / "new.txt").write_text("A new file.")
    here = Path(__file__).parents[2]
    command = [sys.executable, "-c", FULL_DISK, str(material), str(directory), str(limit)]
    child = subprocess.run(command, capture_output=True, text=True, check=False, cwd=here)
    assert "disk is full" in child.stdout, child.stderr
    assert documents(directory) == {"procedure.fi", "procedure.sv", "procedure.en"}
    assert leftovers(directory) <= {SIDE_FILE}
    assert run().added == 1 and leftovers(directory) == set()


def test_check(material: Path, directory: Path, run: Run) -> None:
    (material / "old.md").write_text("---\nid: old.en\nvalid_until: 2026-06-30\nreviewed_by: Maija\n---\nOld text.")
    run(material)
    index = Index.open(directory, HashingEmbedder.id)
    findings = [(finding.kind, finding.document) for finding in check(index, date(2026, 7, 1))]
    assert findings == [("expired", "old.en"), ("unpaired", "old.en"), ("unreviewed", "")]
    os.utime(material / "procedure.fi.md", (1, 1))
    (material / "procedure.sv.md").unlink()
    (material / "procedure.en.md").write_text("Changed.")
    findings = [(finding.kind, finding.document) for finding in check(index, date(2026, 6, 30))]
    assert findings[:2] == [("stale", "procedure.en"), ("gone", "procedure.sv")]
    assert "3 of 4 documents" in check(index, date(2026, 6, 30))[-1].message
