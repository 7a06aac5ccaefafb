"""A real server with the starter content, and Debian's Chromium. Without Chromium these tests are skipped."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from django.conf import settings
from filelock import FileLock
from playwright.sync_api import Error, Locator, sync_playwright

ROOT = Path(settings.BASE_DIR)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# The browser's own background traffic is off, so any request to another host comes from the page.
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 90
SATURDAY_EVENING = "2027-03-06T21:45+00:00"
PASSWORD = "a long enough pass phrase"


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="session", autouse=True)
def beside_the_browser():
    """Let Django read the database in the thread of the browser, whose loop waits meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """A running portal: its address, the one-time address that lets the first editor in, the file of its log, its environment."""

    def __init__(self, address, sign_in_address, log, environment):
        self.address = address
        self.sign_in_address = sign_in_address
        self.log = log
        self.environment = environment

    def manage(self, *arguments):
        """Run a command of `manage.py` on this portal and return what it prints."""
        return subprocess.run(  # noqa: S603
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Start the portal as `make run` does, with its own database, and yield it."""
    folder = tmp_path_factory.mktemp("site")
    address = f"http://localhost:{_free_port()}"
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("HSCP_", "DJANGO_"))
    }
    environment |= {
        "HSCP_HTTPS": "false",
        "HSCP_HOSTS": "localhost",
        "HSCP_ADDRESS": address,
        "HSCP_SECRET_KEY": "browser-tests-" + "0123456789abcdef" * 4,
        "HSCP_DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
        "HSCP_MEDIA_ROOT": str(folder / "files"),
        "HSCP_SEARCH_INDEX": str(folder / "index"),
        "HSCP_DOCUMENTS": str(folder / "documents"),
        "HSCP_OPEN_DATA": str(folder / "open-data"),
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    # Two processes of the test runner must not write the same files at once.
    with FileLock(ROOT / "build/collectstatic.lock"):
        # What `make` does when the packages have changed; nothing is written where nothing has.
        subprocess.run(
            [sys.executable, "-m", "hscp.web.frontend_assets"],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        collect = [*manage, "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(collect, env=environment, check=True)  # noqa: S603
    prepared = subprocess.run(  # noqa: S603
        [*manage, "prepare", "--address", address],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    # A first run makes all, so that pages say how large each document is; here those of the pages that are looked at.
    documents = [*manage, "make_documents", "neglect", "domestic-abuse", "sheet"]
    subprocess.run(documents, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    # So that the page of the files has its table.
    files = [*manage, "write_open_data"]
    subprocess.run(files, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    sign_in = re.search(rf"{re.escape(address)}/admin/\S*reset/\S+", prepared.stdout)
    with running(address, manage, folder / "server.log", environment):
        yield Site(address, sign_in.group() if sign_in else "", folder / "server.log", environment)


@contextmanager
def running(address, manage, log, environment):
    """Run a server at `address` by the command `manage` (list of str); it writes to the file `log`."""
    with log.open("w") as output:
        server = subprocess.Popen(  # noqa: S603
            [*manage, "runserver", "--noreload", address.removeprefix("http://")],
            env=environment,
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            deadline = time.monotonic() + START_SECONDS
            while True:
                try:
                    urlopen(address, timeout=5).close()  # noqa: S310  (our own server)
                    break
                except URLError:
                    if time.monotonic() > deadline or server.poll() is not None:
                        raise RuntimeError(log.read_text()) from None
                    time.sleep(0.2)
            yield
        finally:
            server.terminate()
            server.wait(timeout=10)


@pytest.fixture(scope="session")
def saturday_evening(site, tmp_path_factory):
    """Return the address of the same portal as it is on a Saturday in March at a quarter to ten in the evening."""
    address = f"http://localhost:{_free_port()}"
    log = tmp_path_factory.mktemp("saturday") / "server.log"
    manage = [sys.executable, "-m", "tests.browser.manage_at", SATURDAY_EVENING]
    with running(address, manage, log, site.environment):
        yield address


def _then_wait_for_the_page(act):
    """Return `act`, a method of Locator, such that the page to which it leads is there when it returns.

    Playwright returns as soon as the browser has begun to read the page: a list read at once would be empty on a slow machine.
    """

    @wraps(act)
    def acted(locator, *arguments, **options):
        act(locator, *arguments, **options)
        try:
            locator.page.wait_for_load_state("domcontentloaded")
        except Error:
            # What was pressed may close its window.
            if not locator.page.is_closed():
                raise

    return acted


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        for name in ("click", "press"):
            patch.setattr(Locator, name, _then_wait_for_the_page(getattr(Locator, name)))
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


class Watched:
    """What a page did that it should not have: console errors and requests to other hosts."""

    def __init__(self, page, host):
        self.problems = []
        page.on(
            "console",
            lambda message: message.type == "error" and self.problems.append(f"console: {message.text}"),
        )
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on(
            "request",
            lambda request: (
                request.url.startswith("http")
                and urlsplit(request.url).netloc != host
                and self.problems.append(f"other host: {request.url}")
            ),
        )


@contextmanager
def _window(browser, address):
    """Yield a new browser window without history or cookies. `page.watched.problems` lists what went wrong."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    window = context.new_page()
    window.watched = Watched(window, urlsplit(address).netloc)
    yield window
    context.close()


@pytest.fixture
def page(browser, site):
    """A window on the portal as it is now, at whatever hour the tests run."""
    with _window(browser, site.address) as window:
        yield window


@pytest.fixture
def page_on_saturday(browser, saturday_evening):
    """A window on the portal as it is on a Saturday evening."""
    with _window(browser, saturday_evening) as window:
        yield window


@pytest.fixture(scope="session")
def editor_state(browser, site):
    """Sign the first editor in once, by the address that `make run` prints; return the browser's session."""
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    page.goto(site.sign_in_address)
    page.locator("input[type=password]").nth(0).fill(PASSWORD)
    page.locator("input[type=password]").nth(1).fill(PASSWORD)
    page.locator("input[type=submit], button[type=submit]").last.click()
    page.goto("/admin/login/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", PASSWORD)
    page.locator("input[type=submit]").click()
    page.wait_for_url("**/admin/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def editor(browser, site, editor_state):
    context = browser.new_context(
        base_url=site.address, storage_state=editor_state, viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    page.problems = []
    page.on("console", lambda message: message.type == "error" and page.problems.append(message.text))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    yield page
    context.close()
