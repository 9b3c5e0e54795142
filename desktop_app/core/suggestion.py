"""What Pingdesk would do, and why; the user decides."""

from dataclasses import dataclass
from enum import StrEnum


class Suggestion(StrEnum):
    """The three opinions Pingdesk may have of a linkback."""

    APPROVE = "approve"
    SPAM = "spam"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Opinion:
    """A suggestion with its score (higher: more probably genuine) and its reasons, strongest first."""

    suggestion: Suggestion
    score: int
    reasons: tuple[str, ...]
