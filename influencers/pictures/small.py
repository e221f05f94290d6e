"""Any picture -> a small square one of our own making. Nothing of the original file is kept. Pure."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from influencers.pictures.fetching import NoPicture

SIDE = 160
MOST_PIXELS = 4096 * 4096
# Decoders that may touch what a stranger sent; SVG is none of them.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
QUALITIES = (80, 60, 40)
MOST_BYTES = 12 * 1024


def small_square(content: bytes) -> bytes:
    """A WebP of SIDE x SIDE pixels, a few KB, without any metadata. Raises NoPicture.

    1. Looks at the size that the file claims, before anything is unpacked. 2. The first frame, turned as its
    camera meant it. 3. Cut to the middle, on white. 4. Encoded anew.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise NoPicture("It has too many pixels.")
                picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # JPEG: unpacked no larger than needed
                square = ImageOps.fit(_flat(ImageOps.exif_transpose(picture)), (SIDE, SIDE))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NoPicture("It has too many pixels.") from error
    except UnidentifiedImageError as error:
        raise NoPicture("What its server sent is no picture.") from error
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
    ) as error:
        raise NoPicture("The picture is broken.") from error
    return _encoded(square)


def _flat(picture: Image.Image) -> Image.Image:
    """The picture in plain colours, on white where it lets through."""
    full = picture.convert("RGBA")
    white = Image.new("RGBA", full.size, "white")
    return Image.alpha_composite(white, full).convert("RGB")


def _encoded(square: Image.Image) -> bytes:
    square.info.clear()
    made = b""
    for quality in QUALITIES:
        out = io.BytesIO()
        square.save(out, "WEBP", quality=quality)
        made = out.getvalue()
        if len(made) <= MOST_BYTES:
            break
    return made
