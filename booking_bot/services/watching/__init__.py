"""What may stop messages from going out one day, seen before it does: the balance, a silent number, a cap."""
