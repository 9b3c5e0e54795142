"""Acts in words: while they are under way, and when the sites have answered."""

from desktop_app.core.decision import Action
from desktop_app.ui.text import translate


def doing_text(action: Action, count: int) -> str:
    """Return what is being done to ``count`` linkbacks."""
    return {
        Action.APPROVE: translate("Act", "Approving %Ln", None, count),
        Action.HOLD: translate("Act", "Unapproving %Ln", None, count),
        Action.SPAM: translate("Act", "Marking %Ln as spam", None, count),
        Action.UNSPAM: translate("Act", "Marking %Ln as not spam", None, count),
        Action.TRASH: translate("Act", "Moving %Ln to the trash", None, count),
        Action.RESTORE: translate("Act", "Restoring %Ln", None, count),
        Action.DELETE: translate("Act", "Deleting %Ln permanently", None, count),
    }[action]


def done_text(action: Action, count: int) -> str:
    """Return what was done to ``count`` linkbacks."""
    return {
        Action.APPROVE: translate("Act", "%Ln approved", None, count),
        Action.HOLD: translate("Act", "%Ln unapproved", None, count),
        Action.SPAM: translate("Act", "%Ln marked as spam", None, count),
        Action.UNSPAM: translate("Act", "%Ln marked as not spam", None, count),
        Action.TRASH: translate("Act", "%Ln moved to the trash", None, count),
        Action.RESTORE: translate("Act", "%Ln restored", None, count),
        Action.DELETE: translate("Act", "%Ln deleted permanently", None, count),
    }[action]


def on_sites_text(count: int) -> str:
    """Return on how many sites, with a blank before; nothing for a single one."""
    return " " + translate("Act", "on %Ln site(s)", None, count) if count > 1 else ""
