"""The refusal of an upload. It needs no Django, so that the process that examines files starts fast."""


class Refused(Exception):
    """A file that is not kept. `code` names the rule, and the message tells an editor what to do about it."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message
