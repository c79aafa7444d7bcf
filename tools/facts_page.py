"""Write docs/guard-facts.md from the list of facts and myths: what each says, and the page that was read for it.

Usage: python tools/facts_page.py           writes the page
       python tools/facts_page.py --check   exit code 1 when the page says something else than the list
"""

import sys
from pathlib import Path

from commonward.guard import curated

PAGE = Path(__file__).parents[1] / "docs" / "guard-facts.md"

HEAD = """\
# Facts and myths that the guard knows

<!-- Written by `make docs` from src/commonward/guard/resources/claims/facts.toml. Change it there. -->

Each entry rests on a page that was read, as a stored copy, when the entry was written; the words are our own. Of long
pages only the part that speaks of the entry was read. Some pages are copies by others of what a health body published:
their names say so. Nobody of the field has checked the entries yet: each awaits a clinician of each organisation, who
approves or refuses it in the product, and is a note until then. Old pages may say something else today.

| entry | what it is about | what is so | page that was read | its date |
|---|---|---|---|---|
"""


def page() -> str:
    """The page as it should be."""
    rows = [
        f"| `{one.id}` | {one.kind}: {one.statement} | {one.correction} | [{one.source}]({one.url}) | {one.date} |"
        for one in curated.entries()
        if one.kind != curated.RED_FLAG
    ]
    return HEAD + "\n".join(rows) + "\n"


def main() -> int:
    """Write or check; the exit code."""
    content = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(content, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == content:
        return 0
    print("docs/guard-facts.md is not up to date. Run `make docs`.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
