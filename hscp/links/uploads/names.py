"""The rules for the name of an upload. Files are never stored under it, but it says what its sender takes the file for."""

import re
import unicodedata

from hscp.links.uploads.kinds import SUFFIXES
from hscp.links.uploads.refusals import Refused

LONGEST = 200  # characters
_ACCEPTED = "Upload a PDF, a Word, Excel or PowerPoint file, or a JPEG, PNG or WebP image."
# What to do instead, by suffix: the types that editors are likely to try.
_INSTEAD = {
    **dict.fromkeys(("doc", "dot", "rtf", "odt", "pages"), "Open it in Word and save it as .docx or as PDF."),
    **dict.fromkeys(("xls", "xlt", "ods", "csv", "numbers"), "Open it in Excel and save it as .xlsx."),
    **dict.fromkeys(("ppt", "pps", "ppsx", "odp", "key"), "Open it in PowerPoint and save it as .pptx or as PDF."),
    **dict.fromkeys(("dotx", "xltx", "potx"), "It is a template: open it and save it as an ordinary document."),
    **dict.fromkeys(
        ("docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm"),
        "It can hold macros, which may do harm: save it without them, as .docx, .xlsx or .pptx.",
    ),
    **dict.fromkeys(("gif", "bmp", "tif", "tiff", "heic", "avif"), "Save the picture as JPEG or PNG."),
    **dict.fromkeys(("svg", "svgz"), "It is a drawing that can hold a program: save it as PNG or PDF."),
    **dict.fromkeys(("htm", "html", "xhtml", "mht", "xml"), "It is a web page: give its address as a link, or save it as PDF."),
    **dict.fromkeys(("zip", "rar", "7z", "gz", "tar"), "It is an archive: unpack it and upload each document by itself."),
}  # fmt: skip
_PROGRAMS = {
    *("exe", "com", "scr", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse", "mjs", "wsf", "wsh", "hta", "msi"),
    *("jar", "class", "php", "phtml", "phar", "py", "pl", "rb", "sh", "cgi", "asp", "aspx", "jsp", "dll", "cpl", "lnk"),
    *("reg", "apk", "dmg", "pkg", "iso", "img", "vhd", "url", "scf", "inf", "chm", "one", "swf", "xll", "application"),
}  # fmt: skip
# A name that has one of these before its suffix pretends to be something else.
_PRETENDED = _PROGRAMS | {"html", "htm", "xhtml", "svg", "docm", "xlsm", "pptm", "zip"}


def kind_by_name(name):
    """Return the Kind that the name of an upload says. Raises Refused for a name that is no plain name of such a file."""
    if not 0 < len(name) <= LONGEST:
        raise Refused(
            "name", f"The file has no name, or one longer than {LONGEST} characters. Give it a shorter one."
        )
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in name):
        raise Refused(
            "name", "The file's name has invisible characters in it. Type its name anew and try again."
        )
    if re.search(r"[/\\]", name) or name.startswith("."):
        raise Refused(
            "name", "The file's name has a folder in it or starts with a dot. Rename the file and try again."
        )
    *before, suffix = re.split(r"[.:]", name.lower())
    if not before or suffix != suffix.strip() or not suffix:
        raise Refused("type", f"The file's name does not end in a type such as .pdf. {_ACCEPTED}")
    if suffix in _PROGRAMS:
        raise Refused("type", f"A file that ends in .{suffix} can run on a reader's computer. {_ACCEPTED}")
    if suffix not in SUFFIXES:
        raise Refused(
            "type", f"A file that ends in .{suffix} cannot be uploaded. {_INSTEAD.get(suffix, _ACCEPTED)}"
        )
    pretended = [each for each in before[1:] if each.strip() in _PRETENDED]
    if pretended:
        raise Refused(
            "double_suffix",
            f"The file's name says both .{pretended[0].strip()} and .{suffix}. If it is what it should be, "
            "take the first out of its name and try again.",
        )
    return SUFFIXES[suffix]
