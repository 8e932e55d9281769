"""The steps of a message that nothing stands against, in a statement each: nearly every message goes so.

Each says whether it was taken. Where it was not, nothing has changed, and the longer way says what is the
matter: `services/last_look.py` before it goes, `services/outbox.py` once it was accepted, and
`services/receipts.py` when it arrived. Nothing passes here that would not pass there.
"""

from datetime import datetime, timedelta
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import Session

from booking_bot.domain import service_window
from booking_bot.models import (
    ChannelName,
    Conversation,
    Customer,
    Delivery,
    Direction,
    Holder,
    Message,
    MessageKind,
    Outbox,
    Watch,
)
from booking_bot.services import circuit, rows
from booking_bot.services.consents import TALK

ON_ITS_WAY = (Delivery.ACCEPTED, Delivery.SENT, Delivery.DELIVERED, Delivery.READ)

_ROWS, _MESSAGES = rows.table(Outbox), rows.table(Message)
_LINES, _CUSTOMERS, _WATCHES = rows.table(Conversation), rows.table(Customer), rows.table(Watch)
_ROW, _MESSAGE, _LINE = _ROWS.c, _MESSAGES.c, _LINES.c

_NOW: sa.BindParameter[datetime] = sa.bindparam("now")
_OURS = (
    _ROW.id == sa.bindparam("row_id"),
    _ROW.lease_token == sa.bindparam("token"),
    _ROW.status == Delivery.SENDING,
)
_IS_HELD = sa.or_(_LINE.holder == Holder.PERSON, sa.func.coalesce(_LINE.paused_until > _NOW, sa.false()))
_TAKES_TEXT = sa.and_(
    _LINE.unreachable_at.is_(None),
    _LINE.last_inbound_at > sa.bindparam("wrote_after"),
    _ROW.as_template.is_(False),
)
_MAY_GO = (
    sa.exists()
    .select_from(_MESSAGES.join(_LINES).join(_CUSTOMERS))
    .where(
        _MESSAGE.id == _ROW.message_id,
        _MESSAGE.kind.in_(sorted(TALK)),
        sa.or_(_MESSAGE.kind != MessageKind.REPLY, ~_IS_HELD),
        _CUSTOMERS.c.blocked.is_(False),
        sa.or_(_ROW.channel != ChannelName.WHATSAPP, _TAKES_TEXT),
    )
)
_LET_THROUGH = (
    sa.update(_ROWS)
    .where(
        *_OURS,
        sa.or_(_ROW.not_after.is_(None), _ROW.not_after >= _NOW),
        _ROW.follows_id.is_(None),
        _MAY_GO,
    )
    .values(claimed_at=_NOW, lease_until=sa.bindparam("until"))
)
_OTHERS = _MESSAGES.alias()
_ACCEPT = (
    sa.update(_ROWS)
    .where(
        *_OURS,
        sa.exists().where(_MESSAGE.id == _ROW.message_id, _MESSAGE.provider_sid.is_(None)),
        ~sa.exists().where(
            _OTHERS.c.direction == Direction.OUT, _OTHERS.c.provider_sid == sa.bindparam("sid")
        ),
    )
    .values(status=Delivery.ACCEPTED, lease_until=None, error_code=None, error=None)
    .returning(_ROW.message_id)
)
_NAME = sa.update(_MESSAGES).where(_MESSAGE.id == sa.bindparam("message_id"))


def let_through(session: Session, number: int, token: str, now: datetime, *, lease: timedelta) -> bool:
    """Pass the fence with a text of a talk that is going on."""
    told = {
        "row_id": number,
        "token": token,
        "now": now,
        "until": now + lease,
        "wrote_after": now - (service_window.LENGTH - service_window.MARGIN),
    }
    return session.connection().execute(_LET_THROUGH, told).rowcount == 1


def accept(session: Session, number: int, token: str, sid: str) -> bool:
    """Note the provider's id of a row that is still ours, and has none."""
    connection = session.connection()
    message_id = connection.execute(_ACCEPT, {"row_id": number, "token": token, "sid": sid}).scalar()
    if message_id is None:
        return False
    connection.execute(_NAME, {"message_id": message_id, "provider_sid": sid})
    return True


def arrive(session: Session, sid: str, status: Delivery) -> int | None:
    """Note how far a message on its way has come; the row's id, None where that is no news or not all."""
    return session.connection().execute(_arrive(status), {"sid": sid}).scalar()


@lru_cache
def _arrive(status: Delivery) -> sa.UpdateBase:
    named = sa.select(_MESSAGE.id).where(
        _MESSAGE.direction == Direction.OUT, _MESSAGE.provider_sid == sa.bindparam("sid")
    )
    halted = sa.exists().where(_WATCHES.c.name == circuit.HALTED + sa.type_coerce(_ROW.channel, sa.Text))
    return (
        sa.update(_ROWS)
        .where(
            _ROW.message_id == named.scalar_subquery(),
            _ROW.status.in_(ON_ITS_WAY[: ON_ITS_WAY.index(status)]),
            _ROW.urgent.is_(False),
            ~halted,
        )
        .values(status=status, lease_until=None, error_code=None, error=None)
        .returning(_ROW.id)
    )
