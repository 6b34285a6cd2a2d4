"""The image's HEALTHCHECK: exit status 0 when the service says that it is well."""

import sys
from http.client import HTTPException
from urllib.request import ProxyHandler, build_opener

from inventory.config import PORT

TIMEOUT_SECONDS = 2


def is_healthy() -> bool:
    """Ask the service in this container, past any proxy the environment names."""
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{PORT}/health", timeout=TIMEOUT_SECONDS) as reply:
            return reply.status == 200
    except (OSError, HTTPException):
        return False


if __name__ == "__main__":
    sys.exit(0 if is_healthy() else 1)
