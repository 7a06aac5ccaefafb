"""Keeps people out of the log: a second net under code that logs nothing personal in the first place.

Names look like any other words, so no filter finds them: `tests/privacy/test_no_personal_data_leaks.py` proves that they
are not logged. Whatever has a recognisable form (an email address, a phone number, a link's token) is taken out here, as is
what a database quotes of a row that it refuses, and the question of the guided path that somebody read: it tells what they
answered.
"""

import logging
import re
from functools import lru_cache

# The address of the guided path itself says nothing; what follows it names a question or an end.
_QUESTION = re.compile(r"(/contacts/find/)[^\s\"'?#]+")
# Links with which a person opens their booking or record or leaves a list, or staff set a password.
_TOKEN = re.compile(
    r"(/(?:booking|my-record|interest|invitations|approve|team-consent|reset|by-mail)/)[^\s\"'?#]{16,}"
)
# What follows the path in a request's line: it may hold search words.
_QUERY = re.compile(r"((?:GET|HEAD|POST|OPTIONS|PUT|PATCH|DELETE) [^\s?]+)\?[^\s\"']*")
_EMAIL = re.compile(r"[^\s\"'<>()\[\]{},;:=@]{1,64}@[^\s\"'<>()\[\]{},;:=@]{1,255}")
_PHONE = re.compile(r"(?<![\w.])(?:\+44|0044|0)(?:[ ().-]{0,3}\d){9,11}(?!\d)")
# PostgreSQL's DETAIL quotes the whole row and may run over several lines; its first line and its LINE may quote a value.
_DETAIL = re.compile(r"DETAIL:.*?(?=\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL)
_QUOTED = re.compile(r"^((?:django\.db\.utils|psycopg|sqlite3)[\w.]*: .*?: )[\"'].*$", re.MULTILINE)
_LINE = re.compile(r"^LINE \d+: .*$", re.MULTILINE)
_MASKS = (
    (_DETAIL, "DETAIL: …"),
    (_LINE, "LINE: …"),
    (_QUOTED, r"\1…"),
    (_QUESTION, r"\1…"),
    (_TOKEN, r"\1…"),
    (_QUERY, r"\1?…"),
    (_EMAIL, "(email)"),
    (_PHONE, "(phone)"),
)
_formatter = logging.Formatter()


def masked(text):
    """Return `text` without email addresses, phone numbers, tokens, queries, quoted rows and questions of the path."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


# For what is the same again and again, such as the path of a page.
_masked_again = lru_cache(4096)(masked)


class MaskPersonalData(logging.Filter):
    """Lets every record pass, with its message, its `fields` (a dict, if any), its traceback and its stack masked.

    The words that stand in the code stay as `template`, with whether there were values for them as `has_values`.
    """

    def filter(self, record):
        if not hasattr(record, "template"):
            record.template, record.has_values = record.msg, bool(record.args)
        fields = getattr(record, "fields", None)
        # What has fields has a message of a few words.
        mask = _masked_again if fields else masked
        record.msg, record.args = mask(record.getMessage()), ()
        if fields:
            record.fields = {
                name: _masked_again(value) if isinstance(value, str) else value
                for name, value in fields.items()
            }
        if record.exc_info and not record.exc_text:
            # The handler's formatter takes this text instead of making its own.
            record.exc_text = _formatter.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = masked(record.exc_text)
        if record.stack_info:
            record.stack_info = masked(record.stack_info)
        return True
