"""Which language a text is in, told from its letters: once, when it is written. Pure."""

from collections.abc import Collection
from functools import cache

import py3langid.langid as langid

SURE = 0.6
"""So likely must the best language be; below it nothing is claimed."""

PRIOR = 6.0
"""How much likelier a language is that is spoken here anyway: the site's own, the writer's own."""

LONGEST_READ = 1_000
KNOWN = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "ko",
    "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "ta", "th", "tr", "uk", "vi", "zh",
)
"""ISO 639-1. Fewer than the model knows: a short title in Spanish would otherwise be taken for Galician."""


def language_of(text: str, spoken: Collection[str] = ()) -> str:
    """Its ISO 639-1 code, or "" when that cannot be told; `spoken` are the languages one would expect."""
    read = text[:LONGEST_READ].encode("utf-8", "replace").decode()
    if sum(map(str.isalpha, read)) < 3:
        return ""
    likely = {code: share * (PRIOR if code in spoken else 1) for code, share in _identifier().rank(read)}
    best = max(likely, key=likely.__getitem__)
    return best if likely[best] >= SURE * sum(likely.values()) else ""


@cache
def _identifier() -> langid.LanguageIdentifier:
    """Read once a process (0.8 s): only the columns of the languages above are kept."""
    whole = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    whole.set_languages(KNOWN)
    return langid.LanguageIdentifier(
        whole.nb_ptc, whole.nb_pc, whole.nb_classes, whole.tk_nextmove, whole.tk_output, norm_probs=True, tk_row=whole.tk_row
    )
