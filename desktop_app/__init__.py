"""Pingdesk: moderate the pingbacks and trackbacks of all your WordPress sites."""

__version__ = "0.1.0"
