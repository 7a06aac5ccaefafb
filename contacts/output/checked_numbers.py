"""Which of the helplines of the settings nobody has checked."""

from django.conf import settings

from contacts.models import ContactPoint, Pathway
from contacts.numbers.telephone import dialled


def unchecked_helplines():
    """Return the digits (a set) of the helplines of HSCP_EMERGENCY_NUMBERS that a live contact has unchecked. One query.

    A helpline that no contact has is the word of whoever runs the site. The first of the settings, 999, is never in it: it is
    the emergency number by law and needs no check.
    """
    helplines = {dialled(entry["number"]) for entry in settings.HSCP_EMERGENCY_NUMBERS[1:]}
    points = ContactPoint.objects.filter(pathway__in=Pathway.objects.live()).values_list(
        "value", "verified_on"
    )
    found = [(dialled(value), verified_on) for value, verified_on in points]
    checked = {digits for digits, verified_on in found if verified_on}
    return {digits for digits, _ in found if digits in helplines} - checked
