"""Parts of a page that are fetched again and again: answered in full only where something has changed."""

import re

from flask import make_response, request
from werkzeug.wrappers import Response

# New with every answer, and nothing that a reader sees.
_TOKEN = re.compile(r'name="(?:csrf_token|vez)" value="[^"]*"')


def fragment(html: str) -> Response:
    """`html`, or 304 where the browser has it already."""
    response = make_response(html)
    same = make_response(_TOKEN.sub("", html))
    same.add_etag(weak=True)
    response.set_etag(*same.get_etag())
    return response.make_conditional(request)
