"""Links that others give us, and that customers shall follow."""

from urllib.parse import urlsplit

LONGEST = 500


def followable(text: str) -> str:
    """The link as it may stand in a message, "" where it is none of the web: a browser would run others."""
    link = text.strip()
    if not link or len(link) > LONGEST or any(c.isspace() or not c.isprintable() for c in link):
        return ""
    try:
        parts = urlsplit(link)
        whole = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    # What stands before an @ is shown as if it were where the link leads.
    return link if whole and parts.username is None and parts.password is None else ""
