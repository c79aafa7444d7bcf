"""How `config.kills` is run inside an installation, by the suite and by the benchmark."""

import subprocess
import sys
from pathlib import Path

from config import later
from config.installed import SRC, Answer, Installation

TESTS = Path(__file__).parents[1]


def killed(installation: Installation, *, count: int, seed: int, kinds: str = "", seconds: int = 600) -> Answer:
    """So many kills in an installation that was just set up and that nobody else uses; the last line tells of them."""
    beside = installation.folder.parent
    told = {"COMMONWARD_BACKUP_DIR": str(beside / "backups"), **later.version(beside / "later-version")}
    path = f"{beside / 'later-version'}:{TESTS}:{SRC}"
    return subprocess.run(
        [sys.executable, "-m", "config.kills", str(count), str(seed), *([kinds] if kinds else [])],
        env=installation.environment() | told | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
