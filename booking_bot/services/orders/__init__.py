"""Orders: stored and moved, found and told of, and what their customers hear.

`storing` takes what a shop, a program or a file says of an order, `changing` moves one by hand, `telling` has
its customer told, once a state; `finding` reads.
"""
