"""The plain button of the house: Enter presses it wherever it stands."""

from PySide6.QtWidgets import QPushButton


def push_button(words: str, name: str, *, role: str = "") -> QPushButton:
    """Return a button that Enter presses while it has the focus (Qt's own do so in dialogs only).

    ``role`` is what the style sheet goes by.
    """
    button = QPushButton(words)
    button.setObjectName(name)
    button.setAutoDefault(True)
    if role:
        button.setProperty("role", role)
    return button
