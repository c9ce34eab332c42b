"""The doors that scripts use, as processes: their JSON, their order, their words and exit codes when something is wrong."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DOCUMENTS

KEYS = {"id", "language", "answerable", "confidence", "hits"}


def sparri(directory: Path, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a command on an index of its own."""
    command = [sys.executable, "-m", "bot", *arguments, "--into", str(directory)]
    return subprocess.run(command, input=said, capture_output=True, encoding="utf-8", timeout=120, check=False)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of one invented organisation's material."""
    made = tmp_path_factory.mktemp("doors")
    done = sparri(made, "index", *map(str, sorted(DOCUMENTS.glob("esikaupunki-*"))))
    assert done.returncode == 0, done.stderr
    return made


def test_search_answers_each_line_in_order_with_one_start_up(directory: Path) -> None:
    asked = [
        {"id": n, "question": question} for n, question in enumerate(["hankintakalenteri", "vakuus", "säkerhet"] * 40)
    ]
    done = sparri(directory, "search", "--json", "--limit", "2", said="\n".join(map(json.dumps, asked)))
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in found] == list(range(120))
    for line in found:
        assert set(line) == KEYS
        assert 0 < len(line["hits"]) <= 2
        assert all(set(hit) == {"document", "passage", "language", "score"} for hit in line["hits"])


def test_search_answers_a_line_before_the_next_is_written(directory: Path) -> None:
    command = [sys.executable, "-m", "bot", "search", "--json", "--into", str(directory)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdin
        assert process.stdout
        for question in ("hankintakalenteri", "vakuus"):
            process.stdin.write(json.dumps({"id": question, "question": question}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == question
        process.stdin.close()
        assert process.wait(30) == 0


def test_a_hit_is_the_version_in_the_language_of_the_question(directory: Path) -> None:
    lines = [
        {"id": 1, "question": "Milloin hankintakalenteri julkaistaan?"},
        {"id": 2, "question": "When is the procurement calendar published?"},
        {"id": 3, "question": "entä ruotsiksi?", "context": "Milloin hankintakalenteri julkaistaan?", "language": "fi"},
    ]
    done = sparri(directory, "search", "--json", said="\n".join(map(json.dumps, lines)))
    hits = [json.loads(line)["hits"][0] for line in done.stdout.splitlines()]
    assert [hit["language"] for hit in hits] == ["fi", "en", "sv"]
    assert len({hit["document"].rsplit(".", 1)[0] for hit in hits}) == 1


def test_a_bad_line_is_said_and_the_others_are_answered(directory: Path) -> None:
    lines = [
        '{"id": 1, "question": "vakuus"}',
        "",
        "nonsense",
        '{"id": 2}',
        "[" * 9_000,
        '{"id": 3, "question": "NEAR("}',
    ]
    done = sparri(directory, "search", "--json", said="\n".join(lines))
    assert done.returncode == 1
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [set(answer) == KEYS for answer in answers] == [True, False, False, False, True]
    assert "question" in answers[2]["error"]
    assert answers[2]["id"] == 2


def test_half_a_character_pair_in_an_id_stops_nothing(directory: Path) -> None:
    lines = [r'{"id": "\ud800", "question": "vakuus"}', '{"id": 2, "question": "vakuus"}']
    done = sparri(directory, "search", "--json", said="\n".join(lines))
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["\ud800", 2]


@pytest.mark.parametrize("sum_", ["9" * 28, "1" + ".000" * 200, "9" * 25 + " milj"])
def test_a_sum_beyond_all_measure_is_no_sum(directory: Path, sum_: str) -> None:
    done = sparri(directory, "ask", f"onko {sum_} euroa yli kynnysarvon", "--json")
    assert done.returncode == 0, done.stderr


def test_what_is_there_is_indexed_and_the_rest_is_named(tmp_path: Path) -> None:
    done = sparri(tmp_path, "index", str(DOCUMENTS / "harjula-siivous.fi.md"), "nope.md")
    assert done.returncode == 1
    assert "1 added" in done.stdout
    assert "nope.md" in done.stderr


def test_an_empty_index_says_so(tmp_path: Path) -> None:
    done = sparri(tmp_path / "into", "index")
    assert done.returncode == 1
    assert "The index is empty" in done.stderr


def test_every_quotation_of_ask_stands_in_what_text_prints(directory: Path) -> None:
    done = sparri(directory, "ask", "Vilka inköp finns i upphandlingskalendern?", "--json")
    answer = json.loads(done.stdout)
    assert set(answer) == {"answerable", "confidence", "answer", "citations"}
    assert answer["answerable"]
    for citation in answer["citations"]:
        assert set(citation) == {"n", "document", "title", "language", "quote", "url"}
        text = sparri(directory, "index", "--text", citation["document"]).stdout
        assert citation["quote"] in text
        assert citation["quote"] in answer["answer"]


def test_ask_says_in_words_that_the_material_does_not_answer(directory: Path) -> None:
    done = sparri(directory, "ask", "Mitä hernekeitto maksaa torilla?", "--json")
    assert json.loads(done.stdout) == {**json.loads(done.stdout), "answerable": False, "answer": "", "citations": []}


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["index", "no-such-folder"], "no-such-folder"),
        (["index", "--text", "no-such-id"], "no-such-id"),
        (["search", "--json", "--limit", "0"], "--limit"),
    ],
)
def test_a_command_that_cannot_is_one_sentence_and_no_success(directory: Path, arguments: list[str], word: str) -> None:
    done = sparri(directory, *arguments)
    assert done.returncode != 0
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_without_an_index_it_says_how_to_make_one(tmp_path: Path) -> None:
    done = sparri(tmp_path, "ask", "vakuus")
    assert done.returncode == 1
    assert "sparri index" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_ctrl_c_amid_the_work_is_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot", "index", str(DOCUMENTS), "--into", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as process:
        while not (tmp_path / "vectors.partial").exists():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        try:
            _out, said = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 130
    assert said.strip().splitlines() == ["Stopped. Nothing is lost: run the same command again to go on."]
