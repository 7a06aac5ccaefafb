"""Personal data of staff: their accounts, what they did in the admin, and when they signed in or failed to."""

from functools import reduce
from operator import or_

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.db.models import Q
from reversion.models import Revision

from hscp.models import SignInDevice, StaffSession, User
from hscp.privacy.personal_fields import STAFF, Declaration, Kept, SubjectAccess, personal
from hscp.privacy.retention import delete_rows, kept_since
from hscp.privacy.subject_access import forget_history, rows_of
from hscp.security.audit.models import AuditEntry
from hscp.security.audit.retention import end_old_entries
from hscp.security.second_factor.devices import forget_devices
from hscp.security.signed_in.ending import end_sessions

_SIGN_INS = (AccessAttempt, AccessFailureLog, AccessLog)


def _accounts(email):
    return User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email))


def _audit(at, only_count):
    return delete_rows(LogEntry.objects.filter(action_time__lte=kept_since("audit", at)), only_count)


def _sign_ins(at, only_count):
    before = kept_since("sign_ins", at)
    return sum(delete_rows(model.objects.filter(attempt_time__lte=before), only_count) for model in _SIGN_INS)


class _AccountAccess(SubjectAccess):
    """Accounts are corrected by staff, and an account that is active is never erased by an address alone."""

    def held(self, email):
        accounts = _accounts(email)
        return {
            "account": rows_of(accounts, but={"password"}),
            "account_devices": rows_of(
                SignInDevice.objects.filter(user__in=accounts),
                only={"name", "kind", "created_at", "last_used_at"},
            ),
            "account_acts": rows_of(LogEntry.objects.filter(user__in=accounts)),
            "account_audit_trail": rows_of(
                AuditEntry.objects.filter(by__in=list(accounts.values_list("pk", flat=True))), but={"seal"}
            ),
            "account_sessions": rows_of(StaffSession.objects.filter(user__in=accounts), but={"session_id"}),
            "account_revisions": rows_of(Revision.objects.filter(user__in=accounts)),
        }

    def addresses(self):
        given = User.objects.exclude(email="").order_by().values_list("email", flat=True)
        return {address.lower() for address in given}

    def why_not_erase(self, email):
        account = _accounts(email).filter(is_active=True).first()
        if account is None:
            return ""
        return (
            f"Account {account.pk} has this address and is active. Switch it off or change its address first."
        )

    def erase(self, email, *, by, at, until):
        # Sign-ins first: they are found by the user names, which go with the accounts.
        return {"sign_ins": _forget_sign_ins(email), "accounts": _forget_accounts(email)}


def _forget_accounts(email):
    """Take name, user name and address from accounts with `email`, here and in what was recorded of them."""
    accounts = list(_accounts(email))
    forget_history(User, [account.pk for account in accounts])
    for account in accounts:
        account.username, account.email = f"erased-{account.pk}", ""
        account.first_name = account.last_name = ""
        forget_devices(account)
        account.set_unusable_password()
        account.save()
        end_sessions(account)
    return len(accounts)


def _forget_sign_ins(email):
    """Delete what was kept of signing in with `email`, or with the user name of an account that has it."""
    names = [email, *_accounts(email).values_list("username", flat=True)]
    by_name = reduce(or_, [Q(username__iexact=name) for name in names])
    return sum(model.objects.filter(by_name).delete()[0] for model in _SIGN_INS)


PERSONAL_DATA = Declaration(
    fields={
        "hscp.User": personal("account"),
        "hscp.User.password": Kept(STAFF),
        "hscp.SignInDevice": Kept(STAFF),
        "hscp.SignInDevice.name": personal("account"),
        "hscp.RecoveryCode": Kept(STAFF),
        "admin.LogEntry": personal("audit"),
        "auth": Kept(STAFF),
        "contenttypes": Kept(STAFF),
        "hscp.AuditEntry": personal("audit_trail"),
        "hscp.AuditEntry.seal": Kept(STAFF),
        "axes": personal("sign_ins"),
    },
    jobs={"audit": _audit, "audit_trail": end_old_entries, "sign_ins": _sign_ins},
    subject_access=_AccountAccess(),
)
