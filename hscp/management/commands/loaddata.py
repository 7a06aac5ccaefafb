"""Loads fixtures, as Django's own command does, and writes into the audit trail what they gave to accounts and roles."""

from django.core.management.commands import loaddata

from hscp.security.rights_on_server import rights_written_down


class Command(loaddata.Command):
    def loaddata(self, fixture_labels):
        # Django calls this within its transaction: rights and their entries are kept together.
        with rights_written_down():
            super().loaddata(fixture_labels)
