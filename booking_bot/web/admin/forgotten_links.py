"""A link for whoever forgot their password, by e-mail.

Looking the account up, making the link and writing the letter happen apart from the answer, so that nobody
learns from its time whether there is such an account.
"""

from datetime import datetime
from threading import Thread

from sqlmodel import col, select

from booking_bot.models import User, row_id
from booking_bot.services import attempts, invitations, page_links
from booking_bot.services.attempts import Attempt, TooManyAttempts, normalised
from booking_bot.web.admin import post
from booking_bot.wiring import Wiring, wiring

ACTOR = "visitor:0"  # whoever asked: anybody may
SUBJECT = "Elige otra contraseña"
LETTER = """{subject}

Alguien ha pedido cambiar la contraseña de tu cuenta. Si has sido tú, abre este enlace antes de una hora:

{link}

Si no has sido tú, no hagas nada: la contraseña sigue igual."""


def ask(email: str, address: str, *, now: datetime) -> None:
    """Have a link sent to the account of that address, if there is one and it was not asked for too often."""
    parts = wiring()
    try:
        with parts.database.transaction() as writing:
            attempts.count(writing, Attempt.LINK, email, address, now=now)
    except TooManyAttempts:
        return
    Thread(target=_send, args=(parts, normalised(email), post.base(), now)).start()


def _send(parts: Wiring, email: str, base: str, now: datetime) -> None:
    channel = post.channel_of(parts)
    with parts.database.transaction() as writing:
        account = writing.exec(select(User).where(col(User.email) == email, col(User.active))).first()
        if account is None or channel is None:
            return
        token = invitations.for_password(writing, row_id(account), by=ACTOR, now=now)
    body = LETTER.format(subject=SUBJECT, link=page_links.choose_password(base, token))
    post.hand_over(channel, account.email, SUBJECT, body)
