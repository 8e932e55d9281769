"""Orders from the shops' own systems.

events       what a shop told is stored first, and understood after
asking       what a shop is asked, where it does not tell by itself or may have failed to
woocommerce, shopify, prestashop, generic
             what each means by its payloads; no session, no network
states       what their words for a state are to us
connections  the shops themselves, with their secrets
"""
