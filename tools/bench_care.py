"""How fast a message in care is sent with hundreds of thousands stored, and the last twenty read (issue 6).

Fills an empty database with patients, threads and messages, all locked, then sends and reads by the actions and pages
that people use, in this process. Everything of a send is in its time: relationship, consent, the guard, encryption, the
record, the ledger, one transaction. Last, patients send words of an emergency: how long until an alert has an owner.
Run it with `make bench-care`; for PostgreSQL: `tools/with_postgres.sh make bench-care`.
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench_table import Row, percentile, show, unrest, worse

ROOT = Path(__file__).resolve().parents[1]
PATIENTS, NURSES, THREADS_EACH = 400, 8, 5
SEND_MS = 150.0
ALERT_MS = 1000.0
ASKED = "Since the new tablet I feel light in the head when I stand up. Is it fine to take it at night?"
SAID = "Thank you for telling me. Take it at night and sit down when the room turns; I call you on Monday."
DANGER = "I have crushing chest pain and it goes down my left arm. It began"


@dataclass
class House:
    """Who writes to whom."""

    patients: list[Any]
    nurses: list[Any]
    threads: list[Any]


def batched(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """The rows in lists of so many."""
    part: list[Any] = []
    for row in rows:
        part.append(row)
        if len(part) == size:
            yield part
            part = []
    yield part


def build() -> House:
    """One team, its nurses with licences, and patients in its care who permit messages; a few threads of each."""
    from commonward.care.models import Chart, Membership, Relationship, Team, Thread
    from commonward.community.models import Profile
    from commonward.consent.models import Grant
    from commonward.kernel import clock
    from commonward.oversight.models import Screening
    from commonward.people.models import Account, Credential, Organisation, Seat

    house = Organisation.objects.create(name="Bench House", slug="bench-house", kind="hospital")
    team = Team.objects.create(organisation=house, name="Bench team")

    def seat(name: str, role: str, **more: Any) -> Any:
        account = Account.objects.create(email=f"{name}@bench.example", password="!")
        made = Seat.objects.create(account=account, role=role, **more)
        kept = Screening.objects.create(
            seat=made,
            subject_kind="profile",
            subject_id=made.pk,
            context="public_post",
            verdict="allow",
            policy="bench",
        )
        face = {"handle": name, "display_name": f"Person {name}", "screening": kept, "verdict": "allow"}
        Profile.objects.create(seat=made, reach_known_at=clock.now(), **face)
        return Seat.objects.select_related("account", "organisation", "profile").get(pk=made.pk)

    nurses = [seat(f"n{n}", "professional", organisation=house, profession="nurse") for n in range(NURSES)]
    for n, nurse in enumerate(nurses):
        Membership.objects.create(team=team, seat=nurse)
        Credential.objects.create(
            seat=nurse,
            kind="licence",
            profession="nurse",
            number=f"N{n}",
            jurisdiction="US-NY",
            state="verified",
            decided_at=clock.now(),
            verifier=nurses[0],
        )
    patients = [seat(f"p{n}", "patient") for n in range(PATIENTS)]
    now, threads = clock.now(), []
    for n, patient in enumerate(patients):
        chart = Chart.objects.create(
            seat=patient, organisation=house, name=f"Patient {n}", born="1961-04-30", lookup=f"{n:064d}"
        )
        relationship = Relationship.objects.create(
            chart=chart,
            team=team,
            state="established",
            step=3,
            proof="visit",
            verified_at=now,
            verified_by=nurses[0],
            established_at=now,
            established_by=nurses[0],
            last_contact_at=now,
            until=now + timedelta(days=365),
        )
        Grant.objects.create(
            seat=patient, organisation=house, kind="messaging", wording=1, until=now + timedelta(days=365)
        )
        threads += [
            Thread.objects.create(relationship=relationship, topic=f"Matter {m}", opened_by=patient)
            for m in range(THREADS_EACH)
        ]
    return House(patients, nurses, threads)


def fill(house: House, number: int) -> None:
    """So many messages, as `messaging` files them, in bulk. Every third one is a nurse's."""
    from commonward.care.models import Message, RecordEntry
    from commonward.consent.models import Grant
    from commonward.kernel import clock, ids
    from commonward.oversight.models import Screening

    grants = {one.seat_id: one.pk for one in Grant.objects.all()}
    dice, now = random.Random(7), clock.now()

    def rows() -> Iterator[tuple[Any, Any, Any]]:
        for n in range(number):
            thread = house.threads[dice.randrange(len(house.threads))]
            relationship, chart = thread.relationship, thread.relationship.chart
            from_team = n % 3 == 2
            author = house.nurses[n % NURSES] if from_team else chart.seat
            pk, entry = ids.new(), ids.new()
            text = f"{SAID if from_team else ASKED} ({n})"
            kept = Screening(
                seat=author,
                subject_kind="care_entry",
                subject_id=entry,
                context="care_conversation",
                verdict="allow",
                policy="bench",
                digest="",
            )
            message = Message(
                pk=pk,
                thread=thread,
                author=author,
                from_team=from_team,
                once=uuid4(),
                delivered_at=now,
                answered_at=None if from_team else now,
            )
            filed = RecordEntry(
                pk=entry,
                message=message,
                author=author,
                author_name="Person",
                role=author.role,
                patient=chart.seat,
                organisation_id=chart.organisation_id,
                relationship=relationship,
                relationship_step=3,
                grant_id=grants[chart.seat_id],
                wording=1,
                urgency="routine",
                text=text,
                screening=kept,
                verdict="allow",
                state="filed",
            )
            yield message, kept, filed

    from django.db import connection, transaction

    for part in batched(rows(), 5000):
        with transaction.atomic():
            lives = {message.pk: entry.pk for message, _kept, entry in part}
            for message, _kept, _entry in part:
                message.live_id = lives[message.pk]
            Screening.objects.bulk_create([kept for _message, kept, _entry in part], batch_size=2000)
            Message.objects.bulk_create([message for message, _kept, _entry in part], batch_size=2000)
            RecordEntry.objects.bulk_create([entry for _message, _kept, entry in part], batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def send(house: House, rounds: int) -> tuple[list[float], list[float], int]:
    """Milliseconds of the clock and of the processor for sends of patients and nurses in turns; queries of the last."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from commonward.care.actions import filing, messaging
    from commonward.care.models import Thread
    from commonward.care.words import Words
    from commonward.people.queries import person_of

    dice, clocks, ticks, queries = random.Random(11), [], [], 0
    for n in range(rounds + 1):
        thread = house.threads[dice.randrange(len(house.threads))]
        if n == rounds:  # counted in a matter of its own: what waits there already changes how much is asked
            patient = thread.relationship.chart.seat
            thread = Thread.objects.create(relationship=thread.relationship, topic="Counted", opened_by=patient)
        nurse = n % 2 == 0
        seat = house.nurses[n % NURSES] if nurse else thread.relationship.chart.seat
        person, words = person_of(seat), Words(f"{SAID if nurse else ASKED} Sent now, number {n}.", once=uuid4())
        place = (
            Thread.objects.visible_to(person)
            .select_related("relationship__chart__organisation", "relationship__team")
            .get(pk=thread.pk)
        )
        if n == rounds:
            with CaptureQueriesContext(connection) as seen:
                done = messaging.send(person, seat, place, words)
            queries = len(seen)
        else:
            began, tick = time.perf_counter(), time.process_time()
            done = messaging.send(person, seat, place, words)
            clocks.append((time.perf_counter() - began) * 1000)
            ticks.append((time.process_time() - tick) * 1000)
        if not isinstance(done, filing.Done) or done.message.delivered_at is None:
            raise SystemExit("a message of the benchmark was stopped")
    return clocks, ticks, queries


def alert(house: House, rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds from the call of a patient's send with a red flag until its alert, with an owner, can be read.

    The clock and the processor. Whoever reads it asks the database anew, after the transaction that raised it.
    """
    from django.db import connection

    from commonward.care.actions import filing, messaging
    from commonward.care.models import Alert, Shift, Thread
    from commonward.care.words import Words
    from commonward.kernel import clock
    from commonward.people.queries import person_of

    team, now = house.threads[0].relationship.team, clock.now()
    Shift.objects.create(
        team=team,
        seat=house.nurses[0],
        duty="duty",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=1),
    )
    dice, clocks, ticks = random.Random(17), [], []
    for n in range(rounds):
        thread = house.threads[dice.randrange(len(house.threads))]
        seat = thread.relationship.chart.seat
        person, words = person_of(seat), Words(f"{DANGER} {n + 2} minutes ago.", once=uuid4())
        place = (
            Thread.objects.visible_to(person)
            .select_related("relationship__chart__organisation", "relationship__team")
            .get(pk=thread.pk)
        )
        began, tick = time.perf_counter(), time.process_time()
        done = messaging.send(person, seat, place, words)
        committed = not connection.in_atomic_block
        owners = list(Alert.objects.filter(message=getattr(done, "message", None)).values_list("owner_id", flat=True))
        clocks.append((time.perf_counter() - began) * 1000)
        ticks.append((time.process_time() - tick) * 1000)
        if not isinstance(done, filing.Done) or not committed or owners != [house.nurses[0].pk]:
            raise SystemExit("a red flag of the benchmark alerted nobody, or somebody else")
    return clocks, ticks


def read(house: House, rounds: int) -> tuple[list[float], list[float], int]:
    """The same for the page of a thread with its last twenty messages, as its patient opens it."""
    from bench_town import _session
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS = ["*"]
    dice, clocks, ticks, queries = random.Random(13), [], [], 0
    browsers: dict[int, Client] = {}
    counted = _counted(house)
    for n in range(rounds + 2):
        thread = counted if n >= rounds else house.threads[dice.randrange(len(house.threads))]
        seat = thread.relationship.chart.seat
        if seat.pk not in browsers:
            browsers[seat.pk] = Client()
            browsers[seat.pk].cookies[settings.SESSION_COOKIE_NAME] = _session(seat.account)
        with CaptureQueriesContext(connection) as seen:
            began, tick = time.perf_counter(), time.process_time()
            answer = browsers[seat.pk].get(f"/care/threads/{thread.pk}/", secure=settings.SESSION_COOKIE_SECURE)
            clock, spent = (time.perf_counter() - began) * 1000, (time.process_time() - tick) * 1000
        if n < rounds:
            clocks.append(clock)
            ticks.append(spent)
        queries = len(seen)
        if answer.status_code != 200:
            raise SystemExit(f"a page of the benchmark answered {answer.status_code}")
    return clocks, ticks, queries


def _counted(house: House) -> Any:
    """A matter with more than a page of messages of both sides, the same whatever else is stored.

    The pages of others ask for more where something is read for the first time, or where a second person wrote; this
    one is opened twice, and only the second time counts.
    """
    from commonward.care.actions import messaging
    from commonward.care.models import Thread
    from commonward.care.words import Words
    from commonward.people.queries import person_of

    relationship = house.threads[0].relationship
    patient = relationship.chart.seat
    thread = Thread.objects.create(relationship=relationship, topic="Counted", opened_by=patient)
    for n in range(24):
        seat, words = (house.nurses[0], SAID) if n % 2 else (patient, ASKED)
        place = (
            Thread.objects.visible_to(person_of(seat))
            .select_related("relationship__chart__organisation", "relationship__team")
            .get(pk=thread.pk)
        )
        messaging.send(person_of(seat), seat, place, Words(f"{words} Number {n}.", once=uuid4()))
    return thread


def run(options: argparse.Namespace) -> int:
    """Few messages, then many: the figures, and whether the numbers of queries stay."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    noise = unrest()
    print("Filling …", file=sys.stderr)
    house = build()
    fill(house, options.few)
    few_send, few_read = send(house, 20)[2], read(house, 20)[2]
    began = time.perf_counter()
    fill(house, options.messages - options.few)
    print(f"Filled {options.messages:,} in {time.perf_counter() - began:.0f} s.", file=sys.stderr)
    sent, read_rows = send(house, options.rounds), read(house, options.rounds)
    alerted = alert(house, options.rounds)
    told_p95 = percentile(alerted[0], 0.95)
    p95 = percentile(sent[1], 0.95)
    rows = [
        Row(
            "send, p50",
            f"{percentile(sent[1], 0.5):.1f} ms",
            f"{percentile(sent[0], 0.5):.1f} ms",
        ),
        Row("send, p95", f"{p95:.1f} ms", f"{percentile(sent[0], 0.95):.1f} ms", f"≤ {SEND_MS:.0f} ms", p95 <= SEND_MS),
        Row(
            "last 20 messages of a thread, page, p50",
            f"{percentile(read_rows[1], 0.5):.1f} ms",
            f"{percentile(read_rows[0], 0.5):.1f} ms",
        ),
        Row(
            "last 20 messages of a thread, page, p95",
            f"{percentile(read_rows[1], 0.95):.1f} ms",
            f"{percentile(read_rows[0], 0.95):.1f} ms",
        ),
        Row(
            "red flag sent until its alert has an owner, p50",
            f"{percentile(alerted[1], 0.5):.1f} ms",
            f"{percentile(alerted[0], 0.5):.1f} ms",
        ),
        Row(
            "red flag sent until its alert has an owner, p95 (goal by the clock)",
            f"{percentile(alerted[1], 0.95):.1f} ms",
            f"{told_p95:.1f} ms",
            f"≤ {ALERT_MS:.0f} ms",
            told_p95 <= ALERT_MS,
        ),
        Row("queries of a send, few and many stored", f"{few_send} and {sent[2]}", "", "the same", few_send == sent[2]),
        Row(
            "queries of the page, few and many stored",
            f"{few_read} and {read_rows[2]}",
            "",
            "the same",
            few_read == read_rows[2],
        ),
    ]
    from django.db import connection

    title = f"Care: {options.messages:,} messages stored, {connection.vendor}; processor time, and time by the clock"
    return 1 if show(title, rows, worse(noise, unrest())) else 0


def main() -> int:
    """Parse, run in a folder of its own, clear up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--few", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--data", type=Path, help="keep the database here")
    options = parser.parse_args()
    folder = options.data or Path(tempfile.mkdtemp(prefix="commonward-bench-"))
    os.environ |= {
        "COMMONWARD_DATA_DIR": str(folder.absolute()),
        "DJANGO_SETTINGS_MODULE": "commonward.config.settings",
    }
    os.environ.pop("COMMONWARD_DEMO", None)
    try:
        return run(options)
    finally:
        if options.data is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
