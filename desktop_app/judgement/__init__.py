"""Suggestions: from evidence to an explained opinion."""
