"""What graphql-cop looks for, judged as it judges: a server of ours may fail none that it rates high or medium.

Two of its findings are by design, and low or for information: a GET answers queries, never mutations; holders of a token with
`schema:read` may ask for the schema.
"""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
TYPENAME = "query cop { __typename }"
INTROSPECTION = (
    "query cop { __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"
)


class Check(NamedTuple):
    """One of its checks. fails: given how to ask, True if the server is open to it."""

    name: str
    severity: str
    fails: Callable[["Asking"], bool]


class Answered(NamedTuple):
    """An answer: its status, its text, and what it is as JSON."""

    status: int
    text: str
    document: Any


class Asking:
    """Asks a server, with a token or without."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url, token

    def post(self, body: Any, media: str = JSON, *, token: bool = True, **headers: str) -> Answered:
        """Send a body as JSON, or as a form."""
        text = urllib.parse.urlencode(body) if media == FORM else json.dumps(body)
        return self._answer(self._url, text.encode(), {"Content-Type": media, **headers}, token)

    def get(self, query: str, *, path: str = "", token: bool = True, **headers: str) -> Answered:
        """Send a query in the address, or none to another path."""
        root = self._url.removesuffix("/graphql")
        url = f"{root}{path}" if path else f"{self._url}?{urllib.parse.urlencode({'query': query})}"
        return self._answer(url, None, headers, token)

    def _answer(self, url: str, body: bytes | None, headers: Mapping[str, str], token: bool) -> Answered:
        own = {"Authorization": f"Bearer {self._token}"} if token else {}
        request = urllib.request.Request(url, body, {**headers, **own})
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return _answered(response.status, response.read())
        except urllib.error.HTTPError as error:
            return _answered(error.code, error.read())


def _answered(status: int, body: bytes) -> Answered:
    text = body.decode()
    try:
        return Answered(status, text, json.loads(text))
    except ValueError:
        return Answered(status, text, None)


def checked(url: str, token: str) -> list[str]:
    """Return which checks fail that are rated high or medium."""
    asking = Asking(url, token)
    return [f"{check.severity}: {check.name}" for check in CHECKS if check.severity != "low" and check.fails(asking)]


def _has_data(answered: Answered) -> bool:
    return isinstance(answered.document, dict) and bool(answered.document.get("data"))


def _count(answered: Answered) -> int:
    document = answered.document
    return len((document.get("data") or {}) if isinstance(document, dict) else document or ())


def _aliases(asking: Asking) -> bool:
    named = " ".join(f"alias{number}: __typename" for number in range(101))
    return _count(asking.post({"query": f"query cop {{ {named} }}"})) > 100


def _batch(asking: Asking) -> bool:
    answered = asking.post([{"query": TYPENAME}] * 11)
    return isinstance(answered.document, list) and len(answered.document) > 10


def _directives(asking: Asking) -> bool:
    answered = asking.post({"query": "query cop { __typename " + "@aa" * 10 + " }"})
    return len((answered.document or {}).get("errors") or ()) == 10 or "data" in (answered.document or {})


def _fields(asking: Asking) -> bool:
    return _has_data(asking.post({"query": "query cop { " + "__typename " * 1_001 + "}"}))


def _circular(asking: Asking) -> bool:
    return _has_data(asking.post({"query": INTROSPECTION}))


def _unknown_may_introspect(asking: Asking) -> bool:
    return _has_data(asking.post({"query": "query cop { __schema { types { name } } }"}, token=False))


def _unknown_get_suggestions(asking: Asking) -> bool:
    return "Did you mean" in asking.post({"query": "query cop { merchan }"}, token=False).text


def _unknown_are_traced(asking: Asking) -> bool:
    return any(
        word in asking.post({"query": query}, **{"apollo-tracing": "1"}).text.lower()
        for query in (TYPENAME, "query cop { nothing }", "query {")
        for word in ("'tracing'", '"tracing"', "stacktrace", "traceback", "site-packages", '.py"')
    )


def _mutation_by_get(asking: Asking) -> bool:
    return any(
        _has_data(asking.get(query))
        for query in (
            "mutation cop { __typename }",
            'mutation { tagSave(input: {code: "cop", name: "x"}) { tag { code } } }',
        )
    )


def _get_without_token(asking: Asking) -> bool:
    return _has_data(asking.get(TYPENAME, token=False))


def _form(asking: Asking) -> bool:
    medias = (FORM, "text/plain", "multipart/form-data; boundary=x", "")
    return any(_has_data(asking.post({"query": TYPENAME}, media)) for media in medias)


def _editor(asking: Asking) -> bool:
    pages = (
        asking.get("", path=path, token=False, Accept="text/html")
        for path in ("/graphql", "/graphiql", "/playground", "/console")
    )
    texts = [page.text.lower() for page in pages]
    return any("<html" in text and ("graphiql" in text or "playground" in text) for text in texts)


def _queries_by_get(asking: Asking) -> bool:
    return _has_data(asking.get(TYPENAME))


CHECKS = (
    Check("101 aliases are answered (alias overloading)", "high", _aliases),
    Check("more than ten operations are answered at once (array-based query batching)", "high", _batch),
    Check("each repeated unknown directive has an error of its own (directive overloading)", "high", _directives),
    Check("a field is answered more than a thousand times (field duplication)", "high", _fields),
    Check("a circle of types is answered (circular query by introspection)", "high", _circular),
    Check("the schema is shown to those without a token (introspection)", "high", _unknown_may_introspect),
    Check("names are suggested to those without a token (field suggestions)", "medium", _unknown_get_suggestions),
    Check("traces and places in our code are shown (trace mode, unhandled errors)", "medium", _unknown_are_traced),
    Check("a mutation is done by GET (possible cross-site request forgery)", "medium", _mutation_by_get),
    Check("a GET is answered without a token", "medium", _get_without_token),
    Check("a form is answered (cross-site request forgery by POST)", "medium", _form),
    Check("the page to try queries on is served though it was not asked for (GraphiQL)", "medium", _editor),
    Check("queries are answered by GET", "low", _queries_by_get),
)


def by_design(url: str, token: str) -> Iterator[str]:
    """Yield what is open on purpose."""
    asking = Asking(url, token)
    return (check.name for check in CHECKS if check.severity == "low" and check.fails(asking))
