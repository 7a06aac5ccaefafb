"""Commands that go on go on through an outage of the database."""

import io

from django.db import OperationalError

from hscp import looping


def test_a_database_that_does_not_answer_is_said_and_asked_again(monkeypatch):
    command = looping.LoopingCommand(stderr=io.StringIO())
    monkeypatch.setattr(command, "stop_when_told", lambda: None)
    # There is no database to leave.
    monkeypatch.setattr(looping, "close_old_connections", lambda: None)
    asked = []

    def work():
        asked.append(True)
        if len(asked) == 1:
            raise OperationalError
        command.stopped = True

    command.loop_through_outages(0, work)

    assert (len(asked), command.stderr.getvalue()) == (2, "The database does not answer.\n")
