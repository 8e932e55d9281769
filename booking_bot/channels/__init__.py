"""The outside world: how messages leave and arrive."""
