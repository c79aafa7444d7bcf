"""The guard under the protocol of `answer.py`: entities, or with `findings` the findings of rules phi.*."""

import json
import resource
import sys
import time

begun = time.perf_counter()
from commonward.guard import Guard, Submission  # noqa: E402  the import belongs to what is timed


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    guard = Guard()
    wants_findings = sys.argv[1] == "findings"
    guard.entities("A first text warms it up, on Monday, in London.")
    print(json.dumps({"ready": time.perf_counter() - begun, "memory_mb": _memory()}), flush=True)
    for line in sys.stdin:
        record = json.loads(line)
        start = time.process_time()
        if "texts" in record:
            found = [len(entities) for entities in guard.entities_of_many(record["texts"])]
            print(json.dumps({"found": found, "seconds": time.process_time() - start}), flush=True)
            continue
        if wants_findings:
            submission = Submission(
                text=record["text"],
                context=record.get("context", "public_post"),
                author=record.get("author", "unknown"),
                language=record.get("lang"),
            )
            report = guard.check(submission)
            spans = [
                [found.start, found.end, found.rule]
                for found in report.findings
                if found.start is not None and found.rule.startswith("phi.")
            ]
        else:
            entities = guard.entities(record["text"], language=record.get("lang"))
            spans = [[found.start, found.end, found.kind.value] for found in entities if found.start is not None]
        print(json.dumps({"id": record["id"], "spans": spans, "seconds": time.process_time() - start}), flush=True)
    print(json.dumps({"memory_mb": _memory()}), flush=True)


if __name__ == "__main__":
    main()
