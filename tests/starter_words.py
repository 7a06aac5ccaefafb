"""The words of the starter content, from which the benchmarks make as many records as they need."""

import re
from pathlib import Path

CONTENT = Path(__file__).resolve().parent.parent / "content"


def starter_words():
    """Return the sentences and the titles of the starter content, as two sorted lists of str."""
    text = " ".join(path.read_text() for path in sorted(CONTENT.iterdir()) if path.suffix in {".md", ".yaml"})
    sentences = set(re.findall(r"[A-Z][^.:|#*_{}\[\]]{40,220}\.", " ".join(text.split())))
    titles = set(re.findall(r"title: ([A-Z][^\n{}\"]{5,80})", text.replace("- ", "\n")))
    return sorted(sentences), sorted(titles)
