"""How an answer is kept: as JSON beside its question, and back."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from knowledge.answers import Answer

_ANSWER = TypeAdapter(Answer)


def to_json(answer: Answer) -> dict[str, Any]:
    """The answer as plain lists, texts and numbers."""
    kept: dict[str, Any] = _ANSWER.dump_python(answer, mode="json")
    return kept


def from_json(kept: Mapping[str, Any]) -> Answer:
    """The answer as it was given. Raises pydantic's ValidationError for what never was one."""
    return _ANSWER.validate_python(dict(kept))
