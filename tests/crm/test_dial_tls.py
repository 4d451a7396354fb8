import datetime as dt
import socket
import ssl
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from community.crm.dial import Reply, post
from community.crm.rules import Failure
from tests.crm.calls import BODY, LOOPBACK, NAME, replied, to
from tests.receiver import Receiver

NOW = dt.datetime.now(dt.UTC)


def certificate(directory: Path, name: str, days: int = 1) -> tuple[ssl.SSLContext, Path]:
    """A serving context with a certificate that signs itself, and that certificate to trust or not."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begin = NOW - dt.timedelta(days=10)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(NOW + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    shown, kept = directory / "certificate.pem", directory / "key.pem"
    shown.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    kept.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, kept)
    return context, shown


def send_securely(
    tls: ssl.SSLContext, trusted: Path | None, name: str = NAME
) -> tuple[Reply | Failure, Receiver]:
    with Receiver(tls=tls) as receiver:
        context = ssl.create_default_context(cafile=str(trusted)) if trusted else None
        url = receiver.url("/ok", host=name)
        return post(url, BODY, {}, LOOPBACK, resolve=to("127.0.0.1"), tls=context), receiver


def test_a_vetted_address_is_dialled_with_the_name_in_sni_host_and_certificate_check(tmp_path):
    serving, shown = certificate(tmp_path, NAME)
    asked = []
    serving.sni_callback = lambda connection, name, context: asked.append(name)
    reply, receiver = send_securely(serving, shown)
    assert replied(reply).status == 200
    assert asked == [NAME]
    assert receiver.ledger[0].host == f"{NAME}:{receiver.port}"


def test_a_certificate_that_signs_itself_is_refused(tmp_path):
    serving, _ = certificate(tmp_path, NAME)
    reply, receiver = send_securely(serving, None)
    assert reply is Failure.TLS
    assert receiver.ledger == []


def test_a_certificate_for_another_host_is_refused(tmp_path):
    serving, shown = certificate(tmp_path, NAME)
    reply, receiver = send_securely(serving, shown, name="other.heed.example")
    assert reply is Failure.TLS
    assert receiver.ledger == []


def test_an_expired_certificate_is_refused(tmp_path):
    serving, shown = certificate(tmp_path, NAME, days=-1)
    reply, receiver = send_securely(serving, shown)
    assert reply is Failure.TLS
    assert receiver.ledger == []


def test_a_server_without_tls_is_refused(receiver):
    url = f"https://{NAME}:{receiver.port}/ok"
    assert post(url, BODY, {}, LOOPBACK, resolve=to("127.0.0.1")) is Failure.TLS


def test_a_handshake_that_never_ends_is_ended_with_the_whole_call():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"https://{NAME}:{mute.getsockname()[1]}/ok"
        started = time.monotonic()
        reply = post(url, BODY, {}, LOOPBACK, connect_timeout=0.1, total_timeout=0.4, resolve=to("127.0.0.1"))
        assert reply is Failure.TIMEOUT
        assert 0.35 <= time.monotonic() - started < 1
