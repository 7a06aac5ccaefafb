"""Taking all devices from somebody who has lost them: by another administrator, or on the server."""

from django.db import transaction

from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.security.second_factor.devices import forget_devices
from hscp.security.second_factor.notices import tell_administrators, write_link
from hscp.security.signed_in.ending import end_sessions
from hscp.web.wording import counted


def take_devices_away(user, *, by, reason):
    """Take every device, recovery code and session from `user`, and their password: they begin anew by a one-time link.

    `by` is the administrator, None for the command line; `reason` (text without names) stays in the audit trail. Every
    administrator is written to, and the person gets the link by mail, if they have an address. The password goes too: whoever has
    the lost device may know it.
    """
    with transaction.atomic():
        number = forget_devices(user)
        user.set_unusable_password()
        user.save(update_fields=["password"])
        end_sessions(user)
        record(AuditKind.FACTOR_RESET, by=by, about=user, what=f"{counted(number, 'device')}: {reason}")
        write_link(user, by)
        tell_administrators(user, by, reason)
