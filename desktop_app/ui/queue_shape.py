"""Where the parts of a row of the queue stand, and in which fonts."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QFontMetrics

from desktop_app.ui.badges import every_badge
from desktop_app.ui.text import translate

EDGE = 12
BOX = 15
GAP = 12
INDENT = 16
ICON = 14
NARROW = 560
"""Below this width the post's column gives way to the excerpt's line."""


class Fonts:
    """The fonts of a row and what they measure."""

    def __init__(self, font: QFont) -> None:
        self.plain, self.bold, self.small = QFont(font), QFont(font), QFont(font)
        self.bold.setWeight(QFont.Weight.DemiBold)
        self.small.setPointSizeF(font.pointSizeF() * 0.92)
        self.of_plain, self.of_bold, self.of_small = map(QFontMetrics, (self.plain, self.bold, self.small))
        self.line = self.of_plain.height()
        self.row_height = 2 * self.line + 15
        self.heading_height = self.line + 13
        widest = max(self.of_small.horizontalAdvance(badge.text) for badge in every_badge())
        self.badge_width = widest + ICON + 24
        self.short_age_width = self.of_plain.horizontalAdvance("00 min")
        self.age_width = max(map(self.of_small.horizontalAdvance, (translate("Kind", "trackback"), "00.00.0000")))

    def metrics(self, font: QFont) -> QFontMetrics:
        """Return what one of these fonts measures."""
        if font is self.plain:
            return self.of_plain
        return self.of_bold if font is self.bold else self.of_small


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the parts of a row stand, left to right, in the row's own coordinates."""

    box: QRect
    badge: QRect
    text: QRect
    post: QRect
    age: QRect


def columns(fonts: Fonts, size: QSize, *, is_grouped: bool) -> Columns:
    """Divide a row. The text keeps its edge whatever the badge; a narrow queue has no column for posts."""
    width, height = size.width(), size.height()
    indent = INDENT if is_grouped else 0
    box = QRect(EDGE + indent, (height - BOX) // 2, BOX, BOX)
    badge_x = box.right() + 1 + GAP
    is_narrow = width < NARROW
    age_width = fonts.short_age_width if is_narrow else fonts.age_width
    age_x = width - EDGE - age_width
    post_width = 0 if is_narrow else min(200, max(110, (width - fonts.badge_width) // 4))
    post_x = age_x - GAP - post_width if post_width else age_x
    text_x = badge_x + fonts.badge_width + 4
    return Columns(
        box,
        QRect(badge_x, 0, fonts.badge_width, height),
        QRect(text_x, 0, max(40, post_x - GAP - text_x), height),
        QRect(post_x, 0, post_width, height),
        QRect(age_x, 0, age_width, height),
    )
