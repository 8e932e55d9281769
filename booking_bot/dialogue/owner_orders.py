"""What the shop's own people order by chat: the verb, whose appointment, and the rest for the grammar.

    "pasa a Luis del jueves al viernes a las 10"  ->  move, Luis, from "del jueves", to "al viernes a las 10"

Verb and person are read here; days, hours, services and staff the grammar reads, behind a customer's verb.
"Apúntame mañana a las 10" is no order: they want an appointment themselves, as customers do.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from booking_bot.domain.folding import folded

Test = Callable[[str], bool]


class Verb(StrEnum):
    BOOK = "book"
    CANCEL = "cancel"
    MOVE = "move"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Order:
    """`person` are the words that may be a name, as written, `phone` what stood beside it.

    `source` is which appointment is meant, `target` where it shall be, both for the grammar; `text` what
    shall be written to them. `somebody` is set for "una chica", `pronoun` where the one spoken of last is
    meant, `tell` where they said whether the customer hears of it, `shifts` where the verb itself says that
    it is to be later or earlier. `several` people stood in it, or it `repeats` every so often.
    """

    verb: Verb
    person: tuple[str, ...] = ()
    phone: str = ""
    source: str = ""
    target: str = ""
    text: str = ""
    somebody: bool = False
    pronoun: bool = False
    tell: bool | None = None
    shifts: str = ""
    several: bool = False
    repeats: bool = False

    def with_name_of(self, many: int) -> "Order":
        """The same where only so many of the words are the name: the others belong to what follows it."""
        name, others = self.person[:many], " ".join(self.person[many:])
        return replace(
            self,
            person=name,
            source=f"{others} {self.source}".strip() if self.verb is Verb.CANCEL else self.source,
            target=f"{others} {self.target}".strip() if self.verb in (Verb.BOOK, Verb.MOVE) else self.target,
            text=f"{others} {self.text}".strip() if self.verb is Verb.WRITE else self.text,
        )


@dataclass(frozen=True, slots=True)
class _Word:
    raw: str
    plain: str
    begin: int  # in the text
    closes: bool  # a mark stands behind it


_EDGES = ".,;:!?¡¿()[]«»\"'“”…-–—*"
_CLOSING = ".,;:!?…"
_OPENING = re.compile(
    r"(?:(?:hola|buenas|buenos|dias|tardes|oye|oiga|mira|a ver|por favor|porfa|porfi|vale|ok|y|pues|bueno|"
    r"entonces|ah|eh|tambien|si|no|perdona|perdon|necesito que|quiero que|puedes|podrias|hay que|tienes que|"
    r"acuerdate de|quiero|querria|quisiera|necesito|me|te|le|venga|ahora|luego|"
    r"ha llamado|ha escrito|ha dicho|dice) )*"
)
_PLACE = (
    r"(?: (?:una|otra|la|un|otro|el))?(?: nuev[ao])?(?: (?:cita|hora|turno|huec\w+|sitio|reserva))"
    r"(?: nuev[ao])?"
)
_IS = r"(?:a|ame|ele|eme|ir|ale|alo|ala|amelo|amela|ar|arme|arle|arlo|arla|as|amos|es|e|ad|adme)"
_NOTE = r"(?: (?:un|el|este))? (?:mensaj\w+|whats\w*|wasap|guasap|texto)"
# The first that fits holds.
_VERBS = tuple(
    (verb, re.compile(rf"(?:{form})(?![^ ])"))
    for verb, form in (
        (
            Verb.WRITE,
            rf"escrib(?:e|ele|eles|ir|irle)(?:{_NOTE})?|di|dile|dices|decirle|(?:avis|coment|pregunt|contest){_IS}|"
            rf"record{_IS}|recuerd(?:a|ale|as)|respond(?:e|ele|er|erle)|(?:mand|envi|pon){_IS}{_NOTE}|"
            r"(?:mand|envi)(?:ale|arle)",
        ),
        (Verb.CANCEL, rf"(?:cancel|anul|quit|borr|elimin|tach|suprim){_IS}"),
        (
            Verb.MOVE,
            rf"(?:pas|cambi|traslad|adelant|retras|atras|aplaz|reprogram|reagend){_IS}|"
            r"(?:muev[ea]s?|mover)(?:me|le|lo|la)?|pos(?:pon|poner)(?:lo|la|le)?",
        ),
        (
            Verb.BOOK,
            rf"(?:apunt|anot|agend|reserv|met|encaj|col|cuel|anad){_IS}(?:{_PLACE})?|"
            rf"(?:pon|poner|pone|pones)(?:me|le|lo|la)?(?:{_PLACE})?|"
            rf"(?:da|dar|haz|hacer|guarda|guardar|coge|coger|busca|buscar)(?:le|me)?{_PLACE}|"
            r"(?:una |la |nueva |otra )?(?:cita|reserva|turno)(?: nueva)?",
        ),
    )
)
_OBJECTS = frozenset(("a", "la", "el", "lo"))
_MOST_BEFORE = 8
_HAS_CANCELLED = re.compile(r"(?:se )?(?:ha|han) (?:cancelado|anulado|fallado)(?= (?:a|la|el|[a-z]{3}))")
_DOES_NOT_COME = re.compile(
    r"([a-z]+(?: [a-z]+){0,2}?) (?:(?:dice )?que )?(?:"
    r"(?:al final |hoy |ya )?no (?:viene|puede venir|va a venir|vendra|podra venir)|"
    r"(?:me )?ha (?:cancelado|anulado|fallado)|(?:me )?(?:cancela|anula|falla))(?= |$)"
)
_SHIFTING = re.compile(r"adelant|retras|atras|aplaz|pospon")
_CLITIC = re.compile(r"(?:a|ar|er|ame|ueve|pon|di|be)l[aoe]s?$")

_DAYS = "lunes|martes|miercoles|jueves|viernes|sabado|domingo"
_TIME_WORDS = """
    ayer anteayer lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio
    julio agosto septiembre octubre noviembre diciembre hoy manana pasado ahora ya luego esta este esa ese
    primera ultima ultimo mediodia medio media tarde noche finde semana mes proximo proxima siguiente dia hora
    horas dos tres cuatro cinco seis siete ocho nueve diez once doce cuarto eso partir antes despues cuanto
    misma mismo rato
"""
_OTHER_WORDS = """
    a al para con en por que y o pero si no sin avisale avisar avisa avisandole dile me cita turno reserva
    porfa gracias nueva nuevo telefono tel movil numero mejor otra otro diciendo diciendole como cada todos
    todas todo nadie ellos ellas clientes clientas esto eso mensaje whatsapp
"""
_STOPS = frozenset([*_TIME_WORDS.split(), *_OTHER_WORDS.split()])
_ARTICLES = frozenset(("el", "la", "los", "las", "lo"))
_JOINTS = frozenset(("de", "del", "da", "san", "santa"))
_TITLES = frozenset(("don", "dona", "senor", "senora", "sr", "sra", "srta"))
_SOMEBODY = frozenset(("un", "una", "uno", "alguien"))
_OURS = frozenset(("mi", "mis", "nuestro", "nuestra", "nuestros", "nuestras", "mia", "mio"))
_EVERYBODY = frozenset(("todos", "todas", "todo", "toda"))
_PHONE = re.compile(r"(?<![\w+])(?:\+|00)?\d(?:[ .-]?\d){8,16}(?!\w)")
_MOST_NAMES = 4

_LEADING = frozenset(("a", "para", "de", "la", "el", "cita"))
_REPEATS = re.compile(
    r"\b(?:cada (?:\d+ |dos |tres |cuatro |seis )?(?:semanas?|meses|mes|dias?|lunes|martes|miercoles|jueves|"
    r"viernes|sabados?|domingos?|quincena)|tod[oa]s l[oa]s (?:semanas|meses|lunes|martes|miercoles|jueves|"
    r"viernes|sabados|domingos))\b"
)
_PASADO = re.compile(r"(?:^|\b(?:a|para|de|hasta) )pasado(?! ma[nñ]ana)", re.IGNORECASE)
_SILENT = re.compile(
    r"(?: |^)(?:y )?(?:pero )?(?:sin (?:avisar\w*|decir\w* nada|mandar\w* nada|mensajes?)|"
    r"no (?:le|les|lo|la|se lo) (?:avises|digas nada|digas|escribas|mandes nada)|no avises)(?= |$)"
)
_TELLING = re.compile(
    r"(?: |^)(?:y )?(?:avisa(?:le|les|lo|la|ndole|ndo|selo)?|aviso|diselo|se lo dices|(?:le|lo|la) avisas|"
    r"escribele|mandale un (?:mensaje|whatsapp)|que lo sepa)$"
)
# Where the target of a move begins: at a day, else at an hour, else at whom it goes to.
_TARGETS = (
    re.compile(
        r"(?: |^)(?:al|a|para|hasta)(?: el| la| este| esta)? (?:dia |proximo )?"
        rf"(?=(?:{_DAYS}|manana|pasado|hoy|"
        r"\d{1,2} de [a-z]{4}|\d{1,2}/\d|dia \d|semana|mes|siguiente)\b)"
    ),
    re.compile(r"(?: |^)(?:a|para|sobre|hasta) (?=(?:las?|eso|primera|ultima|mediodia|la misma) ?)"),
    re.compile(r"(?: |^)(?=con \w|a la misma hora)"),
)
_LENGTH_WORDS = "media un una cinco diez quince veinte treinta cuarenta 5 10 15 20 30 40 45"
_LENGTHS = frozenset(_LENGTH_WORDS.split())
_OF = re.compile(r"^(?:(?:la|el|lo) )?(?:(?:cita|turno|reserva|hora) )?(?:de|del)\b")
_ALL = re.compile(r"^(?:la|el|esa|ese|esta|este)? ?(?:cita|turno|reserva|hora)?$")


def order(text: str, *, is_service: Test, is_staff: Test) -> Order | None:
    """The order, where it is one; the tests tell what else a word may be than a name."""
    number = _PHONE.search(text)
    words = _words(text if number is None else text.replace(number[0], " " * len(number[0]), 1))
    joined = _joined(words)
    begin = opened.end() if (opened := _OPENING.match(joined)) else 0
    reader = _Reader(text, number[0] if number else "", is_service, is_staff)
    words = words[joined[:begin].count(" ") :]
    return reader.begins(words) or reader.object_first(words) or reader.person_first(words)


def silence(text: str) -> bool | None:
    """False where the customer is to be told nothing, True where they are; None where neither is said."""
    said = _joined(_words(text))
    return False if _SILENT.search(said) else True if _TELLING.search(said) else None


@dataclass(frozen=True, slots=True)
class _Reader:
    text: str
    phone: str
    is_service: Test
    is_staff: Test

    def begins(self, words: Sequence[_Word], before: Sequence[_Word] = ()) -> Order | None:
        """With the verb first; what stood `before` it belongs behind it."""
        joined = _joined(words)
        for verb, form in _VERBS:
            found = form.match(joined)
            if found and (not before or _CLITIC.search(found[0].split(" ")[0])):
                made = self.read(verb, found[0], [*before, *words[found[0].count(" ") + 1 :]])
                if made is not None:
                    return replace(made, pronoun=False) if before else made
        return None

    def object_first(self, words: Sequence[_Word]) -> Order | None:
        """ "La de las 12 pásala a las 13:30", "a Ana dile que venga"."""
        if not words or words[0].plain not in _OBJECTS:
            return None
        for place in range(2, min(len(words), _MOST_BEFORE)):
            made = self.begins(words[place:], words[:place])
            if made is not None:
                return made
        return None

    def person_first(self, words: Sequence[_Word]) -> Order | None:
        """ "Marta no viene mañana", "ha cancelado la de las 12"; staff who do not come are ill."""
        joined = _joined(words)
        if found := _HAS_CANCELLED.match(joined):
            return self.read(Verb.CANCEL, "cancela", words[found[0].count(" ") + 1 :])
        found = _DOES_NOT_COME.match(joined)
        if found is None or not self._may_be_name(words[0], self.is_staff):
            return None
        many = found[1].count(" ") + 1
        if self._name_ends(words, 0) < many:
            return None
        left, tell = _without_telling(words[found[0].count(" ") + 1 :])
        return Order(Verb.CANCEL, person=_names(words[:many]), source=_raw(left), tell=tell)

    def read(self, verb: Verb, said: str, rest: Sequence[_Word]) -> Order | None:
        if any(word.plain in _OURS or word.plain in _EVERYBODY for word in rest[:3]):
            return None
        bare = said.split(" ", maxsplit=1)[0]
        made = {
            Verb.BOOK: self._book,
            Verb.CANCEL: self._cancel,
            Verb.MOVE: self._move,
            Verb.WRITE: self._write,
        }[verb](bare, rest)
        if made is None or verb is Verb.WRITE:
            return made
        repeats = bool(_REPEATS.search(_joined(rest)))
        return replace(made, phone=self.phone, several=self._are_several(rest), repeats=repeats)

    def _are_several(self, rest: Sequence[_Word]) -> bool:
        """Whether another person stands behind an "y": "a Marta y a Luis"."""
        for place, word in enumerate(rest[:-1]):
            if word.plain != "y":
                continue
            here = place + 1
            while here < len(rest) - 1 and rest[here].plain in _LEADING:
                here += 1
            led = here > place + 1 or rest[here].raw[:1].isupper()
            if led and self._may_be_name(rest[here], self.is_staff):
                return True
        return False

    def _book(self, said: str, rest: Sequence[_Word]) -> Order | None:
        is_noun = said in ("cita", "reserva", "turno", "una", "la", "nueva", "otra")
        begin = self._behind(rest, ("a", "para"), first=True)
        but = self.is_staff if is_noun else None
        if begin is None and rest and self._may_be_name(rest[0], but) and rest[0].raw[0].isupper():
            begin = 0
        if begin is None:
            begin = self._behind(rest, ("a",))
        if begin is None:
            begin = self._behind(rest, ("para",))
        if begin is None:
            return Order(Verb.BOOK, target=_raw(rest)) if self.phone else None
        if rest[begin].plain in _SOMEBODY:
            return Order(Verb.BOOK, somebody=True, target=_raw([*rest[: begin - 1], *_skipped(rest[begin:])]))
        end = self._name_ends(rest, begin)
        before = _before(rest, begin)
        return Order(Verb.BOOK, person=_names(rest[begin:end]), target=_raw([*before, *rest[end:]]))

    def _cancel(self, said: str, rest: Sequence[_Word]) -> Order | None:
        rest, tell = _without_telling(rest)
        person, left = self._whose(rest)
        pronoun = (
            not person and (bool(_CLITIC.search(said)) or bool(rest)) and bool(_ALL.match(_joined(left)))
        )
        if not (person or left or pronoun):
            return None
        return Order(Verb.CANCEL, person=person, source=_raw(left), pronoun=pronoun, tell=tell)

    def _move(self, said: str, rest: Sequence[_Word]) -> Order | None:
        rest, tell = _without_telling(rest)
        person, left = self._whose(rest)
        source, target = _split(_without_hour(left), self.is_staff)
        pronoun = (
            not person and not source and bool(_CLITIC.search(said) or _ALL.match(_joined(source or [])))
        )
        if not (person or source or (pronoun and target)):
            return None
        shifts = found[0] if (found := _SHIFTING.search(said)) else ""
        return Order(
            Verb.MOVE,
            person=person,
            source=_raw(source),
            target=_raw(target),
            pronoun=pronoun,
            tell=tell,
            shifts=shifts,
        )

    def _write(self, said: str, rest: Sequence[_Word]) -> Order | None:
        begin = self._behind(rest, ("a",), first=True)
        if begin is None:
            told = bool(rest) and said.endswith("le") and rest[0].plain in ("que", "de", "si", "diciendole")
            return Order(Verb.WRITE, pronoun=True, text=self._from(rest)) if told else None
        if rest[begin].plain in _SOMEBODY:
            return None
        end = self._name_ends(rest, begin)
        return Order(Verb.WRITE, person=_names(rest[begin:end]), text=self._from(rest[end:]))

    def _whose(self, rest: Sequence[_Word]) -> tuple[tuple[str, ...], Sequence[_Word]]:
        """The name, and what is left without it and the word before it."""
        if len(rest) > 2 and rest[0].plain == "a" and rest[1].plain in _ARTICLES and rest[2].plain == "de":
            rest = rest[1:]  # "a la de las 12"
        begin = self._behind(rest, ("a", "de", "para"), first=True)
        if begin is None and rest and rest[0].raw[0].isupper() and self._may_be_name(rest[0]):
            begin = 0
        if begin is None:
            begin = self._behind(rest, ("de",))
        if begin is None:
            begin = self._behind(rest, ("a",), but=self.is_staff)
        if begin is None or rest[begin].plain in _SOMEBODY:
            return (), rest
        end = self._name_ends(rest, begin)
        before = _before(rest, begin)
        if _ALL.match(_joined(before)):
            before = []
        return _names(rest[begin:end]), [*before, *rest[end:]]

    def _behind(
        self, rest: Sequence[_Word], heads: Sequence[str], *, first: bool = False, but: Test | None = None
    ) -> int | None:
        """Where a name may begin behind one of these words; with `first` nothing but "la cita" before it."""
        for place, word in enumerate(rest[:-1]):
            if word.plain in heads and not word.closes:
                here = _behind_titles(rest, place + 1)
                if self._may_be_name(rest[here], but) and (not first or _ALL.match(_joined(rest[:place]))):
                    return here
        return None

    def _may_be_name(self, word: _Word, but: Test | None = None) -> bool:
        plain = word.plain
        if plain in _STOPS or plain in _ARTICLES or plain in _OURS or any(sign.isdigit() for sign in plain):
            return False
        return not self.is_service(plain) and not (but is not None and but(plain))

    def _name_ends(self, rest: Sequence[_Word], begin: int) -> int:
        end = begin + 1
        while end < len(rest) and end - begin < _MOST_NAMES + 2 and not rest[end - 1].closes:
            joint = end
            if rest[end].plain in _SOMEBODY:
                break
            while joint < len(rest) and rest[joint].plain in _JOINTS | _ARTICLES:
                joint += 1
            if joint == len(rest) or not self._may_be_name(rest[joint]):
                break
            if joint > end and not (rest[joint].raw[0].isupper() and rest[end].plain in _JOINTS):
                break
            end = joint + 1
        return end

    def _from(self, rest: Sequence[_Word]) -> str:
        return self.text[rest[0].begin :].strip() if rest else ""


def _before(rest: Sequence[_Word], begin: int) -> Sequence[_Word]:
    """What stands before a name and the words that lead to it: "a", "de la señora", "a nombre de"."""
    end = begin
    while end and rest[end - 1].plain in _TITLES | _ARTICLES:
        end -= 1
    end = max(end - 1, 0)
    return rest[: end - 2] if end > 1 and rest[end - 1].plain == "nombre" else rest[:end]


def _split(rest: Sequence[_Word], is_staff: Test) -> tuple[Sequence[_Word], Sequence[_Word]]:
    """Which appointment, and where to: "la de las 12 | a las 13:30"."""
    joined = _joined(rest)
    if not _OF.match(joined) and not _is_which(joined):
        head = next(
            (n for n, word in enumerate(rest) if word.plain not in _ARTICLES | {"cita", "turno"}), len(rest)
        )
        return (), rest[head:] if rest and rest[0].plain in _ARTICLES and head > 1 else rest
    for place, form in enumerate(_TARGETS):
        found = list(form.finditer(joined, 1))
        if found:
            at = found[-1 if place == 1 and len(found) > 1 else 0].start()
            cut = joined[: at + 1].strip().count(" ") + 1 if joined[:at].strip() else 0
            return rest[:cut], rest[cut:]
    whom = next((n for n, one in enumerate(rest[1:]) if rest[n].plain == "a" and is_staff(one.plain)), 0)
    length = next(
        (n for n, word in enumerate(rest) if word.plain in _LENGTHS and rest[n - 1].plain != "las"), 0
    )
    cut = whom or length or len(rest)
    return rest[:cut], rest[cut:]


def _without_hour(rest: Sequence[_Word]) -> Sequence[_Word]:
    """ "De hora", "de día" says no more than the verb."""
    found = re.search(r"(?<!cuarto)(?:^| )de (?:hora|dia|cita|turno)(?= (?:al?|para) |$)", _joined(rest))
    if found is None:
        return rest
    begin = _joined(rest)[: found.start()].count(" ") + (1 if found.start() else 0)
    return [*rest[:begin], *rest[begin + 2 :]]


def _is_which(joined: str) -> bool:
    return bool(re.match(r"(?:la|el) (?:proxim[ao]|siguiente|ultim[ao]|primer[ao]?)\b", joined))


def _without_telling(rest: Sequence[_Word]) -> tuple[Sequence[_Word], bool | None]:
    joined = _joined(rest)
    for form, tell in ((_SILENT, False), (_TELLING, True)):
        if found := form.search(joined):
            begin = joined[: found.start()].count(" ") + (1 if joined[: found.start()].strip() else 0)
            many = len(found[0].split())
            return [*rest[:begin], *rest[begin + many :]], tell
    return rest, None


def _behind_titles(rest: Sequence[_Word], begin: int) -> int:
    """Behind "nombre de", "la señora", "don", "la" of "la Mari"; `begin` where no name follows them."""
    here = begin
    if rest[here].plain == "nombre" and len(rest) > here + 2:
        here += 2
    while here < len(rest) - 1 and rest[here].plain in _TITLES | _ARTICLES:
        here += 1
    is_article = here > begin and rest[here - 1].plain in _ARTICLES
    return begin if is_article and not rest[here].raw[:1].isupper() else here


def _skipped(rest: Sequence[_Word]) -> Sequence[_Word]:
    """Without "una chica", "un señor mayor", "alguien"."""
    end = 1
    while (
        end < len(rest) and end < 4 and rest[end].plain not in _STOPS | _ARTICLES and not rest[end - 1].closes
    ):
        if any(sign.isdigit() for sign in rest[end].plain) or rest[0].plain == "alguien":
            break
        end += 1
    return rest[end:]


def _words(text: str) -> list[_Word]:
    found = []
    for match in re.finditer(r"\S+", text):
        raw = match[0].strip(_EDGES)
        plain = folded(raw).strip(_EDGES).replace(" ", "")
        if plain:
            closes = match[0][-1] in _CLOSING or "\n" in text[match.end() : match.end() + 1]
            found.append(_Word(raw, plain, match.start(), closes))
    return found


def _joined(words: Sequence[_Word]) -> str:
    return " ".join(word.plain for word in words)


def _raw(words: Sequence[_Word]) -> str:
    told = " ".join(word.raw + ("," if word.closes else "") for word in words).strip(", ")
    return _PASADO.sub(r"\g<0> mañana", told)


def _names(words: Sequence[_Word]) -> tuple[str, ...]:
    return tuple(word.raw for word in words)
