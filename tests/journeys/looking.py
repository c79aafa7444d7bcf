"""What a page looks like to the tests: axe-core's findings, overflow, targets, headings. Each answers in sentences."""

from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

#: WCAG 2.2 AA and what axe calls good practice. Named, because axe leaves the newest rules out unless asked.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE = AXE_FILE_PATH.read_text()


def violations(page: Page, *, only: list[str] | None = None) -> list[str]:
    """What axe-core finds on the page as it stands; of all rules, or `only` of these."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_AXE)
    chosen = {"type": "rule", "values": only} if only else {"type": "tag", "values": TAGS}
    options: dict[str, Any] = {"runOnly": chosen, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options).then(found => found.violations)", options)
    return [
        f"{one['id']}: {node['failureSummary']} {node['target']} {node['html'][:200]}"
        for one in found
        for node in one["nodes"]
    ]
