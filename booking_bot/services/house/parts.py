"""What of a business can be changed, by the words that the audit keeps."""

from enum import StrEnum


class Part(StrEnum):
    HOURS = "hours_changed"
    HOLIDAYS = "holidays_changed"
    DAYS = "days_changed"
    SERVICES = "services_changed"
    STAFF = "staff_changed"
    ROOMS = "rooms_changed"
    QUESTIONS = "questions_changed"
    FACTS = "facts_changed"
    RULES = "rules_changed"
    NOTICES = "notices_changed"
    WORDS = "words_changed"
