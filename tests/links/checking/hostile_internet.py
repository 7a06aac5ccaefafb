"""Many links to sites that are fine, mended, gone, hostile or private, each kind with what the check must find."""

from hscp.links.enums import CheckResult
from tests.links.checking.hostile_site import PUBLIC_IP, answer, bomb, page, redirect, slowly

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
TITLE = "Neglect toolkit"

# {path: (what is answered, the expected result)}. A key may name a scheme and the start of a host in front of the path.
KINDS = {
    "/fine": (page(f"{TITLE} | Example partnership"), CheckResult.OK),
    "/document.pdf": (answer(b"%PDF-1.7", Content_Type="application/pdf"), CheckResult.OK),
    "/no-head.pdf": (
        lambda method, **_: (
            answer(status="405 Method Not Allowed")
            if method == "HEAD"
            else answer(Content_Type="application/pdf")
        ),
        CheckResult.OK,
    ),
    "/moved": (redirect("/fine", "301 Moved Permanently"), CheckResult.MOVED),
    "/for-now": (redirect("/fine"), CheckResult.OK),
    "/404": (page("Page not found", status="404 Not Found"), CheckResult.BROKEN),
    "/410": (page("Gone", status="410 Gone"), CheckResult.BROKEN),
    "/500": (page("Oh dear", status="500 Internal Server Error"), CheckResult.BROKEN),
    "/soft-404": (page("Sorry, we can’t find that page"), CheckResult.OTHER_CONTENT),
    "/withdrawn": (page(f"[Withdrawn] {TITLE}"), CheckResult.OTHER_CONTENT),
    "/superseded": (page(TITLE, text="This policy has been superseded."), CheckResult.OTHER_CONTENT),
    "/casino": (page("Win big today"), CheckResult.OTHER_CONTENT),
    "/home": (redirect("/"), CheckResult.OTHER_CONTENT),
    "/empty": (answer(Content_Type="text/html"), CheckResult.OTHER_CONTENT),
    "/wrong-type": (answer(b"\x89PNG\r\n\x1a\n\0\0", Content_Type="text/html"), CheckResult.OK),
    "/robot-wall": (page("Just a moment..."), CheckResult.BLOCKED),
    "/403": (page("Forbidden", status="403 Forbidden"), CheckResult.BLOCKED),
    "/429": (page("Too many", status="429 Too Many Requests"), CheckResult.BLOCKED),
    "/disallowed/page": (page(TITLE), CheckResult.NOT_CHECKED),
    "/slow-body": (slowly(HTML + b"\r\n<title>Neglect toolkit</title>", b"."), CheckResult.SLOW),
    "/slow-headers": (slowly(HTML, b"X"), CheckResult.BROKEN),
    "/endless-headers": (slowly(HTML, b"X-More: %s\r\n" % (b"x" * 5_000), pause=0), CheckResult.BROKEN),
    "/endless-body": (
        slowly(HTML + b"\r\n<title>Neglect toolkit</title>", b"a" * 50_000, pause=0),
        CheckResult.OK,
    ),
    "/promises": (slowly(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), CheckResult.BROKEN),
    "/bomb": (bomb(megabytes=50), CheckResult.OTHER_CONTENT),
    "/loop": (redirect("/loop"), CheckResult.BROKEN),
    "/no-http": (b"SSH-2.0-OpenSSH_9.6\r\n", CheckResult.BROKEN),
    "/to-localhost": (redirect("http://127.0.0.1/admin"), CheckResult.BROKEN),
    "/to-metadata": (redirect("http://[::ffff:169.254.169.254]/latest/meta-data/"), CheckResult.BROKEN),
    "https://self-signed/": (page(TITLE), CheckResult.NOT_SECURE),
    "https://cut-off/": (page(TITLE), CheckResult.NOT_SECURE),
    "http://private/": (page("Private"), CheckResult.NOT_CHECKED),
    "http://rebind/page": (page(TITLE), CheckResult.NOT_CHECKED),
    "http://nowhere/": (page(TITLE), CheckResult.BROKEN),
}
ROBOTS = answer(b"User-agent: *\nDisallow: /disallowed/", Content_Type="text/plain")


def answers():
    """Return the answers of a HostileSite."""
    paths = {
        key if key.startswith("/") else f"/{key.split('/', 3)[3]}": sent for key, (sent, _) in KINDS.items()
    }
    return paths | {"/robots.txt": ROBOTS, "/": page("Welcome")}


# Each of them keeps its host busy until the time is up.
SLOW = ("/slow-body", "/slow-headers", "/promises")


def addresses(number):
    """Yield so many addresses, each with what the check must find there: four links for each host, and few slow ones."""
    quick = [key for key in KINDS if key not in SLOW]
    for each in range(number):
        key = SLOW[each] if each < len(SLOW) else quick[each % len(quick)]
        host = f"site{each // len(quick) // 4}-{each % len(quick)}.example.org"
        if key.startswith("/"):
            address = f"http://{host}{key}?{each}"
        else:
            scheme, _, start, path = key.split("/", 3)
            address = f"{scheme}//{start}.{host}/{path}?{each}"
        yield address, KINDS[key][1]


def resolver():
    """Return a resolver for these hosts. It notes what was looked up in its `asked`."""
    asked = []

    async def resolve(host):
        asked.append(host)
        if host.startswith("nowhere"):
            raise OSError("Name or service not known")
        if host.startswith("private"):
            return [PUBLIC_IP, "10.0.0.1"]
        if host.startswith("rebind"):
            return [PUBLIC_IP] if asked.count(host) == 1 else ["127.0.0.1"]
        return [PUBLIC_IP]

    resolve.asked = asked
    return resolve
