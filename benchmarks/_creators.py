"""Made-up creators and posts for measuring: captions in fourteen languages, the same for the same size."""

import json
import random
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from scoring.core.frames import Frames
from scoring.core.lexicon import NICHES_FILE

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
POSTS_A_CREATOR = 10
_PLATFORMS = ("instagram", "tiktok", "youtube", "bluesky")
_KINDS = {"instagram": ("photo", "reel", "carousel"), "tiktok": ("video",), "youtube": ("video", "short")}
_EMOJI = "✨ 🌿 🔥 😍 🍕 🏃‍♀️ 💪🏽 📚 🐶 🎮 ☀️ 🙌 ❤️ 👇 🇪🇸".split()
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
_COMMON = {
    "en": "the and of to in is it you that for on with my your are this have from we our all just so but not "
    "what when more about new was day love here get who morning finally today week light little again made "
    "which favourite tell comments below saved first time kitchen window people minutes before after",
    "de": "der die das und ist ich nicht ein eine mit auf für von zu im den dem wir euch mein auch wie sich "
    "aus bei noch nach über heute so aber hier mehr endlich morgen lieblings woche schöne kleine wieder "
    "gemacht erste zeit küche fenster leute minuten vorher später draußen straße schreibt",
    "fr": "le la les des de je et est un une pour dans pas que qui sur avec ce mon ma mes vous nous plus cette "
    "notre tout en ou par aussi mais bien enfin matin aujourd'hui semaine lumière petite fois première cuisine "
    "fenêtre gens minutes avant après l'été c'était dites",
    "es": "el la los las de que y en un una es para con por mi no se lo del más como pero tu te su me al este "
    "hoy todo muy mañana semana pequeña vez primera cocina ventana gente minutos antes después también años "
    "contadme",
    "it": "il lo la gli le di che e un una per con non sono mi del della nel più come ma questo anche ho ci si "
    "oggi tutto finalmente mattina settimana piccola volta prima cucina finestra gente minuti dopo perché "
    "l'estate dell'anno raccontatemi",
    "pt": "o a os as de que e em um uma para com não por mais do da no na se meu minha você eu dos muito como "
    "hoje tudo finalmente manhã semana pequena vez primeira cozinha janela gente minutos antes depois também "
    "verão contem",
    "nl": "de het een en van ik is niet met voor op dat zijn je mijn te ook aan er maar om als bij dit naar wij "
    "ons nog wat hoe vandaag eindelijk ochtend week kleine keer eerste keuken raam mensen minuten daarna",
    "pl": "i w na z do nie się to jest że jak o moja mój dla po co za ale od tak dziś już tylko czy przez mnie "
    "wreszcie rano tydzień mała raz pierwszy kuchnia okno ludzie minut przed później również światło",
    "tr": "ve bir bu da de için çok ile ne daha ama gibi en kadar sonra bugün sabah hafta küçük kez ilk mutfak "
    "pencere insanlar dakika önce şimdi güzel günler yine yaptım sevdiğim yorumlarda söyleyin",
    "id": "yang dan di ini itu dengan untuk tidak dari ke aku kamu ada juga akan bisa sudah hari lagi banget pagi "
    "minggu kecil kali pertama dapur jendela orang menit sebelum sesudah akhirnya suka cerita",
    "ja": "今日は とても 楽しかった です 朝の 光が きれい 週末 初めて 台所で 窓から みんなに 教えて ください "
    "ありがとう また 明日 も がんばります 少し だけ 時間を かけて 作りました 好きな もの",
    "ko": "오늘은 정말 즐거웠어요 아침 햇살이 예뻐요 주말에 처음으로 주방에서 창문 사람들 모두 댓글로 알려주세요 "
    "감사합니다 다시 내일도 열심히 조금만 시간을 들여서 만들었어요 좋아하는",
    "zh": "今天 真的 很开心 早上的 阳光 特别好 周末 第一次 在厨房里 窗边 大家 留言 告诉我 谢谢 明天 继续 加油 "
    "一点点 时间 做好了 喜欢的 东西",
    "ar": "في من على هذا هذه مع كل يوم جدا اليوم صباح الأسبوع صغيرة مرة أولى المطبخ النافذة الناس دقائق قبل بعد "
    "أخيرا أحب شكرا لكم أخبروني الضوء الجميل",
}  # fmt: skip
_UNSPACED = {"ja", "zh"}


class Captions:
    """Captions of 12 to 25 words: common words, rarer made-up ones, words of niches, hashtags, emoji."""

    def __init__(self, seed: int = 7):
        self.dice = random.Random(seed)
        tree = json.loads(NICHES_FILE.read_text(encoding="utf-8"))
        leaves = [leaf["words"] for root in tree["niches"] for leaf in root["children"]]
        self.languages = sorted(_COMMON)
        self.common = {language: words.split() for language, words in _COMMON.items()}
        self.niche = {
            language: [[w.rstrip("*") for w in words.get(language, ["news"])] for words in leaves]
            for language in self.languages
        }
        self.rare = {language: self._rare(language) for language in self.languages}
        self.leaves = len(leaves)

    def _rare(self, language: str) -> list[str]:
        """Three thousand words of the language's own letters, as names and inflections are."""
        letters = sorted({letter for word in self.common[language] for letter in word if letter.isalpha()})
        longest = 3 if language in _UNSPACED or language == "ko" else 11
        return [
            "".join(self.dice.choices(letters, k=self.dice.randint(2, longest))) for _ in range(3_000)
        ]

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


def with_captions(frames: Frames, seed: int = 7) -> Frames:
    """The same with a language, a bio and captions; a creator writes in one language about one niche, mostly."""
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
