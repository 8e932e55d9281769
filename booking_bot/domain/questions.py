"""The questions that are asked outside the turns, and so wait for whatever the customer writes next."""

from enum import StrEnum


class QuestionKind(StrEnum):
    REMINDER = "reminder"  # will they come?
    SURVEY = "survey"  # how was it?
    RECALL = "recall"  # it is due again: shall a time be found?
    FOLLOW_UP = "follow_up"  # they did not come: another time?
    WAITLIST = "waitlist"  # a place that came free
    PROPOSAL = "proposal"  # another time that the owner proposes for what was requested
    OTHERWISE = "otherwise"  # what the shop could not keep: how it is instead
    QUOTE = "quote"  # what it costs, and whether to do it
