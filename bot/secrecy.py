"""Whether a question seems to carry what an open competition must keep secret. Pure words in three languages."""

import re

_FLAGS = re.IGNORECASE
_ABOUT_CALLS = re.compile(
    r"tarjouspyyn\w+|anbudsförfråg\w+|anbudsbegär\w+|(?:calls?|invitations?|requests?) (?:for|to) tenders?", _FLAGS
)
_BID = re.compile(
    r"tarjou[sk]|tarjoaj|tarjosi|tarjon(?:nut|neet)|kilpailutu|vertailupist|laatupist|hintapist|"
    r"anbud|offert|anbjöd|erbjöd|bjöd|jämförelsepoäng|kvalitetspoäng|prispoäng|"
    r"\bbids?\b|bidd(?:er|ing)|\btender(?:s|ers?|ed)?\b|quoted|\bquality scores?|\bprice scores?|comparison scores?",
    _FLAGS,
)
_THRESHOLD = re.compile(r"kynny[sk]|tröskel|threshold", _FLAGS)
_MONEY = re.compile(
    r"\d[\d \u00a0.,]*\s*(?:€|euro|eur\b|t€|k€|m€|milj|mn\b|million|tusen|tuhat)|"
    r"€\s*\d|\b\d{1,3}[ \u00a0.,]\d{3}\b|\b[1-9]\d{4,}\b",
    _FLAGS,
)
_POINTS = re.compile(
    r"\d+(?:[.,]\d+)?\s*(?:pist|poäng|points?\b|p\b)|(?:pist|poäng|scor|points)\w*\W+(?:[\w&]+\W+){0,3}?\d", _FLAGS
)
_NAMED = re.compile(
    r"\b[A-ZÅÄÖ][\w&.-]*(?: [A-ZÅÄÖ][\w&.-]*)? (?:Oyj?|Abp?|Ky|Ltd|Inc|LLC|GmbH|AS|A/S|ApS|plc|Group|Oü)\b|"
    r"\b(?:[Tt]arjoaj|[Yy]rity|[Tt]oimittaj|[Aa]nbudsgivar|[Ll]everantör|[Ff]öretag|[Bb]olag|[Bb]idder|[Tt]enderer|"
    r"[Ss]upplier|[Cc]ompany|[Ff]irma)\w*:? (?:[A-Z]\b|\d\b|[A-ZÅÄÖ]\w+)"
)
_OURS = re.compile(
    r"\b(?:saimme|saatiin|saimma|meille (?:tuli|jätettiin)|jättivät?|avasimme|avatuissa|"
    r"vi (?:har )?(?:fick|fått|öppnade?|öppnat)|lämnade in|har lämnat|kom in|"
    r"we (?:have )?(?:got|received|opened)|submitted|came in|sent us)\b",
    _FLAGS,
)
_OUR = re.compile(r"\b(?:meidän|kilpailutuksemme|hankintamme|hankinnassamme|vår|vårt|våra|our)\b", _FLAGS)
_AROUND = re.compile(
    r"halvi[nm]|halvempi|kallein|kalliimpi|edullisin|edullisempi|voitta|johtaa|häviä|"
    r"billigast|billigare|dyrast|dyrare|lägst|högst|vinn|vann|förlora|"
    r"cheap|lowest|highest|winn|wins|won\b|leading|losing|"
    r"kesken|avoinna|käynnissä|ennen (?:\w+ )?\w*päätös|ei ole (?:vielä|julk)|vielä (?:ei|julk)|julkistama|"
    r"pågå|ännu inte|inte (?:ännu|offentlig)|före (?:\w+)?beslut|innan (?:\w+ )?(?:\w+)?beslut|"
    r"ongoing|not (?:yet|public)|before (?:the |we )?(?:award|decision|decid)|still open|under evaluation|"
    r"liikesalaisuu|luottamuksel|salas|salai|affärshemlig|företagshemlig|konfidentiell|sekretess|hemlig|"
    r"(?:trade|business) secret|confidential|secret",
    _FLAGS,
)


def seems_secret(text: str) -> bool:
    """Whether the text speaks of tenders and of somebody's in particular: by name, sum or points, or just received.

    A warning is a question and no refusal, so that a doubtful case may warn; general questions must not.
    """
    line = _ABOUT_CALLS.sub(" ", text)
    if not _BID.search(line):
        return False
    sums = 0 if _THRESHOLD.search(line) else min(2, len(_MONEY.findall(line)))
    names = min(2, len({match.group() for match in _NAMED.finditer(line)}))
    points = bool(_POINTS.search(line))
    received = bool(_OURS.search(line)) or bool(names and _OUR.search(line))
    around = bool((sums or names or (points and received)) and _AROUND.search(line))
    return sums + names + points + received + around >= 2
