"""Acts in words: while they are under way, and when the sites have answered."""

from desktop_app.core.decision import Action
from desktop_app.ui.text import translate


def doing_text(action: Action, count: int) -> str:
    """Return what is being done to ``count`` linkbacks."""
    if action is Action.APPROVE:
        return translate("Act", "Approving %Ln", None, count)
    if action is Action.HOLD:
        return translate("Act", "Unapproving %Ln", None, count)
    if action is Action.SPAM:
        return translate("Act", "Marking %Ln as spam", None, count)
    if action is Action.UNSPAM:
        return translate("Act", "Marking %Ln as not spam", None, count)
    if action is Action.TRASH:
        return translate("Act", "Moving %Ln to the trash", None, count)
    if action is Action.RESTORE:
        return translate("Act", "Restoring %Ln", None, count)
    return translate("Act", "Deleting %Ln permanently", None, count)


def done_text(action: Action, count: int) -> str:
    """Return what was done to ``count`` linkbacks."""
    if action is Action.APPROVE:
        return translate("Act", "%Ln approved", None, count)
    if action is Action.HOLD:
        return translate("Act", "%Ln unapproved", None, count)
    if action is Action.SPAM:
        return translate("Act", "%Ln marked as spam", None, count)
    if action is Action.UNSPAM:
        return translate("Act", "%Ln marked as not spam", None, count)
    if action is Action.TRASH:
        return translate("Act", "%Ln moved to the trash", None, count)
    if action is Action.RESTORE:
        return translate("Act", "%Ln restored", None, count)
    return translate("Act", "%Ln deleted permanently", None, count)


def on_sites_text(count: int) -> str:
    """Return on how many sites, with a blank before; nothing for a single one."""
    return " " + translate("Act", "on %Ln site(s)", None, count) if count > 1 else ""
