"""Turns of speech that steer a conversation and are no act of their own.

Understanding says what a message is about; these say what it does to the talk itself: "déjalo",
"¿por qué lo preguntas?", "jaja". One line each, matched against the text in small letters without
accents. `whole` phrases must be all of the message.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class Phrase(StrEnum):
    KEEP = "keep"
    ABORT = "abort"
    WHY = "why"
    ACKNOWLEDGE = "acknowledge"
    LAUGH = "laugh"
    REPEAT = "repeat"
    ARRIVED = "arrived"
    WRONG_NUMBER = "wrong_number"
    NOT_THE_CUSTOMER = "not_the_customer"
    MISSED = "missed"
    FAVOUR = "favour"
    SQUEEZE = "squeeze"
    SUPPLIER = "supplier"
    A_BOT = "a_bot"
    MY_DATA = "my_data"
    MEANT = "meant"
    RATHER = "rather"
    PAID = "paid"
    DONE = "done"
    ABOUT_PAYING = "about_paying"
    TAKE = "take"
    OWN_APPOINTMENT = "own_appointment"
    CHANGE = "change"
    EVERY = "every"
    HOW_LONG = "how_long"
    OTHERS = "others"
    OTHER_STAFF = "other_staff"
    FOR_WHOM = "for_whom"
    ANY = "any"
    ALSO = "also"
    ONLY = "only"
    ONLY_ME = "only_me"
    WHOLE = "whole"
    WAITLIST = "waitlist"
    LEAVE_LIST = "leave_list"
    ON_LIST = "on_list"
    PUT_ME_DOWN = "put_me_down"
    EARLIER = "earlier"
    ANY_DAY = "any_day"
    GRUMBLE = "grumble"
    THAT_WEEK = "that_week"
    SAME_DAY = "same_day"
    ANOTHER = "another"
    INSTEAD = "instead"
    BRING = "bring"
    FETCH = "fetch"
    IS_READY = "is_ready"


_MAKE = (
    r"(?:hazme|haznos|haceme|hacedme|haganme|hacerme|hacernos|(?:me|nos) "
    r"(?:(?:puedes|podeis|podes|podrias|pueden|podria) )?(?:haces|haceis|hace|hagas|hacer))"
)
_UNDO = r"(?:cancel\w*|anul\w*|borr\w*|quit\w*|elimin\w*)"
_BETWEEN = (
    r"quiero|queria|quise|pretendo|deseo|digo|dije|he|dicho|estoy|hace|falta|hay|tienes|tenes|tiene|vayas|"
    r"me|la|lo|te|se|que|de|a|pidiendo|diciendo|es|era|para"
)

# "Os aviso si tengo que cancelar" is their promise, not their wish.
_TELL_ME = (
    r"(?:(?:avis|escrib)(?:a|e|ad|id|ar|ir|en|an|i)(?:me|nos)|di(?:me|nos)(?:lo)?|let me know|"
    r"llam(?:a|ad|e|en|ar)(?:me|nos)|(?:me|nos) (?:puedes |podeis )?llam(?:as|ais|a|an|ar)|"
    r"(?:me|nos) (?:puedes |podrias |podeis |podes )?"
    r"(?:avis(?:as|ais|a|an|es|ar)|decis|dices|dice|escrib(?:es|is|e|ir)))"
)
_COMES_FREE = (
    r"(?:liber\w*|cancel\w*|anul\w*|falla\w*|cae\w*|sale|comes free|opens up|"
    r"(?:hay|haya|hubiera|hubiese|queda|quede|quedara|surge|sale) (?:\w+ )?"
    r"(?:hueco|huecos|sitio|libre|cancelacion|anulacion|baja|cita|turno|hora|algo)\b)"
)

_MONEY = (
    r"(?:bizum|pago|ingreso|transferencia|transfer|deposito|senal|sena|dinero|plata|abono|anticipo|adelanto)"
)
_SENT = r"hech[oa]|hice|mandad[oa]|mande|enviad[oa]|envie|realizad[oa]|realice|pasad[oa]|pase|list[oa]"
_PAID = (
    r"\b(?:pagad[oa]|abonad[oa]|transferid[oa]|transferi|ingresad[oa]|depositad[oa])\b|"
    r"(?<!que )\b(?:pague|abone|ingrese|deposite)\b|"
    rf"\b(?:{_SENT})\b.*\b{_MONEY}\b|\b{_MONEY}\b.*\b(?:{_SENT})\b|"
    r"\bacabo de (?:hacer|enviar|mandar|pasar|pagar|transferir|ingresar|abonar)(?:te|la|lo|telo|tela|os)?\b|"
    rf"\b(?:justificante|comprobante|resguardo|recibo)\b|^(?:el )?{_MONEY}$"
)

_WHAT_TIME = r"\b(?:(?:a|desde|hasta|de|sobre) que hora|cuando|que horas?|what time|when)\b"

PHRASES: tuple[tuple[Phrase, str], ...] = (
    (Phrase.WAITLIST, r"\blistas? de espera\b|\bwait(?:ing)? ?list\b"),
    (Phrase.ON_LIST, r"\b(?:estoy|sigo|estamos|seguimos)\b(?: \w+)? en (?:la|tu|su|vuestra) lista\b"),
    (Phrase.WAITLIST, r"\b(?:apunt|pon|anot|met)\w+\b.* (?:en|a) (?:la|una|tu|su|vuestra) lista\b"),
    (Phrase.WAITLIST, rf"\b{_TELL_ME}\b.*\b(?:si|cuando|en cuanto|por si|if)\b.*\b{_COMES_FREE}"),
    (Phrase.WAITLIST, rf"\b(?:si|cuando|en cuanto|if)\b.*\b{_COMES_FREE}.*\b{_TELL_ME}\b"),
    (
        Phrase.LEAVE_LIST,
        r"\b(?:(?:quit|borr|sac|elimin)\w*(?:me|nos)|me (?:puedes |podeis )?(?:quit|borr|sac)\w*|"
        r"(?:dame|darme|dadme|deme|denme|me doy) de baja)\b.*\blista\b|\bsal(?:ir|go|irme) de la lista\b|"
        r"\bno (?:quiero|hace falta|necesito)\b.*\blista\b|\b(?:take me off|leave) the (?:waiting ?)?list\b",
    ),
    (
        Phrase.PUT_ME_DOWN,
        r"^(?:(?:vale|si|pues|ok|venga|dale|no) ?,? )*(?:mejor )?(?:a la lista|en la lista|"
        r"(?:apunt|anot|pon)\w*(?:me|nos|selo|lo)?)(?: por favor| porfa| gracias)?$",
    ),
    (Phrase.EARLIER, r"\b(?:antes|before|sooner|earlier)\b(?! del?\b)|\badelant\w+\b|\bmas pronto\b"),
    (
        Phrase.ANY_DAY,
        r"\b(?:cualquier (?:dia|momento|hora)|cuando (?:sea|puedas|podais|haya)|el dia que sea|any day)\b",
    ),
    (Phrase.KEEP, rf"\bno(?: (?:{_BETWEEN}))* {_UNDO}"),
    (Phrase.KEEP, rf"\bmejor no(?: (?:la|lo))? {_UNDO}"),
    (Phrase.KEEP, r"\b(?:deja|dejala|dejalo|manten|mantenla|mantenlo|mantengo)\b.* como esta\b"),
    (
        Phrase.ABORT,
        r"^(?:(?:mejor|no|pues|nada|bueno),? )*"
        r"(?:dejalo|dejemoslo|olvidalo|olvidate|no quiero nada|ya no (?:lo |la )?quiero|salir|"
        r"empezar de nuevo|lo dejamos|deja|lo dejo|me lo (?:pienso|miro)|lo pienso|lo voy a pensar|"
        r"(?:ya|luego|te|os) (?:te |os |le )?(?:dire|digo)(?: algo)?|"
        r"(?:dejame|tengo que) (?:pensarlo|mirarlo|consultarlo))"
        r"(?:,? (?:asi|gracias|entonces|estar|para otro dia|da igual|nada))*$",
    ),
    (
        Phrase.WHY,
        r"\b(?:por|para) que\b.* "
        r"(?:pides|preguntas|necesitas|quieres|quereis|pide|pregunta|necesita|pedis)\b",
    ),
    (Phrase.WHY, r"^(?:y )?(?:eso )?(?:por que|para que)(?: eso)?$"),
    (Phrase.LAUGH, r"^(?:j[jaeiou ]+|(?:ha)+h?|lol|xd+)$"),
    (
        Phrase.REPEAT,
        r"^(?:hola )?(?:que|como|eh|perdon|no te entiendo|no entiendo|repite|repitelo|hay alguien|estas ahi|"
        r"sigues ahi)$",
    ),
    (
        Phrase.ARRIVED,
        r"\bya (?:he llegado|llegue|estoy (?:aqui|en la puerta|abajo|fuera))\b|\bestoy en la puerta\b",
    ),
    (
        Phrase.WRONG_NUMBER,
        r"\b(?:equivo\w+|confund\w+|error) de (?:numero|telefono|contacto|chat)\b|"
        r"\b(?:numero|telefono|chat) (?:equivocado|que no (?:es|era))\b|"
        r"\b(?:no es|no era) (?:el|este el) (?:numero|telefono|contacto|chat) que\b",
    ),
    (
        Phrase.NOT_THE_CUSTOMER,
        r"\b(?:yo no soy|no me llamo) [a-z]+$|"
        r"\b(?:no soy|no me llamo) [a-z]+[ ,]+(?:este|es|te|se|habeis|ha|me|eso|ese|no)\b|"
        r"\beste (?:numero|telefono|movil|celular|whatsapp) (?:ya )?no es (?:de|el de) ",
    ),
    (Phrase.MISSED, r"\bse me (?:olvido|paso)\b|\bno pude ir\b|\bme olvide\b"),
    # praise that is none: "genial, otra vez sin hora"
    (
        Phrase.GRUMBLE,
        r"\b(?:otra vez|como siempre|para variar|una vez mas|de nuevo)\b.* (?:sin|no|nada|ni|sois|son)\b|"
        r"^(?:genial|perfecto|estupendo|fantastico|bravo|que bien|muy bien)\b.*\b(?:otra vez|para variar)\b|"
        r"\bsin (?:(?:mi|la|una|ninguna) )?(?:cita|hora|hueco|sitio|turno|respuesta|contestar)\b|"
        r"\bsois (?:la leche|unos|lo peor|la pera)\b|\bmenudo servicio\b",
    ),
    (Phrase.THAT_WEEK, r"\b(?:de |en )?(?:esa|la) misma semana\b|\b(?:de|en) esa semana\b"),
    (Phrase.SAME_DAY, r"\b(?:el|ese|para el|para ese) mismo dia\b"),
    # one more of what was just booked
    (
        Phrase.ANOTHER,
        r"^(?:(?:y|ah|pues|vale|tambien|quiero|dame|ponme|apunta|apuntame|reserva|reservame) ?,? )*"
        r"otr[oa]\b(?! (?:dia|hora|momento|horario|vez|cosa|persona|pregunta|duda|opcion|fecha|semana))",
    ),
    # one away and another in its place
    (
        Phrase.INSTEAD,
        rf"\b{_UNDO}\b.* (?:y|e)(?: luego| despues)? (?:me )?"
        r"(?:dame|ponme|pon|das|pones|apunta\w*|reserva\w*|coge\w*|busca\w*|quiero|agenda\w*)\b",
    ),
    # to be squeezed in
    (Phrase.SQUEEZE, rf"\b{_MAKE}(?: un| el)? (?:huec\w+|huequit\w+|lugar(?:cito)?|espacio)\b"),
    (
        Phrase.SQUEEZE,
        r"\b(?:cuelame|cuelanos|colame|colarme|meteme|metedme|meterme|encajame|encajarme|apretame|"
        r"me (?:cuelas|metes|encajas)|me (?:puedes|podeis|podes|podrias|pueden) (?:colar|meter|encajar))\b",
    ),
    (
        Phrase.FAVOUR,
        r"\bentre (?:cita y cita|client\w+ y client\w+|turno y turno|hora y hora)\b|"
        r"\b(?:un )?huec\w+ aunque\b|\bquedar\w+ (?:un \w+ )?mas tarde\b|\bme abr\w+ (?:un \w+ )?antes\b",
    ),
    # to be forgotten
    (
        Phrase.FAVOUR,
        r"\b(?:borr|elimin|suprim)\w+ (?:todos )?(?:los datos|mis datos|mi historial|mi numero)\b|"
        r"\bderecho (?:de|al?) (?:acceso|olvido|supresion|rectificacion)\b",
    ),
    # to pay less
    (Phrase.FAVOUR, rf"\b{_MAKE}(?: un| el)? (?:descuento|precio|rebaja|precio especial)\b"),
    (
        Phrase.FAVOUR,
        r"\b(?:descuent\w+|rebaj\w+|mas barat[oa]|regate\w+|ofertita|precio de amig\w+|lo menos$)|"
        r"\bcobr\w+ menos\b|\bte (?:pago|doy) \d|\bdej\w+ en \d|"
        r"\b(?:me|nos) (?:lo|la) (?:(?:puedes|podeis|podes|podrias) )?baj\w+|\bbajar?\w* (?:el|de) precio\b",
    ),
    # to be told what it is, and what to do about it
    (
        Phrase.FAVOUR,
        r"\b(?:esto|eso) que (?:puede ser|es|sera)\b|\bque (?:puede ser|sera)(?: (?:esto|eso))?$|"
        r"\bes grave\b|\bque (?:le|me) pasa\b|\bcree[si]?s? que (?:es|sera|sea)\b|"
        r"\b(?:decir|dices|diagnostic\w+)(?:me)? (?:lo )?que (?:tengo|tiene)\b(?! (?:hoy|manana|el|que))",
    ),
    (
        Phrase.FAVOUR,
        r"\bque (?:me|le) (?:tomo|doy|pongo|echo|puedo (?:dar|tomar|poner|echar))\b|"
        r"\bque (?:crema|pastilla|medicina|medicamento|pomada|antibiotico) |"
        r"\bsera (?:una? )?(?:infeccion|alergia|caries|hongo\w*|fractura|grave|tumor)\b|"
        r"\bes normal que (?:me|le|se) (?:duel|salg|sangr|pi[qc]|hinch|infl|cai)",
    ),
    (
        Phrase.OWN_APPOINTMENT,
        r"\bmi (?:cita|turno|hora|reserva)\b|"
        r"\bno (?:voy|vamos|puedo|podre|llego|podemos) (?:a )?(?:poder )?(?:ir|llegar|asistir)\b",
    ),
    (
        Phrase.TAKE,
        r"^(?:(?:vale|si|pues|ok|venga|dale) ?,? )*"
        r"(?:(?:reserva|apunta|agenda|anota|coge)(?:me)?(?:la|lo)?|me (?:la|lo) quedo|adelante)"
        r"(?: por favor| porfa| gracias)?$",
    ),
    (
        Phrase.CHANGE,
        r"^(?:(?:no|mejor|quiero|prefiero) ?,? )*(?:cambiar|mover|pasar)(?:la|lo)?"
        r"(?: (?:la|el|de) (?:hora|horario|dia|cita|turno|fecha))?(?: por favor| porfa)?$",
    ),
    (
        Phrase.CHANGE,
        r"^(?:(?:no|pues|mejor|prefiero|casi|vale) ?,? )*(?:para )?otr[oa] (?:dia|hora|momento|horario)"
        r"(?: mejor)?(?: por favor| porfa)?$",
    ),
    (
        Phrase.OTHERS,
        r"^(?:(?:y|pues|ver|dime|dame|a ver|no|hay|tienes|teneis|tenes|tienen|alguna|algun) )*"
        r"(?:otr[oa]s?|mas)(?: (?:horas|opciones|huecos|horarios|dias|turnos|citas))?(?: por favor| porfa)?$",
    ),
    (
        Phrase.OTHER_STAFF,
        r"^(?:(?:y|no|pues|mejor|puede ser|podria ser) ?,? )*"
        r"con (?:algun )?otr[oa](?: [a-z]+)?(?: por favor)?$",
    ),
    (
        Phrase.HOW_LONG,
        r"\bcuanto (?:tiempo )?(?:se )?(?:tarda|tardais|tardan|dura|duran|lleva)\b|"
        r"\bcuanto tiempo (?:es|son)\b",
    ),
    (
        Phrase.FOR_WHOM,
        r"^(?:(?:y|ah|perdon|perdona|por cierto|la cita|el turno) ?,? )*"
        r"(?:es|era|seria|sera|va|ponla|ponlo|apuntala|apuntalo)? ?(?:para mi [a-z]+|a nombre de [a-z ,]+)$",
    ),
    (
        Phrase.ANY,
        r"^(?:(?:pues|vale|si|no se|a mi) ?,? )*"
        r"(?:cualquiera|(?:me|nos) da (?:lo mismo|igual)|(?:la|el) que sea|"
        r"(?:la|el) que (?:quieras|quieran|prefieras|te venga bien|os venga bien|tu digas)|elige tu|"
        r"(?:me|nos) (?:van|vienen|sirven) (?:bien )?(?:todas|las tres))"
        r"(?: de ellas)?(?:,? (?:gracias|cualquiera|la que sea|por favor))?$",
    ),
    (
        Phrase.EVERY,
        r"(?<!\ba )(?<!\bde )\b(?:las|los) (?:dos|tres|cuatro|cinco|[2-5])\b(?! (?:de la|y|menos|en punto))|"
        rf"\b(?:tod[oa]s|amb[oa]s|both|all of them)\b|\b{_UNDO} todo\b(?! (?:el|mi) pedido)",
    ),
    (
        Phrase.ALSO,
        r"\b(?:tambien|ademas|de paso|aparte|anad(?:e|eme|ele|id|ir)|agreg\w+|sum(?:a|ame|ale|ar))\b",
    ),
    (Phrase.ONLY_ME, r"\bsol[oa] (?:yo|para mi|a mi)\b|\b(?:yo|voy|ire|vengo) sol[oa]\b|\bpara mi sol[oa]\b"),
    (Phrase.WHOLE, r"\b(?:enter[oa]|complet[oa]|la visita|la cita)\b"),
    (Phrase.ONLY, r"\b(?:solo|solamente|nada mas|unicamente|only)\b"),
    (Phrase.PAID, rf"^(?!.*\b(?:no|sin|aun|todavia|tampoco)\b)(?!.+ si ).*(?:{_PAID})"),
    (Phrase.ABOUT_PAYING, rf"\b{_MONEY}\b|\b(?:no|aun|todavia|luego|manana|despues)\b.*\bpag\w+"),
    (
        Phrase.DONE,
        r"^(?:(?:ya|pues|vale|ok|si|listo) ?,? )*(?:hech[oa]|listo|ya esta|enviado|mandado|ya)(?: gracias)?$",
    ),
    (
        Phrase.A_BOT,
        r"\b(?:eres|sos|es usted|es esto|esto es|hablo con|contesta|responde|are you|is this)\b(?: \w+){0,3} "
        r"(?:bot|robot|maquina|ia|inteligencia artificial|contestador|automatico|chatbot)\b|"
        r"\b(?:eres|sos|es usted|are you) (?:una? |alguien )?(?:persona|human[oa]|real|person|de verdad)\b",
    ),
    (
        Phrase.MY_DATA,
        r"\b(?:que|cuales|donde|como)\b.* mis datos\b|"
        r"\b(?:que|cuales)\b.* datos (?:mios|ten\w+|tien\w+|guard\w+)\b|"
        r"\bproteccion de datos\b|\bpolitica de privacidad\b",
    ),
    (
        Phrase.MEANT,
        r"\b(?:queria|quise|quiero) decir\b|\bme (?:he )?(?:equivoque|equivocado|confundi|confundido)\b",
    ),
    (
        Phrase.BRING,
        rf"{_WHAT_TIME}.*\b(?:(?:lo|la|los|las|te|os|se) )*"
        r"(?:llevan?|llevo|llevamos|traen?|traigo|traemos|dejan?|dejo|dejamos|entregan?|entrego|(?:llevar|traer|dejar)(?:lo|la|los|las|te|os|telo|oslo)?)\b",
    ),
    (
        Phrase.FETCH,
        rf"{_WHAT_TIME}.*\b(?:recogen?|recojo|recogemos|retiran?|retiro|(?:recoger|retirar)(?:lo|la|los|las)?|"
        r"pas\w+ a (?:por|buscar\w*|recoger\w*|retirar\w*)|est(?:a|an|ara|aran|aria) list[oa]s?)\b",
    ),
    (
        Phrase.IS_READY,
        r"^(?:(?:hola|buenas|y|oye) ?,? )*(?:ya )?(?:estan?|tienes|teneis|tienen) (?:ya )?list[oa]s?\b",
    ),
    (Phrase.RATHER, r"\b(?:mejor|prefiero|preferiria)\b"),
    (
        Phrase.SUPPLIER,
        r"\b(?:soy|somos) (?:una? )?(?:proveedor|comercial|distribuidor|representante)\w*\b",
    ),
)

# A message of these words alone closes the matter; it never counts as not understood.
_CLOSING_WORDS = """
    si sii siii sip ok oki okey okay vale valee va sale dale listo perfecto genial bien muy de acuerdo
    estupendo entendido hecho claro ya aja gracias muchas mil hija hijo guapa guapo buenisimo barbaro no nada
    mas eso es todo igualmente hasta luego adios chao saludos un saludo fenomenal super
"""
_CLOSING = frozenset(_CLOSING_WORDS.split())
_GREETING = {"hola", "buenas", "buenos", "dias", "tardes", "noches", "hello", "hi", "thanks", "yes"}

# These are short sayings; a story is not searched for them to its end.
_LONGEST = 600
_COMPILED = tuple((phrase, re.compile(pattern)) for phrase, pattern in PHRASES)
_MARKS = re.compile(r"[^\w\s,]")
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """Small letters, no accents, no marks but commas, single spaces."""
    letters = unicodedata.normalize("NFD", text.lower())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _SPACES.sub(" ", _MARKS.sub(" ", bare)).strip(" ,")


def begins_closing(text: str) -> bool:
    """Whether the first word is a yes, an ok or the like."""
    return plain(text).replace(",", " ").split(" ", 1)[0] in _CLOSING


def asks_back(text: str) -> bool:
    """ "¿Y si vengo antes?" is no yes, whatever it was taken for; "sí, ¿verdad?" is."""
    return "?" in text and not begins_closing(text)


def is_courtesy(text: str) -> bool:
    """Whether nothing is said but yes, no, ok, thanks and the like, or a mark or an emoji."""
    return set(plain(text).replace(",", " ").split()) <= _CLOSING | _GREETING


# One turn looks at the same few texts again and again.
@lru_cache(maxsize=64)
def phrases(text: str) -> frozenset[Phrase]:
    """What of the above is in the text."""
    bare = plain(text[:_LONGEST])
    found = {phrase for phrase, pattern in _COMPILED if pattern.search(bare)}
    words = set(bare.replace(",", " ").split())
    if words and words <= _CLOSING:
        found.add(Phrase.ACKNOWLEDGE)
    if not bare:
        marks = text.strip()
        if marks:
            found.add(Phrase.REPEAT if set(marks) <= set("?¿!¡ .") and "?" in marks else Phrase.LAUGH)
    elif re.fullmatch(r"\s*(?i:hola+)?[\s?¿!¡]*\?[\s?¿!¡]*", text):
        found.add(Phrase.REPEAT)
    return frozenset(found)
