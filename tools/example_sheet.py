"""Writes the stored examples that policies are tried on, from the pages of marked examples; or says that they are old.

python tools/example_sheet.py           writes src/commonward/guard/policy/examples.jsonl
python tools/example_sheet.py --check   exit code 1 when that file is out of date
"""

import json
import sys
from pathlib import Path

from commonward.guard.evaluation import standing
from commonward.guard.evaluation.marked import MarkedExample, read_pages

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "tests" / "guard" / "rules"
STANDING = ROOT / "tests" / "guard" / "standing" / "now.txt"
SHEET = ROOT / "src" / "commonward" / "guard" / "policy" / "examples.jsonl"


def main(argv: list[str]) -> int:
    """Write the sheet, or compare it."""
    stands = standing.read(STANDING)
    sheet = "".join(f"{_line(example, stands)}\n" for example in read_pages(PAGES))
    if argv == ["--check"]:
        if SHEET.read_text(encoding="utf-8") == sheet:
            return 0
        print("The stored examples are out of date: run `make docs`.")
        return 1
    SHEET.write_text(sheet, encoding="utf-8")
    return 0


def _line(example: MarkedExample, stands: standing.Standings) -> str:
    setting = example.setting
    row: dict[str, object] = {
        "name": f"{example.rule}:{example.line}",
        "rule": example.rule,
        "context": setting.context,
        "author": setting.author,
        "language": setting.language,
        "text": example.text,
        "spans": example.spans,
    }
    if setting.is_stranger:
        row["stranger"] = True
        if (stand := stands.get(standing.key(example), standing.RIGHT)) != standing.RIGHT:
            row["stands"] = stand
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
