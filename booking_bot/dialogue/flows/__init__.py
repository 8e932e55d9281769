"""What a wish needs before it can be done, and the doing of it."""
