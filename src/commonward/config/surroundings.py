"""What the doctor looks at around the installation: what was broken off, clock, keys, backups, mail, proxy.

Only the mail server and the place's own address are asked over the network, and neither hears anything of anybody.
"""

import http.client
import os
import smtplib
import socket
import ssl
import stat
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection

from commonward.config.answer import Answer
from commonward.config.keeping import keys, restore, schedule, upgrade
from commonward.kernel import clock, timekeeping
from commonward.kernel.models import Entry

#: Clocks of several machines may differ by so much.
LARGEST_DIFFERENCE = timedelta(minutes=2)
PATIENCE_SECONDS = 5
#: A certificate that runs out sooner than this should have been renewed by itself.
LEAST_DAYS = 14
_CLOCK = "Set the clock, and let it be kept by NTP (Debian: apt-get install systemd-timesyncd)."
_PROXY = "See “Proxy and certificate” in docs/operators/running.md."


def broken_off() -> Iterator[Answer]:
    """A restore or an upgrade that waits for somebody."""
    if restore.is_broken_off():
        yield Answer("Restore", False, "was broken off in the middle.", "Run `commonward restore --resume`.")
    if upgrade.noted() is not None:
        remedy = "Run `commonward upgrade` to bring it to its end, or `commonward upgrade --back` to undo it."
        yield Answer("Upgrade", False, "was broken off in the middle.", remedy)


def time_of_day() -> Answer:
    """Clock."""
    now = clock.now()
    last = Entry.objects.order_by("-sequence").values_list("at", flat=True).first()
    if last is not None and now < last - LARGEST_DIFFERENCE:
        return Answer("Clock", False, f"it says {_spoken(now)}, and the ledger was written at {_spoken(last)}.", _CLOCK)
    for whose, at in _other_clocks():
        if abs(at - now) > LARGEST_DIFFERENCE:
            found = f"it says {_spoken(now)}, and the {whose}'s says {_spoken(at)}."
            return Answer("Clock", False, found, _CLOCK)
    if (before := timekeeping.doubted_since()) is not None:
        found = (
            f"it says {_spoken(now)}, and when a worker last looked it was {_spoken(before)}. Until one of the two is "
            "sure, nothing ends for good because its time is over."
        )
        return Answer("Clock", False, found, f"Is it right? Then run `commonward clock --right`. If not: {_CLOCK}")
    return Answer("Clock", True, f"{_spoken(now)}, as in the ledger, the database and the file system.")


def _other_clocks() -> Iterator[tuple[str, datetime]]:
    with tempfile.NamedTemporaryFile(dir=settings.DATA_DIR, prefix=".clock-") as file:
        os.utime(file.fileno())
        yield "file system", datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            yield "database", cursor.fetchone()[0]


def key_files() -> Answer:
    """Files of keys."""
    places = sorted({keys.place_of(name) for name in (keys.SECRET, keys.LEDGER, keys.SEALING)})
    there = [path for path in places if path.exists()]
    for path in there:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            return Answer("Files of keys", False, f"others can read {path}.", f"chmod 600 {path}")
    if settings.BACKUP_DIR is not None and any(path.is_relative_to(settings.BACKUP_DIR) for path in there):
        remedy = "Move them, and set COMMONWARD_KEYS_DIR to their new folder."
        return Answer("Files of keys", False, "they lie with the backups that they open.", remedy)
    beside = " They lie with the data: COMMONWARD_KEYS_DIR names another folder." if _are_beside(there) else ""
    return Answer("Files of keys", True, f"{len(there)} in {keys.folder()}, for their owner only.{beside}")


def _are_beside(there: list[Path]) -> bool:
    return any(path.is_relative_to(settings.DATA_DIR) for path in there)


def backups() -> Answer:
    """Backups."""
    folder = settings.BACKUP_DIR
    if folder is None:
        if settings.DEMO:
            return Answer("Backups", True, "none, and there is nothing to lose in a demo.")
        return Answer("Backups", False, "none are made.", "Set COMMONWARD_BACKUP_DIR to a folder on another disk.")
    newest = schedule.newest_at()
    if newest is None:
        return Answer(
            "Backups", False, f"there is none in {folder}.", "Run `commonward backup`, and see that a worker runs."
        )
    age = clock.now() - newest
    hours = round(age / timedelta(hours=1))
    if age < -LARGEST_DIFFERENCE:
        found = f"the newest in {folder} was made {max(-hours, 1)} hours after what this clock says."
        return Answer("Backups", False, found, f"Look at the clock first. {_CLOCK}")
    remedy = "See that a worker runs; `backup.failed` in its log says why. Run `commonward backup` now."
    is_well = age <= timedelta(hours=2 * settings.BACKUP_HOURS)
    beside = ""
    if Path(folder).exists() and os.stat(folder).st_dev == os.stat(settings.DATA_DIR).st_dev:
        beside = " They lie on the disk that they are a backup of: copy them to another."
    return Answer("Backups", is_well, f"the newest in {folder} is {hours} hours old.{beside}", remedy)


def mail() -> Answer:
    """Mail."""
    if not settings.EMAIL_URL:
        is_well = settings.DEMO or not settings.SITE_URL.startswith("https:")
        remedy = "Set COMMONWARD_EMAIL_URL to your mail server."
        return Answer("Mail", is_well, "is written to files, so nobody gets any.", remedy)
    remedy = "Check COMMONWARD_EMAIL_URL; `commonward manage sendtestemail` sends one."
    server = get_connection(timeout=PATIENCE_SECONDS)
    try:
        server.open()
        server.close()
    except smtplib.SMTPAuthenticationError:
        return Answer("Mail", False, "the server does not take this user and password.", remedy)
    except ssl.SSLError:
        return Answer("Mail", False, "the server's certificate is not one that this machine trusts.", remedy)
    except smtplib.SMTPNotSupportedError:
        return Answer("Mail", False, "the server offers no STARTTLS, and nothing is sent in the clear.", remedy)
    except (OSError, smtplib.SMTPException) as error:
        return Answer("Mail", False, f"the server does not answer as it should ({type(error).__name__}).", remedy)
    return Answer("Mail", True, f"{settings.EMAIL_HOST} answers.")


def proxy() -> Answer:
    """Proxy."""
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https":
        return Answer("Proxy", True, "none: the address is for this machine only.")
    asked = http.client.HTTPSConnection(site.hostname or "", site.port or 443, timeout=PATIENCE_SECONDS)
    try:
        asked.connect()
        days = _days_left(asked.sock)
        asked.request("GET", "/healthz")
        return _judged(asked.getresponse(), site.netloc, days)
    except ssl.SSLCertVerificationError as error:
        remedy = "Renew it at the proxy. One of your own authority has to be known here (update-ca-certificates)."
        return Answer("Proxy", False, f"the certificate is not good: {error.verify_message}.", remedy)
    except (OSError, http.client.HTTPException) as error:
        remedy = f"Start the proxy. Where this machine cannot reach its own address, ask from another one. {_PROXY}"
        return Answer("Proxy", False, f"{site.netloc} does not answer from here ({type(error).__name__}).", remedy)
    finally:
        asked.close()


def _judged(answer: http.client.HTTPResponse, host: str, days: int) -> Answer:
    """What an answer of our own page of health tells about the proxy before it."""
    if answer.status in {301, 302, 308}:
        remedy = f"Let it pass on X-Forwarded-Proto, from the address in COMMONWARD_TRUSTED_PROXY. {_PROXY}"
        return Answer("Proxy", False, "it does not say that people come by https, so pages lead in a circle.", remedy)
    if answer.status == 400:
        return Answer("Proxy", False, "it does not pass on the name of the host.", f"Let it pass on Host. {_PROXY}")
    if answer.status != 200:
        remedy = "Start `commonward serve`, and see that the proxy asks at its port."
        return Answer("Proxy", False, f"it answers {answer.status}: it does not reach Commonward.", remedy)
    remedy = "Renew it, and see why that does not happen by itself."
    return Answer("Proxy", days >= LEAST_DAYS, f"{host} answers; its certificate is good for {days} days.", remedy)


def _days_left(sock: socket.socket | ssl.SSLSocket) -> int:
    certificate = sock.getpeercert() if isinstance(sock, ssl.SSLSocket) else None
    until = (certificate or {}).get("notAfter")
    if not isinstance(until, str):
        return 0
    return int((ssl.cert_time_to_seconds(until) - clock.now().timestamp()) // 86_400)


def _spoken(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
