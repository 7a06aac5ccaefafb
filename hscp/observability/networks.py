"""The networks from which metrics may be read."""

import ipaddress

from django.core.exceptions import ImproperlyConfigured


def metrics_networks(texts):
    """Return the IP networks that `texts` name, such as "10.20.0.0/16". Raises ImproperlyConfigured."""
    try:
        return [ipaddress.ip_network(text) for text in texts]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"HSCP_METRICS_NETWORKS must name networks such as 10.20.0.0/16, with commas between: {error}."
        ) from None
