"""Whether everyone can read a page: by axe's rules, in each theme, and without scrolling sideways."""

from collections.abc import Callable
from typing import Any

from cli.installation import install_browser_checks

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEMES = ("light", "dark")


def violations(page: Any) -> list[str]:
    if not page.evaluate("'axe' in window"):
        axe = install_browser_checks() / "axe-core" / "axe.min.js"
        page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)["violations"]
    return [
        f"{item['id']}: {node['html'][:160]}: {node['failureSummary'][:200]}"
        for item in found
        for node in item["nodes"]
    ]


def assert_readable(page: Any, in_theme: Callable[[str], None] = lambda _theme: None) -> None:
    """``in_theme`` is called with each theme while the page is seen in it."""
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        assert violations(page) == [], theme
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
        in_theme(theme)
