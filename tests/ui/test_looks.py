"""What the window says and in which colours: badges, contrast, words."""

import importlib.util
import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.core.decision import Action, ItemResult, Result
from desktop_app.core.evidence import Flag, Verdict
from desktop_app.core.linkback import Status
from desktop_app.ui import icons, text
from desktop_app.ui.badges import badge_for, every_badge, flag_text, status_text
from desktop_app.ui.operations import receipt
from desktop_app.ui.theme import DARK, LIGHT, Theme, style_sheet
from tests.ui.workbench import HOSTILE

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


# Badges


def test_every_verdict_and_flag_has_words_an_icon_and_a_tone(theme: Theme) -> None:
    for verdict in Verdict:
        for flag in (None, *Flag):
            badge = badge_for(verdict, frozenset({flag} if flag else ()))
            assert badge.text
            assert icons.resource(f"icons/{badge.icon}.svg")
            assert f"{badge.tone}_fill" in theme.tokens


def test_no_two_different_tones_share_an_icon() -> None:
    tones: dict[str, set[str]] = {}
    for badge in every_badge():
        tones.setdefault(badge.icon, set()).add(badge.tone)
    good_icons = {icon for icon, found in tones.items() if "good" in found}
    assert all(tones[icon] == {"good"} for icon in good_icons)


def test_the_gravest_flag_speaks() -> None:
    assert badge_for(Verdict.LINKED, frozenset({Flag.NOFOLLOW, Flag.HIDDEN})).text == "Hidden link"
    assert badge_for(Verdict.LINKED, frozenset({Flag.NOFOLLOW})).text == "Links · nofollow"
    assert badge_for(Verdict.LINKED, frozenset({Flag.HTTP_ONLY})).text == "Links to your post"
    assert badge_for(Verdict.ABSENT, frozenset({Flag.NOFOLLOW})).text == "No link"


def test_every_flag_and_status_has_words() -> None:
    assert all(flag_text(flag) for flag in Flag)
    assert all(status_text(status) for status in Status)


# Colours


def luminance(colour: str) -> float:
    """Return WCAG's relative luminance."""
    shade = QColor(colour)
    parts = (shade.redF(), shade.greenF(), shade.blueF())
    linear = [part / 12.92 if part <= 0.03928 else math.pow((part + 0.055) / 1.055, 2.4) for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return WCAG's contrast ratio."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


GROUNDS = ("window", "side", "raised", "field", "heading", "hover", "current", "current_faint")


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground(tokens: Mapping[str, str]) -> None:
    for ink in ("text", "muted"):
        for ground in GROUNDS:
            assert contrast(tokens[ink], tokens[ground]) >= 4.5, (ink, ground)
    for tone in ("good", "caution", "bad", "neutral"):
        assert contrast(tokens[tone], tokens[f"{tone}_fill"]) >= 4.5, tone
    for ink, ground in (
        ("bad", "window"), ("bad", "side"), ("bad", "current"), ("good", "window"), ("link", "window"),
        ("link", "hover"), ("on_accent", "accent"), ("on_accent", "accent_hover"), ("on_toast", "toast"),
        ("toast_link", "toast"),
    ):  # fmt: skip
        assert contrast(tokens[ink], tokens[ground]) >= 4.5, (ink, ground)
    for edge in ("control", "accent"):
        assert contrast(tokens[edge], tokens["window"]) >= 3, edge


def test_both_palettes_name_the_same_colours_and_fill_the_style_sheet(qapp: QApplication) -> None:
    assert LIGHT.keys() == DARK.keys()
    for tokens in (LIGHT, DARK):
        assert "$" not in style_sheet(tokens, qapp.font())


def test_the_theme_can_be_chosen(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark")
    assert theme.is_dark
    theme.choose("light")
    assert not theme.is_dark


# Texts


def test_plural_forms_are_whole_words(theme: Theme) -> None:
    del theme
    assert text.translate("Bulk", "%Ln linkback(s)", None, 1) == "1 linkback"
    assert text.translate("Bulk", "%Ln linkback(s)", None, 1204) == "1,204 linkbacks"


def test_translations_are_up_to_date() -> None:
    path = Path(__file__).parents[2] / "packaging" / "translations.py"
    spec = importlib.util.spec_from_file_location("translations", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    wanted = {message for message in module.messages() if module.has_plural(message)}
    known = module.known_translations(module.TRANSLATIONS / "pingdesk_en.ts")
    assert wanted == known.keys(), "run packaging/translations.py"
    assert all(all(forms) and not any("(s)" in form for form in forms) for forms in known.values())


def test_ages_are_short() -> None:
    pairs = [(30, "now"), (300, "5 min"), (7200, "2 h"), (86400 * 3, "3 d")]
    assert [text.age(NOW - timedelta(seconds=seconds), NOW) for seconds, _ in pairs] == [words for _, words in pairs]
    assert "2026" in text.age(NOW - timedelta(days=200), NOW) or "26" in text.age(NOW - timedelta(days=200), NOW)


def test_tool_tips_are_literal() -> None:
    assert (
        text.tooltip(HOSTILE)
        == "<span>&lt;img src=&quot;file:///etc/x.png&quot;&gt; &lt;b&gt;&amp;Bold&lt;/b&gt;</span>"
    )
    assert text.tooltip("") == ""


def test_labels_are_plain(qtbot: QtBot) -> None:
    label = text.plain_label(HOSTILE)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    plain_width = label.fontMetrics().horizontalAdvance(HOSTILE)
    assert label.sizeHint().width() >= plain_width - 2


def test_receipts_tell_what_the_sites_answered(theme: Theme) -> None:
    del theme
    items = [ItemResult(f"a:{number}", Action.SPAM, Result.DONE) for number in range(3)]
    items += [ItemResult("b:9", Action.SPAM, Result.UNCHANGED), ItemResult("b:8", Action.SPAM, Result.FAILED, "No.")]
    assert receipt(items, with_done=True) == "4 marked as spam on 2 sites, 1 refused by the site"
    assert receipt(items, with_done=False) == "1 refused by the site"
    assert (
        receipt([ItemResult("a:1", Action.TRASH, Result.QUEUED, "Down.")], with_done=True) == "1 waiting in the outbox"
    )
