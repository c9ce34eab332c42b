import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import cards
from bot.delivery import codec
from bot.people import Address, Place
from bot.turns import Pressed, Said, Submitted

words = st.text(alphabet=st.characters(), max_size=20)
some = st.text(alphabet=st.characters(), min_size=1, max_size=20)
actions = st.from_regex(r"\A[a-z]{1,8}\.[a-z]{1,8}\Z")
addresses = st.builds(Address, words, words, words, words, words, st.sampled_from(Place), words)
kinds = st.lists(words, max_size=2).map(tuple)
events = st.one_of(
    st.builds(Said, words, addresses, words, kinds),
    st.builds(Pressed, words, addresses, words, words, words),
    st.builds(Submitted, words, addresses, words, st.dictionaries(words | st.just("is"), words), words, words, kinds),
)

spans = st.lists(some | st.builds(cards.Strong, some), min_size=1, max_size=4)
parts = st.one_of(
    st.builds(lambda spans, quiet: cards.Text(*spans, quiet=quiet), spans, st.booleans()),
    st.builds(cards.Facts, st.lists(st.tuples(some, words), min_size=1, max_size=4).map(tuple)),
    st.just(cards.Divider()),
)
files = st.builds(cards.File, st.just("omat.zip"), words, st.binary(max_size=50), some)
pictures = st.builds(
    lambda rest, alt: cards.Image("kuva.png", b"\x89PNG\r\n\x1a\n" + rest, f"x{alt}"), st.binary(max_size=50), some
)
buttons = st.one_of(
    st.builds(cards.Button, some, actions, words),
    st.builds(cards.FormButton, some, actions, words),
    st.builds(cards.Link, some, st.just("https://example.fi/ä?a=b")),
)
rows = st.lists(buttons, min_size=1, max_size=5, unique_by=lambda button: button.label).map(tuple)
sources = st.builds(cards.Source, st.integers(1, 9), some, words, st.sampled_from(["", "https://example.fi/ä"]))
answered = st.builds(cards.Answered, some, st.lists(sources, max_size=3, unique_by=lambda one: one.n).map(tuple))
whole = st.builds(
    lambda first, rest, files, row, answered: cards.Card(
        first, *rest, *filter(None, files), *([cards.Buttons(row)] if row else []), answered=answered
    ),
    parts,
    st.lists(parts, max_size=4),
    st.tuples(st.none() | pictures, st.none() | files),
    st.none() | rows,
    st.none() | answered,
)


@given(events)
def test_events_come_back(event: Said | Pressed | Submitted) -> None:
    text = codec.dumped(event)
    assert text.isascii()
    assert codec.event(text) == event


@given(whole)
def test_cards_come_back(card: cards.Card) -> None:
    text = codec.dumped(card)
    assert "\0" not in text
    assert codec.card(text) == card


def test_a_card_of_an_earlier_version_is_read() -> None:
    text = '{"is":"Card","parts":[{"is":"Text","spans":["moi"],"quiet":false}]}'
    assert codec.card(text) == cards.Card(cards.Text("moi"))


@given(addresses)
def test_addresses_come_back(address: Address) -> None:
    assert codec.address(codec.dumped(address)) == address


@pytest.mark.parametrize("text", ['"x"', '{"is":"Card","parts":[]}', '{"is":"os.system"}', "[]", "nonsense"])
def test_what_is_no_card_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        codec.card(text)
