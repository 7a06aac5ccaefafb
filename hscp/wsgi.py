"""The WSGI application for the production server. It refuses to start with an unsafe setting."""

from hscp.checks import refuse_unsafe_start
from hscp.page_cache.wsgi import application

__all__ = ["application"]
refuse_unsafe_start()
