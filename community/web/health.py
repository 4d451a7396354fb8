"""Is the process alive, and is the whole ready to work?"""

from flask import Blueprint, Flask, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from community.db import db

pages = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    app.register_blueprint(pages)


@pages.get("/healthz")
def alive() -> Response:
    return jsonify(ok=True)


@pages.get("/readyz")
def ready() -> tuple[Response, int]:
    try:
        db.session.execute(text("SELECT 1 FROM site"))
    except SQLAlchemyError:
        return jsonify(ok=False, failed=["database"]), 503
    return jsonify(ok=True, failed=[]), 200
