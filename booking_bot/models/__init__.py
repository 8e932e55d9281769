"""The tables, by subject: business, customers, appointments, messaging, access."""

from booking_bot.models.access import ApiToken, Audit, IdempotentAnswer, LoginFailure, Role, User
from booking_bot.models.appointments import Appointment, Occupancy, Source
from booking_bot.models.base import metadata, row_id
from booking_bot.models.business import (
    Absence,
    Business,
    ConfirmRule,
    Faq,
    Resource,
    ResourceKind,
    Service,
    ServiceResource,
    ServiceStaff,
    SpecialHours,
    Tone,
    WeekHours,
)
from booking_bot.models.customers import (
    Consent,
    ConsentKind,
    ConsentSource,
    Customer,
    CustomerAnswer,
    Identity,
    IdentityKind,
)
from booking_bot.models.messaging import (
    Attention,
    AttentionKind,
    ChannelName,
    Conversation,
    Delivery,
    Direction,
    Holder,
    Message,
    MessageKind,
    Outbox,
)

__all__ = [
    "Absence", "ApiToken", "Appointment", "Attention", "AttentionKind", "Audit", "Business",
    "ChannelName", "ConfirmRule", "Consent", "ConsentKind", "ConsentSource", "Conversation", "Customer",
    "CustomerAnswer", "Delivery", "Direction", "Faq", "Holder", "IdempotentAnswer", "Identity",
    "IdentityKind", "LoginFailure", "Message", "MessageKind", "Occupancy", "Outbox", "Resource",
    "ResourceKind", "Role", "Service", "ServiceResource", "ServiceStaff", "Source", "SpecialHours",
    "Tone", "User", "WeekHours", "metadata", "row_id",
]  # fmt: skip
