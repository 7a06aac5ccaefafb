"""Giving a second step, at sign-in or before devices are changed. What fails is counted, slowed and in the audit trail."""

from hscp.security import sign_in_limits
from hscp.security.audit.enums import AuditKind
from hscp.security.audit.trail import record
from hscp.security.second_factor.devices import RECOVERY_CODE, use_code_of, use_passkey_of
from hscp.security.second_factor.limits import FREE_FAILURES, check_pace, count_failure
from hscp.security.second_factor.notices import tell
from hscp.security.second_factor.passkeys import NotRight
from hscp.web.wording import counted


def prove_by_code(user, text):
    """Use `text` (str) as a code of `user`. Raises NotRight, or MustWait before it is looked at."""
    check_pace(user)
    try:
        what = use_code_of(user, text)
    except NotRight:
        record(AuditKind.SECOND_STEP_FAILED, about=user, what="code")
        if count_failure(user) == FREE_FAILURES:
            tell(
                user,
                "Wrong codes at your sign-in",
                f"Somebody who knows your password entered {FREE_FAILURES} wrong codes. If it was not you, change your password now "
                "and tell your site administrator.",
            )
        raise
    if what == RECOVERY_CODE:
        left = counted(user.recovery_codes.count(), "code")
        record(AuditKind.RECOVERY_CODE_USED, by=user, about=user, what=f"{left} left")
        tell(
            user, "A recovery code was used", f"Somebody used a recovery code of yours. You have {left} left."
        )


def prove_by_passkey(user, state, answer):
    """Take `answer` (text of the browser) to the question with the `state`, which may be None. Raises NotRight."""
    try:
        if not state:
            raise NotRight
        use_passkey_of(user, state, answer)
    except NotRight:
        record(AuditKind.SECOND_STEP_FAILED, about=user, what="passkey")
        raise


def prove_by_password(request, user, password):
    """Take the password of `user`, who is signed in and has no device. Raises NotRight, or MustWait before it is hashed."""
    name = user.get_username()
    sign_in_limits.check_pace(request, name)
    with sign_in_limits.hashing():
        is_right = user.check_password(password)
    if not is_right:
        sign_in_limits.count_failure(name)
        record(AuditKind.SIGN_IN_FAILED, about=user)
        raise NotRight
