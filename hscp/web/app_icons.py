"""Draw the icons under which this site stands on a home screen, from the icon of the browser's tab.

Run it when `static/img/favicon.svg` changes, and commit what it writes::

    python -m hscp.web.app_icons

Phones take PNG alone. A maskable icon is cut to any shape, so its ground fills the square, and the drawing stays within the middle four
fifths (W3C, Web Application Manifest, "Icon masks and safe zone").
"""

from pathlib import Path

import typst

IMAGES = Path(__file__).resolve().parents[2] / "static" / "img"
GROUND = "#0b4f55"
# By name: (pixels, how much of the width the drawing takes, the ground around it).
ICONS = {
    "icon-192.png": (192, 1.0, "none"),
    "icon-512.png": (512, 1.0, "none"),
    "icon-maskable-512.png": (512, 0.8, f'rgb("{GROUND}")'),
}
_PAGE = """#set page(width: {size}pt, height: {size}pt, margin: 0pt, fill: {ground})
#place(center + horizon, image("/favicon.svg", width: {share}%))
"""


def drawn(name):
    """Return the PNG (bytes) of the icon `name`, one of ICONS."""
    pixels, share, ground = ICONS[name]
    page = _PAGE.format(size=pixels, ground=ground, share=share * 100)
    return typst.compile(page.encode(), root=str(IMAGES), format="png", ppi=72.0)


def main():
    """Write the icons beside the drawing."""
    for name in ICONS:
        (IMAGES / name).write_bytes(drawn(name))


if __name__ == "__main__":
    main()
