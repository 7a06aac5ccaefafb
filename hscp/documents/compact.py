"""A smaller file of the same PDF: its many small objects are packed together and deflated. Foundation: imports no app.

The typesetter writes each object of a document on its own and as plain text. The tags and links of a long document are
thousands of them, and take more room than all that it shows. PDF 1.5 and later may keep objects in deflated streams
instead (ISO 32000-1, 7.5.7 and 7.5.8), which every reader of today knows.
"""

import re
import struct
import zlib

_EACH = 200  # objects of one stream: a reader inflates all of them to get at one
_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TABLE = re.compile(rb"xref\n0 (\d+)\n")
_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\s*endobj\s*\Z", re.DOTALL)
_TRAILER = re.compile(rb"trailer\s*<<(.*)>>\s*\Z", re.DOTALL)


def compact(pdf):
    """Return `pdf` (bytes, as the typesetter writes them) as a smaller file. What is built in another way stays as it is."""
    try:
        return _packed(pdf)
    except (AttributeError, TypeError, ValueError):
        # Something looked for is not there.
        return pdf


def _packed(pdf):
    start = int(_END.search(pdf)[1])
    table = _TABLE.match(pdf, start)
    size, entries = int(table[1]), table.end()
    trailer = _TRAILER.match(pdf[entries + 20 * size : _END.search(pdf).start()])[1]
    places = {}
    for number in range(size):
        entry = pdf[entries + 20 * number : entries + 20 * number + 18]
        if entry[17:18] == b"n":
            places[number] = int(entry[:10])
    ends = sorted([*places.values(), start])
    end_of = dict(zip(ends, ends[1:], strict=False))
    out = bytearray(pdf[: ends[0]])
    rows, small = {0: (0, 0, 65535)}, []
    for number, place in sorted(places.items(), key=lambda item: item[1]):
        whole = pdf[place : end_of[place]]
        found = _OBJECT.match(whole)
        if int(found[1]) != number:
            raise ValueError("The table of the file leads to another object.")
        if found[2].endswith(b"endstream"):
            rows[number] = (1, len(out), 0)
            out += whole
        else:
            small.append((number, found[2]))
    for first in range(0, len(small), _EACH):
        rows[size] = (1, len(out), 0)
        rows |= {number: (2, size, place) for place, (number, _) in enumerate(small[first : first + _EACH])}
        out += _object_stream(size, small[first : first + _EACH])
        size += 1
    rows[size] = (1, len(out), 0)
    table = b"".join(struct.pack(">BIH", *rows.get(number, (0, 0, 65535))) for number in range(size + 1))
    words = re.sub(rb"/Size\s+\d+", b"", trailer) + b"/Type/XRef/W[1 4 2]/Size %d" % (size + 1)
    last = len(out)
    out += _stream(size, words, table) + b"startxref\n%d\n%%%%EOF\n" % last
    return bytes(out)


def _object_stream(number, objects):
    """Return the stream object `number` that holds `objects`: (number, bytes) each."""
    heads, bodies = [], bytearray()
    for each, body in objects:
        heads.append(b"%d %d" % (each, len(bodies)))
        bodies += body + b"\n"
    head = b" ".join(heads) + b"\n"
    words = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head))
    return _stream(number, words, head + bytes(bodies))


def _stream(number, words, data):
    data = zlib.compress(data, 9)
    head = b"%d 0 obj\n<<%s/Filter/FlateDecode/Length %d>>\nstream\n" % (number, words, len(data))
    return head + data + b"\nendstream\nendobj\n"
