"""What may go wrong with a backup, each said in words for whoever stands before it at night."""


class BackupProblem(Exception):
    """A backup cannot be made, read or restored. The text says why, and what to do about it."""


class NotABackup(BackupProblem):
    """A file is no backup of this site."""


class Damaged(BackupProblem):
    """A backup was changed, cut short or put together of parts of others. Nothing of it may be used."""


class WrongKey(BackupProblem):
    """A key is missing, is not a key, or does not open this backup."""
