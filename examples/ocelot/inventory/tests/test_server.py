"""Tests of the WSGI application with a store in memory: no database needed."""

import io
import json
import unittest
from typing import Any
from wsgiref.util import setup_testing_defaults

from inventory.server import MAX_BODY_BYTES, Inventory
from inventory.store import Item, PostgresStore, StoreError


class FakeStore(PostgresStore):
    """Keeps items in a list, and fails on demand."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.broken = False

    def ping(self) -> None:
        if self.broken:
            raise StoreError("broken on purpose")

    def list_items(self) -> list[Item]:
        self.ping()
        return self.items

    def add_item(self, name: str, quantity: int) -> Item:
        self.ping()
        self.items.append({"id": len(self.items) + 1, "name": name, "quantity": quantity})
        return self.items[-1]


class ServerTest(unittest.TestCase):
    def setUp(self) -> None:
        self.store = FakeStore()
        self.app = Inventory(self.store, ["shop.example"])

    def ask(self, method: str, path: str, body: bytes = b"", origin: str = "") -> tuple[int, Any]:
        """Send one request; keep the headers of the answer for the test to look at."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "HTTP_ORIGIN": origin,
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
        }
        setup_testing_defaults(environ)
        answer: dict[str, Any] = {}
        chunks = self.app(environ, lambda status, headers: answer.update(s=status, h=headers))
        self.headers = dict(answer["h"])
        text = b"".join(chunks)
        return int(answer["s"].split()[0]), json.loads(text) if text else None

    def test_an_added_item_is_listed(self) -> None:
        status, item = self.ask("POST", "/items", b'{"name": " claw ", "quantity": 4}')
        self.assertEqual((status, item), (201, {"id": 1, "name": "claw", "quantity": 4}))
        self.assertEqual(self.ask("GET", "/items"), (200, {"items": [item]}))

    def test_bad_input_is_refused_with_a_reason(self) -> None:
        bodies = [
            b"",
            b"{",
            b"\xff",
            b"[]",
            b"[" * 10_000,
            b'{"quantity": 1}',
            b'{"name": " ", "quantity": 1}',
            b'{"name": "a\\u0000b", "quantity": 1}',
            b'{"name": "\\ud800", "quantity": 1}',
            b'{"name": "claw"}',
            b'{"name": "claw", "quantity": -1}',
            b'{"name": "claw", "quantity": 1.5}',
            b'{"name": "claw", "quantity": true}',
            b'{"name": "claw", "quantity": "1"}',
            b'{"name": "claw", "quantity": 2147483648}',
            b'{"name": "claw", "quantity": 1}' + b" " * MAX_BODY_BYTES,
        ]
        for body in bodies:
            with self.subTest(body=body[:50]):
                status, document = self.ask("POST", "/items", body)
                self.assertEqual(status, 400)
                self.assertTrue(document["error"])
        self.assertEqual(self.store.items, [])

    def test_health_follows_the_store(self) -> None:
        status, document = self.ask("GET", "/health")
        self.assertEqual((status, document["status"]), (200, "ok"))
        self.store.broken = True
        status, document = self.ask("GET", "/health")
        self.assertEqual((status, document["status"]), (503, "unavailable"))

    def test_a_broken_store_is_reported_without_details(self) -> None:
        self.store.broken = True
        expected = (503, {"error": "the database is not available"})
        self.assertEqual(self.ask("GET", "/items"), expected)
        self.assertEqual(self.ask("POST", "/items", b'{"name": "a", "quantity": 1}'), expected)

    def test_unknown_paths_and_methods(self) -> None:
        self.assertEqual(self.ask("GET", "/")[0], 404)
        self.assertEqual(self.ask("GET", "/items/")[0], 404)
        self.assertEqual(self.ask("DELETE", "/items")[0], 405)
        self.assertEqual(self.headers["Allow"], "GET, POST, HEAD, OPTIONS")
        self.assertEqual(self.ask("POST", "/health")[0], 405)

    def test_only_listed_hosts_may_call_from_a_page(self) -> None:
        self.assertEqual(self.ask("OPTIONS", "/items", origin="https://shop.example"), (204, None))
        self.assertEqual(self.headers["Access-Control-Allow-Origin"], "https://shop.example")
        for origin in ["", "null", "https://evil.example", "https://shop.example.evil"]:
            self.ask("GET", "/items", origin=origin)
            self.assertNotIn("Access-Control-Allow-Origin", self.headers)


if __name__ == "__main__":
    unittest.main()
