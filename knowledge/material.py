"""What is worked out once about the documents of an index, to judge answers by."""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property

from knowledge import support
from knowledge.documents import LANGUAGES, Document
from knowledge.index import Index
from knowledge.terms import Terms
from knowledge.trigrams import folded


class Material:
    """The words and terms of an index. It is opened once and lives as long as its process."""

    def __init__(self, index: Index, terms: Terms) -> None:
        self._index, self._terms = index, terms

    @cached_property
    def folded(self) -> Mapping[str, str]:
        """The folded text of every document by its id."""
        documents = self._index.documents.values()
        return {document.id: folded(f"{document.title}\n{document.text}") for document in documents}

    @cached_property
    def vocabularies(self) -> Mapping[str, support.Vocabulary]:
        """By language."""
        return {
            language: support.Vocabulary(map(folded, self._passages_in(language)), language) for language in LANGUAGES
        }

    def terms_in(self, document: Document) -> frozenset[str]:
        """The ids of the glossary's terms in a document."""
        return self._kept(document.id) if document.id in self._index.documents else self._found(document)

    @cache  # noqa: B019 - see the class
    def _kept(self, document: str) -> frozenset[str]:
        return self._found(self._index.documents[document])

    def _found(self, document: Document) -> frozenset[str]:
        return frozenset(term.id for term in self._terms.within(f"{document.title} {document.text}", document.lang))

    def _passages_in(self, language: str) -> Iterator[str]:
        for passage in self._index.passages:
            if passage.lang == language:
                yield f"{self._index.documents[passage.document].title} {passage.section} {passage.text}"
