"""The tables, by subject: business, customers, appointments, messaging, waiting list, media, access,
orders, calendars, imports, and who is told what happens."""

from booking_bot.domain.questions import QuestionKind
from booking_bot.models.access import (
    ApiToken,
    Audit,
    IdempotentAnswer,
    Invitation,
    InvitationPurpose,
    LoginFailure,
    RecoveryCode,
    Role,
    User,
)
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
from booking_bot.models.calendars import CalendarFeed, ExternalCalendar
from booking_bot.models.contents import Content
from booking_bot.models.customers import (
    Consent,
    ConsentKind,
    ConsentSource,
    Customer,
    CustomerAnswer,
    CustomerTag,
    Identity,
    IdentityKind,
)
from booking_bot.models.deposits import Deposit, DepositStatus
from booking_bot.models.disruptions import Affected, AffectedStatus, Disruption, DisruptionKind
from booking_bot.models.hooks import HookTelling, Subscription, TellingStatus
from booking_bot.models.imports import Import, ImportKind, ImportStatus
from booking_bot.models.media import Attachment, MediaStatus
from booking_bot.models.messaging import (
    Attention,
    AttentionKind,
    CannedReply,
    ChannelName,
    Conversation,
    ConversationLabel,
    Delivery,
    Direction,
    Holder,
    Message,
    MessageKind,
    Note,
    Outbox,
)
from booking_bot.models.misses import NotUnderstood
from booking_bot.models.notices import Notice, NoticeStatus, Rating
from booking_bot.models.orders import ConnectionKind, Order, OrderEvent, ShopConnection, ShopEvent
from booking_bot.models.proposals import Proposal
from booking_bot.models.questions import OpenQuestion
from booking_bot.models.quotes import Quote, QuoteStatus
from booking_bot.models.settings import Draft, OwnText, SecretSetting
from booking_bot.models.standing import Standing, StandingException
from booking_bot.models.templates import Template, TemplateStatus
from booking_bot.models.waiting import FreedPlace, OfferStatus, WaitEntry, WaitOffer, WaitStatus
from booking_bot.models.watches import Watch

__all__ = [
    "Absence",
    "Affected",
    "AffectedStatus",
    "ApiToken",
    "Appointment",
    "Attachment",
    "Attention",
    "AttentionKind",
    "Audit",
    "Business",
    "CalendarFeed",
    "CannedReply",
    "ChannelName",
    "ConfirmRule",
    "ConnectionKind",
    "Consent",
    "ConsentKind",
    "ConsentSource",
    "Content",
    "Conversation",
    "ConversationLabel",
    "Customer",
    "CustomerAnswer",
    "CustomerTag",
    "Delivery",
    "Deposit",
    "DepositStatus",
    "Direction",
    "Disruption",
    "DisruptionKind",
    "Draft",
    "ExternalCalendar",
    "Faq",
    "FreedPlace",
    "Holder",
    "HookTelling",
    "IdempotentAnswer",
    "Identity",
    "IdentityKind",
    "Import",
    "ImportKind",
    "ImportStatus",
    "Invitation",
    "InvitationPurpose",
    "LoginFailure",
    "MediaStatus",
    "Message",
    "MessageKind",
    "NotUnderstood",
    "Note",
    "Notice",
    "NoticeStatus",
    "Occupancy",
    "OfferStatus",
    "OpenQuestion",
    "Order",
    "OrderEvent",
    "Outbox",
    "OwnText",
    "Proposal",
    "QuestionKind",
    "Quote",
    "QuoteStatus",
    "Rating",
    "RecoveryCode",
    "Resource",
    "ResourceKind",
    "Role",
    "SecretSetting",
    "Service",
    "ServiceResource",
    "ServiceStaff",
    "ShopConnection",
    "ShopEvent",
    "Source",
    "SpecialHours",
    "Standing",
    "StandingException",
    "Subscription",
    "TellingStatus",
    "Template",
    "TemplateStatus",
    "Tone",
    "User",
    "WaitEntry",
    "WaitOffer",
    "WaitStatus",
    "Watch",
    "WeekHours",
    "metadata",
    "row_id",
]
