"""Who is told as an administrator of this site."""

from django.contrib.auth.models import Permission
from django.db.models import Q

from hscp.models import User


def administrators():
    """Return the active members of staff with an address who may change accounts, as a queryset."""
    may = Permission.objects.filter(codename="change_user", content_type__app_label="hscp")
    return (
        User.objects.filter(
            Q(is_superuser=True) | Q(groups__permissions__in=may) | Q(user_permissions__in=may),
            is_active=True,
            is_staff=True,
        )
        .exclude(email="")
        .order_by("pk")
        .distinct()
    )
