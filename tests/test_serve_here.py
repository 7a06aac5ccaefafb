"""What `make run` ends in: the server, with the mails and, the first time, the PDFs in processes beside it."""

import pytest

from hscp.management.commands import serve_here


class Process:
    """Stands for a process: it notes whether it was ended."""

    started = []

    def __init__(self, command, **options):
        self.name, self.ended = command[2], False
        self.started.append(self)

    def terminate(self):
        self.ended = True

    def wait(self):
        pass


@pytest.fixture
def called(monkeypatch):
    """Return the commands called in the same process, while none of them does anything."""
    commands = []
    monkeypatch.setattr(Process, "started", [])
    monkeypatch.setattr(serve_here.subprocess, "Popen", Process)
    monkeypatch.setattr(serve_here.signal, "signal", lambda *_: None)
    monkeypatch.setattr(serve_here, "call_command", lambda name, *args, **options: commands.append(name))
    return commands


@pytest.mark.parametrize(
    ("there", "beside"),
    [
        (False, ["send_mail_queue", "publish_drafts", "note_changes", "make_documents"]),
        (True, ["send_mail_queue", "publish_drafts", "note_changes"]),
    ],
)
def test_pdfs_are_made_beside_the_server_where_there_are_none(called, settings, tmp_path, there, beside):
    settings.HSCP_DOCUMENTS = tmp_path / "documents"
    if there:
        settings.HSCP_DOCUMENTS.mkdir()

    serve_here.Command().handle(port=8000, prepare=False)

    assert [process.name for process in Process.started] == beside
    assert all(process.ended for process in Process.started)
    assert called == ["doctor", "runserver"]


def test_a_later_run_is_prepared_in_the_same_process(called):
    serve_here.Command().handle(port=8000, prepare=True)

    assert called == ["doctor", "prepare", "runserver"]
    assert "rebuild_search" in [process.name for process in Process.started]


def test_whatever_ends_the_server_ends_what_is_beside_it(called, monkeypatch):
    def stop(name, *args, **options):
        if name == "runserver":
            raise SystemExit

    monkeypatch.setattr(serve_here, "call_command", stop)

    with pytest.raises(SystemExit):
        serve_here.Command().handle(port=8000, prepare=False)
    assert [process.ended for process in Process.started][:1] == [True]
