"""Every mail of the corpus, by hand what it says, and what must become of it.

KEY stands for Ada's key for comments on the idea, UPPERKEY for the same in capitals; all else is as programs send it.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from community.db import db
from community.ideas.models import Comment
from community.inbound.guarding import why_left_alone
from community.inbound.reading import read
from tests.cast import ADA
from tests.inbound.letters import address, arrive

CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Fate:
    """What it becomes, why not more, the words that are kept (… for how they go on), and the attachments that are not."""

    outcome: str
    reason: str
    words: str
    left_out: tuple[str, ...] = ()


FATES = {
    "another_heed": Fate("ignored", "auto_submitted", ""),
    "apple_iphone": Fate("comment", "", "Please do."),
    "apple_iphone_german": Fate("comment", "", "Gerne auch im Querformat."),
    "apple_mail_inline": Fate("comment", "", "A4, always.\n\nOne. Two would be too small to read."),
    "apple_mail_top": Fate("comment", "", "We tape it to the fridge, so it must be legible from two metres away and fit on one sheet of paper.\n\nAda"),
    "arabic_utf8": Fate("comment", "", "نعم، على صفحة واحدة من فضلكم. لا هواتف في المطبخ."),
    "arabic_windows_1256": Fate("comment", "", "نعم، على صفحة واحدة من فضلكم."),
    "ascii_that_is_not": Fate("comment", "", "Café Ostara wants it too."),
    "attached_pdf": Fate("comment", "", "Here is how we do it by hand.", ("Wochenplan Küche.pdf",)),
    "autoresponder_qmail": Fate("ignored", "auto_reply", ""),
    "begins_with_thanks": Fate("comment", "", "Hello Ben,\n\nThank you, that is exactly what we have been looking for since last year.\n\nWe would print it every Friday."),
    "boundary_never_closed": Fate("comment", "", "The end of this mail was lost on its way."),
    "boundary_never_there": Fate("comment", "", "This mail has no parts, whatever its head says."),
    "broken_base64": Fate("comment", "", "Some letters were lost."),
    "broken_head": Fate("comment", "", "The head has letters that may not stand there."),
    "calendar_invite": Fate("comment", "", "Shall we talk about it on Thursday?"),
    "chinese_gb2312_sends_more": Fate("comment", "", "请打印在一页上，谢谢镕。"),
    "disowned_by_a_stranger": Fate("comment", "", "Somebody wrote a header into my mail."),
    "disowned_by_our_server": Fate("returned", "disowned", ""),
    "emoji": Fate("comment", "", "👍 Yes please, for the whole team 🖨️"),
    "empty": Fate("returned", "empty", ""),
    "empty_return_path": Fate("ignored", "null_sender", ""),
    "forged_sender": Fate("returned", "wrong_sender", ""),
    "gmail_bottom": Fate("comment", "", "I write below, as I always have: one page, A4, please."),
    "gmail_dutch": Fate("comment", "", "Graag op één pagina, dan hangt het naast de koelkast."),
    "gmail_french": Fate("comment", "", "Oui, sur une seule page, s'il vous plaît. Ça serait affiché près du réfrigérateur."),
    "gmail_german_mobile": Fate("comment", "", "Ja, bitte auf einer Seite. In der Küche hat niemand ein Telefon."),
    "gmail_german_web": Fate("comment", "", "Ja, bitte auf einer Seite. Die Wochenpläne hängen wir am Kühlschrank auf."),
    "gmail_italian": Fate("comment", "", "Sì, su una pagina sola. In cucina nessuno ha il telefono."),
    "gmail_polish": Fate("comment", "", "Tak, na jednej stronie, proszę. W kuchni nikt nie ma telefonu."),
    "gmail_spanish": Fate("comment", "", "Sí, en una sola página, por favor. En la cocina nadie usa el móvil."),
    "gmail_swedish": Fate("comment", "", "Ja, gärna på en sida. I köket har ingen telefon."),
    "gmail_web_top": Fate("comment", "", "Yes, on one page please. The kitchen has no phones."),
    "greek_8859_7": Fate("comment", "", "Σε μία σελίδα, παρακαλώ."),
    "html_only_list": Fate("comment", "", "Two wishes:\n\n* one page\n* big letters\n\nThanks a lot, Ada & team"),
    "hyphen_list": Fate("comment", "", "Three things would help:\n\n- the week on one page\n- names in capitals\n- a box to tick"),
    "japanese_iso2022jp": Fate("comment", "", "一枚の紙に印刷できると助かります。\n厨房では携帯電話が使えません。"),
    "japanese_shift_jis": Fate("comment", "", "一枚の紙に印刷してください。1番の希望です。"),
    "key_in_capitals": Fate("comment", "", "My server writes everything in capitals."),
    "key_in_cc": Fate("comment", "", "To everybody, and to you."),
    "key_in_delivered_to": Fate("comment", "", "Forwarded by a catch-all."),
    "korean_ks_c": Fate("comment", "", "한 페이지에 인쇄해 주세요."),
    "made_up_key": Fate("returned", "no_key", ""),
    "mailing_list": Fate("ignored", "list", ""),
    "markdown_and_a_long_line": Fate("comment", "", "It needs **three** colum…"),
    "nested_multiparts": Fate("comment", "", "The plan hangs at the door, see the picture.", ("door.jpg",)),
    "no_content_type": Fate("comment", "", "Plain words, as in 1982: naïve, but fine."),
    "no_message_id": Fate("comment", "", "My program sends no number along."),
    "only_a_quote": Fate("returned", "empty", ""),
    "only_a_signature": Fate("returned", "empty", ""),
    "only_an_attachment": Fate("returned", "empty", ""),
    "ooo_exchange": Fate("ignored", "auto_submitted", ""),
    "ooo_french_by_subject_alone": Fate("ignored", "auto_reply", ""),
    "ooo_german_by_subject_alone": Fate("ignored", "auto_reply", ""),
    "ooo_gmail": Fate("ignored", "auto_submitted", ""),
    "ooo_japanese_by_subject_alone": Fate("ignored", "auto_reply", ""),
    "ooo_precedence_auto_reply": Fate("ignored", "list", ""),
    "ooo_precedence_junk": Fate("ignored", "list", ""),
    "ooo_vacation_program": Fate("ignored", "auto_submitted", ""),
    "ooo_x_autorespond": Fate("ignored", "auto_reply", ""),
    "our_line_in_german": Fate("comment", "", "Eine Seite genügt."),
    "outlook_desktop": Fate("comment", "", "One page is what we need. Please with the names of the bank staff."),
    "outlook_french": Fate("comment", "", "Une page nous suffit, avec les noms des remplaçants."),
    "outlook_german": Fate("comment", "", "Eine Seite reicht uns. Bitte mit den Namen der Aushilfen."),
    "outlook_mobile": Fate("comment", "", "A3 would do as well."),
    "outlook_web_html_only": Fate("comment", "", "Landscape, if that is possible."),
    "proton_html": Fate("comment", "", "Also for the night shift, please."),
    "read_receipt": Fate("ignored", "report", ""),
    "russian_koi8": Fate("comment", "", "Да, на одной странице, пожалуйста. На кухне нет телефонов."),
    "samsung_mobile": Fate("comment", "", "Fine with me."),
    "signed_smime": Fate("comment", "", "Signed, and still only words."),
    "spam": Fate("ignored", "no_key", ""),
    "thunderbird_bottom": Fate("comment", "", "The week should begin on the day we choose, ours begins on Saturday, and that matters for the print as well."),
    "thunderbird_html": Fate("comment", "", "With a line for each hour, please."),
    "thunderbird_inline": Fate("comment", "", "A4.\n\nYes, landscape."),
    "two_texts_around_a_picture": Fate("comment", "", "This is the door:\n\nand there it should hang.", ("IMG_0042.jpeg",)),
    "unicode_address": Fate("returned", "wrong_sender", ""),
    "unknown_charset": Fate("comment", "", "Une page, à côté du frigo."),
    "unknown_client_cut_at_our_line": Fate("comment", "", "One page, and one only.\n\n(message of the first of June follows)"),
    "utf8_that_claims_latin1": Fate("comment", "", "Grüße aus der Küche, bitte auf einer Seite."),
    "vouched_for": Fate("comment", "", "My domain stands by me."),
    "winmail_dat": Fate("comment", "", "Written in Outlook, in rich text."),
    "wrapped_quote": Fate("comment", "", "Below your words, my answer is above them."),
    "yahoo_html": Fate("comment", "", "Colours would help, but black and white must work."),
}


def raw(name, key=""):
    content = (CORPUS / f"{name}.eml").read_bytes()
    return content.replace(b"UPPERKEY", key.upper().encode()).replace(b"+KEY", b"+" + key.encode()) if key else content


def is_said(fate, words):
    return words.startswith(fate.words[:-1]) if fate.words.endswith("…") else words == fate.words


def test_every_file_has_its_fate():
    assert {path.stem for path in CORPUS.glob("*.eml")} == set(FATES)
    assert len(FATES) >= 60


@pytest.mark.parametrize("name", FATES)
def test_it_is_understood(name):
    fate, letter = FATES[name], read(raw(name))
    if fate.outcome == "comment":
        assert is_said(fate, letter.words), letter.words
        assert letter.left_out == fate.left_out
    assert bool(why_left_alone(letter.message, "")) == (fate.outcome in ("ignored", "report") and name != "spam")


def test_it_becomes_what_it_should(idea_id, settings, moved_clock):
    settings(authserv="mx.hourfold.example")
    key, wrong = address(ADA, idea_id).partition("@")[0].removeprefix("reply+"), []
    for number, (name, fate) in enumerate(FATES.items()):
        moved_clock(number * 600)
        found = arrive(raw(name, key))
        if (found.state, found.outcome, found.reason) != ("done", fate.outcome, fate.reason):
            wrong.append(f"{name}: {found.state} {found.outcome} {found.reason} {found.error}")
    assert wrong == []
    posted = [comment.body for comment in db.session.query(Comment).order_by(Comment.id)]
    assert all(is_said(fate, body) for fate, body in zip([fate for fate in FATES.values() if fate.words], posted, strict=True))
