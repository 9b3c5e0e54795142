"""What an operation altered, so that each view can decide whether to look again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """Flags returned by every operation that writes to the store."""

    linkbacks: bool = False
    evidence: bool = False
    outbox: bool = False
    sites: bool = False
    settings: bool = False

    def __or__(self, other: "Changes") -> "Changes":
        """Return what either of both altered."""
        return Changes(
            linkbacks=self.linkbacks or other.linkbacks,
            evidence=self.evidence or other.evidence,
            outbox=self.outbox or other.outbox,
            sites=self.sites or other.sites,
            settings=self.settings or other.settings,
        )
