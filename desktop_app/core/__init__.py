"""Plain typed values and pure rules: no I/O, no clock, nothing of ours imported."""
