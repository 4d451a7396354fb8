"""A Postfix of a bench's own on loopback: its configuration, queue and mailboxes stand in one folder and go with it.

Domains: people.test has one mailbox for everybody, unknown.test none, which is found out only after the mail was
accepted; full.test fails there for good, refused.test is refused at once and later.test put off at once. What goes to
ideas.test is handed to a command, as OPERATING.md says; here it only keeps each mail, for it may not read our programs.
"""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REPLIES = "ideas.test"
PATIENCE = 30.0
"""Seconds in which it starts, and in which its queue empties."""
PROGRAMS = Path("/usr/lib/postfix/sbin")
RECEIVER = "nobody"
"""Whom the command that takes replies runs as: Postfix refuses to run one as root."""
KEEP = '#!/bin/sh\numask 022\nkept=$(mktemp "$0.d/XXXXXXXX") && cat > "$kept" && echo "$2" > "$kept.to" && mv "$kept" "$kept.eml"\n'
"""$0.d is where mails go, $2 the recipient; what is not whole has no name that ends so."""

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
daemon_directory = {programs}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.people.test
mydestination =
local_transport = error:no local mail
alias_maps =
mynetworks = 127.0.0.0/8
biff = no
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
virtual_mailbox_domains = people.test, unknown.test, full.test, refused.test, later.test, {replies}
virtual_mailbox_base = {folder}/boxes
virtual_mailbox_maps = regexp:{folder}/boxes.map
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
transport_maps = regexp:{folder}/transport.map
smtpd_reject_unlisted_recipient = no
smtpd_recipient_restrictions = check_recipient_access regexp:{folder}/access.map, permit_mynetworks, reject
replies_destination_recipient_limit = 1
minimal_backoff_time = 3600s
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
replies unix - n n - 2 pipe flags=Rq user={receiver} null_sender=
  argv={command} ${{sender}} ${{original_recipient}}
"""
MAPS = {
    "boxes.map": "/@people\\.test$/ people/\n",
    "transport.map": f"/@{REPLIES}$/ replies:\n/@full\\.test$/ error:5.2.2 The mailbox is full\n",
    "access.map": "/@refused\\.test$/ 550 5.7.1 We take no mail from you\n/@later\\.test$/ 450 4.2.1 Not now, please\n",
}


@dataclass(frozen=True)
class Postfix:
    """A running server and where it listens."""

    port: int
    folder: Path

    def delivered(self) -> list[bytes]:
        """What lies in the mailbox of people.test."""
        return [path.read_bytes() for path in sorted((self.folder / "boxes" / "people" / "new").glob("*"))]

    def handed_over(self) -> list[tuple[str, bytes]]:
        """Recipient and bytes of each mail for ideas.test, as the command of a pipe gets them."""
        found = sorted((self.folder / "receive.d").glob("*.eml"))
        return [(path.with_suffix(".to").read_text().strip(), path.read_bytes()) for path in found]

    def settle(self) -> bool:
        """Wait until it has nothing more to hand over; False when it takes too long."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if not any(any((self.folder / "queue" / name).rglob("*")) for name in ("maildrop", "incoming", "active")):
                return True
            time.sleep(0.1)
        return False


def why_not() -> str:
    """What is missing for such a server here; empty when nothing is."""
    if not (PROGRAMS / "master").exists() or shutil.which("postfix") is None:
        return "there is no Postfix here: apt-get install postfix"
    return "" if os.geteuid() == 0 else "Postfix starts its programs as other users, so this needs root"


@contextmanager
def postfix(folder: Path) -> Iterator[Postfix]:
    """The server while it runs, in an empty folder that others may enter."""
    server = Postfix(_free_port(), folder)
    _write(server)
    _run(folder, "start")
    try:
        _wait_for(server.port)
        yield server
    finally:
        _run(folder, "stop")


def _write(server: Postfix) -> None:
    folder, box_owner, mail_owner = server.folder, pwd.getpwnam(RECEIVER), pwd.getpwnam("postfix")
    for name, owner in (("config", None), ("queue", None), ("boxes", box_owner), ("receive.d", box_owner), ("data", mail_owner)):
        (folder / name).mkdir(mode=0o755)
        if owner is not None:
            os.chown(folder / name, owner.pw_uid, owner.pw_gid)
    facts = {"folder": folder, "programs": PROGRAMS, "replies": REPLIES, "uid": box_owner.pw_uid, "gid": box_owner.pw_gid}
    (folder / "config" / "main.cf").write_text(MAIN.format(**facts))
    (folder / "config" / "master.cf").write_text(MASTER.format(port=server.port, receiver=RECEIVER, command=folder / "receive"))
    (folder / "receive").write_text(KEEP)
    (folder / "receive").chmod(0o755)
    for name, text in MAPS.items():
        (folder / name).write_text(text)


def _run(folder: Path, what: str) -> None:
    done = subprocess.run(["postfix", "-c", str(folder / "config"), what], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        raise RuntimeError(f"postfix {what}: {done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
