"""The fields of the tantivy index, how text becomes words, and how a search document becomes an index document."""

import json
import re
import unicodedata
from functools import lru_cache

import tantivy
from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

# The limit to give tantivy when every document is wanted: it insists on a number.
EVERY_DOCUMENT = 1_000_000
# A new number makes every server rebuild its index: raise it with every change to fields, analysers or documents.
VERSION = 6
FACETS = ("kind", "theme", "audience", "format", "area")
# Words that make no difference between two titles.
LITTLE = frozenset({"a", "an", "and", "for", "from", "in", "of", "on", "or", "the", "to", "with"})
# Later than any date, for settings: they are in the index, but never live.
NEVER = 2**62
# Many scripts write vowels as marks on letters: they belong to the word.
_WORD = r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:['’][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*"
_marks = "".join(
    chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)).startswith("M")
)
_word = re.compile(rf"[^\W_](?:[^\W_]|[{_marks}])*(?:['’][^\W_](?:[^\W_]|[{_marks}])*)*")


def _analyser(*more):
    builder = (
        TextAnalyzerBuilder(Tokenizer.regex(_WORD)).filter(Filter.lowercase()).filter(Filter.ascii_fold())
    )
    for each in [Filter.remove_long(60), *more]:
        builder = builder.filter(each)
    return builder.build()


ENGLISH = _analyser(Filter.stemmer("english"))
PLAIN = _analyser()


def _schema():
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("data", stored=True)
    for name in ("title", "aliases", "related", "labels"):
        builder.add_text_field(name, tokenizer_name="english")
    builder.add_text_field("text", stored=True, tokenizer_name="english")
    for name in ("exact_title", "exact_alias", "exact_name", "settings", "sensitive", *FACETS):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("names", "words"):
        builder.add_text_field(name, tokenizer_name="plain", index_option="basic")
    for name in FACETS:
        builder.add_text_field(f"{name}_facet", fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("listed", "listed_facet"):
        builder.add_text_field(name, fast=name == "listed_facet", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("sort_title", fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("object_id", "sequence", "modified"):
        builder.add_integer_field(name, fast=True)
    for name in ("publish", "expire"):
        builder.add_integer_field(name, indexed=True)
    builder.add_float_field("weight", fast=True)
    return builder.build()


SCHEMA = _schema()


def new_index(path=None):
    """Return the tantivy Index at `path` (str), made if there is none, or one in memory. Raises ValueError."""
    index = tantivy.Index(SCHEMA, path=path)
    index.register_tokenizer("english", ENGLISH)
    index.register_tokenizer("plain", PLAIN)
    return index


def words_of(text):
    """Return the words of `text` as (word, start, end), split as the index splits them."""
    return [(match[0], match.start(), match.end()) for match in _word.finditer(text)]


@lru_cache(maxsize=20_000)
def stem(word):
    """Return the stem of one word: lower case, without accents or English endings."""
    return " ".join(ENGLISH.analyze(word))


@lru_cache(maxsize=20_000)
def fold(word):
    """Return the word in lower case and without accents."""
    return " ".join(PLAIN.analyze(word))


def exact_key(text):
    """Return a key that is equal for titles a reader would call the same: their stems, without the little words."""
    stems = ENGLISH.analyze(text)
    return " ".join([each for each in stems if each not in LITTLE] or stems)


def microseconds(moment):
    """Return an aware datetime as a whole number that can be compared."""
    return int(moment.timestamp() * 1_000_000)


def record_key(data):
    """Return the key of the record whose stored `data` this is, such as "theme:4"."""
    return f"{data['kind']}:{data['id']}"


def index_document(row):
    """Return the tantivy Document of a SearchDocument."""
    data = row.data
    document = tantivy.Document()
    document.add_text("key", row.key)
    document.add_integer("object_id", row.object_id)
    document.add_integer("sequence", row.sequence)
    if data["settings"]:
        document.add_text("settings", "yes")
    if data["url"]:
        _add_result(document, row, data)
    else:
        document.add_integer("publish", NEVER)
    kept = {
        "kind": row.kind,
        "id": row.object_id,
        "title": row.title,
        "sensitive": data.get("sensitive", False),
    }
    for name in ("label", "url", "summary", "audiences", "themes", "format", "area", "settings"):
        kept[name] = data[name]
    kept["opens"], kept["language"] = data.get("opens"), data.get("language")
    kept["plain"], kept["subtitle"] = data.get("plain", ""), data.get("subtitle", "")
    kept["publish"] = microseconds(row.publish_at) if row.publish_at else None
    kept["expire"] = microseconds(row.expire_at) if row.expire_at else None
    document.add_bytes("data", json.dumps(kept).encode())
    return document


def _add_result(document, row, data):
    title, aliases = row.title, data["aliases"]
    # A row from before this was known has no such key until its record is next saved, or the index rebuilt.
    if data.get("sensitive"):
        document.add_text("sensitive", "yes")
    text = "\n".join(part for part in [data["summary"], data.get("plain"), *data["texts"]] if part)
    document.add_text("title", title)
    document.add_text("text", text)
    document.add_text("words", text)
    for name in [title, *aliases]:
        document.add_text("names", name)
        document.add_text("words", name)
    for field, values in (("aliases", aliases), ("related", data["related"]), ("labels", data["labels"])):
        for value in values:
            document.add_text(field, value)
    for words in data["related"]:
        document.add_text("words", words)
    document.add_text("exact_title", exact_key(title))
    for field, names in (("exact_alias", aliases), ("exact_name", data["names"])):
        for key in {exact_key(name) for name in names}:
            document.add_text(field, key)
    document.add_text("sort_title", fold_title(title))
    document.add_integer("modified", data["modified"])
    # tantivy multiplies a score by log2(2 + field): this turns that into the weight itself.
    document.add_float("weight", 2 ** max(data["weight"], 1.0) - 2)
    if row.publish_at:
        document.add_integer("publish", microseconds(row.publish_at))
    if row.expire_at:
        document.add_integer("expire", microseconds(row.expire_at))
    for facet, choices in facet_choices(row.kind, data).items():
        for each in choices:
            document.add_text(facet, each["value"])
            document.add_text(f"{facet}_facet", f"{each['value']}|{each['label']}")
    for value in data.get("listed", ()):
        document.add_text("listed", value)
        document.add_text("listed_facet", value)


def fold_title(title):
    """Return the sort key of a title: without case, accents or leading punctuation."""
    return " ".join(PLAIN.analyze(title)) or title


def facet_choices(kind, data):
    """Return {facet: choices} of a document's data."""
    return {
        "kind": [{"value": kind, "label": data["label"]}],
        "theme": data["themes"],
        "audience": data["audiences"],
        "format": [data["format"]] if data["format"] else [],
        "area": [data["area"]] if data["area"] else [],
    }
