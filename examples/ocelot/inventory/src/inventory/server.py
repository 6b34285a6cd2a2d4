"""The HTTP side: `app` is the WSGI callable that gunicorn serves."""

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, NamedTuple

from inventory import config
from inventory.store import PostgresStore, StoreError

MAX_BODY_BYTES = 16 * 1024
MAX_NAME_LENGTH = 200
MAX_QUANTITY = 2**31 - 1  # what PostgreSQL's integer holds

Environ = dict[str, Any]
Headers = dict[str, str]


class BadInput(Exception):
    """The client's mistake, in words that it is shown."""


class Reply(NamedTuple):
    """An answer before it is turned into bytes."""

    status: HTTPStatus
    document: Any = None
    headers: Headers = {}


class Inventory:
    """The WSGI application."""

    def __init__(self, store: PostgresStore, clients: Iterable[str] = ()) -> None:
        self._store = store
        self._clients = frozenset(clients)
        self._routes: dict[str, dict[str, Callable[[Environ], Reply]]] = {
            "/items": {"GET": self._list_items, "POST": self._add_item},
            "/health": {"GET": self._health},
        }

    def __call__(self, environ: Environ, start_response: Callable) -> list[bytes]:
        reply = self._answer(environ)
        headers = {"Vary": "Origin", **self._cors_headers(environ), **reply.headers}
        body = b""
        if reply.document is not None:
            body = json.dumps(reply.document).encode() + b"\n"
            headers["Content-Type"] = "application/json"
            headers["Content-Length"] = str(len(body))
        start_response(f"{reply.status.value} {reply.status.phrase}", list(headers.items()))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _answer(self, environ: Environ) -> Reply:
        methods = self._routes.get(environ.get("PATH_INFO", ""))
        if methods is None:
            return _error(HTTPStatus.NOT_FOUND, "no such path")
        method = environ["REQUEST_METHOD"]
        allow = {"Allow": ", ".join([*methods, "HEAD", "OPTIONS"])}
        if method == "OPTIONS":
            return Reply(HTTPStatus.NO_CONTENT, headers=allow)
        handler = methods.get("GET" if method == "HEAD" else method)
        if handler is None:
            return _error(HTTPStatus.METHOD_NOT_ALLOWED, "method not allowed", allow)
        try:
            return handler(environ)
        except BadInput as error:
            return _error(HTTPStatus.BAD_REQUEST, str(error))
        except StoreError as error:
            environ["wsgi.errors"].write(f"database: {error}\n")
            return _error(HTTPStatus.SERVICE_UNAVAILABLE, "the database is not available")

    def _list_items(self, _environ: Environ) -> Reply:
        return Reply(HTTPStatus.OK, {"items": self._store.list_items()})

    def _add_item(self, environ: Environ) -> Reply:
        name, quantity = _parse_item(_read_body(environ))
        return Reply(HTTPStatus.CREATED, self._store.add_item(name, quantity))

    def _health(self, environ: Environ) -> Reply:
        facts = {"env": config.ENV, "identity_service": config.IDENTITY_SERVICE_DOMAIN}
        try:
            self._store.ping()
        except StoreError as error:
            environ["wsgi.errors"].write(f"database: {error}\n")
            document = {"status": "unavailable", **facts}
            return Reply(HTTPStatus.SERVICE_UNAVAILABLE, document)
        return Reply(HTTPStatus.OK, {"status": "ok", **facts})

    def _cors_headers(self, environ: Environ) -> Headers:
        """Let pages of the listed hosts, and of no others, use the service."""
        origin = environ.get("HTTP_ORIGIN", "")
        host = origin.partition("://")[2]
        if host.lower() not in self._clients:
            return {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "Content-Type",
        }


def _error(status: HTTPStatus, message: str, headers: Headers = {}) -> Reply:
    return Reply(status, {"error": message}, headers)


def _read_body(environ: Environ) -> bytes:
    """The body; one byte over the limit is enough to know that it is too large."""
    body = environ["wsgi.input"].read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise BadInput(f"the body is larger than {MAX_BODY_BYTES} bytes")
    return body


def _parse_item(body: bytes) -> tuple[str, int]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise BadInput("the body is not JSON") from None
    if not isinstance(document, dict):
        raise BadInput("the body is not a JSON object")
    return _check_name(document.get("name")), _check_quantity(document.get("quantity"))


def _check_name(name: Any) -> str:
    """Control characters are refused too: PostgreSQL's text cannot hold a NUL."""
    if not isinstance(name, str) or not name.strip():
        raise BadInput("name is missing or is not text")
    if len(name) > MAX_NAME_LENGTH or not name.isprintable():
        raise BadInput(f"name is not at most {MAX_NAME_LENGTH} printable characters")
    return name.strip()


def _check_quantity(quantity: Any) -> int:
    """Python counts True as an integer; JSON does not."""
    if not isinstance(quantity, int) or isinstance(quantity, bool):
        raise BadInput("quantity is missing or is not an integer")
    if not 0 <= quantity <= MAX_QUANTITY:
        raise BadInput(f"quantity is not between 0 and {MAX_QUANTITY}")
    return quantity


app = Inventory(PostgresStore(), config.CLIENTS)
