"""
How often something may be tried, counted in the database so that every process agrees.

The key is kept only as a keyed digest: an address or a phone number cannot be read back from it.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from moothall.kernel.models import RateCount

_COUNT = """
    INSERT INTO kernel_ratecount (key, "window", count) VALUES (%s, %s, 1)
    ON CONFLICT (key, "window") DO UPDATE SET count = kernel_ratecount.count + 1
    RETURNING count
"""

_GIVE_BACK = """
    UPDATE kernel_ratecount SET count = count - 1
    WHERE key = %s AND "window" = %s AND count > 0
"""


def allow(key: str, *, limit: int, per: timedelta, now: datetime) -> bool:
    """
    Count one try of `key` and tell whether it is within `limit` tries in each span of `per`.

    One statement. Spans are fixed from midnight UTC; a burst over a border may reach twice the
    limit, which every caller's limit allows for.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _counter(key, per=per, now=now))
        (count,) = cursor.fetchone()
    return bool(count <= limit)


def give_back(key: str, *, per: timedelta, now: datetime) -> None:
    """Count one try less of those that were counted with the same `key`, `per` and `now`."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, _counter(key, per=per, now=now))


def _counter(key: str, *, per: timedelta, now: datetime) -> tuple[bytes, datetime]:
    """Return what a count is kept under: the key's digest, and when its span began."""
    seconds = int(per.total_seconds())
    start = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=UTC)
    return hmac.new(settings.SECRET_KEY.encode(), key.encode(), hashlib.sha256).digest(), start


def forget_old_counts(*, now: datetime) -> int:
    """Delete the counts of spans that ended over a day ago and return how many they were."""
    deleted, _ = RateCount.objects.filter(window__lt=now - timedelta(days=1)).delete()
    return deleted
