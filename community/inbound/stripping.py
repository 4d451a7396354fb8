"""What somebody wrote, without what they quote and without their signature. Pure."""

import re
from functools import partial
from itertools import takewhile

from mailparser_reply.constants import MAIL_LANGUAGES
from mailparser_reply.parser import EmailMessage, EmailReply

from community.ideas.rules import shows_something

MARKER = "##-"
"""Our own line to reply above begins with this, in every language, and ends with its mirror image."""

LANGUAGES = tuple(sorted(MAIL_LANGUAGES))
MOST_READ = 24_000  # characters
"""More than the longest answer there can be: what comes after is quoted, or too long anyway."""
LONG_LINE = 200
"""A line longer than this is no mail program's: the library, whose patterns take their time over such lines, does not see it."""
_MARKER_LINE = re.compile(r"^[\W_]*##-.*-##\W*$", re.MULTILINE)
_STAND_IN = re.compile("\ue000([0-9]+)\ue000")
_LONGEST_CLOSING = 50
_LONGEST_SIGNATURE = 600
_DASHES = re.compile(r"^--\s?$")
_RULE = re.compile(r"^[_-]{5,}$")


def own_words(text: str) -> str:
    """The new words of a reply, whether they stand above, below or between what is quoted; "" when there are none."""
    text = _tidy(text)
    above = _MARKER_LINE.split(text, maxsplit=1)[0] if MARKER in text else text
    found = _words_of(above)
    return found if found or above is text else _words_of(text)


def _words_of(text: str) -> str:
    """The first part of a conversation, and what stands between the quoted lines of the rest."""
    kept: list[str] = []
    message = EmailMessage(text=_with_stand_ins(text, kept), languages=list(LANGUAGES), keep_hyphen_lists=True)
    replies = message.read().replies
    top = _without_quotes(_body(replies[0]), strict=False)
    rest = [_between(reply, strict=bool(top)) for reply in replies[1:]] if len(replies) > 1 else []
    words = "\n\n".join(part for part in [top, *rest] if shows_something(part))
    return _STAND_IN.sub(partial(_given_back, kept), words).strip()


def _body(reply: EmailReply) -> str:
    """Without its signature, where what looks like one is one: "Thank you, that is it." may begin a sentence as well."""
    body, signature = reply.content.replace(reply.headers or "", "", 1), reply.signatures or ""
    if not signature or not body.rstrip().endswith(signature) or not _is_signature(signature):
        return _cut_dashes(body)
    return _cut_dashes(body.rstrip()[: -len(signature)])


def _is_signature(text: str) -> bool:
    """Short, and begun by a closing or by dashes, not by a whole sentence."""
    first = next((line.lstrip("> ") for line in text.splitlines() if line.strip()), "")
    closing = len(first) <= _LONGEST_CLOSING and not re.search(r"[,.;:] *\S+(?: +\S+){3}", first)
    return (closing and len(text) <= _LONGEST_SIGNATURE) or bool(_DASHES.match(first) or _RULE.match(first))


def _cut_dashes(text: str) -> str:
    """RFC 3676 section 4.3: a signature begins with a line of two dashes and a space, which some programs drop."""
    return "\n".join(takewhile(lambda line: not _DASHES.match(line), text.splitlines()))


def _between(reply: EmailReply, *, strict: bool) -> str:
    """What was written among quoted lines. A part that quotes without a sign for it is all quoted."""
    body = _body(reply)
    return _without_quotes(body, strict=strict) if any(line.startswith(">") for line in body.splitlines()) else ""


def _without_quotes(text: str, *, strict: bool) -> str:
    """strict: a block counts only after an empty line, since a program that wraps quoted lines loses the sign of the rest."""
    kept: list[str] = []
    quoted = False
    for line in text.splitlines():
        if line.startswith(">"):
            quoted = True
            if kept and kept[-1]:
                kept.append("")
        elif not line or not (quoted and strict):
            quoted = False
            kept.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _tidy(text: str) -> str:
    """Lines without invisible ends, never more than one empty line in a row, no more than can be read."""
    text = re.sub(r"\r\n?", "\n", text[: 4 * MOST_READ]).replace("\ue000", "").replace("\u200b", "")
    text = re.sub(r"[^\S\n]+(?=\n)", "", text.replace("\xa0", " "))
    return re.sub(r"\n{3,}", "\n\n", text).strip()[:MOST_READ]


def _with_stand_ins(text: str, kept: list[str]) -> str:
    """The text with each long line of one's own replaced by a short sign; the lines go into `kept`."""
    lines = []
    for line in text.split("\n"):
        if len(line) > LONG_LINE and not line.startswith(">"):
            kept.append(line)
            line = f"\ue000{len(kept) - 1}\ue000"
        lines.append(line[:LONG_LINE])
    return "\n".join(lines)


def _given_back(kept: list[str], sign: re.Match[str]) -> str:
    return kept[int(sign[1])]
