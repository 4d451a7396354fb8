"""A real DNS server on loopback for tests: answers from a dictionary, fails, or keeps silent."""

import socket
import threading
from types import TracebackType

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset


class DnsServer:
    """`records` maps (name, type) to texts as in a zone file; a name of which nothing is known does not exist. One that `fails`
    says SERVFAIL to everything."""

    def __init__(self, records: dict[tuple[str, str], list[str]], *, silent: bool = False, fails: bool = False) -> None:
        self.records, self.silent, self.fails, self.asked = records, silent, fails, 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "DnsServer":
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        port = self.socket.getsockname()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", port)
        self.thread.join()
        self.socket.close()

    def resolver(self) -> dns.resolver.Resolver:
        made = dns.resolver.Resolver(configure=False)
        made.nameservers, made.port = ["127.0.0.1"], self.socket.getsockname()[1]
        return made

    def _serve(self) -> None:
        while True:
            wire, sender = self.socket.recvfrom(4096)
            if not wire:
                return
            self.asked += 1
            if not self.silent:
                self.socket.sendto(self._answer(dns.message.from_wire(wire)), sender)

    def _answer(self, query: dns.message.Message) -> bytes:
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        if self.fails:
            reply.set_rcode(dns.rcode.SERVFAIL)
            return reply.to_wire()
        question = query.question[0]
        name = str(question.name).rstrip(".").lower()
        found = self.records.get((name, dns.rdatatype.to_text(question.rdtype)), [])
        if found:
            reply.answer.append(dns.rrset.from_text(question.name, 300, "IN", question.rdtype, *found))
        elif not any(known == name for known, _ in self.records):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire(max_size=65535)
