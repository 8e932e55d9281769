"""Webhooks, pages and API: read the request, open a transaction, call one service."""
