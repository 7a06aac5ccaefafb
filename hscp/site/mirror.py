"""A static mirror: the public site as files that any web server or object store can serve when all else is down.

Pages are those that a reader without a cookie gets. What needs the portal itself (search, booking, the admin) leads to a page that
says so. Nothing of a person is in it: such pages are never public.
"""

import re
from collections import deque
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from shutil import copytree
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.template.loader import render_to_string
from django.utils import timezone

from hscp.page_cache.address import Address
from hscp.page_cache.cache import ask
from hscp.whole_files import write_whole

# What no reader without a script or a form asks for, or what is of one person.
LEFT_OUT = ("/admin/", "/api/", "/my-pack/", "/booking/", "/search/", "/files/previews/")
STARTS = ("/", "/sitemap.xml", "/robots.txt", "/offline/", "/offline/a-child-has-told-me/")
# A feed that does not follow its list would only tell old news.
FEED = "/feed/"
ELSEWHERE = "/not-in-this-copy/"
MOST_PAGES = 20_000
# Says that a folder is a mirror: nothing else is ever overwritten or removed.
MARK = ".mirror-of-the-portal"
_LINK = re.compile(r'(?P<name>\b(?:href|src))="(?P<target>[/?][^"]*)"')
_LOCATION = re.compile(r"<loc>(.*?)</loc>")
# What differs each time a page is asked for.
_EACH_TIME = re.compile(rb'nonce="[^"]*"|<div class="portal-stale.*?</div>', re.DOTALL)
_BEFORE = "<main "


@dataclass
class Built:
    """What building a mirror came to: {path of a file: bytes}, and what could not be had, each with why."""

    files: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)

    def write(self, folder):
        """Write the files, with the static ones, into `folder` (a Path), which is made; files of before that are gone are removed.

        Each file is written to its end or stays as it was. Raises OSError.
        """
        if settings.STATIC_ROOT.is_dir():
            copytree(settings.STATIC_ROOT, folder / "static", dirs_exist_ok=True)
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
        for path in sorted(_files_in(folder)):
            if path.relative_to(folder).as_posix() not in self.files:
                path.unlink()

    def drift(self, folder):
        """Return the names of the files that are not in `folder` as they are now, or not at all, and those that are there in vain."""
        there = {path.relative_to(folder).as_posix(): path for path in _files_in(folder)}
        changed = [
            name
            for name, content in self.files.items()
            if name not in there or _lasting(there[name].read_bytes()) != _lasting(content)
        ]
        return sorted({*changed, *(there.keys() - self.files.keys())})


def build_mirror(*, with_documents=False):
    """Return the Built of the public site as it is now. PDFs are in it only `with_documents`, and then those that are made already."""
    return _Builder(with_documents).build()


class _Builder:
    def __init__(self, with_documents):
        parts = urlsplit(settings.HSCP_ADDRESS)
        self._scheme, self._host = parts.scheme, parts.netloc
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._with_documents = with_documents
        self._django = WSGIHandler()
        self._pages, self._led_to, self._built = {}, {}, Built()

    def build(self):
        waiting = deque(STARTS)
        seen = set(STARTS)
        while waiting and len(self._pages) < MOST_PAGES:
            for link in self._fetch(waiting.popleft()):
                if link not in seen and self._is_wanted(link):
                    seen.add(link)
                    waiting.append(link)
        as_of = timezone.localtime()
        notice = render_to_string("mirror_notice.html", {"as_of": as_of})
        for path, (kind, body) in self._pages.items():
            if kind.startswith("text/html"):
                body = self._rewritten(body.decode(), path.partition("?")[0], notice).encode()
            self._built.files[_file_of(path)] = body
        self._built.files[MARK] = b""
        page = render_to_string("mirror_elsewhere.html")
        self._built.files[_file_of(ELSEWHERE)] = page.encode()
        return self._built

    def _fetch(self, path):
        """Keep what is at a path, and return the paths that it leads to."""
        plain, _, query = path.partition("?")
        address = Address(self._scheme, self._host, "", plain.encode().decode("latin-1"), query)
        status, headers, body = ask(self._django, address.environ())
        given = {name.lower(): value for name, value in headers}
        if status.startswith("3"):
            target = self._canonical(given.get("location", ""))
            self._led_to[path] = target
            return [target] if target else []
        if not status.startswith("200"):
            self._built.problems.append(f"{path}: {status}")
            return []
        kind = given.get("content-type", "")
        if (
            "set-cookie" in given
            or "attachment" in given.get("content-disposition", "")
            and not self._with_documents
        ):
            return []
        self._pages[path] = (kind, body)
        if kind.startswith("text/html"):
            return [
                self._canonical(unescape(link["target"]), plain) for link in _LINK.finditer(body.decode())
            ]
        if "xml" in kind:
            return [self._canonical(unescape(found)) for found in _LOCATION.findall(body.decode())]
        return []

    def _canonical(self, target, at=""):
        """Return the path, with its page of a list alone, to which a link on the page `at` leads; "" for one that leads elsewhere."""
        target = f"{at}{target}" if target.startswith("?") else target.removeprefix(self._origin)
        if not target.startswith("/") or target.startswith("//"):
            return ""
        parts = urlsplit(target)
        page = parse_qs(parts.query).get("page", [""])[0]
        return f"{parts.path}?page={page}" if page.isdecimal() and page != "1" else parts.path

    def _is_wanted(self, path):
        if not path or path.startswith((*LEFT_OUT, f"/{settings.STATIC_URL.strip('/')}/")):
            return False
        if path.partition("?")[0].endswith(FEED):
            return False
        return self._with_documents or not path.endswith(".pdf")

    def _rewritten(self, text, at, notice):
        def lead(link):
            target = unescape(link["target"])
            path = self._canonical(target, at)
            if path.startswith(f"/{settings.STATIC_URL.strip('/')}/") or not path:
                return link[0]
            for _ in range(5):
                path = self._led_to.get(path, path)
            anchor = urlsplit(target).fragment
            where = _shown_at(path) if path in self._pages else ELSEWHERE
            return f'{link["name"]}="{escape(where)}{"#" if anchor else ""}{escape(anchor)}"'

        return _LINK.sub(lead, text).replace(_BEFORE, notice + _BEFORE, 1)


def _shown_at(path):
    """Return the address in the mirror of a page of the site."""
    plain, _, query = path.partition("?")
    return f"{plain.rstrip('/')}/-/{query.replace('=', '-')}/" if query else plain


def _file_of(path):
    """Return the name of the file of a page: that of its directory, unless the address names a file."""
    shown = _shown_at(path).strip("/")
    last = shown.rpartition("/")[2]
    return shown if "." in last else f"{shown}/index.html".lstrip("/")


def _files_in(folder):
    return [
        path for path in Path(folder).rglob("*") if path.is_file() and folder / "static" not in path.parents
    ]


def _lasting(content):
    return _EACH_TIME.sub(b"", content)
