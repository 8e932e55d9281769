"""Customers as the shop's own people look them up: the list, the card of one, and what is changed on it."""
