"""Prose collected line by line, as Markdown."""


class Prose:
    """Builds paragraphs from lines: lines printed together stay together."""

    def __init__(self):
        self._paragraphs = [[]]

    def add(self, text):
        self._paragraphs[-1].append(text)

    def break_paragraph(self):
        if self._paragraphs[-1]:
            self._paragraphs.append([])

    def __str__(self):
        return "\n\n".join("\n".join(lines) for lines in self._paragraphs if lines)
