"""What a page looks like in each mode that a reader may choose, computed from what the browser paints."""

from pathlib import Path

_SEEN = Path(__file__).with_suffix(".js").read_text()
# The modes of docs/looks.md: the media that the browser pretends, the switch of the portal, and whether it is paper.
_ORDINARY = {"media": "screen", "contrast": "no-preference", "forced_colors": "none", "color_scheme": "light"}
_MODES = {
    "ordinary": (_ORDINARY, False),
    "high contrast": (_ORDINARY, True),
    "more contrast": (_ORDINARY | {"contrast": "more"}, False),
    "forced colours, light": (_ORDINARY | {"forced_colors": "active"}, False),
    "forced colours, dark": (_ORDINARY | {"forced_colors": "active", "color_scheme": "dark"}, False),
    "print": (_ORDINARY | {"media": "print"}, False),
    "print from high contrast": (_ORDINARY | {"media": "print"}, True),
}


def faults_of_looks(page):
    """Return what cannot be read on the page as it is now, one line for each kind of fault in each mode.

    Text has 4.5:1 to what is behind it (3:1 if large), edges of controls and the focus 3:1 (WCAG 1.4.3, 1.4.11), on
    paper with and without the grounds printed; no text is smaller than 16 px on the screen. The page is not loaded again.
    """
    faults = []
    was_high = page.evaluate("document.documentElement.dataset.contrast === 'high'")
    for mode, (media, high) in _MODES.items():
        page.emulate_media(**media)
        _switch(page, high)
        for paper in {"print": (True, False)}.get(media["media"], (False,)):
            sizes = mode == "ordinary"
            faults += [f"{mode}: {fault}" for fault in page.evaluate(_SEEN, {"paper": paper, "sizes": sizes})]
    page.emulate_media(**_ORDINARY)
    _switch(page, was_high)
    return list(dict.fromkeys(faults))


def _switch(page, high):
    page.evaluate(
        "(high) => { const root = document.documentElement.dataset; if (high) root.contrast = 'high'; else delete root.contrast; }",
        high,
    )
