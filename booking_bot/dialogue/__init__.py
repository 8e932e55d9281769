"""Frame + state + Desk -> reply + next state; no database, no clock of its own."""
