"""The verifier: a process of its own that gets URLs and returns evidence."""
