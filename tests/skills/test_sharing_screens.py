"""What is shown of answers that are shared stays within all limits, whatever stands in them, and nothing of them is lost."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import Card
from bot.channels import slack_blocks
from bot.people import Language
from bot.skills.escalation import approving_screens, entry_screens, sharing_screens
from bot.skills.escalation.entry_parts import Proposed
from bot.skills.escalation.examples import ANSWERED, example
from bot.skills.escalation.sharing_screens import ROOM, entry
from bot.skills.escalation.words import pages, weight
from bot.texts import texts
from knowledge.documents import clean

CONTENT = "0123456789abcdef"
PIECES = st.sampled_from(
    ["&<>", '"""', "<@U123> ", "@here ", "[a](http://x.example) ", "\n", "å", "👩‍🚒", "e\u0301", "word "]
)


def written(limit: int) -> st.SearchStrategy[str]:
    """Up to so many characters, of what is hard to draw."""
    return st.lists(PIECES, min_size=1, max_size=12).map(lambda pieces: ("x" + "".join(pieces) * limit)[:limit])


@settings(max_examples=6, deadline=None)
@given(
    question=written(2_000),
    answer=written(12_000),
    sources=written(1_000),
    name=written(300).map(clean),
    organisation=written(300).map(clean),
)
def test_every_page_of_every_card_is_drawn(
    question: str, answer: str, sources: str, name: str, organisation: str
) -> None:
    audience = f"organisation:{organisation.casefold()}"
    found = entry(question=question, answer=answer, sources=sources, author_name=name, audience=audience)
    asked = example(text=question, answer=answer, answer_language="sv", sources=sources)
    seen = Proposed(found, CONTENT, "K99999", organisation, "municipality", True)
    for language in (Language.FI,):
        _ = texts(language)
        cards = [
            screen
            for page in sorted({0, 1, len(pages(answer, ROOM)) - 1})
            for screen in (
                sharing_screens.agree(_, asked, question, CONTENT, name, page, why="x" * 100),
                approving_screens.proposal(_, seen, page),
                approving_screens.proposal(_, Proposed(found, CONTENT, "K9", may_approve=False), page),
                entry_screens.answer(_, found, organisation, page, is_expired=True),
                entry_screens.known(_, seen, page, is_expired=True, has_change=True),
            )
        ]
        cards += [
            sharing_screens.agreed(_, asked, question),
            sharing_screens.shared(_, asked, found),
            approving_screens.proposals(
                _, tuple(entry(id=f"K{n}", question=question, author_name=name) for n in range(12))
            ),
            approving_screens.to_correct(_, found, " ".join(sources.split()), "escalation.answer", "E41"),
            entry_screens.wished(_, found, question, datetime(2026, 12, 3, tzinfo=UTC), "UTC"),
            entry_screens.changed(_, found, " ".join(answer.split()), ""),
            entry_screens.no_longer(_, found),
            entry_screens.retire(_, found, 3),
            entry_screens.knowledge(
                _, tuple(entry(id=f"K{n}", question=question) for n in range(12)), date(2027, 1, 1)
            ),
        ]
        told = {"question": question, "answer": answer, "sources": sources, "audience": "everyone"}
        approving_screens.amend(_, seen, told, None)
        approving_screens.choose(_, (found,))
        entry_screens.change(_, seen, told, None, is_author=True)
        entry_screens.change(_, seen, told, None)
        sharing_screens.wording(_, asked, question, {"question": "x", "checked": ""}, CONTENT)
        assert all(isinstance(card, Card) for card in cards)


@settings(max_examples=15, deadline=None)
@given(written(12_000))
def test_the_pages_of_an_answer_are_all_of_it(answer: str) -> None:
    found = pages(answer, ROOM)
    assert "".join("".join(found).split()) == "".join(answer.split())
    assert all(0 < weight(page) <= ROOM for page in found)


def test_what_somebody_wrote_is_no_mention_and_no_link() -> None:
    hostile = "<@U123> <!here> [bank](https://evil.example) **x** <at>Kaisa</at>"
    found = entry(question=hostile, answer=hostile, sources=hostile, author_name=hostile)
    for card in (
        sharing_screens.agree(texts(Language.EN), example(answer=hostile), hostile, CONTENT, hostile),
        approving_screens.proposal(texts(Language.EN), Proposed(found, CONTENT)),
        entry_screens.answer(texts(Language.EN), found, ""),
    ):
        marked = re.findall(r"'mrkdwn', 'text': ('.*?'|\".*?\"), '", str(slack_blocks.blocks(card)))
        assert marked
        assert not any("<@U123>" in text or "<!here>" in text for text in marked)


@pytest.mark.parametrize("name", ["", "Erik Ek"])
def test_an_expert_who_is_not_named_is_an_expert(name: str) -> None:
    card = approving_screens.proposal(texts(Language.EN), Proposed(entry(author_name=name), CONTENT))
    assert (name or "an expert") in str(card)
    assert ANSWERED.owner not in str(card)
