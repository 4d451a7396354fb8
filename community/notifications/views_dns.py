"""Administrators ask DNS what it says of our mail; only when they press the button, since it may take some seconds."""

from flask import Blueprint, Response

from community.checks_mail import of_mail
from community.web.auth import administrators_only, settings
from community.web.pages import page

pages = Blueprint("mail_dns", __name__, url_prefix="/admin/mail/dns")


@pages.get("")
@administrators_only
def index() -> Response:
    return page("notifications/dns.html", found=[])


@pages.post("")
@administrators_only
def look() -> Response:
    return page("notifications/dns.html", found=of_mail(settings()))
