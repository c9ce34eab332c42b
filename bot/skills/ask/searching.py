"""What is looked up for somebody: in the material and in what experts have answered, as far as it is for them here."""

from datetime import timedelta

from bot.store import entries, questions
from bot.turns import Turn
from knowledge.answers import Answer, Citation, Opened
from knowledge.documents import clean

FOLLOWS = timedelta(hours=2)
"""How long the next question may still mean the one before."""
MASK = "▮"
"""What stands where personal data was taken out: nothing to search for."""


def answered(turn: Turn, text: str) -> Answer:
    """The answer to a question, understood with those before it in the same conversation."""
    with turn.store.read() as conn:
        before = questions.latest_in(conn, turn.address.talk, turn.person.id, turn.now - FOLLOWS)
    words = clean(text.replace(MASK, " "))
    context = tuple(asked.text for asked in before)
    return turn.library.answer(
        words, reader=turn.person.language, context=context, today=turn.today, audiences=_audiences(turn)
    )


def opened(turn: Turn, citation: Citation) -> Opened | None:
    """The passage of a citation as it is now; None if it is not there any more, or not for them here."""
    return turn.library.open(
        citation.passage, reader=turn.person.language, today=turn.today, audiences=_audiences(turn)
    )


def near(turn: Turn, text: str, answer: Answer) -> tuple[str, str] | None:
    """(id, question) of what an expert has answered to a question like it and the answer does not quote."""
    found = turn.library.similar(text, answer.language, _audiences(turn), turn.today, limit=1)
    cited = {citation.entry for citation in answer.citations}
    return next(((one.id, one.question) for one in found if one.id not in cited), None)


def keep_given(turn: Turn, answer: Answer) -> None:
    """Writes down which experts' answers somebody was given, to tell them when one changes."""
    for entry in dict.fromkeys(citation.entry for citation in answer.citations if citation.entry):
        entries.give(turn.store.write(), entry, turn.person.id, turn.now)


def _audiences(turn: Turn) -> frozenset[str]:
    """Whose entries may be used: where others read along, only those for everyone."""
    if not turn.address.is_private:
        return frozenset()
    with turn.store.read() as conn:
        return entries.audiences(conn, turn.person)
