"""The least that Django can do: one address, no middleware, no database, the same bytes each time. A WSGI application."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

BYTES = b"<!doctype html><title>Constant</title>" + b"<p>The same bytes each time.</p>" * 300

settings.configure(ALLOWED_HOSTS=["localhost"], MIDDLEWARE=[], ROOT_URLCONF=__name__, SECRET_KEY="constant")
urlpatterns = [path("", lambda request: HttpResponse(BYTES))]
application = get_wsgi_application()
