"""Images are written anew: the picture is the same, and nothing else of the file is kept."""

from io import BytesIO

import pytest
from PIL import Image, ImageCms

from hscp.links.uploads import image_header, images
from hscp.links.uploads.examine import examine
from hscp.links.uploads.kinds import KINDS
from hscp.links.uploads.refusals import Refused
from tests.links.uploads.files import make_image, upload


def rewritten(content, code):
    made, _ = images.rewrite(content, KINDS[code])
    return Image.open(BytesIO(made))


def photo(**options):
    """Return a JPEG whose left half is red and right half blue, with what a camera writes."""
    image = Image.new("RGB", (40, 20), (255, 0, 0))
    image.paste((0, 0, 255), (20, 0, 40, 20))
    exif = Image.Exif()
    exif[0x0110] = "A camera"
    exif[0x0112] = 6  # turn it to the right
    exif.get_ifd(0x8825)[1] = "N"
    target = BytesIO()
    image.save(target, "JPEG", quality=95, exif=exif, comment=b"in the playground", **options)
    return target.getvalue()


def test_a_photograph_loses_its_place_and_camera_and_is_turned_as_it_was_shown():
    image = rewritten(photo(), "jpg")

    assert image.size == (20, 40)
    assert dict(image.getexif()) == {}
    assert "comment" not in image.info
    top, bottom = image.getpixel((10, 5)), image.getpixel((10, 35))
    assert top[0] > 200 > 60 > top[2]
    assert bottom[2] > 200 > 60 > bottom[0]


@pytest.mark.parametrize(("code", "name"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")])
def test_an_image_stays_of_its_kind_and_loses_its_metadata(code, name):
    exif = Image.Exif()
    exif[0x010E] = "in the playground"
    content = make_image(name, exif=exif)

    image = rewritten(content, code)

    assert b"playground" in content
    assert image.format == name
    assert dict(image.getexif()) == {}
    assert all(
        abs(got - was) < 12
        for got, was in zip(image.convert("RGB").getpixel((5, 5)), (200, 30, 30), strict=True)
    )


def test_the_colours_that_a_profile_means_are_kept_and_the_profile_is_not():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # What is red in this profile is blue on a screen.
    turned = srgb.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")

    image = rewritten(make_image("PNG", icc_profile=turned), "png")

    red, _, blue = image.getpixel((5, 5))
    assert blue > 180 > 60 > red
    assert "icc_profile" not in image.info


def test_a_profile_that_does_not_fit_is_left_out():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()

    for profile in (lab, b"no profile"):
        image = rewritten(make_image("PNG", icc_profile=profile), "png")

        assert image.getpixel((5, 5)) == (200, 30, 30)
        assert "icc_profile" not in image.info


def test_what_can_be_seen_through_stays_so():
    content = make_image("PNG", mode="RGBA", colour=(0, 0, 0, 0))
    palette = Image.new("P", (4, 4), 0)
    target = BytesIO()
    palette.save(target, "PNG", transparency=0)

    for each in (content, target.getvalue()):
        image = rewritten(each, "png")
        assert image.convert("RGBA").getpixel((1, 1))[3] == 0


def test_the_colours_of_print_become_those_of_screens():
    image = rewritten(make_image("JPEG", mode="CMYK", colour=(0, 255, 255, 0)), "jpg")

    assert image.mode == "RGB"
    assert image.getpixel((5, 5))[0] > 200


def test_of_an_animation_the_first_picture_is_kept():
    first, second = (Image.new("RGB", (10, 10), colour) for colour in ((255, 0, 0), (0, 0, 255)))
    for name, code in (("PNG", "png"), ("WEBP", "webp")):
        target = BytesIO()
        first.save(target, name, save_all=True, append_images=[second])

        image = rewritten(target.getvalue(), code)

        assert getattr(image, "n_frames", 1) == 1
        assert image.convert("RGB").getpixel((5, 5))[0] > 200


@pytest.mark.parametrize(("name", "code"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"progressive": True}])
def test_the_header_says_the_size(name, code, options):
    content = make_image(name, (321, 123), **options)

    assert image_header.check_size(content, KINDS[code]) == (321, 123)


def test_an_extended_webp_says_its_size_too():
    content = make_image("WEBP", (321, 123), mode="RGBA", colour=(1, 2, 3, 4), exif=b"Exif\0\0")

    assert content[12:16] == b"VP8X"
    assert image_header.check_size(content, KINDS["webp"]) == (321, 123)


def test_too_many_pixels_are_refused_before_any_is_decoded(monkeypatch):
    monkeypatch.setattr(image_header, "MAX_PIXELS", 1199)
    monkeypatch.setattr(images.Image, "open", None)

    with pytest.raises(Refused, match="40 × 30 pixels"):
        images.rewrite(make_image(), KINDS["png"])


def test_an_image_has_a_small_picture():
    large, small = (
        make_image(size=(3000, 1500)),
        make_image("WEBP", (30, 15), mode="RGBA", colour=(0, 0, 0, 0)),
    )

    of_large, of_small = examine(upload("Photo.PNG", large)), examine(upload("a.webp", small))

    assert (of_large.width, of_large.height, of_large.pages, of_large.hints) == (360, 180, None, [])
    assert (of_small.width, of_small.height) == (30, 15)
    picture = Image.open(BytesIO(of_small.preview))
    assert (picture.format, picture.size, picture.getpixel((1, 1))[3]) == ("WEBP", (30, 15), 0)
