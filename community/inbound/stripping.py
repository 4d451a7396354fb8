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
_LONGEST_ATTRIBUTION = 300
_WHO_AND_WHEN = re.compile(r"@|\b(?:19|20)[0-9]{2}\b.*[0-9]{1,2}[:.][0-9]{2}", re.DOTALL)
_SENT_FROM = re.compile(
    r"^(?:von meinem .{1,40} gesendet|gesendet (?:von|mit) .{1,40}|envoyé (?:de|depuis|à partir de) .{1,40}|enviado (?:desde|do|de) .{1,40}|"
    r"inviato da .{1,40}|verzonden (?:vanaf|met|vanuit) .{1,40}|verstuurd vanaf .{1,40}|skickat från .{1,40}|sendt fra .{1,40}|"
    r"lähetetty .{1,40}|wysłane z .{1,40}|отправлено (?:с|из) .{1,40}|.{1,20}から送信|发自我的.{1,20}|나의 .{1,20}에서 보냄|أُرسلت من .{1,30})$",
    re.IGNORECASE | re.MULTILINE,
)
"""What telephones write below a mail, in languages that the library does not know."""
_DASHES = re.compile(r"^--\s?$")
_RULE = re.compile(r"^[_-]{5,}$")


def own_words(text: str) -> str:
    """The new words of a reply, whether they stand above, below or between what is quoted; "" when there are none."""
    text = _tidy(text)
    above = _MARKER_LINE.split(text, maxsplit=1)[0] if MARKER in text else text
    found = _words_of(above, text)
    return found if found or above is text else _words_of(text, text)


def _words_of(text: str, whole: str) -> str:
    """The first part of a conversation, and what stands between the quoted lines of the rest. `text` may be cut from the whole."""
    kept: list[str] = []
    message = EmailMessage(text=_with_stand_ins(text, kept), languages=list(LANGUAGES), keep_hyphen_lists=True)
    replies = message.read().replies
    top = _without_quotes(_body(replies[0]), strict=False)
    if len(replies) > 1 or ">" in text or text is not whole:
        top = _without_attribution(top)
    rest = [_between(reply, strict=bool(top)) for reply in replies[1:]] if len(replies) > 1 else []
    words = "\n\n".join([top, *(part for part in rest if any(character.isalnum() for character in part))])
    return _STAND_IN.sub(partial(_given_back, kept), words).strip() if shows_something(words) else ""


def _without_attribution(top: str) -> str:
    """Without a last paragraph that names who wrote what is quoted below, in a language that the library does not know."""
    before, _, last = top.rpartition("\n\n")
    names = len(last) <= _LONGEST_ATTRIBUTION and last.rstrip().endswith((":", "：")) and bool(_WHO_AND_WHEN.search(last))
    return before if names or not any(character.isalnum() for character in last) else top


def _body(reply: EmailReply) -> str:
    """Without its signature, where what looks like one is one: "Thank you, that is it." may begin a sentence as well."""
    body, signature = _SENT_FROM.sub("", reply.content.replace(reply.headers or "", "", 1)), reply.signatures or ""
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
