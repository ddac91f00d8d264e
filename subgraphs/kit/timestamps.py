"""Times as stores and cursors write them: whole microseconds since 1970 in UTC, exact both ways."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(microseconds: int) -> datetime:
    """The time that is so many microseconds after 1970, in UTC and exact."""
    return _EPOCH + timedelta(microseconds=microseconds)


def microseconds(time: datetime) -> int:
    """Microseconds since 1970 of a time with a zone, exact."""
    return (time - _EPOCH) // timedelta(microseconds=1)
