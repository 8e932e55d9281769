"""What the rules of sending look up of each person, read at once where many are written to.

Within `foreseen` the lookups of these people are answered from here; anything else is read as ever.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session, col, select

from booking_bot.models import Business, Consent, Identity, IdentityKind, Template, TemplateStatus
from booking_bot.services.ways import ways_of

TemplateKey = tuple[str, str, str]  # name, language, fingerprint


@dataclass(frozen=True, slots=True)
class _Foreseen:
    consents: Mapping[int, Sequence[Consent]]
    phones: Mapping[int, str | None]
    business: Business | None
    templates: Mapping[TemplateKey, str]


@contextmanager
def foreseen(session: Session, customers: Collection[int]) -> Iterator[None]:
    """Read what concerns these people, in four statements. Nothing of it may be changed meanwhile."""
    session.info[_Foreseen] = _Foreseen(
        _consents(session, customers),
        dict.fromkeys(customers) | _phones(session, customers),
        session.exec(select(Business)).first(),
        _templates(session),
    )
    try:
        yield
    finally:
        del session.info[_Foreseen]


def consents_of(session: Session, customer_id: int) -> Sequence[Consent]:
    """What they allowed and forbade, oldest first."""
    known = _known(session)
    if known is not None and customer_id in known.phones:
        return known.consents.get(customer_id, ())
    return _consents(session, [customer_id]).get(customer_id, ())


def phone_of(session: Session, customer_id: int) -> str | None:
    known = _known(session)
    if known is not None and customer_id in known.phones:
        return known.phones[customer_id]
    return _phones(session, [customer_id]).get(customer_id)


def business_of(session: Session) -> Business | None:
    known = _known(session)
    return known.business if known is not None else session.exec(select(Business)).first()


def approved(session: Session, key: TemplateKey) -> str | None:
    """The provider's id of that text, as long as it may be used."""
    known = _known(session)
    return (known.templates if known is not None else _templates(session, key)).get(key)


def _known(session: Session) -> _Foreseen | None:
    found = session.info.get(_Foreseen)
    return found if isinstance(found, _Foreseen) else None


def _consents(session: Session, customers: Collection[int]) -> dict[int, list[Consent]]:
    said: dict[int, list[Consent]] = defaultdict(list)
    for row in session.exec(
        select(Consent).where(col(Consent.customer_id).in_(customers)).order_by(col(Consent.id))
    ):
        said[row.customer_id].append(row)
    return said


def _phones(session: Session, customers: Collection[int]) -> dict[int, str | None]:
    """The first that is known of each."""
    found = session.exec(
        select(Identity.customer_id, Identity.value)
        .where(col(Identity.customer_id).in_(customers), col(Identity.kind) == IdentityKind.PHONE)
        .order_by(col(Identity.id).desc())
    )
    return dict(found.all())


def _templates(session: Session, key: TemplateKey | None = None) -> dict[TemplateKey, str]:
    wanted = select(Template).where(
        col(Template.account) == ways_of(session).account, col(Template.status) == TemplateStatus.APPROVED
    )
    if key is not None:
        name, language, fingerprint = key
        wanted = wanted.where(
            col(Template.name) == name,
            col(Template.language) == language,
            col(Template.fingerprint) == fingerprint,
        )
    return {(row.name, row.language, row.fingerprint): row.sid for row in session.exec(wanted) if row.sid}
