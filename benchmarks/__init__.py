"""Speed, measured side by side: run by ``make bench``, never by the tests."""
