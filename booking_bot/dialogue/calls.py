"""What a message says of telephones: "llamadme a partir de las 5", "os he llamado y no lo cogéis".

Understanding knows only that somebody is wanted. Here the words about the call are told from the rest of
the message, which is understood by itself: who wants a call may want an appointment too.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from booking_bot.domain.phones import NotAPhone, canonical


class Matter(StrEnum):
    WANTED = "call_wanted"  # they want to be rung
    IN_VAIN = "call_in_vain"  # they rang, and nobody answered
    MISSED = "call_missed"  # they were rung, and could not answer
    NEVER = "no_call"
    PERHAPS = "call_if"  # "si pasa algo, llamadme"
    THEMSELVES = "calls_us"  # they want to ring, or ask for the number


@dataclass(frozen=True, slots=True)
class Said:
    """`clause` is what was said of the call, without a telephone number, `rest` what else was said."""

    matter: Matter
    clause: str
    rest: str
    number: str = ""


_CAN = (
    r"(?:(?:puede[ns]?|podeis|podes|podria[ns]?|podriais|pueda[ns]?|podais|quieres|quiere|quereis|"
    r"vas a|vais a|van a) )"
)
_PHONE = r"(?:telefonos?|tlfs?|tels?|telf|tfno|moviles|movil|celular|llamadas?)"
_PICK_UP = r"(?:cog\w+|contest\w+|atend\w+|atiend\w+|respond\w+|descuelg\w+|agarr\w+|levant\w+)"
_YOURS = r"(?:vuestr|tuy|suy|de (?:est|es|vosotr|ustedes|tu|su|vuestr))"
_ENDS = r"(?=\s*(?:$|[,.?!]|(?:antes|ahora|y|pero|porque)\b))"
# "Me llama" is a wish; "me llama Ana" is not.
_NO_NAME = (
    r"(?=\s*(?:$|[,.?!)]|(?:por|porfa|a|al|cuando|luego|hoy|ahora|ya|manana|el|en|y|para|usted|ustedes|"
    r"alguien|de|si|despues|antes)\b))"
)
_TOUCH = r"una? (?:toque|telefonazo|llamada|llamadita|ring)\b"

# The first that fits holds.
_PATTERNS: tuple[tuple[Matter, str], ...] = (
    (Matter.NEVER, r"\bno (?:(?:me|nos) )?llam(?:e|es|eis|en)\b"),
    (Matter.NEVER, r"\bno (?:hace falta|es necesario|quiero|necesito|queremos) que (?:me|nos) llam\w+"),
    (Matter.NEVER, r"\bno (?:hace falta|es necesario|quiero|necesito) (?:llamar(?:me|nos)|\w+ llamada\b)"),
    (Matter.NEVER, r"\b(?:deja|dejad|dejen|deje) de llamar|\bdo ?n[o']?t call"),
    (Matter.MISSED, rf"\bllamadas? perdidas?\b|\bperdidas? {_YOURS}|\bmissed call\b"),
    (
        Matter.MISSED,
        r"(?<!no )(?<!se )\b(?:me|nos) (?:ha|han|has|habeis|habiais) (?:estado )?llama(?:do|ndo)\b",
    ),
    (Matter.MISSED, r"\b(?:me|nos) llam(?:asteis|aste|aron)\b"),
    (
        Matter.MISSED,
        r"\bno (?:(?:os|te|le|les|lo) )?(?:pude|he podido|pudimos|hemos podido) "
        rf"{_PICK_UP}(?: (?:el|la|al|\w+) {_PHONE})?{_ENDS}",
    ),
    (
        Matter.IN_VAIN,
        r"(?<!me )(?<!nos )\b(?:he|hemos|llevo|llevamos|estoy|estaba|estuve|estamos) (?:\w+ ){0,4}?"
        r"llama(?:do|ndo)(?:os|te|les|le)?\b",
    ),
    (Matter.IN_VAIN, r"\bacab\w+ de llamar(?:os|te|les|le)?\b"),
    (Matter.IN_VAIN, r"\b(?:os|te|les) llame (?:antes|ayer|hoy|esta|el|y|\w+ veces|varias)"),
    (
        Matter.IN_VAIN,
        rf"\b(?:no|nadie) (?:(?:me|nos|lo|la|se) )*{_PICK_UP} (?:nadie )?(?:el|al|los|las|mis) {_PHONE}",
    ),
    (Matter.IN_VAIN, r"\b(?:no|nadie) (?:(?:me|nos) )?(?:lo|la) cog(?:e|es|eis|en)\b"),
    (Matter.IN_VAIN, r"\bllam\w+ y (?:no|nadie) (?:\w+ )?cog|\bcomunica(?:is)? todo el"),
    (Matter.IN_VAIN, r"\b(?:telefono|linea) (?:siempre |no para de |todo el (?:rato|dia) )?comunica\w*"),
    (Matter.WANTED, r"\bllam(?:a|ad|e|en|ar)(?:me|nos)\b"),
    (
        Matter.WANTED,
        rf"\b(?:me|nos) {_CAN}?(?:volver a )?"
        r"llam(?:as|ais|ar|e|es|eis|en|aras|areis|aran|arias|ariais|arian)\b",
    ),
    (Matter.WANTED, rf"\b(?:me|nos) {_CAN}?llaman?\b{_NO_NAME}"),
    (Matter.WANTED, r"\bno (?:me|nos) (?:ha|han|has|habeis) llamado\b"),
    (
        Matter.WANTED,
        r"\b(?:quiero|necesito|quisiera|queria|pido|pedir|solicito|programar|espero) "
        r"(?:una|la|vuestra|tu|su) llamada\b",
    ),
    (Matter.WANTED, rf"\b(?:da|dad|den|de|echa|echad|haz|haced|hagan|pega|pegad)(?:me|nos) {_TOUCH}"),
    (Matter.WANTED, rf"\b(?:me|nos) (?:das|dais|echas|echais|haceis|haces|pegais) {_TOUCH}"),
    (Matter.WANTED, r"\btelefone(?:a|ad|e|en)(?:me|nos)\b|\bdev(?:olv|uelv)\w* la llamada\b"),
    (
        Matter.WANTED,
        r"\b(?:hablar|hablarlo|hablamos|hablemos|tratarlo|comentarlo|hablaros|hablarte|contarlo|explicarlo) "
        rf"(?:\w+ ){{0,4}}?por {_PHONE}\b|\bmejor por {_PHONE}\b",
    ),
    (
        Matter.WANTED,
        r"\b(?:can|could|would|will) (?:you|someone|somebody|anyone)(?: please)? "
        r"(?:call|ring|phone) (?:me|us)\b",
    ),
    (
        Matter.WANTED,
        r"\b(?:call|ring|phone) (?:me|us) "
        r"(?:back|at|after|before|tomorrow|today|when|please|later|on|in|between|this)\b",
    ),
    (Matter.WANTED, r"\b(?:please|just) (?:call|ring|phone) (?:me|us)\b|\bgive me a (?:call|ring)\b"),
    (Matter.THEMSELVES, rf"\b(?:a|al) (?:que|cual) (?:numero|{_PHONE})\b.*\bllam"),
    (
        Matter.THEMSELVES,
        r"\b(?:cual es|que|me das|me dais|dame|dime|pasame|teneis|tienes|tienen|hay|algun) (?:\w+ )?"
        rf"(?:numero de )?{_PHONE}"
        r"(?: (?:de contacto|tuyo|vuestro|suyo|fijo|teneis|tienes|tienen|para llamar\w*))?\s*(?:$|\?)",
    ),
    (
        Matter.THEMSELVES,
        r"\b(?:puedo|podria|se puede|podemos|quiero|quisiera|me gustaria|prefiero) "
        r"llamar(?:os|te|les|le)?\b(?! por)",
    ),
    (Matter.THEMSELVES, r"\b(?:os|te|les) (?:llamo|llamare|llamamos|llamaremos)\b"),
    (Matter.THEMSELVES, r"\b(?:voy|vamos) a llamar(?:os|te|les)\b"),
)
_COMPILED = tuple((matter, re.compile(pattern)) for matter, pattern in _PATTERNS)
# "Si puedes, llámame" is none of these.
_IF = re.compile(
    r"\b(?:si (?!puede|podei|podri|pode|quier|querei|no te|no le|no os|es posible|te viene|os viene|le viene|"
    r"no contest|no me)|por si|en caso|cualquier (?:cosa|duda|problema|cambio|cosilla|imprevisto)|lo que sea|"
    r"si acaso|if (?!you can|possible))"
)
_A_NAME = re.compile(r"\bllam[ae]me [a-z]+\s*$")

_WERE = frozenset({Matter.IN_VAIN, Matter.MISSED})
_SENTENCES = re.compile(r"[^.?!;\n]+(?:[.?!;\n]+|$)")
_JOINTS = re.compile(r",|\s(?=(?:y|e|pero|aunque)\s)")
_DIGITS = re.compile(r"(?<![\d:/-])(?!\d{1,2}-\d{1,2}-\d)(?:\+|00)?\(?\d[\d .\-()]{6,}\d(?![:/]\d)")
_FEWEST_DIGITS = 8
# A part of these words alone belongs to what stands beside it.
_TIME_WORDS = """
    a al las la el los de del por partir sobre entre y e o hasta desde antes despues manana mananas tarde
    tardes noche mediodia hoy ahora lunes martes miercoles jueves viernes sabado domingo que viene proximo
    media cuarto menos en punto h hs horas hora minutos min mejor favor porfa porfi plis please gracias cuando
    puedas podais pueda puedan quieras querais ya urgente urgentemente luego si puede ser no tu usted ustedes
    vosotros alguien te os le va bien via venga vez cuanto lo posible rato momento tenga tengas tengais tengan
    un una dos tres cuatro cinco seis siete ocho nueve diez once doce primera ultima esta este esa mi numero
    telefono movil es
"""
_TIMES = frozenset(_TIME_WORDS.split())
_NOBODY = re.compile(rf"^\s*(?:y|pero|e)?\s*(?:no|nadie|siempre|ni)\b.*(?:{_PICK_UP}|comunica)")


def said(text: str) -> Said | None:
    """What is said of telephones, None where nothing is."""
    if not _MAYBE.search(_bare(text)):
        return None
    found: Matter | None = None
    just_said = False
    clause: list[str] = []
    rest: list[str] = []
    for sentence in _sentences(text):
        matter, about, other = _parted(sentence)
        if matter is None:
            # "Llamadme. A partir de las 5" is one wish
            (clause if just_said and _is_time(sentence) else rest).append(sentence)
            just_said = False
            continue
        found, just_said = found or matter, True
        clause.append(about)
        rest.append(other)
    if found is None:
        return None
    words = " ".join(filter(None, clause))
    number = _DIGITS.search(words)
    if number is not None and sum(map(str.isdigit, number[0])) < _FEWEST_DIGITS:
        number = None
    return Said(
        found,
        _tidy(words.replace(number[0], " ", 1) if number else words),
        _tidy(" ".join(filter(None, rest))),
        number[0] if number else "",
    )


def still_to_come(clause: str) -> str:
    """The words about a call without those of calls that were: "os llamé el martes" wants none on Tuesday."""
    parts = [part for sentence in _sentences(clause) for part in _parts(sentence)]
    return "".join(part for part in parts if _matter(_bare(part)) not in _WERE or _wants(_bare(part)))


_MAYBE = re.compile(rf"llam|{_PHONE}|perdida|comunica|toque|cog|\bcall|\bring|phone|contest|atend|respond")


def number_in(text: str, country: str) -> str | None:
    """A telephone number in what they wrote, in E.164."""
    for found in _DIGITS.finditer(text):
        try:
            return canonical(found[0], country)
        except NotAPhone:
            continue
    return None


def _sentences(text: str) -> Iterator[str]:
    return (found[0] for found in _SENTENCES.finditer(text))


def _parted(sentence: str) -> tuple[Matter | None, str, str]:
    """Its matter, the words about it, and the other words."""
    whole = _matter(_bare(sentence))
    if whole is None:
        return None, "", sentence
    if _IF.search(_bare(sentence)) and whole is Matter.WANTED:
        return Matter.PERHAPS, sentence, ""
    parts = _parts(sentence)
    matters = [_matter(_bare(part)) for part in parts]
    if not any(matters):
        return whole, sentence, ""
    about = [matter is not None for matter in matters]
    for step in (1, -1):
        numbers = range(len(parts))[::step]
        for before, number in pairwise(numbers):
            if about[before] and (_is_time(parts[number]) or _NOBODY.match(_bare(parts[number]))):
                about[number] = True
    matter = next(one for one in matters if one)
    spoken = "".join(part for part, one in zip(parts, about, strict=True) if one)
    other = "".join(part for part, one in zip(parts, about, strict=True) if not one)
    return matter, spoken, other


def _parts(sentence: str) -> list[str]:
    """Cut at commas and before "y", "pero"; "entre las 4 y las 6" stays in one."""
    parts, begin = [], 0
    for joint in _JOINTS.finditer(sentence):
        ahead = re.match(r"\s*(?:y|e)\s+(\S+)(?:\s+(\S+))?", _bare(sentence[joint.start() :]))
        first = ahead[1] if ahead else ""
        if ahead and (first[:1].isdigit() or first in ("media", "cuarto", "pico")):
            continue
        if ahead and first in ("las", "la") and (ahead[2] or "")[:1].isdigit():
            continue
        parts.append(sentence[begin : joint.end()])
        begin = joint.end()
    return [*parts, sentence[begin:]]


def _matter(bare: str) -> Matter | None:
    found = next((matter for matter, pattern in _COMPILED if pattern.search(bare)), None)
    if found is Matter.WANTED and _A_NAME.search(bare):
        last = re.findall(r"[a-z]+", bare)[-1]
        return found if last in _TIMES else None
    return found


def _wants(bare: str) -> bool:
    return any(matter is Matter.WANTED and pattern.search(bare) for matter, pattern in _COMPILED)


def _is_time(part: str) -> bool:
    words = re.findall(r"[a-z]+", _bare(part))
    return bool(re.search(r"\w", part)) and all(word in _TIMES for word in words)


def _tidy(text: str) -> str:
    """Without what joined it to the words that are gone."""
    tidy = re.sub(r"^[\s,;.]*(?:(?:y|e|pero)\s+)?|[\s,;]+$", "", text, flags=re.IGNORECASE)
    return tidy if re.search(r"\w", tidy) else ""


def _bare(text: str) -> str:
    """Small letters without accents, each in its place."""
    return "".join((unicodedata.normalize("NFD", one)[0].lower() or one)[0] for one in text)
