"""What understanding needs to know of a shop, from its tables."""

from collections.abc import Sequence
from functools import lru_cache

from sqlmodel import Session

from booking_bot.language.frame import Term, Vocabulary
from booking_bot.models import Resource, Service
from booking_bot.services import catalogue
from booking_bot.services.catalogue import Catalogue
from booking_bot.services.file_form.hours import openings


def vocabulary_of(session: Session) -> Vocabulary:
    return vocabulary_in(catalogue.read(session))


@lru_cache(maxsize=8)
def vocabulary_in(shop: Catalogue) -> Vocabulary:
    """What is no longer active is left out."""
    business = shop.business
    return Vocabulary(
        services=_terms(shop.services),
        staff=_terms(shop.staff),
        hours=openings(business.hours),
        country=business.country,
        subdivision=business.subdivision,
        locale=business.locale,
    )


def _terms(rows: Sequence[Service] | Sequence[Resource]) -> tuple[Term, ...]:
    return tuple(Term(row.slug, row.name, tuple(row.aliases)) for row in rows if row.active)
