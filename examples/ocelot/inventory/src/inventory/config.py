"""Settings from the environment, and gunicorn's configuration made from them.

gunicorn reads this file (`--config inventory/config.py`) and takes the names
that it knows, which are all in lower case; the rest of the package imports
the names in capitals.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

from inventory import store

ENV = os.environ.get("ENV", "LOCAL")
ADDRESS = os.environ.get("ADDRESS", "0.0.0.0")
PORT = os.environ.get("PORT", "10000")
VAR_PATH = Path(os.environ.get("VAR_PATH", "/ocelot/var"))
MIGRATIONS_PATH = Path(
    os.environ.get("MIGRATIONS_PATH", Path(__file__).parents[2] / "migrations")
)
IDENTITY_SERVICE_DOMAIN = os.environ.get("IDENTITY_SERVICE_DOMAIN", "")
CLIENTS = frozenset(
    host.strip().lower()
    for host in os.environ.get("CLIENTS", "").split(",")
    if host.strip()
)

bind = f"{ADDRESS}:{PORT}"
workers = 2
worker_class = "sync"
pidfile = str(VAR_PATH / "gunicorn.pid")
# A worker that waits for a silent client does not notice SIGTERM: kill it soon.
graceful_timeout = 1
# Its default place is the home directory, which the service's user lacks.
control_socket_disable = True
# One line for each request helps at a desk; elsewhere the proxy in front logs.
accesslog = "-" if ENV == "LOCAL" else None


def on_starting(server: Any) -> None:
    """Bring the database up to date before gunicorn listens and forks.

    gunicorn has written its pid file by now, but does not remove it when this
    hook fails.
    """
    _stop_on_signals()
    try:
        store.migrate(MIGRATIONS_PATH, server.log.info)
    except store.StoreError as error:
        server.pidfile.unlink()
        sys.exit(f"inventory: {error}")
    except SystemExit:
        server.pidfile.unlink()
        raise


def _stop_on_signals() -> None:
    """Let `docker stop` end the wait for PostgreSQL.

    The kernel drops signals that process 1 has no handler for, and gunicorn
    sets its own handlers only after the hook.
    """

    def stop(_number: int, _frame: Any) -> NoReturn:
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
