"""What a page looks like to the tests: axe-core's findings, overflow, targets, headings. Each answers in sentences."""

import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

#: WCAG 2.2 AA and what axe calls good practice. Named, because axe leaves the newest rules out unless asked.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: axe-core itself, for `add_init_script` of a window in which many pages are looked at.
AXE = AXE_FILE_PATH.read_text()

SNIFFER = Path(__file__).parent / "sniffer"


@cache
def html_codesniffer() -> str:
    """HTML_CodeSniffer, the other pair of eyes that pa11y asks; "" where Node.js's packages cannot be had."""
    built = SNIFFER / "node_modules" / "html_codesniffer" / "build" / "HTMLCS.js"
    npm = shutil.which("npm")
    if not built.exists() and npm is not None:
        command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(command, cwd=SNIFFER, capture_output=True, check=False)
    return built.read_text(encoding="utf-8") if built.exists() else ""


def sniffed(page: Page) -> list[str]:
    """The errors of HTML_CodeSniffer by WCAG 2 AA on the page as it stands; nothing where it cannot be had."""
    if not (script := html_codesniffer()):
        return []
    if not page.evaluate("typeof HTMLCS === 'object'"):
        page.evaluate(f"() => {{ {script}\nwindow.HTMLCS = HTMLCS; }}")
    found = page.evaluate(
        """() => new Promise((done) => HTMLCS.process('WCAG2AA', document, () => done(
          HTMLCS.getMessages().filter((one) => one.type === HTMLCS.ERROR).map(
            (one) => `${one.code}: ${one.msg} ${(one.element.outerHTML || "").slice(0, 200)}`))))"""
    )
    return list(map(str, found))


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands."""
    return _axe(page, {"runOnly": {"type": "tag", "values": TAGS}})


def violations_but_contrast(page: Page) -> list[str]:
    """What axe-core finds, leaving out contrast: its one slow rule, which `faint` answers for."""
    return _axe(page, {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"color-contrast": {"enabled": False}}})


def faint(page: Page, *, within: str = "html") -> list[str]:
    """Words too faint against their ground, for axe-core, in what the selector names and the page shows."""
    return _axe(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}}, within=within)


def _axe(page: Page, options: dict[str, Any], *, within: str = "html") -> list[str]:
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    found = page.evaluate(
        """([options, within]) => {
          const shown = [...document.querySelectorAll(within)].filter((node) => node.checkVisibility());
          return shown.length ? axe.run(shown, options).then((found) => found.violations) : [];
        }""",
        [options | {"resultTypes": ["violations"]}, within],
    )
    return [
        f"{one['id']}: {node['failureSummary']} {node['target']} {node['html'][:200]}"
        for one in found
        for node in one["nodes"]
    ]


def wider_than_the_window(page: Page) -> list[str]:
    """What makes the page scroll sideways."""
    return list(
        page.evaluate(
            """() => {
              const root = document.documentElement, room = root.clientWidth;
              if (root.scrollWidth <= room) return [];
              const wide = [...document.body.querySelectorAll("*")].filter(
                (node) => node.getBoundingClientRect().right > room + 0.5);
              const last = wide.slice(-5).map((node) => node.outerHTML.slice(0, 160));
              return [`${root.scrollWidth} px in ${room}`, ...last];
            }"""
        )
    )


def small_targets(page: Page) -> list[str]:
    """What can be pressed and is smaller than 24 by 24 pixels. Links within a sentence may be as high as their line."""
    return list(
        page.evaluate(
            """() => {
              const within = (node) => getComputedStyle(node).display === "inline"
                && node.parentElement.textContent.trim().length > node.textContent.trim().length;
              const target = (node) => node.closest("label") ?? node;
              const shown = (node) => node.checkVisibility({visibilityProperty: true})
                && !node.closest(".unseen, .skip") && getComputedStyle(node).clipPath === "none";
              return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
                .filter((node) => node.type !== "hidden" && shown(node) && !within(node))
                .map((node) => [node, target(node).getBoundingClientRect()])
                .filter(([, box]) => box.width < 23.5 || box.height < 23.5)
                .map(([node, box]) => `${box.width}x${box.height}: ${node.outerHTML.slice(0, 160)}`);
            }"""
        )
    )


def unseen_focus(page: Page) -> list[str]:
    """What takes the focus and does not show it, neither by itself nor by what is around it."""
    return list(
        page.evaluate(
            """() => {
              const look = (node) => {
                const seen = [];
                for (let at = node; at && seen.length < 4; at = at.parentElement) {
                  const style = getComputedStyle(at);
                  seen.push([style.outlineStyle, style.outlineWidth, style.boxShadow, style.borderColor,
                             style.backgroundColor].join(" "));
                }
                return seen.join("|");
              };
              const can = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
              const missing = [];
              for (const node of document.querySelectorAll(`:is(${can}):not(.is-focus)`)) {
                if (!node.checkVisibility({visibilityProperty: true}) || node.tabIndex < 0 || node.disabled) continue;
                document.activeElement.blur();
                const before = look(node);
                node.focus({preventScroll: true, focusVisible: true});
                if (document.activeElement !== node) continue;
                if (look(node) === before) missing.push(node.outerHTML.slice(0, 160));
              }
              document.activeElement.blur();
              return missing;
            }"""
        )
    )


def wrong_headings(page: Page) -> list[str]:
    """More or fewer than one first heading, or a title that says nothing."""
    firsts = page.locator("h1").count()
    said = [] if firsts == 1 else [f"{firsts} first headings"]
    return said if page.title().partition(" · ")[0].strip() else [*said, "no title"]


def cut_off(page: Page) -> list[str]:
    """Words that their box does not hold and does not scroll to."""
    return list(
        page.evaluate(
            """() => [...document.body.querySelectorAll("*")].filter((node) => {
                const style = getComputedStyle(node);
                if (!node.checkVisibility() || node.closest(".unseen, .composer__layer, svg")) return false;
                const hides = (value) => value === "hidden" || value === "clip";
                return (hides(style.overflowX) && node.scrollWidth > node.clientWidth + 1)
                  || (hides(style.overflowY) && node.scrollHeight > node.clientHeight + 1);
              }).map((node) => node.outerHTML.slice(0, 160))"""
        )
    )


def moving(page: Page) -> list[str]:
    """What moves although the person asked for less."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll("*")].filter((node) => {
                const style = getComputedStyle(node);
                const takes = (value) => value.split(",").some((one) => parseFloat(one) > 0);
                return takes(style.transitionDuration)
                  || (style.animationName !== "none" && takes(style.animationDuration));
              }).map((node) => node.outerHTML.slice(0, 120))"""
        )
    )
