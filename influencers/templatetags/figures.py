"""How figures are written on a page: short, with their unit, and a dash where nothing is known."""

import re
import zlib
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from influencers.choices import Platform, PostKind
from influencers.importing.places import COUNTRIES

register = template.Library()
UNKNOWN = "–"
POST_ICONS = {
    PostKind.TEXT: "ti-align-left", PostKind.PHOTO: "ti-photo", PostKind.CAROUSEL: "ti-layers-subtract",
    PostKind.VIDEO: "ti-video", PostKind.SHORT: "ti-device-mobile", PostKind.LINK: "ti-link",
}  # fmt: skip
SPANS = ((31_536_000, "year"), (2_592_000, "month"), (86400, "day"), (3600, "hour"), (60, "minute"))
UNITS = ((1e9, "B"), (1e6, "M"), (1e3, "K"))
_BREAKS = re.compile(r"(?<=[._])")
_BREAK = SafeString("<wbr>")


@register.filter
def compact(value) -> str:
    """12400 -> "12.4K"; None -> a dash."""
    if value is None:
        return UNKNOWN
    for size, unit in UNITS:
        if value >= size * 0.99995:
            return f"{value / size:.1f}".removesuffix(".0") + unit
    return f"{value:g}" if value < 10 else f"{value:.0f}"


@register.filter
def percent(value, digits: int = 1) -> str:
    """0.0312 -> "3.1%"; None -> a dash."""
    return UNKNOWN if value is None else f"{value * 100:.{digits}f}%"


@register.filter
def breakable(handle: str) -> str:
    """A handle that a narrow column breaks behind its dots and underscores, before any letter."""
    return format_html_join(_BREAK, "{}", ((part,) for part in _BREAKS.split(handle)))


@register.filter
def signed_percent(value, digits: int = 1) -> str:
    """0.05 -> "+5.0%"; None -> a dash."""
    return UNKNOWN if value is None else f"{value * 100:+.{digits}f}%"


@register.filter
def age(value) -> str:
    """How long ago, in the largest whole unit: "3 days ago"; None -> "never"."""
    if value is None:
        return "never"
    if isinstance(value, date) and not isinstance(value, datetime):
        days = (timezone.localdate() - value).days
        return "today" if days <= 0 else _ago(days * 86400)
    return _ago((timezone.now() - value).total_seconds())


def _ago(seconds: float) -> str:
    for size, unit in SPANS:
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"


@register.filter
def ahead(value) -> str:
    """How far a moment lies ahead: "in 3 days"; "is due" once it is past; None -> "not planned"."""
    if value is None:
        return "not planned"
    seconds = (value - timezone.now()).total_seconds()
    return "is due" if seconds < 60 else "in " + _ago(seconds).removesuffix(" ago")


@register.filter
def lasting(value) -> str:
    """A length of time in the largest whole unit: "3 days"; less than a minute -> "a moment"."""
    told = _ago(value.total_seconds())
    return "a moment" if told == "just now" else told.removesuffix(" ago")


@register.filter
def post_icon(kind: str) -> str:
    """Name of the icon of a kind of post."""
    return POST_ICONS.get(kind, "ti-article")


@register.filter
def initials(name: str) -> str:
    """Up to two first letters, for the picture of somebody without one."""
    words = [word for word in str(name).replace(".", " ").replace("_", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


@register.filter
def hue(name: str) -> int:
    """A number from 0 to 7 that stays the same for the same name: the colour of its initials."""
    return zlib.crc32(str(name).encode()) % 8


@register.filter
def platform_icon(platform: str) -> str:
    """Name of the icon of a platform."""
    return f"ti-brand-{platform}" if platform in Platform.values else "ti-world"


@register.filter
def country_name(code: str) -> str:
    """ "DE" -> "Germany"; a code that is not known stays as it is."""
    return COUNTRIES.get(code, code or UNKNOWN)


@register.filter
def language_name(code: str) -> str:
    """ "es" -> "Spanish"; a code that is not known stays as it is."""
    return LANGUAGES.get(code, code or UNKNOWN)


LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "pl": "Polish", "tr": "Turkish", "zh": "Chinese", "ja": "Japanese", "ko": "Korean",
    "ar": "Arabic", "id": "Indonesian", "ms": "Malay", "ru": "Russian", "hi": "Hindi", "vi": "Vietnamese",
    "th": "Thai", "sv": "Swedish", "uk": "Ukrainian", "cs": "Czech", "ro": "Romanian", "el": "Greek",
}  # fmt: skip
