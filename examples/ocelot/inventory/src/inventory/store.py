"""PostgreSQL access: the items, and the migrations that make their table."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2.extras import RealDictCursor

CONNECT_SECONDS = 2
START_SECONDS = 30
RETRY_SECONDS = 2
# Any number will do, as long as every copy of the service uses the same one.
MIGRATION_LOCK = int.from_bytes(b"ocelot", "big")

Item = dict[str, Any]


class StoreError(Exception):
    """The database could not do what was asked; the text fits on one line."""


class StoreUnavailable(StoreError):
    """The database does not answer; a later try may succeed."""


class PostgresStore:
    """The items, kept in the table that the migrations make."""

    def list_items(self) -> list[Item]:
        """All items, oldest first."""
        with _transaction() as cursor:
            cursor.execute("SELECT id, name, quantity, added_at FROM items ORDER BY id")
            return [_item(row) for row in cursor.fetchall()]

    def add_item(self, name: str, quantity: int) -> Item:
        """Keep one item, and return it with the id that it got."""
        with _transaction() as cursor:
            cursor.execute(
                "INSERT INTO items (name, quantity) VALUES (%s, %s)"
                " RETURNING id, name, quantity, added_at",
                (name, quantity),
            )
            return _item(cursor.fetchone())

    def ping(self) -> None:
        """Raise StoreError unless the database answers a query."""
        with _transaction() as cursor:
            cursor.execute("SELECT 1")


def migrate(folder: Path, log: Callable[..., None]) -> None:
    """Apply the folder's SQL files that the database lacks, in order of name.

    PostgreSQL often starts at the same time as the service, so a database
    that does not answer yet is asked again, for START_SECONDS.
    """
    files = sorted(folder.glob("*.sql"))
    if not files:
        raise StoreError(f"no SQL files in MIGRATIONS_PATH ({folder})")
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return _apply_missing(files, log)
        except StoreUnavailable as error:
            if time.monotonic() >= deadline:
                raise StoreError(f"gave up after {START_SECONDS} s: {error}") from error
            log("Waiting for PostgreSQL: %s", error)
        time.sleep(RETRY_SECONDS)


def _apply_missing(files: list[Path], log: Callable[..., None]) -> None:
    """Apply all missing files in one transaction: all of them or none.

    The lock makes a second copy of the service wait, then find nothing to do.
    """
    with _transaction() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (MIGRATION_LOCK,))
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS migrations"
            " (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"
        )
        cursor.execute("SELECT name FROM migrations")
        applied = {row["name"] for row in cursor.fetchall()}
        for file in files:
            if file.name not in applied:
                log("Applying migration %s", file.name)
                cursor.execute(file.read_text(encoding="utf-8"))
                cursor.execute("INSERT INTO migrations (name) VALUES (%s)", (file.name,))


@contextmanager
def _transaction() -> Iterator[RealDictCursor]:
    """A cursor on a new connection; commits at the end, or rolls back.

    A connection for each use costs little here, and no worker is left with
    one that a restart of the database has broken.
    """
    try:
        with (
            closing(_connect()) as connection,
            connection,
            connection.cursor(cursor_factory=RealDictCursor) as cursor,
        ):
            yield cursor
    except psycopg2.OperationalError as error:
        raise StoreUnavailable(_one_line(error)) from error
    except psycopg2.Error as error:
        raise StoreError(_one_line(error)) from error


def _connect() -> Any:
    url = os.environ.get("DATABASE_URL")
    if not url:
        raise StoreError("DATABASE_URL is not set")
    return psycopg2.connect(url, connect_timeout=CONNECT_SECONDS, client_encoding="UTF8")


def _item(row: dict[str, Any]) -> Item:
    """The row with its time as text, since JSON has no type for one."""
    return {**row, "added_at": row["added_at"].isoformat()}


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
