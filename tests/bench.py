"""`make bench`: how long the doors take, as whole processes, beside a fixed piece of work of the same run.

Seconds differ from machine to machine; the ratio to "one second of encoding" (a fixed number of texts through the
bundled encoder) is what to compare between versions.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from knowledge import embedder
from tests import bench_reminders, bench_routing, bench_training

HERE = Path(__file__).parent
UNIT_TEXTS = ["Hankintayksikkö kuvaa tarpeensa ja toimittajat ehdottavat ratkaisuja."] * 40


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Prints a line for each figure of the issue: its seconds, its ratio, its target."""
    encode = embedder.bundled_encoder()
    encode(UNIT_TEXTS[:1], False)
    unit = seconds(lambda: encode(UNIT_TEXTS, False))
    lines = (HERE / "recall" / "questions.jsonl").read_text(encoding="utf-8").splitlines()[:250]
    questions = "\n".join(
        json.dumps({"id": n, "question": json.loads(line)["question"]}) for n, line in enumerate(lines)
    )
    with tempfile.TemporaryDirectory() as directory:
        environment = {**os.environ, "SPARRI_DATA": directory}

        def sparri(*arguments: str, said: str = "") -> None:
            command = [sys.executable, "-m", "bot", *arguments]
            subprocess.run(command, input=said, text=True, env=environment, check=True, stdout=subprocess.DEVNULL)

        figures = [
            ("building the shipped index", seconds(lambda: sparri("index")), 60),
            ("indexing again, nothing changed", seconds(lambda: sparri("index")), 60),
            ("start to the first prompt, and out", seconds(lambda: sparri("chat", said="/quit\n")), 2.5),
            ("one answer (sparri ask)", seconds(lambda: sparri("ask", "onko markkinakartoitus pakollinen?")), 2.5),
            ("search over 250 questions", seconds(lambda: sparri("search", "--json", said=questions)), 20),
        ]
    print(f"{os.cpu_count()} cores; encoding {len(UNIT_TEXTS)} texts: {unit:.2f} s = 1")
    for name, took, target in figures:
        print(f"{name:38}{took:7.2f} s{took / unit:8.1f} ×   target {target} s")
    for name, milliseconds in bench_routing.figures():
        line = f"one of 1,000 experts, {name}"
        print(f"{line:38}{milliseconds:6.1f} ms{milliseconds / 1_000 / unit:8.3f} ×   target 10 ms beyond encoding")
    for name, took, most in bench_reminders.figures():
        print(f"{name:38}{took:7.2f} s{took / unit:8.1f} ×   target {most} s")
    for name, milliseconds in bench_training.figures():
        line = f"10,000 enrolments, {name}"
        print(f"{line:38}{milliseconds:6.0f} ms{milliseconds / 1_000 / unit:8.3f} ×   target 1,000 ms")


if __name__ == "__main__":
    main()
