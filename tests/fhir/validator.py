"""A validator of FHIR R4 that is not ours: `validator/validate.mjs`, on Node.js, with packages pinned by hash."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent / "validator"


@cache
def why_not() -> str:
    """Why it cannot run here; "" when it can. Installs its packages the first time."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return "Node.js with npm is missing; .ci/run installs it"
    if not (HERE / "node_modules" / "@medplum" / "core").is_dir():
        command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
        if done.returncode:
            return "the validator's packages could not be installed; is there a network?"
    return ""


def errors_in(resources: Iterable[Any]) -> list[str]:
    """What it finds wrong, each with the type of the resource. Skips the test where it cannot run."""
    if reason := why_not():
        pytest.skip(reason)
    given = list(resources)
    lines = "".join(json.dumps(one) + "\n" for one in given)
    node = shutil.which("node") or "node"
    ran = subprocess.run([node, "validate.mjs"], cwd=HERE, input=lines, capture_output=True, text=True, check=True)
    told = [json.loads(line)["errors"] for line in ran.stdout.splitlines()]
    assert len(told) == len(given), ran.stderr[-400:]
    return [f"{one['resourceType']}: {error}" for one, errors in zip(given, told, strict=True) for error in errors]
