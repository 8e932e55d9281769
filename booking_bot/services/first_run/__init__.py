"""The first run: from four short pages to a shop, through the same door as the business file.

`trades` holds what a trade usually does, `places` where a shop may be, `draft` what was filled in so far,
and `building` makes the shop of it.
"""
