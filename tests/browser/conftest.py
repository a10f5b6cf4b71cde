"""A real browser in front of the one deployed AMO. Without a browser these tests are skipped, and say so."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.installation import install_browser
from cli.stage import DeployedStage, find_stage
from stacks.stage_file import LOCAL_STAGE
from tests.browser.site import Site
from tests.e2e.conftest import Amo
from tests.unit.edges.harness import Harness

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed; ./amo test installs it")

expect = playwright.expect
"""Playwright's own assertions wait for what a click brings; `is_visible` asks at once, and may ask the page left."""
expect.set_options(timeout=20_000)

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 780}
Visitor = Callable[..., Any]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """For these tests alone: until it is stopped no other test in this process can run an event loop."""
    with playwright.sync_playwright() as engine:
        browser = launched(engine.chromium)
        yield browser
        browser.close()


def launched(kind: Any, *flags: str) -> Any:
    path = install_browser()
    if path is None:
        pytest.skip("there is no browser here; install chromium to run these")
    return kind.launch(executable_path=path, args=[*FLAGS, *flags])


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The page in memory: for states that a deployed AMO reaches seldom."""
    site = Site()
    yield site
    site.close()


@pytest.fixture
def harness(site: Site) -> Harness:
    return site.begin_anew().furnish("Board")


@pytest.fixture(scope="package")
def stage(amo: Amo) -> DeployedStage:
    return find_stage(amo.state_dir.resolve(), LOCAL_STAGE, "owner")


@pytest.fixture(scope="package")
def session_state(chromium: Any, stage: DeployedStage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The owner, signed in by opening a link and pressing its one button."""
    link = stage.invoke("issue_sign_in_link", {"user_id": stage.user_id})
    context = chromium.new_context()
    page = context.new_page()
    page.goto(link["url"], timeout=90_000)  # the first request of all: whatever answers it starts cold
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("navigation", name="Main").wait_for()
    state = tmp_path_factory.mktemp("browser") / "state.json"
    context.storage_state(path=state)
    context.close()
    return state


@pytest.fixture
def visit(chromium: Any, session_state: Path, stage: DeployedStage) -> Iterator[Visitor]:
    """Opens a path as the signed-in owner; whatever a page complains about on its console fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(path: str = "/", *, status: int = 200, **options: Any) -> Any:
        context = chromium.new_context(
            storage_state=session_state, base_url=stage.page_url, **{"viewport": WIDE, **options}
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        assert page.goto(path).status == status
        if status != 200:
            complaints.clear()  # the browser's own remark on the status
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
