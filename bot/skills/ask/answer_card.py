"""The card of an answer, part by part: what is said, what it rests on, and where that stands."""

from itertools import groupby
from urllib.parse import urlsplit

from bot.cards import LABEL, URL, Answered, Button, Buttons, Card, Facts, Link, Source, Strong, Text, cut
from bot.texts import N_, Texts
from knowledge.answers import Answer, Buyer, Citation, Opened, Quote, RestsOn, Verdict
from knowledge.entries import MODEL
from knowledge.terms import Term

WELL, FAIRLY = 0.8, 0.6
LONG, SHORT = 1_200, 160
FOREIGN = {
    "fi": N_("The source is in Finnish."),
    "sv": N_("The source is in Swedish."),
    "en": N_("The source is in English."),
}
BUYERS = {
    Buyer.STATE: N_("central government authority"),
    Buyer.OTHER: N_("municipality or other authority"),
    Buyer.UTILITY: N_("utilities"),
}
KINDS = {
    "goods": N_("goods and services"),
    "works": N_("works"),
    "social": N_("social and health services"),
    "concession": N_("concessions"),
}
MASKED = {
    "personal_id": N_("personal identity code"),
    "iban": N_("bank account number"),
    "phone": N_("phone number"),
    "email": N_("e-mail address"),
}
ANY_MASKED = N_("personal data")

Part = Text | Facts


def quoted(_: Texts, text: str) -> str:
    """The text in the quotation marks of the reader's language."""
    return _("“{text}”", text=text)


def body(_: Texts, answer: Answer) -> list[Part]:
    """All of the card above its buttons."""
    match answer.rests_on:
        case RestsOn.MATERIAL | RestsOn.EXPERT:
            return [*_quotes(_, answer), *_foreign(_, answer), _grounds(_, answer), _citations(_, answer.citations)]
        case RestsOn.THRESHOLDS:
            return _thresholds(_, answer)
        case RestsOn.TERM if answer.term:
            beside = (
                [*_quotes(_, answer), *_foreign(_, answer), _citations(_, answer.citations)] if answer.quotes else []
            )
            return [*_term(_, answer.term, answer.wanted or _.language.value), *beside]
        case RestsOn.OUTSIDE:
            said = _("I only know public procurement, training for it and the people who do it.")
            return [Text(said, " ", _("The menu shows what I can help with."))]
        case _:
            return _nothing(_, answer)


def note(_: Texts, masked: tuple[str, ...]) -> list[Part]:
    """What was taken out of the question before it was saved."""
    kinds = ", ".join(_(MASKED.get(kind, ANY_MASKED)) for kind in dict.fromkeys(masked))
    return [Text(_("I removed this before saving: {kinds}.", kinds=kinds), quiet=True)] if kinds else []


def answered(question: str, answer: Answer) -> Answered | None:
    """The mark of an answer that was put together from the material; None where nothing was answered."""
    if not (answer.citations or answer.term or answer.verdicts):
        return None
    said = {quote.n: quote.text for quote in reversed(answer.quotes)}
    return Answered(question, tuple(_source(citation, said.get(citation.n, "")) for citation in answer.citations))


def _source(citation: Citation, said: str) -> Source:
    section = f", {citation.section}" if citation.section else ""
    url = citation.url if urlsplit(citation.url).scheme in ("http", "https") and len(citation.url) <= URL else ""
    return Source(citation.n, cut((citation.title or citation.document) + section, SHORT), cut(said, 2 * SHORT), url)


def source_card(_: Texts, question: str, opened: tuple[tuple[Citation, Opened | None], ...]) -> Card:
    """The whole passages with what they are based on; None stands for a passage that is not there any more.

    `question` is the id of the reader's own question, "" for somebody else's: then there is no way back to its answer.
    """
    parts: list[Part] = []
    links: dict[str, Link] = {}
    told: set[str] = set()
    for citation, passage in opened:
        section = (f" · {cut(citation.section, SHORT)}",) if citation.section else ()
        parts.append(Text(Strong(f"[{citation.n}] {cut(citation.title, SHORT)}"), *section))
        parts.append(Text(cut(passage.text, 2_000) if passage else _lost(_, citation)))
        if citation.document in told:
            continue
        told.add(citation.document)
        based = cut("; ".join(passage.sources), 2 * LONG) if passage else ""
        spans = [_meta(_, citation), *(["\n", _("Based on: {sources}", sources=based)] if based else [])]
        parts.append(Text(*spans, quiet=True))
        host = urlsplit(citation.url).hostname
        if host and len(links) < 3 and urlsplit(citation.url).scheme in ("http", "https"):
            links.setdefault(citation.url, Link(cut(f"[{citation.n}] {host}", LABEL), citation.url))
    back = [Button(_("The answer again"), "ask.open", question)] if question else []
    return Card(*parts, Buttons((*links.values(), *back, Button(_("Menu"), "home.menu"))))


def _lost(_: Texts, citation: Citation) -> str:
    if citation.kind == MODEL:
        return _("This model has been withdrawn.")
    if citation.entry:
        return _("This expert’s answer has expired or has been withdrawn.")
    return _("This passage is no longer in the material.")


def _quotes(_: Texts, answer: Answer) -> list[Part]:
    return [Text(f"{quoted(_, cut(quote.text, LONG))} [{quote.n}]") for quote in answer.quotes]


def _foreign(_: Texts, answer: Answer) -> list[Part]:
    parts: list[Part] = []
    used = {quote.n for quote in answer.quotes}
    for language, some in groupby(
        sorted((one for one in answer.citations if one.n in used), key=lambda one: one.language),
        key=lambda one: one.language,
    ):
        if language == _.language.value or language not in FOREIGN:
            continue
        terms = dict(pair for citation in some for pair in citation.key_terms)
        spans: list[str | Strong] = [_(FOREIGN[language])]
        for n, (word, own) in enumerate(terms.items()):
            spans += [" · " if n else " " + _("Key terms:") + " ", Strong(word), f" {own}"]
        parts.append(Text(*spans))
    return parts


def _term(_: Texts, term: Term, language: str) -> list[Part]:
    """A term with its definition in a language and its names in all three."""
    pairs = (
        (_("Finnish"), term.names.get("fi", "–")),
        (_("Swedish"), term.names.get("sv", "–")),
        (_("English"), term.names.get("en", "–")),
    )
    source = "; ".join(term.sources.get(_.language.value, ()))
    return [
        Text(Strong(cut(term.names.get(language, ""), SHORT)), "\n", cut(term.definitions.get(language, "–"), LONG)),
        Facts(tuple((name, cut(named, SHORT)) for name, named in pairs)),
        Text(_("Sparri’s glossary. Source: {source}", source=cut(source, 3 * SHORT)), quiet=True),
    ]


def _grounds(_: Texts, answer: Answer) -> Text:
    """What the answer rests on, how well it answers, as of when; and that it is guidance."""
    if answer.rests_on in (RestsOn.MATERIAL, RestsOn.EXPERT):
        sure = _("answers the question only partly")
        if answer.confidence >= FAIRLY:
            sure = _("answers the question fairly well")
        if answer.confidence >= WELL:
            sure = _("answers the question well")
        said = [_based_on(_, answer), sure]
    else:
        said = [_("Based on the material")]
    seen = [citation.as_of for citation in answer.citations if citation.as_of]
    if seen:
        said.append(_("as of {month}", month=f"{min(seen).month}/{min(seen).year}"))
    return Text(" · ".join(said), "\n", _("General guidance, not legal advice."), quiet=True)


def _based_on(_: Texts, answer: Answer) -> str:
    if answer.rests_on is not RestsOn.EXPERT:
        return _("Based on the material")
    is_model = all(citation.kind == MODEL for citation in answer.citations)
    return _("Based on what worked elsewhere") if is_model else _("Based on an expert’s answer")


def _citations(_: Texts, citations: tuple[Citation, ...]) -> Text:
    """One line a citation, expired ones in strong words; what two have in common is said once."""
    spans: list[str | Strong] = []
    told: dict[str, int] = {}
    for citation in citations[:5]:
        named = cut(citation.title, SHORT)
        title = f"[{citation.n}] {quoted(_, named) if citation.entry else named}"
        section = f", {quoted(_, cut(citation.section, SHORT))}" if citation.section else ""
        first = told.setdefault(citation.document, citation.n)
        meta = _meta(_, citation) if first == citation.n else _("the same source as [{n}].", n=first)
        spans += ["\n" if spans else "", f"{title}{section}, {meta}"]
        if citation.is_expired and citation.valid_until and first == citation.n:
            spans += [" ", Strong(_("Expired on {day}.", day=_.day(citation.valid_until)))]
    return Text(*spans, quiet=True)


def _meta(_: Texts, citation: Citation) -> str:
    publisher = cut(citation.publisher, SHORT)
    if citation.kind == MODEL:
        told = [_("a model of {organisation}", organisation=publisher)]
    else:
        told = [*([_("from an expert")] if citation.entry else []), *([publisher] if publisher else [])]
    told.append(_.day(citation.date))
    if citation.language != _.language.value and citation.language in FOREIGN:
        told.append({"fi": _("in Finnish"), "sv": _("in Swedish"), "en": _("in English")}[citation.language])
    if citation.valid_until and not citation.is_expired:
        told.append(_("valid until {day}", day=_.day(citation.valid_until)))
    if not citation.is_reviewed:
        told.append(_("not reviewed by an expert"))
    return ", ".join(told) + "."


def _thresholds(_: Texts, answer: Answer) -> list[Part]:
    parts: list[Part] = []
    if answer.verdicts:
        kind = _(KINDS.get(answer.verdicts[0].kind, answer.verdicts[0].kind))
        if answer.amount is not None:
            parts.append(Text(_("{amount} € without VAT, {kind}:", amount=_.number(answer.amount), kind=kind)))
        eu = [verdict for verdict in answer.verdicts if verdict.until]
        if len({verdict.buyer for verdict in eu}) > 1 and len({verdict.is_over for verdict in eu}) > 1:
            parts.append(Text(_("It depends on who buys and when.")))
        for (since, until), verdicts in groupby(answer.verdicts, key=lambda verdict: (verdict.since, verdict.until)):
            parts.append(Text(*_period(_, since, until, tuple(verdicts), answer.quotes)))
    if "amount" in answer.missing:
        parts.append(Text(_("Tell me the sum as well: how many euros without VAT? For example: Is 218,000 € over?")))
    if "vat" in answer.missing:
        parts.append(Text(_("Thresholds are compared without VAT. Tell me the sum without VAT, and I compare it.")))
    if "buyer" in answer.missing:
        parts.append(
            Text(_("Who is buying: the state, a municipality or another authority? Then I can answer for that buyer."))
        )
    if not answer.verdicts and not answer.missing:
        parts.append(Text(_("I do not have the thresholds for that period.")))
    if answer.citations:
        parts += [_grounds(_, answer), _citations(_, answer.citations)]
    elif answer.verdicts:
        parts.append(Text(_("Based on Sparri’s table of thresholds. General guidance, not legal advice."), quiet=True))
    return parts


def _period(
    _: Texts, since: int, until: int, verdicts: tuple[Verdict, ...], quotes: tuple[Quote, ...]
) -> list[str | Strong]:
    when = _("National threshold since {year}", year=since)
    spans: list[str | Strong] = [Strong(_("EU threshold {years}", years=f"{since}–{until}") if until else when)]
    for verdict in verdicts:
        who = f"\n{_(BUYERS[verdict.buyer])}: " if until and verdict.kind in ("goods", "social") else "\n"
        answer = _("reached") if verdict.is_over else _("not reached")
        spans += [who, Strong(answer), " ", _("(the threshold is {sum} €)", sum=_.number(verdict.threshold))]
        spans += [f" [{n}]" for n in sorted({quote.n for quote in quotes if _states(quote, verdict)})]
    return spans


def _states(quote: Quote, verdict: Verdict) -> bool:
    """Whether a quotation is the one that gives the verdict's threshold."""
    figures = "".join(char for char in quote.text if char not in " ,.\u00a0\u202f")
    return str(verdict.threshold) in figures and (not verdict.until or str(verdict.since) in figures)


def _nothing(_: Texts, answer: Answer) -> list[Part]:
    said = _.plural(
        "I searched {n} document and it does not answer that.",
        "I searched {n} documents and none answers that.",
        answer.searched,
    )
    if not answer.searched:
        said = _("I found nothing about that in the material.")
    titles = [f"• {cut(citation.title, SHORT)}" for citation in answer.nearest[:3]]
    return [Text(said, *([" ", _("The nearest:"), "\n", "\n".join(titles)] if titles else []))]
