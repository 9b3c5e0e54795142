"""Real WordPress sites, and pages that link to them, for tests, the demo and benchmarks."""
