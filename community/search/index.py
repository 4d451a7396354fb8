"""Which index this installation has: the database decides."""

from flask import current_app

from community.db import db
from community.search.interface import Index
from community.search.postgres import PostgresIndex
from community.search.whoosh import index_in


def index_here() -> Index:
    if db.engine.dialect.name == "postgresql":
        return PostgresIndex()
    return index_in(current_app.config["SETTINGS"].data_dir / "search")
