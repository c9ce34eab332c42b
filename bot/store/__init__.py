"""What Sparri remembers. Shared records live here with their statements; a skill keeps its own in its `records.py`."""

from sqlalchemy import Connection

from bot.store import audit, entries, experts, files, sessions, wishes
from bot.store.columns import Moment, metadata
from bot.store.engine import Conflict, Session, Store, StoreError, insert_once
from bot.store.migrating import migrate
from bot.store.questions import Question

__all__ = [
    "Conflict",
    "Connection",
    "Moment",
    "Question",
    "Session",
    "Store",
    "StoreError",
    "audit",
    "entries",
    "experts",
    "files",
    "insert_once",
    "metadata",
    "migrate",
    "sessions",
    "wishes",
]
