"""What the audit trail says of a changed account: which of its fields, and what it may do from then on. No names."""

from hscp.security.audit.enums import AuditKind

# What decides what an account may do, as the form of an account labels it.
_MAY = {"roles", "groups", "user permissions", "superuser status", "staff status", "active"}


def account_event(account, message):
    """Return (AuditKind, details) of a saved account. `message` is what Django's admin has for its log: text or a list."""
    if isinstance(message, str) and not account.is_active:
        # The pages that close one say why in words, and with the name of a colleague.
        return AuditKind.ACCOUNT_CLOSED, f"now {may_now(account)}"
    names = _changed(message)
    if "active" in names and not account.is_active:
        return AuditKind.ACCOUNT_CLOSED, f"{', '.join(names)}; now {may_now(account)}"
    if names == ["password"]:
        return AuditKind.PASSWORD_SET, "by somebody else"
    if _MAY.isdisjoint(names):
        return AuditKind.ACCOUNT_CHANGED, ", ".join(names)
    return AuditKind.ROLES_CHANGED, f"{', '.join(names)}; now {may_now(account)}"


def _changed(message):
    parts = message if isinstance(message, list) else []
    return [str(name).lower() for part in parts for name in part.get("changed", {}).get("fields", ())]


def may_now(account):
    """Return in words what an account may do: its roles, and whether it is a superuser, may sign in, or is closed."""
    roles = list(account.groups.order_by("name").values_list("name", flat=True))
    flags = [
        word
        for word, holds in (
            ("superuser", account.is_superuser),
            ("may sign in", account.is_staff and account.is_active),
            ("closed", not account.is_active),
        )
        if holds
    ]
    return ", ".join([*roles, *flags]) or "nothing"
