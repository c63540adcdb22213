"""Pages to try operations on: GraphiQL, as strawberry brings it, and a small one that needs no internet.

GraphiQL's own files come from a public host. The page loads them by their exact addresses and hashes, which are read from
strawberry's page; if they do not come, it says so and goes to the small page.
"""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from typing import NamedTuple, Self

from starlette.responses import HTMLResponse, Response
from strawberry.http.ides import get_graphql_ide_html

from headless.errors import Misconfigured
from headless.messages import Message

_TAG = re.compile(r"<(?:script|link)\s[^>]*?(?:src|href)=\"(https://[^\"]+)\"[^>]*?integrity=\"([^\"]+)\"[^>]*>", re.S)
_INLINE = re.compile(r"<script>(.*?)</script>", re.S)
CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; connect-src 'self'"


class File(NamedTuple):
    """A file of GraphiQL: where it is, and the hash that a browser compares it with."""

    address: str
    integrity: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the headers that it is sent with."""

    text: str
    headers: Mapping[str, str]

    @classmethod
    def of(cls, text: str, scripts: Sequence[str] = (), styles: Sequence[str] = (), more: str = "") -> Self:
        """Return a page that may run its own scripts, by their hashes, and those of these addresses."""
        own = [f"'sha256-{_digest(script)}'" for script in _INLINE.findall(text)]
        script, style = " ".join([*own, *scripts]), " ".join(["'unsafe-inline'", *styles])
        headers = {
            "Content-Security-Policy": f"{CLOSED}; script-src {script}; style-src {style}{more}",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-cache",
            "Vary": "Accept",
        }
        return cls(text, headers)

    def answer(self) -> Response:
        """Return the page as a response."""
        return HTMLResponse(self.text, headers=self.headers)


@dataclass(frozen=True, slots=True)
class Pages:
    """GraphiQL, and the small page."""

    graphiql: Page
    plain: Page

    @classmethod
    def load(cls) -> Self:
        """Return both pages, read once at the start."""
        return cls(_graphiql(), Page.of(_text("explorer.html")))

    def answer(self, plain: bool) -> Response:
        """Return GraphiQL, or the small page if it is asked for."""
        return (self.plain if plain else self.graphiql).answer()


def _graphiql() -> Page:
    """Return our frame around strawberry's page: its files, its script, and our own bar.

    Raises:
        Misconfigured: strawberry's page is not as we know it.
    """
    theirs = get_graphql_ide_html("graphiql")
    files, scripts = [File(*file) for file in _TAG.findall(theirs)], _INLINE.findall(theirs)
    if len(files) < 2 or len(scripts) != 1 or "GraphiQL.createFetcher" not in scripts[0]:
        raise Misconfigured(
            Message("the page of GraphiQL in strawberry-graphql has another form: set HEADLESS_GRAPHIQL=off")
        )
    text = _text("graphiql.html").replace("/*FILES*/", json.dumps([file._asdict() for file in files]))
    text = text.replace("/*GRAPHIQL*/", scripts[0])
    styles = [file.address for file in files if file.address.endswith(".css")]
    other = [file.address for file in files if file.address not in styles]
    return Page.of(text, other, styles, "; img-src data:; font-src data:")


def _text(name: str) -> str:
    return resources.files("headless.web.browsers").joinpath(name).read_text("utf-8")


def _digest(script: str) -> str:
    return base64.b64encode(sha256(script.encode()).digest()).decode()
