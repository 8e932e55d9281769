"""booking_bot."""
