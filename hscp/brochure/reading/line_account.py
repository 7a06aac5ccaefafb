"""A record of what each line of the file became, and of what an editor should know."""

from hscp.brochure.reading.lines import Shape
from hscp.brochure.reading.readings import Act
from hscp.brochure.reading.values import Became, LineAccount


class Account:
    """Collects one entry for each line. A line that nothing claims is reported as unplaced; none is lost."""

    def __init__(self, printed, lines, readings=None):
        self._printed = printed
        self._readings = readings or {}
        self._became = {}
        self._seen = set()
        self.notices = []
        for line in lines:
            if line.reading and line.reading.act is Act.LEAVE_OUT:
                self.mark(line, Became.LEFT_OUT)
            elif line.shape is Shape.BLANK:
                self.mark(line, Became.BLANK, "a rule or an empty bullet" if line.whole else "")

    def mark(self, line, became, detail=""):
        """Record what a line became. A later call replaces an earlier one."""
        self.mark_numbers(line.numbers, became, detail)

    def mark_numbers(self, numbers, became, detail=""):
        """Record what the lines with these numbers became."""
        for number in numbers:
            self._became[number] = (became, detail)

    def notice(self, text):
        """Add a notice for the editor, once."""
        if text not in self._seen:
            self._seen.add(text)
            self.notices.append(text)

    def entries(self):
        """Return a LineAccount for every line of the file, in order."""
        unplaced = (Became.UNPLACED, "")
        return [
            LineAccount(number, text, *self._became.get(number, unplaced), self._code(number))
            for number, text in enumerate(self._printed, start=1)
        ]

    def _code(self, number):
        reading = self._readings.get(number)
        return reading.code if reading else ""


def line_words(line):
    """Return "line 12" or "lines 12 to 14" for a notice."""
    first, last = line.numbers[0], line.numbers[-1]
    return f"line {first}" if first == last else f"lines {first} to {last}"
