"""Form fields for lists of short texts: words, @handles, web addresses, hashtags, promo codes."""

import re
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError

MOST_WORDS = 50
LONGEST = 100
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")


class WordsField(forms.CharField):
    """Short texts separated by commas or line breaks; a list without repetitions comes out."""

    what = "words"

    def prepare_value(self, value):
        return ", ".join(self.written(word) for word in value) if isinstance(value, list) else value

    def clean(self, value):
        text = super().clean(value)
        words = [self.read(" ".join(part.split())) for part in self.parts(text)]
        unique = list({word.casefold(): word for word in words if word}.values())
        if len(unique) > MOST_WORDS:
            raise ValidationError(f"At most {MOST_WORDS} {self.what}, please; these are {len(unique)}.")
        if any(len(word) > LONGEST for word in unique):
            raise ValidationError(f"One of these is longer than {LONGEST} letters. Put commas between them.")
        return unique

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)

    def parts(self, text: str) -> list[str]:
        """The texts between the separators."""
        return re.split(r"[,;，、\n]", text)

    def read(self, word: str) -> str:
        """What is kept of one text; "" leaves it out."""
        return word

    def written(self, word: str) -> str:
        """What stands in the form for one that is kept."""
        return word


class HandlesField(WordsField):
    """Handles, with or without @, or the address of an account; kept without @."""

    what = "handles"

    def parts(self, text):
        """A handle has no spaces, so spaces separate too."""
        return re.split(r"[,;，、\s]", text)

    def read(self, word):
        """The handle alone, also of an address such as instagram.com/acme."""
        path = re.sub(r"^(?:https?://)?[\w.-]+/(?:profile/|in/)?", "", word) if "/" in word else word
        handle = path.split("/")[0].split("?")[0].strip("@. ")
        if word and not re.fullmatch(r"[\w.@-]+", handle):
            raise ValidationError(f"“{word}” is no handle. Write it as @acme.")
        return handle

    def written(self, word):
        """With its @."""
        return f"@{word}"


class DomainsField(WordsField):
    """Web addresses, whole or short; the domain is kept, in small letters and without www."""

    what = "web addresses"

    def parts(self, text):
        """An address has no spaces, so spaces separate too."""
        return re.split(r"[,;，、\s]", text)

    def read(self, word):
        """The domain alone."""
        if not word:
            return ""
        try:
            host = urlsplit(word if "//" in word else f"//{word}").hostname or ""
        except ValueError:
            host = ""
        host = host.casefold().removeprefix("www.").strip(".")
        if not _HOST.fullmatch(host):
            raise ValidationError(f"“{word}” is no web address. Write it as acme.com.")
        return host


class HashtagsField(WordsField):
    """Hashtags, with or without #; kept without."""

    what = "hashtags"

    def parts(self, text):
        """A hashtag has no spaces, so spaces and the next # separate too."""
        return re.split(r"[,;，、\s#＃]", text)

    def read(self, word):
        """The letters after the #."""
        if word and not re.fullmatch(r"\w+", word):
            raise ValidationError(f"“{word}” is no hashtag: it has signs that end a hashtag.")
        return word

    def written(self, word):
        """With its #."""
        return f"#{word}"


class CodesField(WordsField):
    """Promo codes, in capitals; they have no spaces."""

    what = "codes"

    def parts(self, text):
        """A code has no spaces, so spaces separate too."""
        return re.split(r"[,;，、\s]", text)

    def read(self, word):
        """In capitals, as people see it."""
        if word and len(word) < 3:
            raise ValidationError(
                f"“{word}” is too short to be told from words. A code has 3 letters or more."
            )
        return word.upper()
