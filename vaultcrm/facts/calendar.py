"""Days and lengths of time. Months clamp: 31 January + 1 month is the last of February."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from vaultcrm.model import Duration


def later(day: date, duration: Duration, office_days: tuple[int, ...]) -> date | None:
    """The day a duration after another; None past the end of the calendar. Hours count as whole
    days, rounded up; business days are the office's."""
    try:
        day += relativedelta(months=duration.months)
        day += timedelta(days=duration.days + -(-duration.seconds // 86_400))
        for _ in range(duration.business_days):
            day += timedelta(days=1)
            while day.weekday() not in office_days:
                day += timedelta(days=1)
    except (OverflowError, ValueError):
        return None
    return day
