"""Days as a shop lives them, over a movable clock and the ledger of everything that was sent."""
