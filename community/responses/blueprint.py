"""The staff's workspace: several files of views share one blueprint, so that every address of it is named alike."""

from flask import Blueprint

pages = Blueprint("desk", __name__, url_prefix="/desk")
