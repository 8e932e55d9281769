"""`python -m booking_bot …`, for where the requirements are installed and `booking-bot` is not."""

from booking_bot.cli import main

main()
