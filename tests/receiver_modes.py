"""The ways in which tests.receiver answers, by path."""

import gzip
import socket
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.receiver import Receiver

HEAD_END = b"\r\n\r\n"
BIG = 10 * 1024 * 1024

Mode = Callable[["Receiver", socket.socket], None]


def answer(status: int, body: bytes = b"thanks", length: int | None = None, **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", "Set-Cookie: secret=1", "Server: receiver"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if status != 204:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode() + HEAD_END + (b"" if status == 204 else body)


def plain(status: int, **headers: str) -> Mode:
    return lambda receiver, connection: receiver.send(connection, answer(status, **headers))


def in_a_while(receiver: "Receiver", connection: socket.socket) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    receiver.send(connection, answer(429, Retry_After=date))


def redirect_home(receiver: "Receiver", connection: socket.socket) -> None:
    receiver.send(connection, answer(301, Location=receiver.url("/ok")))


def hang(receiver: "Receiver", connection: socket.socket) -> None:
    receiver.stopping.wait(30)


def stall(receiver: "Receiver", connection: socket.socket) -> None:
    receiver.send(connection, answer(200, b"half of it", length=1000))
    receiver.stopping.wait(30)


def drip_slowly(receiver: "Receiver", connection: socket.socket, data: bytes) -> None:
    for byte in data:
        receiver.send(connection, bytes([byte]))
        if receiver.stopping.wait(receiver.drip):
            return


def drip(receiver: "Receiver", connection: socket.socket) -> None:
    receiver.send(connection, answer(200, b"", length=1000))
    drip_slowly(receiver, connection, b"x" * 1000)


def drip_head(receiver: "Receiver", connection: socket.socket) -> None:
    drip_slowly(receiver, connection, b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1000)


def continue_for_ever(receiver: "Receiver", connection: socket.socket) -> None:
    while not receiver.stopping.wait(receiver.drip):
        receiver.send(connection, b"HTTP/1.1 100 Continue\r\n\r\n")


def reset(receiver: "Receiver", connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def reset_midway(receiver: "Receiver", connection: socket.socket) -> None:
    receiver.send(connection, answer(200, b"half of it", length=1000))
    reset(receiver, connection)


def cut(receiver: "Receiver", connection: socket.socket) -> None:
    receiver.send(connection, answer(200, b"half of it", length=1000))


def big(receiver: "Receiver", connection: socket.socket) -> None:
    receiver.send(connection, answer(200, b"", length=BIG))
    for _ in range(BIG // 65536):
        receiver.send(connection, b"x" * 65536)


def endless(receiver: "Receiver", connection: socket.socket) -> None:
    receiver.send(connection, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not receiver.stopping.is_set():
        receiver.send(connection, b"10000\r\n" + b"x" * 65536 + b"\r\n")


def long_head(receiver: "Receiver", connection: socket.socket) -> None:
    receiver.send(connection, b"HTTP/1.1 200 OK\r\n")
    for number in range(BIG // 1000):
        receiver.send(connection, f"X-{number}: {'x' * 990}\r\n".encode())


def bomb(receiver: "Receiver", connection: socket.socket) -> None:
    receiver.send(connection, answer(200, packed(), Content_Encoding="gzip"))


@cache
def packed() -> bytes:
    return gzip.compress(b"\0" * BIG)


def garbage(receiver: "Receiver", connection: socket.socket) -> None:
    receiver.send(connection, b"SSH-2.0-OpenSSH_9.2\r\n\r\n")


def strange_text(receiver: "Receiver", connection: socket.socket) -> None:
    receiver.send(connection, answer(200, b"nul\x00 bad\xff " + "漢".encode() * 2000))


MODES: dict[str, Mode] = {
    **{f"/{status}": plain(status) for status in (200, 201, 204, 400, 401, 404, 410, 429, 500, 502, 503)},
    "/ok": plain(200),
    "/301": redirect_home,
    "/302": plain(302, Location="http://169.254.169.254/latest/meta-data/"),
    "/429/seconds": plain(429, Retry_After="3"),
    "/429/minute": plain(429, Retry_After="90"),
    "/429/date": in_a_while,
    "/429/negative": plain(429, Retry_After="-1"),
    "/429/huge": plain(429, Retry_After="1e9"),
    "/429/junk": plain(429, Retry_After="abc"),
    "/hang": hang,
    "/stall": stall,
    "/drip": drip,
    "/drip-head": drip_head,
    "/continue": continue_for_ever,
    "/reset": reset,
    "/reset-midway": reset_midway,
    "/cut": cut,
    "/big": big,
    "/endless": endless,
    "/long-head": long_head,
    "/bomb": bomb,
    "/garbage": garbage,
    "/strange": strange_text,
}
