"""Made-up creators and posts for measuring: captions in fourteen languages, the same for the same size."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from scoring.core.frames import Frames
from scoring.core.lexicon import NICHES_FILE

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
POSTS_A_CREATOR = 10
_PLATFORMS = ("instagram", "tiktok", "youtube", "bluesky")
_KINDS = {"instagram": ("photo", "reel", "carousel"), "tiktok": ("video",), "youtube": ("video", "short")}
_EMOJI = ("✨", "🌿", "🔥", "😍", "🍕", "🏃‍♀️", "💪🏽", "📚", "🐶", "🎮", "☀️", "🙌", "❤️", "👇", "🇪🇸")
_SPONSORED = {
    "en": ["#ad", "#sponsored", "use code SAVE20 for 20% off", "gifted by"],
    "de": ["#werbung", "Anzeige |", "mit dem Code SOMMER15", "bezahlte Partnerschaft mit"],
    "fr": ["#pub", "collaboration commerciale avec", "code promo ETE10", "#partenariat"],
    "es": ["#publi", "colaboración pagada con", "usa el código VERANO10", "#regalo"],
    "it": ["#adv", "in collaborazione con", "codice sconto ESTATE10"],
    "pt": ["#publi", "parceria paga com", "código VERAO10"],
    "nl": ["#advertentie", "betaald partnerschap met", "kortingscode ZOMER10"],
    "pl": ["#reklama", "współpraca reklamowa z", "kod rabatowy LATO10"],
    "tr": ["#reklam", "#işbirliği", "indirim kodu YAZ10"],
    "id": ["#iklan", "kode promo HEMAT10"],
    "ja": ["#PR", "#広告", "クーポンコード SUMMER10"],
    "ko": ["#광고", "#협찬", "할인코드 SUMMER10"],
    "zh": ["#广告", "#合作", "优惠码 SUMMER10"],
    "ar": ["#إعلان", "كود الخصم SUMMER10"],
}
_WORDS = Path(__file__).parent / "caption_words.txt"
_UNSPACED = {"ja", "zh"}
_FREQUENT = 12
"""So many words of each list are used, the first ones: what people write repeats itself, however long lists
grow, and figures of before and after compare."""


class Captions:
    """Captions of 12 to 25 words: common words, rarer made-up ones, words of niches, hashtags, emoji."""

    def __init__(self, seed: int = 7):
        self.dice = random.Random(seed)
        tree = json.loads(NICHES_FILE.read_text(encoding="utf-8"))
        leaves = [leaf["words"] for root in tree["niches"] for leaf in root["children"]]
        lines = _WORDS.read_text(encoding="utf-8").splitlines()
        self.common = {line.split(":")[0]: line.split()[1:] for line in lines}
        self.languages = sorted(self.common)
        self.niche = {
            language: [[w.rstrip("*") for w in words.get(language, ["news"])[:_FREQUENT]] for words in leaves]
            for language in self.languages
        }
        self.rare = {language: self._rare(language) for language in self.languages}
        self.leaves = len(leaves)

    def _rare(self, language: str) -> list[str]:
        """Three thousand words of the language's own letters, as names and inflections are."""
        letters = sorted({letter for word in self.common[language] for letter in word if letter.isalpha()})
        longest = 3 if language in _UNSPACED or language == "ko" else 11
        return ["".join(self.dice.choices(letters, k=self.dice.randint(2, longest))) for _ in range(3_000)]

    def caption(self, language: str, leaf: int) -> str:
        dice = self.dice
        niche = self.niche[language][leaf] or ["news"]
        words = dice.choices(self.common[language], k=dice.randint(7, 14))
        words += dice.choices(self.rare[language], k=dice.randint(2, 5))
        words += dice.choices(niche, k=dice.randint(0, 2))
        dice.shuffle(words)
        text = ("" if language in _UNSPACED else " ").join(words).capitalize() + "."
        end = [dice.choice(_EMOJI)] if dice.random() < 0.6 else []
        if dice.random() < 0.25:
            end.append(f"@brand.{dice.randint(1, 400)}")
        if dice.random() < 0.12:
            end.append(dice.choice(_SPONSORED[language]))
        if dice.random() < 0.05:
            end.append(f"https://example.com/p/{dice.randint(1, 10**6)}")
        end += ["#" + "".join(word.split()) for word in dice.choices(niche, k=dice.randint(0, 3))]
        if dice.random() < 0.3:
            end.append("#" + dice.choice(self.rare[language]) + dice.choice(niche).replace(" ", ""))
        return " ".join([text, *end])


def numeric_frames(creators: int, seed: int = 7) -> Frames:
    """Creators with ten posts each on average (geometric, most have few), without texts; posts in the order
    of their ids, which is that of no creator."""
    draw = np.random.default_rng(seed)
    followers = np.exp(draw.uniform(np.log(1_000), np.log(300_000), creators)).round()
    platform = draw.integers(0, len(_PLATFORMS), creators)
    profiles = pd.DataFrame(
        {
            "profile_id": np.arange(1, creators + 1),
            "platform": np.array(_PLATFORMS, dtype=object)[platform],
            "followers": followers,
        }
    )
    count = creators * POSTS_A_CREATOR
    heavy = draw.gamma(1.0, 1.0, creators)
    code = draw.choice(creators, count, p=heavy / heavy.sum())
    truth = np.log(0.03) - 0.25 * np.log(followers / 20_000) + draw.normal(0, 0.55, creators)
    engagements = draw.poisson(np.exp(truth[code] + draw.normal(0, 0.7, count)) * followers[code])
    likes = draw.binomial(engagements, 0.95).astype(float)
    kinds = [_KINDS.get(name, ("text", "photo", "")) for name in _PLATFORMS]
    kind = np.empty(count, dtype=object)
    pick = draw.integers(0, 6, count)
    for at, own in enumerate(kinds):
        mine = platform[code] == at
        kind[mine] = np.array(own, dtype=object)[pick[mine] % len(own)]
    watched = np.isin(kind, ["video", "reel", "short"])
    seconds = draw.integers(0, 400 * 86_400, count)
    posts = pd.DataFrame(
        {
            "post_id": np.arange(1, count + 1),
            "profile_id": code + 1,
            "published_at": pd.Timestamp(NOW) - pd.to_timedelta(seconds, unit="s"),
            "kind": kind,
            "likes": np.where(draw.random(count) < 0.03, np.nan, likes),
            "comments": engagements - likes,
            "shares": np.where(platform[code] == 1, draw.poisson(likes / 20), np.nan),
            "views": np.where(watched, engagements * draw.uniform(5, 40, count) + 1, np.nan).round(),
        }
    )
    return Frames(profiles, posts)


def with_stored_texts(frames: Frames, seed: int = 7) -> Frames:
    """The same with what the words of posts told, as it is kept: one in twelve looks sponsored."""
    draw = np.random.default_rng(seed)
    paid = draw.random(len(frames.posts)) < 1 / 12
    nothing: list = []
    told = {"matches": [["strong", "#ad"]], "brands": ["brand"]}
    columns = {}
    for name, own in told.items():
        columns[name] = np.empty(len(paid), dtype=object)
        columns[name][:] = [own if sponsored else nothing for sponsored in paid.tolist()]
    posts = frames.posts.assign(sponsored_probability=np.where(paid, 0.95, 0.0), **columns)
    return Frames(frames.profiles, posts)


def with_captions(frames: Frames, seed: int = 7) -> Frames:
    """The same with languages, bios and captions; a creator writes one language and mostly of one niche."""
    made = Captions(seed)
    dice = made.dice
    languages = [dice.choice(made.languages) for _ in range(len(frames.profiles))]
    leaves = [dice.randrange(made.leaves) for _ in range(len(frames.profiles))]
    profiles = frames.profiles.assign(
        language=languages,
        bio=[made.caption(language, leaf)[:150] for language, leaf in zip(languages, leaves, strict=True)],
    )
    codes = (frames.posts["profile_id"] - 1).tolist()
    captions = [
        made.caption(languages[code], leaves[code] if dice.random() < 0.8 else dice.randrange(made.leaves))
        for code in codes
    ]
    posts = frames.posts.assign(caption=captions, language=[languages[code] for code in codes])
    return Frames(profiles, posts, frames.reported, frames.snapshots)
