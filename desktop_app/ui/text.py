"""All text on its way to the screen: translation, strangers' words kept literal, times and numbers."""

import html
from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QMessageBox, QSizePolicy, QSpacerItem, QWidget

_MINUTE_S = 60
_HOUR_S = 60 * _MINUTE_S
_DAY_S = 24 * _HOUR_S
_DAYS_BEFORE_DATES = 60
_LEAST_BOX = 420
_TITLE_BAR = 160
"""Room for the buttons beside a window's title."""


def translate(context: str, source: str, comment: str | None = None, n: int = -1) -> str:
    """Return ``source`` in the user's language, its plural chosen by ``n``; the signature lupdate knows."""
    return QCoreApplication.translate(context, source, comment, n)


def marked(context: str, source: str) -> str:
    """Return ``source`` as it is: for texts in tables, which are translated when they are shown."""
    del context
    return source


def plain_label(text: str = "", parent: QWidget | None = None, *, name: str = "", role: str = "") -> QLabel:
    """Return a label that never takes its text for rich text; ``role`` is what the style sheet goes by."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setObjectName(name)
    if role:
        label.setProperty("role", role)
    return label


def wrapped_label(text: str = "", parent: QWidget | None = None, *, name: str = "", role: str = "") -> QLabel:
    """Return a `plain_label` that wraps and whose text can be selected and copied."""
    label = plain_label(text, parent, name=name, role=role)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def tooltip(text: str) -> str:
    """Return ``text`` for a tool tip: escaped, for Qt guesses there whether it is rich text."""
    return f"<span>{html.escape(text)}</span>" if text else ""


def set_tool_tip(widget: QWidget, text: str) -> None:
    """Give ``widget`` a tool tip of literal text."""
    widget.setToolTip(tooltip(text))


def without_mnemonics(text: str) -> str:
    """Return ``text`` for a button or an action, its ampersands literal."""
    return text.replace("&", "&&")


def plain_message(
    parent: QWidget, *, icon: QMessageBox.Icon, title: str, text: str, explanation: str = ""
) -> QMessageBox:
    """Return a message box for plain text that forgets itself when closed; the caller opens it."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(icon)
    box.setWindowTitle(title)
    box.setText(text)
    box.setInformativeText(explanation)
    return box


def keep_title_whole(box: QMessageBox) -> None:
    """Make a message box wide enough for its window's title."""
    layout = box.layout()
    width = box.fontMetrics().horizontalAdvance(box.windowTitle()) + _TITLE_BAR
    if isinstance(layout, QGridLayout):
        spacer = QSpacerItem(max(width, _LEAST_BOX), 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        layout.addItem(spacer, layout.rowCount(), 0, 1, layout.columnCount())


def number(value: int) -> str:
    """Return ``value`` with the user's digits and separators."""
    return QLocale().toString(value)


def age(moment: datetime, now: datetime) -> str:
    """Return how long ago ``moment`` was, in the few letters of the queue's last column."""
    seconds = (now - moment).total_seconds()
    if seconds < _MINUTE_S:
        return translate("Age", "now")
    if seconds < _HOUR_S:
        return translate("Age", "%Ln min", None, int(seconds // _MINUTE_S))
    if seconds < _DAY_S:
        return translate("Age", "%Ln h", None, int(seconds // _HOUR_S))
    if seconds < _DAYS_BEFORE_DATES * _DAY_S:
        return translate("Age", "%Ln d", None, int(seconds // _DAY_S))
    return QLocale().toString(_local(moment).date(), QLocale.FormatType.ShortFormat)


def ago(moment: datetime, now: datetime) -> str:
    """Return how long ago ``moment`` was, in words."""
    seconds = (now - moment).total_seconds()
    if seconds < _MINUTE_S:
        return translate("Age", "just now")
    if seconds < _HOUR_S:
        return translate("Age", "%Ln minute(s) ago", None, int(seconds // _MINUTE_S))
    if seconds < _DAY_S:
        return translate("Age", "%Ln hour(s) ago", None, int(seconds // _HOUR_S))
    return moment_text(moment, now)


def moment_text(moment: datetime, now: datetime) -> str:
    """Return date and time as a sentence's part: “today 09:14” or the user's short form."""
    local, today = _local(moment), _local(now).date()
    clock = QLocale().toString(local.time(), QLocale.FormatType.ShortFormat)
    if local.date() == today:
        return translate("Age", "today {time}").format(time=clock)
    if local.date().daysTo(today) == 1:
        return translate("Age", "yesterday {time}").format(time=clock)
    day = QLocale().toString(local.date(), QLocale.FormatType.ShortFormat)
    return translate("Age", "{date} {time}").format(date=day, time=clock)


def clock_text(moment: datetime) -> str:
    """Return the time of day of ``moment``."""
    return QLocale().toString(_local(moment).time(), QLocale.FormatType.ShortFormat)


def seconds_left(seconds: float) -> str:
    """Return an estimate of the time that some work still takes."""
    if seconds < _MINUTE_S:
        return translate("Progress", "%Ln s left", None, max(1, round(seconds)))
    return translate("Progress", "%Ln min left", None, round(seconds / _MINUTE_S))


def utc_now() -> datetime:
    """Return the present moment, aware."""
    return datetime.now(UTC)


def joined(parts: Sequence[str]) -> str:
    """Return the parts that are not empty, set apart by middle dots."""
    return " · ".join(part for part in parts if part)


def _local(moment: datetime) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
