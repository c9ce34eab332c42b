"""What an answer is: quotations with their citations, how sure, and what it rests on. Pure data."""

from dataclasses import dataclass
from datetime import date as Date
from enum import StrEnum

from knowledge.terms import Term


class RestsOn(StrEnum):
    """What an answer rests on; NOTHING and OUTSIDE are honest refusals."""

    MATERIAL = "material"
    """quotations from documents, maybe with an expert's among them"""
    EXPERT = "expert"
    """quotations from what experts have answered, and nothing else"""
    THRESHOLDS = "thresholds"
    """a comparison with the thresholds of one or more periods (`verdicts`), quoted too"""
    TERM = "term"
    """the glossary (`term`)"""
    NOTHING = "nothing"
    """about procurement, but the material does not say (`nearest` holds up to three citations)"""
    OUTSIDE = "outside"
    """not about procurement at all"""


@dataclass(frozen=True)
class Citation:
    """Points to a passage a person can open. Dates are the document's own; "" and None where unknown.

    `key_terms` are (word in the document's language, word in the reader's), for a quotation in another language.
    `entry` is "" for a document; for an expert's answer it is its id, `title` its question, `publisher` its author's name
    ("" where that is not shown) and `date` the day it was written.
    """

    n: int
    document: str
    passage: str
    title: str
    section: str
    language: str
    publisher: str
    date: Date
    as_of: Date | None
    valid_until: Date | None
    is_expired: bool
    is_reviewed: bool
    url: str
    key_terms: tuple[tuple[str, str], ...] = ()
    entry: str = ""
    kind: str = ""
    """What the entry is (see entries); "" for a document, and for an expert's answer that was cited before there were others."""


@dataclass(frozen=True)
class Quote:
    """A sentence exactly as it stands in the document of citation `n`."""

    n: int
    text: str


class Buyer(StrEnum):
    """Kinds of buyer for which thresholds differ."""

    STATE = "state"
    OTHER = "other"
    UTILITY = "utility"


@dataclass(frozen=True)
class Verdict:
    """How a sum stands to one threshold. `threshold` and the sum are euros without VAT; `since`–`until` are years."""

    buyer: Buyer
    kind: str
    threshold: int
    is_over: bool
    since: int
    until: int


@dataclass(frozen=True)
class Answer:
    """What is given to a question. `language` is the question's, `wanted` another one that was asked for ("" if none);
    `amount` and `verdicts` belong to THRESHOLDS, `nearest` to NOTHING.

    `missing` names what a threshold question left open, to be asked for: "amount", "buyer", or "vat" where the sum holds it.
    """

    language: str
    rests_on: RestsOn
    confidence: float
    quotes: tuple[Quote, ...] = ()
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()
    term: Term | None = None
    amount: float | None = None
    verdicts: tuple[Verdict, ...] = ()
    missing: tuple[str, ...] = ()
    searched: int = 0
    wanted: str = ""


@dataclass(frozen=True)
class Opened:
    """A passage with all around it that a reader needs: what *sources* shows. `sources` are what its document is based
    on, by title."""

    citation: Citation
    text: str
    sources: tuple[str, ...] = ()
