import base64
import json
import random
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from community.crm.signing import BadSignature, new_secret, sign, verify

# The vector that the standard's own libraries test against.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def reason_of(
    secrets: str | list[str], headers: dict[str, str], body: bytes = BODY, now: datetime = AT
) -> str:
    with pytest.raises(BadSignature) as caught:
        verify(secrets, headers, body, now)
    return caught.value.reason


def test_the_vector_of_the_standard_is_reproduced():
    assert sign(SECRET, ID, AT, BODY) == {
        "webhook-id": ID,
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNATURE,
    }


def random_body(dice: random.Random) -> bytes:
    letters = "aé漢😀.\x00\n\u2028\"'{}:0 "
    return "".join(dice.choices(letters, k=dice.choice([0, 1, 10, 200, 5000]))).encode()


def test_the_official_library_verifies_a_thousand_random_bodies():
    dice = random.Random(15)
    for _ in range(1000):
        secret, body = new_secret(), random_body(dice)
        headers = sign(secret, f"msg_{dice.getrandbits(128):032x}", datetime.now(UTC), body)
        Webhook(secret).verify(body, headers, json_parse=False)
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body + b".", headers, json_parse=False)


def test_the_official_library_verifies_a_body_of_twenty_kilobytes():
    body = json.dumps({"title": "漢😀." * 2000}).encode()
    assert len(body) > 20_000
    headers = sign(SECRET, ID, datetime.now(UTC), body)
    assert Webhook(SECRET).verify(body, headers) == json.loads(body)


@given(st.text().map(str.encode), st.integers(-300, 300))
def test_what_we_sign_we_verify_within_five_minutes_either_way(body, drift):
    headers = sign(SECRET, ID, AT, body)
    assert verify(SECRET, headers, body, AT + timedelta(seconds=drift)) == ID


@pytest.mark.parametrize("seconds", [-301, 301, 3600, -86400])
def test_too_old_or_too_new_is_refused(seconds):
    assert reason_of(SECRET, sign(SECRET, ID, AT, BODY), now=AT + timedelta(seconds=seconds)) == "tolerance"


def test_a_retry_an_hour_later_has_the_same_id_and_verifies_at_its_own_time():
    later = AT + timedelta(hours=1)
    first, second = sign(SECRET, ID, AT, BODY), sign(SECRET, ID, later, BODY)
    assert first["webhook-id"] == second["webhook-id"]
    assert first["webhook-signature"] != second["webhook-signature"]
    assert verify(SECRET, second, BODY, later) == ID


def test_another_zone_signs_the_same_instant():
    in_delhi = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert sign(SECRET, ID, in_delhi, BODY)["webhook-signature"] == SIGNATURE
    assert verify(SECRET, sign(SECRET, ID, AT, BODY), BODY, in_delhi) == ID


def test_a_fraction_of_a_second_is_cut_off_alike_in_header_and_signature():
    headers = sign(SECRET, ID, AT.replace(microsecond=999_999), BODY)
    assert headers["webhook-timestamp"] == "1614265330"
    assert headers["webhook-signature"] == SIGNATURE


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        sign(SECRET, ID, AT.replace(tzinfo=None), BODY)


@pytest.mark.parametrize("webhook_id", ["", "a.b", "msg 1", "msg_1\n", "msg_é", "x" * 201])
def test_an_id_that_could_be_read_two_ways_is_never_signed(webhook_id):
    with pytest.raises(ValueError, match="id"):
        sign(SECRET, webhook_id, AT, BODY)


def test_a_secret_is_thirty_two_random_bytes_with_its_prefix():
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    for secret in secrets:
        assert secret.startswith("whsec_")
        assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32


def test_during_a_rotation_old_and_new_secret_both_verify():
    old, new = new_secret(), new_secret()
    headers = sign([new, old], ID, datetime.now(UTC), BODY)
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (old, new):
        Webhook(secret).verify(BODY, headers)
        assert verify(secret, headers, BODY, datetime.now(UTC)) == ID


def test_after_a_rotation_the_old_secret_no_longer_verifies():
    old, new = new_secret(), new_secret()
    assert reason_of(old, sign(new, ID, AT, BODY)) == "signature"


def test_a_receiver_with_two_secrets_takes_either():
    old, new = new_secret(), new_secret()
    assert verify([new, old], sign(old, ID, AT, BODY), BODY, AT) == ID


@pytest.mark.parametrize("count", [0, 11])
def test_no_secret_or_more_than_ten_are_refused(count):
    with pytest.raises(ValueError, match="between 1 and 10"):
        sign([new_secret() for _ in range(count)], ID, AT, BODY)


def test_ten_secrets_sign():
    secrets = [new_secret() for _ in range(10)]
    headers = sign(secrets, ID, AT, BODY)
    assert all(verify(secret, headers, BODY, AT) == ID for secret in secrets)


def key_of(length: int) -> str:
    return "whsec_" + base64.b64encode(b"k" * length).decode()


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_!!!!", "whsec_a", key_of(23), key_of(65), key_of(32)[6:]]
)
def test_an_unusable_secret_is_a_value_error(secret):
    with pytest.raises(ValueError, match="whsec_"):
        sign(secret, ID, AT, BODY)


@pytest.mark.parametrize("length", [24, 64])
def test_the_shortest_and_the_longest_key_sign(length):
    assert verify(key_of(length), sign(key_of(length), ID, AT, BODY), BODY, AT) == ID


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_is_refused(name):
    headers = sign(SECRET, ID, AT, BODY)
    del headers[name]
    assert reason_of(SECRET, headers) == "headers"


def test_header_names_may_be_written_in_any_case():
    headers = {name.title(): value for name, value in sign(SECRET, ID, AT, BODY).items()}
    assert verify(SECRET, headers, BODY, AT) == ID


@pytest.mark.parametrize(
    "timestamp", ["", "1614265330.5", "-1", "1e9", "nan", "inf", "١٦١٤٢٦٥٣٣٠", "9" * 400]
)
def test_a_timestamp_that_is_no_whole_number_is_refused(timestamp):
    assert reason_of(SECRET, sign(SECRET, ID, AT, BODY) | {"webhook-timestamp": timestamp}) == "timestamp"


@pytest.mark.parametrize("webhook_id", ["", "a.b", "msg\n", "x" * 201])
def test_a_strange_id_is_refused(webhook_id):
    assert reason_of(SECRET, sign(SECRET, ID, AT, BODY) | {"webhook-id": webhook_id}) == "id"


@pytest.mark.parametrize(
    "signature",
    [
        "",
        " ",
        "v1",
        "v1,",
        "v1,!!!",
        "v2," + SIGNATURE[3:],
        SIGNATURE[3:],
        SIGNATURE[:-1],
        "é",
        "\udcff",
        "v1,é",
    ],
)
def test_a_broken_or_wrong_signature_is_refused_and_never_crashes(signature):
    assert reason_of(SECRET, sign(SECRET, ID, AT, BODY) | {"webhook-signature": signature}) == "signature"


def test_the_right_signature_among_others_is_found():
    headers = sign(SECRET, ID, AT, BODY) | {"webhook-signature": f"v1a,xyz v1,abc {SIGNATURE}"}
    assert verify(SECRET, headers, BODY, AT) == ID


def test_changed_bytes_id_or_time_are_refused():
    headers = sign(SECRET, ID, AT, BODY)
    assert reason_of(SECRET, headers, BODY + b" ") == "signature"
    assert reason_of(SECRET, headers | {"webhook-id": "msg_other"}) == "signature"
    assert reason_of(SECRET, headers | {"webhook-timestamp": "1614265331"}) == "signature"


def test_bytes_that_are_no_text_are_refused():
    assert reason_of(SECRET, sign(SECRET, ID, AT, BODY), b"\xff\xfe") == "body"


def test_the_reason_never_holds_the_secret_or_the_signature():
    with pytest.raises(BadSignature) as caught:
        verify(SECRET, sign(new_secret(), ID, AT, BODY), BODY, AT)
    assert str(caught.value) == "signature"
