"""The days and moments of a reminder."""

import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.skills.reminders.times import LONGEST, Repeat, days, due, following
from bot.store.reminding import Wanted
from bot.working import Hours

TUESDAY = date(2026, 12, 1)


def taken(first: date, repeat: Repeat, count: int, until: date | None = None) -> list[str]:
    return [day.isoformat() for day, _number in zip(days(first, repeat, until), range(count), strict=False)]


def test_once_is_once() -> None:
    assert taken(TUESDAY, Repeat.ONCE, 9) == ["2026-12-01"]
    assert following(TUESDAY, Repeat.ONCE, None, TUESDAY) is None


def test_every_second_tuesday() -> None:
    assert taken(TUESDAY, Repeat.FORTNIGHTLY, 3) == ["2026-12-01", "2026-12-15", "2026-12-29"]


def test_a_day_that_a_month_does_not_have_is_its_last() -> None:
    found = taken(date(2027, 1, 31), Repeat.MONTHLY, 5)
    assert found == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]
    assert taken(date(2027, 1, 5), Repeat.MONTHLY, 2) == ["2027-01-05", "2027-02-05"]


def test_the_second_tuesday_and_the_fifth_which_is_the_last() -> None:
    assert taken(date(2026, 12, 8), Repeat.MONTHLY_WEEKDAY, 3) == ["2026-12-08", "2027-01-12", "2027-02-09"]
    assert taken(date(2026, 12, 29), Repeat.MONTHLY_WEEKDAY, 3) == ["2026-12-29", "2027-01-26", "2027-02-23"]


@given(st.dates(date(2026, 1, 1), date(2029, 12, 31)), st.sampled_from(Repeat), st.integers(0, 600))
def test_a_series_begins_on_its_first_day_goes_forward_and_ends(first: date, repeat: Repeat, span: int) -> None:
    found = list(days(first, repeat, first + timedelta(days=span)))
    assert found[0] == first
    assert found == sorted(set(found))
    assert found[-1] <= first + min(timedelta(days=span), LONGEST) or repeat is Repeat.ONCE
    assert all(following(first, repeat, None, day) == after for day, after in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2027, 3, 26), time(9), "2027-03-30T05:00"),  # Good Friday, and Easter Monday is a holiday too
        (date(2027, 3, 25), time(9), "2027-03-25T07:00"),
        (date(2027, 3, 30), time(9), "2027-03-30T06:00"),
        (date(2027, 10, 29), time(9), "2027-10-29T06:00"),
        (date(2027, 11, 1), time(9), "2027-11-01T07:00"),
        (date(2027, 3, 28), time(3, 30), "2027-03-30T05:00"),  # the hour that is not: night, Sunday, Easter
        (date(2027, 10, 31), time(3, 30), "2027-11-01T06:00"),  # the hour that is twice: night and Sunday
        (date(2026, 12, 1), time(3, 30), "2026-12-01T06:00"),
        (date(2026, 12, 1), time(22), "2026-12-02T06:00"),
        (date(2026, 12, 24), time(9), "2026-12-28T06:00"),
    ],
)
def test_it_comes_at_its_local_time_but_never_at_night_or_on_days_off(day: date, at: time, utc: str) -> None:
    assert due(day, at, Wanted(Hours())) == datetime.fromisoformat(utc).replace(tzinfo=UTC)
