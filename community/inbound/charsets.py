"""Bytes of a mail's text as text, whatever charset they claim. Pure; never raises."""

import codecs

_MEANT = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "ansi_x3.4-1968": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "shift_jis": "cp932", "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext", "iso-8859-8-i": "iso8859_8", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "big5": "big5hkscs", "utf8mb4": "utf-8", "unicode-1-1-utf-7": "utf-7", "x-unknown": "", "unknown-8bit": "", "default": "",
}
"""Names that programs write, and the wider charset that they send, as browsers read them (WHATWG Encoding Standard)."""
_SINGLE = ("cp125", "iso8859", "cp874", "koi8", "mac")


def decoded(content: bytes, charset: str) -> str:
    """By the charset it claims where that fits, else as UTF-8, else as what Windows writes.

    UTF-8 that claims to be of one byte a letter is read as UTF-8: by chance such bytes hardly ever come about.
    """
    name = _codec(charset)
    tries = ["utf-8", name] if not name or name.startswith(_SINGLE) else [name, "utf-8"]
    for each in filter(None, tries):
        try:
            return content.decode(each)
        except (UnicodeError, ValueError):
            continue
    return content.decode(name if name and not name.startswith("utf") else "cp1252", "replace")


def _codec(charset: str) -> str:
    """Python's name of the charset meant; "" for one that is not known, or not of text."""
    plain = charset.strip().strip("'\"").lower()[:60]
    try:
        found = codecs.lookup(_MEANT.get(plain, plain))
    except (LookupError, ValueError):
        return ""
    return found.name if getattr(found, "_is_text_encoding", True) else ""
