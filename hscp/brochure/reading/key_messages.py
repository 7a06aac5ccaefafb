"""The key message of a theme, which is printed on each of its pages: the commonest printing is kept."""

from collections import Counter
from dataclasses import dataclass

from hscp.brochure.reading.line_account import line_words
from hscp.brochure.reading.lines import Line
from hscp.brochure.reading.prose import Prose
from hscp.brochure.reading.values import (
    Became,
)
from hscp.records.titles import match_key


@dataclass
class Message:
    """One printing of the key message."""

    heading: Line
    text: Prose
    lines: list


def choose_key_message(pack, messages, account):
    """Keep the most common printing of the key message, and record what became of every other."""
    printings = [(str(message.text), message) for message in messages]
    texts = [text for text, _ in printings if text]
    if not texts:
        account.notice(f"“{pack.title}” has no key message.")
        return
    common = Counter(map(match_key, texts)).most_common(1)[0][0]
    chosen = Counter(text for text in texts if match_key(text) == common).most_common(1)[0][0]
    pack.key_message = chosen
    became = Became.KEY_MESSAGE
    for text, message in printings:
        is_same = match_key(text) == common
        for line in message.lines:
            account.mark(line, became if is_same else Became.OTHER_KEY_MESSAGE)
        if is_same:
            became = Became.REPEATED_KEY_MESSAGE
        elif text:
            account.notice(
                f"A key message of “{pack.title}” ({line_words(message.heading)}) differs from the others, and was left "
                f"out: {text}"
            )
