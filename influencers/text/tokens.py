"""Words of a text in any script. Chinese, Japanese and Korean are read by characters, not by spaces."""

import re
import unicodedata

CJK = "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
CJK_RUN = re.compile(f"[{CJK}々ー]+")
_LETTERS_OF_WORDS = f"[^\\W_{CJK}々]+"
PIECE = re.compile(_LETTERS_OF_WORDS)
WORD = re.compile(f"{_LETTERS_OF_WORDS}(?:['’-]{_LETTERS_OF_WORDS})*")
HASHTAG = re.compile(r"(?<![\w&/])[#＃](\w[\w\u200c]*)")
ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+")
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ı": "i",
        "ø": "o",
        "đ": "d",
        "æ": "ae",
        "œ": "oe",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ى": "ي",
        "ة": "ه",
    }
)
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0640\u0670\u200c\u200d\ufe0f]")


def fold(text: str) -> str:
    """The text for comparing: compatibility forms, case, accents and Arabic spelling variants made equal."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold().translate(_BARE)


class _Bare(dict[int, str]):
    """Each character without accents and marks, made when it is first met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        # Decomposing is for accents only: it would also take Korean syllables and voiced kana apart.
        plain = letter if letter >= "\u1f00" else unicodedata.normalize("NFD", letter)
        self[code] = _MARKS.sub("", plain).translate(_LETTERS)
        return self[code]


_BARE = _Bare()


def words(folded: str) -> list[str]:
    """Words of spaced scripts, in order; runs of Chinese, Japanese and Korean are left out."""
    return WORD.findall(folded)


def pieces(folded: str) -> list[str]:
    """Like `words`, but taken apart at apostrophes and hyphens: "l'hôtel" is two."""
    return PIECE.findall(folded)


def cjk_runs(folded: str) -> list[str]:
    """The unbroken runs of Chinese, Japanese and Korean characters."""
    return CJK_RUN.findall(folded)


def bigrams(run: str) -> list[str]:
    """The overlapping pairs of characters of a run; a run of one character is itself."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def search_terms(text: str) -> list[str]:
    """What a search index keeps of a text: folded words, and bigrams of CJK characters."""
    folded = fold(text)
    found = words(folded)
    for run in cjk_runs(folded):
        found += bigrams(run)
    return found


def hashtags(text: str) -> list[str]:
    """Hashtags without their sign, as written, each once, in order."""
    return list(dict.fromkeys(HASHTAG.findall(text)))


def without_addresses(text: str) -> str:
    """The text without links and mail addresses."""
    if not any(sign in text for sign in ("@", "www.", "://")):
        return text
    return ADDRESS.sub(" ", text)


def without_hashtags(text: str) -> str:
    """The text without hashtags, links and mail addresses."""
    if not any(sign in text for sign in ("#", "＃", "@", "www.", "://")):
        return text
    return HASHTAG.sub(" ", ADDRESS.sub(" ", text))
