"""What an account is worth, without a float anywhere."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.accounts.currencies import DECIMALS
from community.accounts.rules_accounts import MOST_MINOR_UNITS, amount_of, minor_units, yearly

CURRENCIES = st.sampled_from(sorted(DECIMALS))


@given(st.integers(0, MOST_MINOR_UNITS), CURRENCIES)
def test_an_amount_reads_back_as_the_same_minor_units(units, currency):
    written = amount_of(units, currency)
    assert minor_units(written, currency) == units
    assert Decimal(written).scaleb(DECIMALS[currency]) == units


@pytest.mark.parametrize(("amount", "currency", "units"), [
    ("12500", "EUR", 1_250_000), ("12500.5", "EUR", 1_250_050), ("12500,50", "GBP", 1_250_050), ("12500", "JPY", 12_500),
    ("12500.00", "JPY", 12_500), ("1.234", "KWD", 1_234), ("0", "EUR", 0), ("0.10", "USD", 10), ("7.5000", "USD", 750),
    ("12500.000", "EUR", 1_250_000), ("0.500", "EUR", 50), ("12,500", "KWD", 12_500),
])
def test_an_amount_is_read_by_the_decimals_of_its_currency(amount, currency, units):
    assert minor_units(amount, currency) == units


@pytest.mark.parametrize(("amount", "currency"), [
    ("12.345", "EUR"), ("12.5", "JPY"), ("-1", "EUR"), ("1e5", "EUR"), ("1,000,000", "EUR"), ("", "EUR"), ("£5", "GBP"),
    ("12,500", "EUR"), ("86,400", "GBP"), ("12.000", "EUR"), ("1,000", "JPY"), ("999.990", "USD"), ("NaN", "EUR"), (" 5", "EUR"), ("٣", "EUR"), ("9999999999999999", "EUR"), ("99999999999999.99", "EUR"),
])
def test_what_would_have_to_be_rounded_or_guessed_is_no_amount(amount, currency):
    assert minor_units(amount, currency) is None


def test_a_month_counts_twelve_times_and_what_was_paid_once_not_at_all():
    assert [yearly(100, period) for period in ("year", "month", "once")] == [100, 1_200, None]
    assert yearly(None, "month") is None


def test_the_list_of_currencies_has_three_letters_each_and_no_double():
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in DECIMALS)
    assert len(DECIMALS) > 150
    assert (DECIMALS["EUR"], DECIMALS["JPY"], DECIMALS["TND"], DECIMALS["CLF"]) == (2, 0, 3, 4)
