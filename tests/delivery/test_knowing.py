"""What is published is searched by every process from its next search on, on both databases."""

import threading
from datetime import date

from sqlalchemy import event

from bot.core.knowing import Knowing
from bot.store import Store, entries
from knowledge.library import Library

TODAY = date(2026, 11, 23)
ASKED = "Voivatko kaksi kuntaa järjestää yhteisen suunnittelukilpailun?"
ANSWER = "Voivat. Kuntien kannattaa sopia kirjallisesti, kumpi vastaa kilpailusta."


def published(store: Store, library: Library, **changes: str) -> str:
    """A new entry, approved with its vectors; its id."""
    encoder, vectors = library.encoded(ASKED, ANSWER, "fi")
    with store.writing() as conn:
        kept = entries.propose(
            conn,
            kind=entries.EXPERT,
            language="fi",
            question=ASKED,
            answer=ANSWER,
            written_on=TODAY,
            author_name="Erik Ek",
        )
        entries.move(conn, kept.id, ("proposed",), "published", encoder=encoder, vectors=vectors, **changes)
    return kept.id


def found(knowing: Knowing, **more: frozenset[str]) -> list[tuple[str, str]]:
    """The entries that a question is answered from, with their authors."""
    answer = knowing().answer(ASKED, reader="fi", today=TODAY, **more)
    return [(citation.entry, citation.publisher) for citation in answer.citations if citation.entry]


def test_every_process_knows_it_at_its_next_search_and_forgets_it_at_once(store: Store, library: Library) -> None:
    here, there = Knowing(store, lambda: library), Knowing(Store(store.url), lambda: library)
    assert found(here) == found(there) == []
    kept = published(store, library)
    assert found(here) == found(there) == [(kept, "Erik Ek")]
    with there.store.writing() as conn:
        entries.move(
            conn, kept, ("published",), "published", question=ASKED, answer="Ei onnistu.", encoder="", vectors=None
        )
    opened = here().open(f"#{kept}#1", reader="fi", today=TODAY)
    assert opened
    assert opened.text == "Ei onnistu.", "a changed one, not encoded yet, is encoded where it is taken up"
    with there.store.writing() as conn:
        entries.move(conn, kept, ("published",), "withdrawn")
    assert found(here) == found(there) == []
    there.store.close()


def test_an_author_whose_name_is_taken_out_is_named_no_more(store: Store, library: Library) -> None:
    knowing = Knowing(store, lambda: library)
    kept = published(store, library)
    assert found(knowing) == [(kept, "Erik Ek")]
    with store.writing() as conn:
        entries.move(conn, kept, ("published",), "published", author_name="")
    assert found(knowing) == [(kept, "")]


def test_the_audience_of_an_entry_is_its_audience_in_search(store: Store, library: Library) -> None:
    knowing = Knowing(store, lambda: library)
    kept = published(store, library, audience=entries.audience_of_organisation("Mallilan  Kaupunki"))
    assert found(knowing) == []
    theirs = frozenset({entries.audience_of_organisation("mallilan kaupunki")})
    assert found(knowing, audiences=theirs) == [(kept, "Erik Ek")]


def test_a_database_put_back_to_an_earlier_state_is_read_anew(store: Store, library: Library) -> None:
    knowing = Knowing(store, lambda: library)
    published(store, library)
    later = published(store, library)
    assert later in dict(found(knowing)) or len(knowing()._held.pieces) == 2
    with store.writing() as conn:
        conn.execute(entries.entry.delete().where(entries.entry.c.number == entries.number(later)))
        conn.execute(entries.revision.update().values(value=1))
    assert list(knowing()._held.entries) == ["K1"]


def test_a_search_without_changes_asks_one_small_thing(store: Store, library: Library) -> None:
    knowing = Knowing(store, lambda: library)
    published(store, library)
    first = knowing()
    said: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    assert knowing() is first
    asked = [statement for statement in said if statement.startswith("SELECT")]
    assert len(asked) == 1
    assert "revision" in asked[0]


def test_threads_that_search_while_others_approve_never_see_less_than_what_was_committed(
    store: Store, library: Library
) -> None:
    knowing = Knowing(store, lambda: library)
    wrong: list[object] = []
    committed = [0]

    def search() -> None:
        for _time in range(30):
            before = committed[0]
            if len(knowing()._held.pieces) < before:
                wrong.append(before)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 6):
        published(store, library)
        committed[0] = number
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(knowing()._held.pieces) == 5
