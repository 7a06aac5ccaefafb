"""The one door: a session without the second step is nobody's, on every page of the portal."""

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import SimpleLazyObject

from hscp.security.second_factor.sessions import is_let_in


class SecondFactorMiddleware:
    """Gives a request its user only once the session has the second step, where one is asked for.

    Signing in does not begin a session before that; this holds for sessions that began otherwise, such as before the second
    factor was switched on. Nothing is read until somebody asks who the user is, so public pages read no session.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        request.user = SimpleLazyObject(
            lambda: user if user.is_authenticated and is_let_in(request) else AnonymousUser()
        )
        return self.get_response(request)
