"""The API says itself what it is."""

from flask import Blueprint, Response

from community.api.openapi import openapi as built
from community.site import site_facts
from community.web.api import published
from community.web.auth import settings

pages = Blueprint("api", __name__, url_prefix="/api/v1")


@pages.get("/openapi.json")
def openapi() -> Response:
    return published(built(site_facts().name, settings().base_url))
