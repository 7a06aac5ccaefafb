"""How hard a page is to read: the Flesch-Kincaid grade of its main text, and its hardest sentences.

Grade = 0.39 × words to a sentence + 11.8 × syllables to a word − 15.59 (Kincaid and others, "Derivation of new readability
formulas for Navy enlisted personnel", 1975). It is a year of school in the United States, so a reading age is 5 more. Our
own computation, because the packages for it bring dictionaries that we would have to keep: syllables are counted by their
vowels, which is right for nine words in ten and errs on the hard side.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

AGE_OF_GRADE = 5
# Each of these ends a sentence, whatever it ends with: a heading, an item, a line of a card.
_BLOCKS = {
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "dt",
    "dd",
    "div",
    "section",
    "ul",
    "ol",
    "br",
    "article",
    "span",
    "a",
}
_INLINE = {"span", "a"}
_NOT_READ = {"nav", "script", "style", "svg", "button", "form"}
_END = "\x00"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ADDRESS = re.compile(r"\S+@\S+|\b[\w.-]+\.(?:uk|org|com|net)\b\S*")


@dataclass(frozen=True)
class Sentence:
    """One sentence with its words. A heading or an item of a list counts as one."""

    text: str

    @property
    def words(self):
        return _WORD.findall(self.text)

    @property
    def grade(self):
        return grade([self])


def sentences(html):
    """Return the sentences of an HTML page's <main>, without menus, buttons, numbers and addresses."""
    reader = _Main()
    reader.feed(html)
    found = []
    for line in "".join(reader.text).split(_END):
        plain = _ADDRESS.sub(" ", " ".join(line.split()))
        found += [
            Sentence(part.strip())
            for part in re.split(r"(?<=[.!?:;])[”\"’)]*\s+", plain)
            if _WORD.search(part)
        ]
    return found


def whole(found):
    """Return the sentences of at least six words: headings and short items would make a page seem easier than it is."""
    return [sentence for sentence in found if len(sentence.words) > 5]


def grade(found):
    """Return the Flesch-Kincaid grade of a list of sentences."""
    words = [word for sentence in found for word in sentence.words]
    syllables = sum(map(syllables_of, words))
    return 0.39 * len(words) / len(found) + 11.8 * syllables / len(words) - 15.59


def syllables_of(word):
    """Return the number of syllables of a word, as its groups of vowels show it. Capitals alone are spelt out."""
    if len(word) > 1 and word.isupper():
        return len(word)
    plain = re.sub(r"[^a-z]", "", word.lower())
    plain = re.sub(r"(?<=[^aeiouylr])e$|(?<=[aeiouy][lr])e$|(?<=[^td])ed$|(?<=[^aeiouscxzgh])es$", "", plain)
    plain = re.sub(r"(?<=^som)e(?=.)|(?<=[aeiouy][^aeiouy])e(?=ly$|ment$|ful$|less$)", "", plain)
    apart = re.findall(r"(?<=[^tsgcq])i[ao](?!u)|eo(?!p)|[aeouy](?=ing)|(?<=[dr])ea$", plain)
    return max(1, len(re.findall(r"[aeiouy]+", plain)) + len(apart))


def hardest(found, number=5):
    """Return the `number` hardest of `found`, the hardest first, each with its grade."""
    ranked = sorted(found, key=lambda sentence: -sentence.grade)[:number]
    return [f"{sentence.grade:.1f}: {sentence.text}" for sentence in ranked]


class _Main(HTMLParser):
    """Collects the text in <main>, with a line break at the end of each block."""

    def __init__(self):
        super().__init__()
        self.text, self._inside, self._skipped = [], 0, []

    def handle_starttag(self, tag, attrs):
        if tag == "main":
            self._inside += 1
        if tag in _NOT_READ:
            self._skipped.append(tag)
        if tag in _BLOCKS - _INLINE or _is_block(tag, attrs):
            self.text.append(_END)

    def handle_endtag(self, tag):
        if tag == "main":
            self._inside -= 1
        if self._skipped and tag == self._skipped[-1]:
            self._skipped.pop()
        if tag in _BLOCKS - _INLINE:
            self.text.append(_END)

    def handle_data(self, data):
        if self._inside and not self._skipped:
            self.text.append(data)


def _is_block(tag, attrs):
    """Whether a span or link stands on a line of its own: those of our components have a class that says what they are."""
    return tag in _INLINE and "portal-" in (dict(attrs).get("class") or "")
