"""Logs of a server: one JSON object a line, which nothing in it can break or forge, and of an error only its kind and place."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime


class Lines(logging.Formatter):
    """A line of ASCII JSON for each record. The words of an exception may be those of a person: they are left out."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            kind, _error, frames = record.exc_info
            told["error"] = kind.__name__
            told["where"] = [f"{frame.name} {frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(frames)]
        return json.dumps(told)


def to_standard_error() -> None:
    """Sends everything there from now on. The SDKs' own loggers tell payloads, which are words of people: errors only."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in (
        "slack_bolt",
        "slack_sdk",
        "msrest",
        "msal",
        "urllib3",
        "aiohttp.access",
        "botbuilder",
        "botframework",
    ):
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)
