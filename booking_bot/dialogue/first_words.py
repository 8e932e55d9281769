"""How a conversation begins: the greeting, and once to somebody new who answers and what is kept of them."""

import re

from booking_bot.dialogue.talk import Talk

_NAME = re.compile(r"[ ,]*\{name\}")
_BUSINESS = "{business}"

# To those who write in another language of ours: understood, but answered in Spanish.
IN_THEIR_LANGUAGE = {
    "ca": "T'entenc en català i contesto en castellà: puc donar-te hora, canviar-la o anul·lar-la.",
    "gl": "Enténdote en galego e respondo en castelán: podo darche cita, cambiala ou anulala.",
    "pt": "Entendo português e respondo em espanhol: posso marcar, mudar ou cancelar o seu horário.",
}


def greeting(talk: Talk) -> str:
    """The house's own, with the customer's first name where it is known; "" where it has none."""
    told = talk.desk.shop.greeting
    name = (talk.desk.customer.name or "").split(" ")[0] if "{name}" in told else ""
    told = told.replace("{name}", name) if name else _NAME.sub("", told)
    return told.replace(_BUSINESS, talk.desk.shop.name).strip()


def assistant(talk: Talk) -> str:
    """What the bot calls itself behind "soy"."""
    shop = talk.desk.shop
    if shop.signature:
        return talk.say("{signature}, assistant of {shop}", signature=shop.signature, shop=shop.name)
    return talk.say("the assistant of {shop}", shop=shop.name)


def joined(talk: Talk, reply: str) -> str:
    """The reply behind what must be said first: one line in their language, one to introduce itself."""
    if talk.handed_over:
        return reply  # a person introduces themselves
    return "\n".join(filter(None, (_in_their_language(talk), _introduction(talk), reply)))


def _introduction(talk: Talk) -> str:
    if talk.introduced:
        return ""
    shop = talk.desk.shop
    own = greeting(talk)
    if own:
        who = f"{own} {talk.say('I am a virtual assistant.')}"
    elif shop.signature:
        who = talk.say(
            "Hello! I am {signature}, virtual assistant of {shop}.", signature=shop.signature, shop=shop.name
        )
    else:
        who = talk.say("Hello! I am the virtual assistant of {shop}.", shop=shop.name)
    return f"{who} {kept(talk)}"


def kept(talk: Talk) -> str:
    """Which data are kept, where more is to be read, and how to get somebody instead."""
    link = talk.desk.shop.privacy_url
    if link:
        return talk.say(
            "I keep your name, number and messages only to see to you ({link}). If you want a "
            "person, write «persona».",
            link=link,
        )
    return talk.say(
        "I keep your name, number and messages only to see to you. If you want a person, write «persona»."
    )


def _in_their_language(talk: Talk) -> str:
    """Said once for each language; a message of no language changes nothing."""
    told = IN_THEIR_LANGUAGE.get(talk.frame.language, "")
    if not told or talk.state.spoken_to == talk.frame.language:
        return ""
    talk.state.spoken_to = talk.frame.language
    return told
