"""The window. The only package, with compose, that imports PySide6."""
