"""Working time between two moments: weekends, holidays, hours and the clocks' change count."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.working import Hours, moment

HOURS = Hours()
HELSINKI = "Europe/Helsinki"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return moment(day, time(hour, minute), HELSINKI)


FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        (at(MONDAY, 9), at(MONDAY, 11), 2.0),
        (at(MONDAY, 6), at(MONDAY, 20), 8.0),
        (at(FRIDAY, 15), at(MONDAY, 9, 30), 2.5),
        (at(date(2026, 12, 23), 15), at(date(2026, 12, 28), 9), 2.0),
        (at(date(2026, 3, 27), 12), at(date(2026, 3, 30), 12), 8.0),
        (at(MONDAY, 11), at(MONDAY, 9), 0.0),
        (at(date(2026, 11, 21), 9), at(date(2026, 11, 22), 9), 0.0),
    ],
)
def test_worked(since: datetime, until: datetime, hours: float) -> None:
    assert HOURS.worked(since, until) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (MONDAY, MONDAY, 0),
        (FRIDAY, MONDAY, 1),
        (date(2026, 12, 23), date(2026, 12, 28), 1),
        (MONDAY, date(2026, 12, 1), 6),
        (MONDAY, FRIDAY, 0),
    ],
)
def test_days_between(since: date, until: date, days: int) -> None:
    assert HOURS.days_between(since, until) == days


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS, MOMENTS, MOMENTS)
def test_two_stretches_are_as_long_as_both_together(one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted((one, two, three))
    assert HOURS.worked(first, last) == HOURS.worked(first, middle) + HOURS.worked(middle, last)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(0, 30))
def test_so_many_days_after_is_so_many_days_between(day: date, days: int) -> None:
    assert HOURS.days_between(day, HOURS.after(day, days)) == days
