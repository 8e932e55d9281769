"""What messages cost: the rates, and what a month came to at them."""
