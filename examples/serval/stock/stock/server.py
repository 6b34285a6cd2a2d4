"""The items as JSON, listed at `/`."""

import os

from bottle import Bottle
from waitress import serve

ITEMS = [{"name": "claw", "quantity": 4}, {"name": "whisker", "quantity": 12}]

app = Bottle()


@app.get("/")
def items():
    return {"items": ITEMS}


if __name__ == "__main__":
    serve(app, host="0.0.0.0", port=int(os.environ["PORT"]))
