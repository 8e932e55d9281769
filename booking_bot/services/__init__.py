"""Use cases: the only place with both a session and rules."""
