"""What something costs before it is done.

asking      a customer wants to know: it is put before the owner
offering    the owner names a price, and the customer is asked
answering   their yes, kept with its words and its time, or their no
watching    what nobody answered in time ends; the owner is reminded of who waits for a price
listing     as the pages show them
choices     what may become of a yes, for the form that names the price

asked → offered → accepted | declined (→ accepted) | expired | withdrawn
"""
