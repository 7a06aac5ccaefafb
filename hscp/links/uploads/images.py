"""Uploaded images are written anew from their pixels: what else was in the file is not kept.

That drops where and when a photograph was taken, names and comments, whatever follows the picture, and all frames of an
animation but the first. A photograph is first turned the way its camera says, and its colours become those of screens (sRGB).
"""

from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from hscp.links.uploads.image_header import check_size
from hscp.links.uploads.refusals import Refused

# Pixels of a preview at most: twice as wide as it is shown.
WIDTH, TALLEST = 360, 720
_FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
_OPTIONS = {
    "JPEG": {"quality": 88, "progressive": True, "optimize": True},
    "PNG": {},
    "WEBP": {"quality": 88},
}
_PLAIN_MODES = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "LA", "RGB", "RGBA"}, "WEBP": {"RGB", "RGBA"}}


def rewrite(content, kind):
    """Return (an image (bytes) of `kind` written anew, no facts). Raises Refused."""
    check_size(content, kind)
    Image.MAX_IMAGE_PIXELS = None  # the header says that it is small enough, and memory is limited
    name = _FORMATS[kind.code]
    try:
        image = Image.open(BytesIO(content), formats=[name])
        image.load()
        made = _plain(ImageOps.exif_transpose(image), name)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        Image.DecompressionBombError,
    ) as error:
        raise Refused(
            "damaged", "The image is damaged or not complete. Open it in its own program and save it again."
        ) from error
    made.info = {}
    target = BytesIO()
    made.save(target, name, **_OPTIONS[name])
    return target.getvalue(), {}


def preview_of(content):
    """Return (a small picture (bytes), {"width", "height"}) of an image (bytes) that was written anew."""
    return as_preview(Image.open(BytesIO(content)))


def as_preview(image):
    """Return (a small WebP (bytes), {"width", "height"} of it) of an Image."""
    small = image.convert("RGBA" if image.has_transparency_data else "RGB")
    small.thumbnail((WIDTH, TALLEST))
    target = BytesIO()
    small.save(target, "WEBP", quality=80)
    return target.getvalue(), {"width": small.width, "height": small.height}


def _plain(image, name):
    """Return `image` in colours of screens, and in a mode that the format `name` knows."""
    profile = image.info.get("icc_profile")
    has_alpha = image.has_transparency_data and name != "JPEG"
    if image.mode == "P" or has_alpha:
        image = image.convert("RGBA" if has_alpha else "RGB")
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        alpha = image.getchannel("A") if image.mode == "RGBA" else None
        image = _in_srgb(image.convert("RGB") if alpha else image, profile)
        if alpha:
            image.putalpha(alpha)
    return image if image.mode in _PLAIN_MODES[name] else image.convert("RGB")


def _in_srgb(image, profile):
    """Return `image` (RGB or CMYK) with the colours that its profile means; as it is where the profile is no good."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image.convert("RGB")
