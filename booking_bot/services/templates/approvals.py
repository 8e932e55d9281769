"""From a text of ours to a template that may be used: made, submitted, looked after until it is decided.

Each step is a request between two transactions. A step that fails is taken again from where it stopped; one
whose outcome is unknown may leave a content at Twilio that nobody uses, which does no harm.
"""

import logging
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from booking_bot.channels.base import Approval, ChannelError, OutcomeUnknown, Registrar
from booking_bot.db import Database
from booking_bot.domain.template_rules import faults
from booking_bot.models import (
    Attention,
    AttentionKind,
    Business,
    Template,
    TemplateStatus,
    row_id,
)
from booking_bot.services import audit
from booking_bot.services.templates.texts import Wording, names, wording_of
from booking_bot.services.ways import ways_of

log = logging.getLogger(__name__)

LOOKED_AT_EVERY = timedelta(minutes=30)
WAITING = (TemplateStatus.RECEIVED, TemplateStatus.PENDING)
# What was approved may be paused or disabled later, for what people thought of it.
LOOKED_AT_DAILY = timedelta(days=1)
STOPPED = "template_stopped"
OPERATOR = "operator"  # whoever works at the machine itself
_BAD = (TemplateStatus.REJECTED, TemplateStatus.PAUSED, TemplateStatus.DISABLED)
# What will not become good by itself: what is paused goes on after some hours.
REFUSED = (TemplateStatus.REJECTED, TemplateStatus.DISABLED)


class State(NamedTuple):
    """How far one of the texts is, as the shop says it today."""

    wording: Wording
    status: TemplateStatus
    reason: str | None = None
    checked_at: datetime | None = None


def states(session: Session) -> list[State]:
    """All texts, in the order of the file; none where there is no shop."""
    business = session.exec(select(Business)).first()
    if business is None:
        return []
    rows = {(row.name, row.language): row for row in session.exec(_ours(session))}
    found = []
    for name in names():
        wording = wording_of(business, name)
        row = rows.get((name, wording.language))
        if row is None or row.fingerprint != wording.fingerprint:
            found.append(State(wording, TemplateStatus.UNSUBMITTED))
        else:
            found.append(State(wording, row.status, row.reason, row.checked_at))
    return found


def submit_all(database: Database, registrar: Registrar, *, by: str = OPERATOR, now: datetime) -> int:
    """Submit every text that was not yet, as it reads today; how many were.

    Raises ChannelError or OutcomeUnknown at the first that fails; those before it are kept.
    """
    with database.reading() as session:
        waiting = [one.wording for one in states(session) if one.status is TemplateStatus.UNSUBMITTED]
    for wording in waiting:
        _submit(database, registrar, wording, by=by, now=now)
    return len(waiting)


def submit(database: Database, registrar: Registrar, name: str, *, by: str = OPERATOR, now: datetime) -> bool:
    """Submit one of them, anew where it was refused; False where it needs none, or there is no such text.

    Raises ChannelError or OutcomeUnknown.
    """
    with database.reading() as session:
        meant = [one for one in states(session) if one.wording.name == name]
    if not meant or meant[0].status not in (TemplateStatus.UNSUBMITTED, *REFUSED):
        return False
    _submit(database, registrar, meant[0].wording, by=by, now=now)
    return True


def look_after(database: Database, registrar: Registrar, *, now: datetime) -> int:
    """Ask how far those are whose turn it is; how many that were. What does not answer is asked again."""
    with database.reading() as session:
        due = [(row.id, row.sid) for row in session.exec(_ours(session)) if row.sid and _is_due(row, now)]
    for number, sid in due:
        try:
            approval = registrar.look(sid)
        except (ChannelError, OutcomeUnknown) as error:
            log.warning("the approval of template %s cannot be looked at: %s", number, error)
            continue
        with database.transaction() as session:
            row = session.get(Template, number, with_for_update=True)
            if row is not None and row.sid == sid:
                _note(session, row, approval, now=now)
    return len(due)


def _submit(database: Database, registrar: Registrar, wording: Wording, *, by: str, now: datetime) -> None:
    draft = wording.draft()
    wrong = faults(draft)
    if wrong:
        raise ValueError(f"the template {wording.name} would be rejected: {wrong[0]}")
    with database.transaction() as session:
        row = _row(session, wording, now=now)
        usable = row.fingerprint == wording.fingerprint and row.status not in REFUSED
        before, sid = row.sid, row.sid if usable else None
        name = _name(draft.name, row, now)
    if sid is None:
        sid = registrar.make({**wording.definition(), "friendly_name": name})
        with database.transaction() as session:
            row = _row(session, wording, now=now)
            row.sid, row.fingerprint = sid, wording.fingerprint
            row.status, row.reason = TemplateStatus.UNSUBMITTED, None
    approval = registrar.submit(sid, name, wording.category)
    with database.transaction() as session:
        row = _row(session, wording, now=now)
        row.submitted_at = now
        audit.record(session, by, "template.submitted", row_id(row), now=now, name=name)
        _note(session, row, approval, now=now)
    log.info("the template %s is %s", name, approval.status)
    if before and before != sid:
        registrar.forget(before)


def _name(name: str, row: Template, now: datetime) -> str:
    """WhatsApp takes the name of a rejected template from nobody for 30 days: the day makes it another."""
    return name if row.submitted_at is None else f"{name}_{now:%y%m%d}"


def _row(session: Session, wording: Wording, *, now: datetime) -> Template:
    """The row of that text, locked; made where there is none."""
    row = session.exec(
        _ours(session)
        .where(col(Template.name) == wording.name, col(Template.language) == wording.language)
        .with_for_update()
    ).first()
    if row is None:
        row = Template(
            account=ways_of(session).account,
            name=wording.name,
            language=wording.language,
            fingerprint=wording.fingerprint,
            created_at=now,
        )
        session.add(row)
        session.flush()
    return row


def _note(session: Session, row: Template, approval: Approval, *, now: datetime) -> None:
    row.checked_at = now
    if approval.status not in set(TemplateStatus):
        return
    status = TemplateStatus(approval.status)
    if status in _BAD and row.status not in _BAD:
        session.add(Attention(kind=AttentionKind.DELIVERY, reason=STOPPED, summary=row.name, at=now))
    elif status not in _BAD:
        _settle(session, row.name, now)
    row.status, row.reason = status, approval.reason


def _settle(session: Session, name: str, now: datetime) -> None:
    """What the owner was told of it is true no more."""
    session.exec(
        sa.update(Attention)
        .where(
            col(Attention.kind) == AttentionKind.DELIVERY,
            col(Attention.reason) == STOPPED,
            col(Attention.summary) == name,
            col(Attention.resolved_at).is_(None),
        )
        .values(resolved_at=now)
    )


def _is_due(row: Template, now: datetime) -> bool:
    if row.status in WAITING:
        return row.checked_at is None or now - row.checked_at >= LOOKED_AT_EVERY
    if row.status is TemplateStatus.UNSUBMITTED:
        return False
    return row.checked_at is None or now - row.checked_at >= LOOKED_AT_DAILY


def _ours(session: Session) -> SelectOfScalar[Template]:
    return select(Template).where(col(Template.account) == ways_of(session).account)
