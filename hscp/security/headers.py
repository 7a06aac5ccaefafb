"""Security headers: the content security policy, the browser permissions that no page needs, and who may load what."""

from csp.constants import NONCE, NONE, SELF

# The rich text editor needs one inline import map, allowed by nonce; data: images for its icons; and the one style
# sheet that it writes into the page, allowed by its hash. A new version that writes another one fails a browser test.
ADMIN_CSP = {
    "script-src": [SELF, NONCE],
    "img-src": [SELF, "data:"],
    "style-src": [SELF, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
}
NO_PERMISSIONS = {name: [] for name in ("camera", "microphone", "geolocation", "payment", "usb")}

# A file runs and loads nothing, and stands in no page of others. Browsers' own viewers of PDFs do not open in a sandbox, and need
# their styles; they keep a PDF away from the site by themselves.
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def content_security_policy(https):
    """Return the policy of every page, in django-csp's form. With `https`, browsers load nothing over plain http."""
    return {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF],
            "font-src": [SELF],
            "connect-src": [SELF],
            "worker-src": [SELF],
            "manifest-src": [SELF],
            "media-src": [SELF],
            "frame-src": [NONE],
            "object-src": [NONE],
            "base-uri": [NONE],
            "form-action": [SELF],
            "frame-ancestors": [NONE],
            **({"upgrade-insecure-requests": True} if https else {}),
        }
    }


class ResourcePolicyMiddleware:
    """Lets no other site load what the portal sends, also not as an image or a script, unless the view says otherwise."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
