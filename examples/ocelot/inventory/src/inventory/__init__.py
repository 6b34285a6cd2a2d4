"""A list of items in PostgreSQL, served over HTTP by gunicorn."""
