"""How long a FHIR search takes: a nurse's search for 20 Communications, among as many messages as asked for.

    .venv/bin/python tools/bench_fhir.py [--messages 2000] [--rounds 200]

In one process, through Django's own client: all layers but the network. The database is one of its own, on SQLite in a
folder that goes at the end, or on PostgreSQL by `tools/with_postgres.sh`. Messages go in by the product's own action.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=200)
    asked = parser.parse_args()
    sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT / "tools")]
    folder = tempfile.mkdtemp(prefix="commonward-bench-fhir-")
    os.environ |= {
        "COMMONWARD_DATA_DIR": folder,
        "COMMONWARD_SITE_URL": "http://localhost:8000",
        "DJANGO_SETTINGS_MODULE": "commonward.config.settings",
    }
    try:
        _measure(asked.messages, asked.rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(messages: int, rounds: int) -> None:
    import django

    django.setup()
    from bench_table import percentile
    from django.core.cache import cache
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    mine = _town(messages)
    print(f"FHIR on {connection.vendor}: Communication?_count=20 by a nurse, {messages:,} messages in her team's care")
    print("| what | processor p50 ms | processor p95 ms | clock p50 ms | clock p95 ms |")
    print("|---|---|---|---|---|")
    patient = mine.get("Patient?_count=1")["entry"][0]["resource"]["id"]
    for name, path in (
        ("the newest 20, with their total", "Communication?_count=20"),
        ("the same without a total", "Communication?_count=20&_total=none"),
        ("of one patient", f"Communication?_count=20&patient={patient}"),
        ("one message", f"Communication/{mine.get('Communication')['entry'][0]['resource']['id']}"),
    ):
        worked, passed = [], []
        for number in range(rounds + 3):
            cache.clear()
            busy, began = time.process_time(), time.perf_counter()
            answer = mine.ask(path)
            if number >= 3:  # the first ones warm up
                worked.append((time.process_time() - busy) * 1000)
                passed.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, answer.content
        figures = " | ".join(f"{percentile(found, share):.1f}" for found in (worked, passed) for share in (0.5, 0.95))
        print(f"| {name} | {figures} |", flush=True)


def _town(messages: int):  # type: ignore[no-untyped-def]  # an application of tests/fhir
    from cast import member, organisation
    from cast.caring import begun, in_care, licensed, permits, team_of
    from commonward.kernel.actor import Role
    from fhir.asking import connected, registered

    place = organisation("Harbour Clinic", "harbour")
    ada = member("Ada Voss", Role.ADMINISTRATOR, at=place)
    nadia = licensed(member("Nadia Okafor", Role.PROFESSIONAL, at=place, profession="nurse"), ada, "RN 4411")
    team = team_of(ada, place, nadia)
    patients = max(1, messages // 50)
    for number in range(patients):
        patient = member(f"Pat {number}", Role.PATIENT)
        relationship = in_care(patient, nadia, team, name=f"Pat {number}")
        permits(patient, place)
        talk = begun(patient, relationship, "I feel light in the head when I stand up.")
        for turn in range(messages // patients - 1):
            talk.sent(nadia if turn % 2 else patient, "Thank you. A glass of water helps me, and a short walk.")
    return connected(nadia, registered(member("Pia Ek", Role.ADMINISTRATOR)))


if __name__ == "__main__":
    main()
