"""What the middle pane says when there is nothing to list: the welcome before any site, or why a view is empty."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.query import View
from desktop_app.ui import icons
from desktop_app.ui.text import plain_label, translate, without_mnemonics
from desktop_app.ui.theme import Theme

_BIG = 44


def _centred(text: str, role: str, *, name: str = "") -> QLabel:
    label = plain_label(text, role=role, name=name)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    return label


class EmptyState(QWidget):
    """Says why a view is empty: finished, nothing found, or still looking."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("emptyState")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._icon_name = "verified"
        self._is_misunderstood = False
        self._picture = plain_label()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = _centred("", "title", name="emptyTitle")
        self._text = _centred("", "muted", name="emptyText")
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 20, 40, 60)
        column.setSpacing(8)
        column.addStretch(2)
        for part in (self._picture, self._title, self._text):
            column.addWidget(part)
        column.addStretch(3)
        theme.changed.connect(self._on_theme_changed)

    def explain(self, view: View, *, is_searching: bool, is_loading: bool, is_out_of_reach: bool) -> None:
        """Say why there is nothing."""
        title, text, self._icon_name = _view_words(view)
        if self._is_misunderstood:
            self._say_misunderstood()
            return
        if is_searching:
            title, self._icon_name = translate("Empty", "Nothing matches"), "search"
            text = translate(
                "Empty", "No linkback in this view fits the search. Press Esc in the search box to see all."
            )
        elif is_loading:
            title, self._icon_name = translate("Empty", "Looking …"), "refresh"
            text = translate("Empty", "Your sites are being asked for their linkbacks.")
        elif is_out_of_reach:
            title, self._icon_name = translate("Empty", "Nothing known of this site"), "unreachable"
            text = translate("Empty", "As soon as it can be asked again, its linkbacks appear here.")
        self._title.setText(title)
        self._text.setText(text)
        self._on_theme_changed()

    def show_misunderstood(self, *, is_misunderstood: bool) -> None:
        """Until told otherwise, say that nothing was searched, instead of that nothing was found."""
        self._is_misunderstood = is_misunderstood
        if is_misunderstood:
            self._say_misunderstood()

    def _say_misunderstood(self) -> None:
        self._icon_name = "question"
        self._title.setText(translate("Empty", "Not searched yet"))
        self._text.setText(translate("Empty", "Something in the search box cannot be understood; see above."))
        self._on_theme_changed()

    @Slot()
    def _on_theme_changed(self) -> None:
        token = "good" if self._icon_name == "verified" else "muted"
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(icons.pixmap(self._icon_name, self._theme.tokens[token], _BIG, ratio))


def _view_words(view: View) -> tuple[str, str, str]:
    if view in {View.TO_REVIEW, View.SUGGESTED_SPAM, View.VERIFIED}:
        title = translate("Empty", "All done") if view is View.TO_REVIEW else translate("Empty", "Nothing here")
        return title, translate("Empty", "No pingback or trackback waits for you in this view."), "verified"
    if view in {View.NO_LINK, View.NOT_CHECKED}:
        return (
            translate("Empty", "Nothing here"),
            translate("Empty", "No pending linkback has such a result."),
            "verified",
        )
    if view is View.OUTBOX:
        text = translate("Empty", "Every decision has reached its site.")
        return translate("Empty", "The outbox is empty"), text, "outbox"
    icon = {View.SPAM: "spam-folder", View.APPROVED: "check"}.get(view, "trash")
    return translate("Empty", "Nothing here"), translate("Empty", "No linkback has this status."), icon


class Welcome(QWidget):
    """Explains the program before any site is there."""

    def __init__(self, theme: Theme, add_site: QAction) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._pictures: list[tuple[QLabel, str, str]] = []
        self._lay_out(add_site)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def _promise_grid(self) -> QGridLayout:
        steps = QGridLayout()
        steps.setHorizontalSpacing(14)
        steps.setVerticalSpacing(14)
        for line, (icon, token, text) in enumerate(_promises()):
            picture, words = plain_label(), plain_label(text)
            words.setWordWrap(True)
            words.setMinimumWidth(380)
            self._pictures.append((picture, icon, token))
            steps.addWidget(picture, line, 1, Qt.AlignmentFlag.AlignTop)
            steps.addWidget(words, line, 2)
        steps.setColumnStretch(0, 1)
        steps.setColumnStretch(3, 1)
        return steps

    def _lay_out(self, add_site: QAction) -> None:
        logo = plain_label()
        logo.setPixmap(icons.app_icon().pixmap(56, 56))
        logo.setAlignment(Qt.AlignmentFlag.AlignCenter)
        button = QPushButton(without_mnemonics(translate("Welcome", "Add a site")))
        button.setObjectName("welcomeAddSite")
        button.setProperty("role", "primary")
        button.setAutoDefault(True)  # Enter presses it
        button.clicked.connect(add_site.trigger)
        self.setFocusProxy(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 20, 40, 40)
        column.setSpacing(14)
        column.addStretch(2)
        column.addWidget(logo)
        column.addWidget(_centred(translate("Welcome", "Who really links to you?"), "hero"))
        text = translate(
            "Welcome", "Pingdesk shows the pingbacks and trackbacks of all your WordPress sites, with proof."
        )
        column.addWidget(_centred(text, "muted"))
        column.addSpacing(12)
        column.addLayout(self._promise_grid())
        column.addSpacing(12)
        column.addWidget(button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(3)

    @Slot()
    def _on_theme_changed(self) -> None:
        for label, icon, token in self._pictures:
            label.setPixmap(icons.pixmap(icon, self._theme.tokens[token], 20, self.devicePixelRatioF()))


def _promises() -> tuple[tuple[str, str, str], ...]:
    return (
        ("verified", "good", translate("Welcome", "Each source page is read and checked for a link to your post.")),
        ("group", "accent", translate("Welcome", "Decide one by one or hundreds at once, over all your sites.")),
        ("undo", "accent", translate("Welcome", "Everything but deleting permanently can be undone.")),
        (
            "key",
            "accent",
            translate("Welcome", "Your password is kept in your system's keyring and goes to your site only."),
        ),
    )
