"""The passage around the link, painted from plain text: nothing is fetched, run or interpreted by looking."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor, QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop_app.core.evidence import Evidence, FoundLink, Verdict
from desktop_app.core.queue import Detail
from desktop_app.ui.badges import badge_for
from desktop_app.ui.text import translate
from desktop_app.ui.theme import Theme

_MOST_PASSAGES = 3
_LINE_HEIGHT_PERCENT = 132.0
_LARGER = 1.06


class Preview(QTextEdit):
    """Shows where the source links to the post, or how the source begins."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._detail: Detail | None = None
        self.setObjectName("preview")
        self.setAccessibleName(translate("Preview", "The passage around the link"))
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(16)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * _LARGER)
        self.setFont(font)
        theme.changed.connect(self._on_theme_changed)

    def show_detail(self, detail: Detail | None) -> None:
        """Show a linkback's source."""
        self._detail = detail
        self.clear()
        if detail is None:
            return
        evidence = detail.evidence
        links = passages(evidence) if evidence is not None else []
        if evidence is None:
            self._paragraph(translate("Preview", "Not checked yet. Press V to look at the source now."), "muted")
        elif links:
            for link in links:
                self._passage(link, detail)
        else:
            self._without_link(evidence)
        self._compare(detail)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    @Slot()
    def _on_size_changed(self) -> None:
        self.setFixedHeight(max(60, round(self.document().size().height())))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave scrolling to the page around."""
        event.ignore()

    def _passage(self, link: FoundLink, detail: Detail) -> None:
        start, end = anchor_span(link)
        cursor = self._new_block()
        if not link.visible:
            cursor.insertText(
                translate("Preview", "Invisible to a reader: "), self._format("bad", weight=QFont.Weight.DemiBold)
            )
        cursor.insertText(link.context[:start], self._format("text"))
        tone = badge_for(detail.row.verdict, detail.row.flags).tone
        marked = self._format(tone, weight=QFont.Weight.DemiBold)
        marked.setBackground(self._colour(f"{tone}_fill"))
        marked.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        cursor.insertText(link.context[start:end] or link.href, marked)
        cursor.insertText(link.context[end:], self._format("text"))

    def _without_link(self, evidence: Evidence) -> None:
        if evidence.excerpt:
            self._paragraph(_caption(evidence.verdict), "muted")
            self._paragraph(evidence.excerpt, "text")
        elif evidence.verdict is Verdict.UNCHECKED:
            self._paragraph(translate("Preview", "The last check has expired. Press V to look again."), "muted")
        else:
            self._paragraph(evidence.reason, "muted")

    def _compare(self, detail: Detail) -> None:
        """Add what the sender claims, where nothing on the page backs it."""
        if detail.row.verdict is Verdict.LINKED or not detail.row.excerpt.strip():
            return
        self._paragraph(translate("Preview", "What the sender sent:"), "muted")
        self._paragraph(detail.row.excerpt.strip(), "text")

    def _paragraph(self, text: str, token: str) -> None:
        self._new_block().insertText(text, self._format(token))

    def _new_block(self) -> QTextCursor:
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        shape = QTextBlockFormat()
        shape.setLineHeight(_LINE_HEIGHT_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        shape.setBottomMargin(10)
        if self.document().isEmpty():
            cursor.setBlockFormat(shape)
        else:
            cursor.insertBlock(shape, QTextCharFormat())
        return cursor

    def _format(self, token: str, weight: QFont.Weight = QFont.Weight.Normal) -> QTextCharFormat:
        shape = QTextCharFormat()
        shape.setForeground(self._colour(token))
        shape.setFontWeight(weight)
        return shape

    def _colour(self, token: str) -> QColor:
        return self._theme.colour(token)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.show_detail(self._detail)


def _caption(verdict: Verdict) -> str:
    if verdict is Verdict.LINKED:
        return translate("Preview", "There is no text around the link. The page begins:")
    if verdict is Verdict.MENTION:
        return translate("Preview", "The page names your post but does not link to it. It begins:")
    return translate("Preview", "No link to your post was found. The page begins:")


def passages(evidence: Evidence) -> list[FoundLink]:
    """Return the links worth showing: those to the post, else those to the site."""
    with_text = [link for link in evidence.links if link.context.strip()]
    to_target = [link for link in with_text if link.to_target]
    return (to_target or with_text)[:_MOST_PASSAGES]


def anchor_span(link: FoundLink) -> tuple[int, int]:
    """Return where the anchor text starts and ends in the passage; both at its end if it has none."""
    if link.anchor_at is None or not 0 <= link.anchor_at <= len(link.context):
        return len(link.context), len(link.context)
    return link.anchor_at, min(len(link.context), link.anchor_at + len(link.text))
