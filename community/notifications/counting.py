"""Sentences with a number in them, written as the reader writes numbers: 1,234 or 1 234."""

from typing import Any

from flask_babel import format_decimal, get_translations
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """As flask_babel.ngettext, with %(num)s in the reader's number format."""
    return _said(singular, plural, num) % {"num": format_decimal(num), **values}


@pass_eval_context
def counted(context: EvalContext, singular: str, plural: str, num: int, **values: Any) -> str:
    """The same for templates, which escape what is put into HTML."""
    said = _said(singular, plural, num)
    return (Markup(said) if context.autoescape else said) % {"num": format_decimal(num), **values}


def _said(singular: str, plural: str, num: int) -> str:
    return str(get_translations().ungettext(singular, plural, num))
