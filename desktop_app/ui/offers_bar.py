"""Above the queue: groups that can be selected in one gesture, and word of what has arrived."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop_app.core.evidence import Flag, Verdict
from desktop_app.core.queue import Offer
from desktop_app.ui.badges import badge_for
from desktop_app.ui.flow_row import FlowRow
from desktop_app.ui.push_button import push_button
from desktop_app.ui.text import number, plain_label, set_tool_tip, translate, without_mnemonics, wrapped_label

_LONGEST_WORDS = 32
_HIGHEST = 120
"""With a message of several lines."""


class OffersBar(QWidget):
    """``chosen`` carries the `Offer` whose linkbacks are to be selected."""

    chosen = Signal(object)
    news_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("offersBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label = plain_label(translate("Offers", "Select:"), role="muted")
        self._message = wrapped_label(name="searchMessage", role="bad")
        self._row = FlowRow()
        self._news = push_button("", "newsButton", role="news")
        self._news.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._news.clicked.connect(self.news_requested)
        self._news.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 12, 7)
        row.setSpacing(8)
        row.addWidget(self._label)
        row.addWidget(self._message, 1)
        row.addWidget(self._row, 1)
        row.addWidget(self._news)
        self._height = self._news.sizeHint().height() + 15
        self.setMinimumHeight(self._height)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.show_offers([])

    @Slot(object)
    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Offer these groups."""
        self._row.show_widgets([_Chip(offer, self._choose) for offer in offers])
        self._label.setVisible(bool(offers))
        self._row.show()
        self._message.hide()
        self.setMaximumHeight(self._height)

    def show_message(self, text: str) -> None:
        """Say in place of the offers why nothing can be searched."""
        self._message.setText(text)
        self._message.show()
        self.setMaximumHeight(_HIGHEST)
        self._label.hide()
        self._row.hide()

    def show_news(self, new: int, *, has_changed: bool) -> None:
        """Say that there is more than what is shown, without moving anything."""
        text = translate("Offers", "%Ln new", None, new) if new else translate("Offers", "List has changed")
        self._news.setText(translate("Offers", "{news} – show").format(news=text))
        self._news.setVisible(bool(new) or has_changed)

    def _choose(self, offer: Offer) -> None:
        self.chosen.emit(offer)


class _Chip(QPushButton):
    """One offer."""

    def __init__(self, offer: Offer, choose: Callable[[Offer], None]) -> None:
        super().__init__()
        self._offer = offer
        self._choose = choose
        words = offer_text(offer)
        shown = words if len(words) <= _LONGEST_WORDS else words[: _LONGEST_WORDS - 1].rstrip() + "…"
        self.setAutoDefault(True)  # Enter presses it
        self.setText(without_mnemonics(f"{shown} · {number(offer.count)}"))
        set_tool_tip(self, words)
        self.setProperty("role", "chip")
        self.setObjectName(f"offer_{offer.by}_{offer.value}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        many = translate("Offers", "Select %Ln linkback(s)", None, offer.count)
        self.setAccessibleName(f"{many}: {words}")
        self.clicked.connect(self._on_self_clicked)

    @Slot()
    def _on_self_clicked(self) -> None:
        self._choose(self._offer)


def offer_text(offer: Offer) -> str:
    """Return what an offer's linkbacks have in common."""
    makers: Mapping[str, Callable[[str], str]] = {
        "verdict": lambda value: _as_inner_words(badge_for(Verdict(value), frozenset()).text),
        "flag": _linked_but,
        "sender": lambda value: translate("Offers", "from {sender}").format(sender=" ".join(value.split())),
    }
    maker = makers.get(offer.by)
    return offer.value if maker is None else maker(offer.value)


def _linked_but(flag: str) -> str:
    return _as_inner_words(badge_for(Verdict.LINKED, frozenset({Flag(flag)})).text.replace(" · ", ", "))


def _as_inner_words(text: str) -> str:
    return text[:1].lower() + text[1:]
