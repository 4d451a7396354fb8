"""Plain words on what a mail server said, and what to do about it."""

from flask_babel import lazy_gettext as _l

ADVICE = {
    "": _l("The server has taken the mail. If it does not arrive within a few minutes, look into the folder for spam, and run heed doctor: it says what DNS lacks."),
    "kept": _l("HEED_MAIL_URL names no mail server: mails are kept in a folder or printed, and nobody receives any."),
    "refused": _l("Nothing listens at that port. Is the host right, is the mail server running, and is the port the right one? 587 goes with smtp+starttls, 465 with smtps, 25 with smtp."),
    "name": _l("There is no machine of that name. Please look at the host in HEED_MAIL_URL, and whether this machine can ask DNS."),
    "unreachable": _l("Nobody answers there. Often a firewall is in the way: many hosting companies close port 25. Try 587 with smtp+starttls."),
    "silent": _l("Something answers and says nothing a mail server would say. Is this the port of the mail server?"),
    "speaks_tls": _l("Port 465 is encrypted from the first byte. Please write smtps:// in HEED_MAIL_URL, or use port 587 with smtp+starttls://."),
    "no_tls": _l("This port is not encrypted from the first byte. Please write smtp+starttls:// in HEED_MAIL_URL, or use port 465."),
    "tls": _l("The server and this machine cannot agree on how to encrypt. It may be too old for TLS 1.2."),
    "no_starttls": _l("The server offers no encryption at this port. Use smtps:// with port 465; or smtp:// when it is on this machine or a network you trust."),
    "certificate_name": _l("The server’s certificate is for another name. Please write the name that is in the certificate as the host in HEED_MAIL_URL."),
    "certificate_past": _l("The server’s certificate has expired, or the clock of this machine is wrong."),
    "certificate_unknown": _l("The server’s certificate comes from nobody this machine trusts. Give the server one that is trusted, or make this machine trust its issuer: SSL_CERT_FILE names a file of issuers."),
    "password": _l("The server does not accept this user and password. Special characters must be percent-encoded in HEED_MAIL_URL: @ is %40, / is %2F. Some services want a password made for programs."),
    "sign_in": _l("The server lets nobody sign in at the moment, or not this way. What it says above tells more."),
    "no_sign_in": _l("The server takes no user and password on this connection. It may want encryption first: use smtp+starttls:// or smtps://. A relay on this machine often needs no user at all."),
    "letters": _l("User and password can hold plain ASCII characters only, as mail servers know no others."),
    "sign_in_first": _l("The server wants to know who we are. Please put user and password into HEED_MAIL_URL."),
    "sender": _l("The server does not let us send as this sender. HEED_MAIL_FROM must be an address that this user may use; mails carry bounces+KEY at HEED_REPLY_DOMAIN as their return path, which must be allowed too."),
    "relay": _l("The server does not pass mail on for us. Sign in with user and password, or let it relay for the address of this machine."),
    "recipient": _l("The server does not take mail for this address. Is it spelt right? Try another one."),
    "message": _l("The server took the addresses and refused the message itself, often as spam. What it says above tells more; heed doctor says what DNS lacks."),
    "too_large": _l("The server takes no mail of this size."),
    "not_welcome": _l("The server turns this machine away before it hears of any mail. What it says above tells more: its address may be on a block list, or not allowed to connect."),
    "later": _l("The server says: not now. Greylisting does this at a first try. Other mails are tried again by themselves, for two days."),
    "hung_up": _l("The server hung up, or fell silent, in the middle. Look into its log: it says why."),
    "address": _l("No mail can be sent to an address written like this."),
    "stopped": _l("The worker was stopped in the middle of this. Please try again."),
}
"""By the codes of rules_advice, and the empty one when all went well."""


def advice_words(code: str) -> str:
    return str(ADVICE[code])
