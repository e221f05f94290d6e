"""Which posts look sponsored: each language, negations, brands, and words that only look like a tag."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.core.brands import own_names
from scoring.core.sponsorship import AFFILIATE, CALL, CODE, FLAG, MAYBE_CODE, NOTHING, chance
from scoring.core.sponsorship_lexicon import AMBIGUOUS, DISCLOSURE, STRONG
from scoring.core.weights import CONSTANTS
from tests.scoring.sponsored import RULES, read, rules_of

LANGUAGES = {
    "en": ("So soft! #ad", "My #adventure in the hills", "This is not an #ad, I love it"),
    "de": (
        "Werbung | Neue Schuhe sind da",
        "Ich mache was mit Werbung und bin froh",
        "Keine Werbung, gekauft",
    ),
    "fr": ("Collaboration commerciale avec Léa", "Une belle collaboration", "#publicite non sponsorisé"),
    "es": ("Qué rico #publi", "Mi vida en público", "Me encanta, no es publi #publi"),
    "it": ("Che bello #adv oggi con tutti", "Avventura al mare", "Non sponsorizzato #adv e che bello"),
    "pt": ("Parceria paga com a marca", "Uma parceria da vida", "Não é publi #publi gente"),
    "nl": ("Betaalde samenwerking met ons merk", "Fijn samen werken", "Geen reclame: #advertentie"),
    "pl": ("Współpraca reklamowa z marką", "Fajna praca z ludźmi", "To nie reklama #reklama"),
    "tr": ("Çok güzel #işbirliği", "Bu iş birliği değil de dostluk", "reklam değil, kendim aldım #reklam"),
    "zh": ("#广告 新品上市", "今天看了一个有趣的视频", "这不是广告 #广告 真的好用"),
    "ja": ("#PR 新しいコスメを使ってみました", "PRONTOでコーヒーを飲みました", "#案件 ではない です"),
    "ko": ("[광고] 새로 나온 제품이에요", "오늘 광고를 봤어요", "내돈내산 #광고 후기"),
    "ar": ("منتج جديد #إعلان", "شاهدت إعلان في التلفاز", "ليس إعلان #إعلان"),
    "id": ("Kulit lembut #iklan", "Lihat iklanmu di jalan", "Bukan endorse #endorse ya"),
    "ms": ("Produk baru #tajaan", "Hari ini hujan di sini", "Beli sendiri #tajaan"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_a_disclosure_a_plain_post_and_a_negation(language):
    told, plain, taken_back = LANGUAGES[language]
    assert rules_of(told, language=language) == {STRONG}
    assert read(told, language=language).probability == pytest.approx(0.95)
    assert read(plain, language=language).probability < CONSTANTS.sponsored_from
    assert not rules_of(plain, language=language)
    assert STRONG not in rules_of(taken_back, language=language)


AMBIGUOUS_WORDS = {
    "en": "#gifted",
    "de": "#kooperation",
    "fr": "#offert",
    "es": "#colaboracion",
    "it": "#suppliedby",
    "pt": "#recebidos",
    "nl": "#gekregen",
    "pl": "#współpraca",
    "tr": "#hediye",
    "zh": "#种草",
    "ja": "#アンバサダー",
    "ko": "#체험단",
    "ar": "#هدية",
    "id": "#kerjasama",
}


@pytest.mark.parametrize("language", AMBIGUOUS_WORDS)
def test_an_ambiguous_tag_alone_does_not_make_a_post_sponsored(language):
    found = read(f"{AMBIGUOUS_WORDS[language]} !", language=language)
    assert found.matches == ((AMBIGUOUS, AMBIGUOUS_WORDS[language]),)
    assert found.probability == 0.5


@pytest.mark.parametrize(
    "text",
    [
        "the #adventure begins",
        "#adidas run",
        "#prague in spring",
        "#partnering up",
        "#publicgarden",
        "Is advertising art?",
        "dress code BLACKTIE tonight",
        "QR CODE SCAN ME",
        "source code HTML",
        "with GH5 in the alps",
        "use NASA data",
        "with LOVE",
        "USE CODE BELOW",
        "support small shops",
        "I paid the bill",
        "Sie zeigt eine Anzeige in der Zeitung",
        "ein Tag in Berlin",
        "reading a spy novel",
        "We partner with friends",
        "Let us collab one day",
    ],
)
def test_words_that_only_look_alike(text):
    assert read(text).probability < CONSTANTS.sponsored_from
    assert not rules_of(text) & {STRONG, CODE, DISCLOSURE}


@pytest.mark.parametrize(
    ("text", "language", "grade"),
    [
        ("新しい #PR です", "ja", STRONG),
        ("Lekker #pr vandaag", "nl", AMBIGUOUS),
        ("5k #PR today", "en", None),
        ("Le #pub du jour", "fr", STRONG),
        ("A pint in the #pub", "en", None),
        ("#sp beach day", "pt", None),
        ("#sponsor ürün", "tr", STRONG),
        ("A #sponsor we like", "en", None),
    ],
)
def test_a_tag_of_several_meanings_needs_its_language(text, language, grade):
    assert rules_of(text, language=language) == ({grade} if grade else set())


def test_the_language_is_guessed_where_the_platform_tells_none():
    assert rules_of("これはとても良いです #PR") == {STRONG}
    assert rules_of("#pub", hint="fr") == {STRONG}
    assert rules_of("we love this place and the people of it #pub") == set()


@pytest.mark.parametrize(
    "text",
    [
        "Werbung | Hallo",
        "🌸 Werbung. Hallo",
        "Hallo\nWerbung\nDas ist neu",
        "Hallo (Werbung)",
        "Hallo #werbung",
        "[Anzeige] Hallo",
        "#Werbung",
        "Hallo (Werbung @marke)",
        "Hallo ihr alle. Werbung",
    ],
)
def test_a_common_word_counts_as_a_label(text):
    assert rules_of(text) == {STRONG}


@pytest.mark.parametrize(
    "text",
    [
        "Ad | My new look",
        "AD: love it",
        "ad ✨ new drop",
        "Reklama: nowe buty",
        "【PR】新しい商品です",
        "광고 | 신상",
        "Due giorni in montagna (adv @rifugio)",
        "Te skarpety się nie zrolowały. REKLAMA",
    ],
)
def test_a_plain_disclosure_may_stand_as_a_label_without_its_sign(text):
    assert rules_of(text) == {STRONG}


@pytest.mark.parametrize(
    "text",
    [
        "Ad astra per aspera",
        "A motto (ad astra) for us",
        "Our bar (pub @lelion after nine)",
        "Mehr auf www.werbung.de",
        "https://www.ad.nl/nieuws vandaag",
        "Was mich nervt? Werbung.",
        "Posted 3 p.m. ad. 2024",
        "Ad-free week",
        "Ad's great",
        "my ad is great",
        "Reklama dźwignią handlu",
        "PR today!",
    ],
)
def test_but_not_as_the_beginning_of_a_sentence(text):
    assert rules_of(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "not #sponsored",
        "this isn't an #ad",
        "this isn’t an #ad",
        "kein #werbung",
        "#unsponsored #ad",
        "not an ad #ad",
        "#selbstgekauft #werbung",
        "unbezahlte Werbung wegen Markennennung",
        "不是 #广告",
        "#PR ではない です",
        "无赞助",
        "#reklam değil",
    ],
)
def test_a_negation_takes_the_rule_back(text):
    assert STRONG not in rules_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "Why not? #ad",
        "It was not what I thought it would be, but here it is #ad",
        "I do not sleep\n#ad",
        "#ad I will never stop",
        "Not sponsored by fear, said nobody. " + "word " * 5 + "#ad",
    ],
)
def test_a_negation_further_away_or_in_another_sentence_takes_nothing_back(text):
    assert STRONG in rules_of(text)


def test_accents_compatibility_letters_and_hashtags_run_together():
    assert rules_of("#PUBLICITÉ", language="fr") == rules_of("#publicite", language="fr") == {STRONG}
    assert rules_of("#wspolpracareklamowa") == rules_of("#WspółpracaReklamowa") == {STRONG}
    assert rules_of("#𝐚𝐝") == rules_of("＃ad") == rules_of("nice#no #ad#love") == {STRONG}
    assert rules_of("İŞBİRLİĞİ #İŞBİRLİĞİ") == {STRONG}
    assert rules_of("#bezahlte_partnerschaft") == {STRONG}
    assert rules_of("", hashtags=["ad"]) == {STRONG}


def test_a_brand_with_a_call_is_a_weak_sign():
    found = read("New in by @swiftshoes, link in bio")
    assert found.matches == ((CALL, "link in bio"),)
    assert found.probability == 0.25
    assert read("New in, link in bio") == NOTHING


def test_own_brands_are_capped_but_a_disclosure_is_not():
    own = own_names(
        "anna.bakes", "My shop: https://www.flourandco.com ✨ linktr.ee/anna", RULES.brands.general
    )
    assert own == {"annabakes", "flourandco"}
    assert read("code ANNA10 at flourandco.com", own=own).probability == pytest.approx(0.3)
    assert read("code ANNA10 @annabakes.shop link in bio amzn.to/x", own=own).probability == pytest.approx(
        0.3
    )
    assert read("code ANNA10 @flourandco and @swiftshoes", own=own).probability == pytest.approx(0.75)
    assert read("#ad flourandco.com", own=own).probability == pytest.approx(0.95)
    assert read("#ad flourandco.com @swiftshoes", own=own).brands == ("swiftshoes",)


def test_the_platforms_label_is_certain():
    found = read("", paid_flag=True, mentions=["SwiftShoes_Official"])
    assert found == read("nothing", paid_flag=True, mentions=["swiftshoes.official"])
    assert (found.probability, found.matches, found.brands) == (1.0, ((FLAG, ""),), ("swiftshoes",))


@pytest.mark.parametrize(
    ("text", "brands"),
    [
        ("#ad @nike and @nike", ("nike",)),
        ("#ad nike.com/run", ("nike",)),
        ("#ad #nikepartner", ("nike",)),
        ("#ad 📷 @joe for @nike", ("nike",)),
        ("#ad shop.nike.co.uk", ("nike",)),
        ("#ad @nike.bsky.social", ("nike",)),
        ("#広告 感謝@nike 的跑鞋", ("nike",)),
        ("#광고 문의 사랑@gmail.com", ()),
        ("#ad youtu.be/x linktr.ee/x amzn.to/x", ()),
        ("#ad mail me@nike.com", ()),
        ("Love @nike", ()),
    ],
)
def test_brands_of_a_sponsored_post(text, brands):
    assert read(text).brands == brands


@pytest.mark.parametrize(
    "text",
    [
        "invited by @sarah to her birthday",
        "Heute eingeladen von @oma zum Kaffee",
        "invitée par @marie à son mariage",
        "regali ricevuti da @nonna",
        "diundang ke nikahan @ani",
        "친구가 보내주신 선물 @minji",
        "وصلني من @ahmad رسالة",
        "برعاية الله وصلنا",
        "기회를 제공받았어요",
    ],
)
def test_private_invitations_and_gifts_are_no_advertisements(text):
    assert read(text).probability < CONSTANTS.sponsored_from


RULE_VALUES = st.dictionaries(
    st.sampled_from([FLAG, STRONG, DISCLOSURE, CODE, AFFILIATE, AMBIGUOUS, CALL, MAYBE_CODE]),
    st.floats(0, 1),
    max_size=8,
)


@given(RULE_VALUES, st.sampled_from([STRONG, CODE, AMBIGUOUS, CALL]), st.floats(0, 1), st.booleans())
def test_another_rule_never_lowers_the_chance(r, rule, value, own):
    more = r | {rule: max(value, r.get(rule, 0.0))}
    assert 0 <= chance(r, own) <= chance(more, own) + 1e-12 <= 1 + 1e-9
