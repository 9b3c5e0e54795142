"""Fixtures that every part of the suite may ask for."""

pytest_plugins = ["tests.bench.fixtures"]
