"""Finding, among many titles, the few that are worth comparing with each of some new ones.

`look_alike` decides on a pair. Nearly always, two titles that it finds alike share all words of one of them but one or two:
titles that do not are never compared.
"""

from collections import Counter, defaultdict

from hscp.records.titles import SMALL_WORDS, all_words_of, shape_of, with_acronym

SAMPLE = 5_000


class AlikeTitles:
    """The new titles, a list of str, found by the words that a title like theirs must have.

    `among` holds the titles that they will be looked up for: it tells which words are rare.
    """

    def __init__(self, titles, among):
        # A title is also found as it is with its opening words as their acronym.
        short = [(number, with_acronym(title)) for number, title in enumerate(titles)]
        forms = [*enumerate(titles), *((number, form) for number, form in short if form)]
        self._numbers = [number for number, _ in forms]
        self._shapes = [shape_of(form) for _, form in forms]
        self._words = [frozenset(shape.words) for shape in self._shapes]
        self._shared = [_words_shared(shape) for shape in self._shapes]
        self._by_word, self._by_start, self._by_short_form = (defaultdict(set) for _ in range(3))
        common = Counter()
        for title in among[:: max(1, len(among) // SAMPLE)]:
            common.update(all_words_of(title))
        for number, shape in enumerate(self._shapes):
            for word in _telling_words(shape, common):
                self._by_word[word].add(number)
            for end in range(1, len(shape.joined) + 1):
                self._by_start[shape.joined[:end]].add(number)
            for short_form in shape.short_forms:
                self._by_short_form[frozenset(all_words_of(short_form))].add(number)

    def like(self, title):
        """Return the positions, in order, of the titles that `title` must be compared with."""
        found = {self._numbers[form] for form in self._forms_like(title)}
        if short := with_acronym(title):
            found |= {self._numbers[form] for form in self._forms_like(short)}
        return sorted(found)

    def _forms_like(self, title):
        words = all_words_of(title)
        if words <= SMALL_WORDS:
            return range(len(self._shapes))
        found = set(self._by_short_form.get(frozenset(words), ()))
        ends = tuple(words)
        for word in words:
            for number in self._by_word.get(word, ()):
                if len(words & self._words[number]) >= self._shared[number]:
                    found.add(number)
            # The same letters with spaces in other places: they begin and end with a word of the title.
            for number in self._by_start.get(word, ()):
                if self._shapes[number].joined.endswith(ends):
                    found.add(number)
        return found


def _words_shared(shape):
    """Return how many different words a title shares with that of `shape` if the two look alike."""
    different, length = len(set(shape.words)), len(shape.words)
    shared = different
    if length >= 2:  # one word differs, or follows
        shared = different - 1
    if length >= 4:  # three words are the title that the others follow
        shared = min(shared, len(set(shape.words[:3])))
    if length >= 6:  # two words are added
        shared = min(shared, different - 2)
    return max(1, shared)


def _telling_words(shape, common):
    """Return rare words of which any title like that of `shape` has at least one."""

    def rarity(word):
        return common[word], word

    return {*sorted(set(shape.words), key=rarity)[:3], min(shape.words[:3], key=rarity, default="")}
