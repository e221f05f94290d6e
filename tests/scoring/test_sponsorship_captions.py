"""Captions as people write them, in all languages of the lexicon: which count as sponsored, which do not."""

import pytest

from scoring.core.sponsorship import Caption, default_rules, read_caption
from scoring.core.weights import CONSTANTS

PLAIN = """
Paid ad with @brightbrew
Sponsored content for @brightbrew
Thanks to Brightbrew for sponsoring today's video!
This video is brought to you by Brightbrew
#spon by @brightbrew
Dieses Video wird gesponsert von Brightbrew
Enthält Produktplatzierung
In bezahlter Kooperation mit @brightbrew
Merci à Brightbrew de sponsoriser cette vidéo
Partenariat commercial avec @brightbrew
Contenido patrocinado por la marca
Questo video è sponsorizzato da Brightbrew
#parceriapaga com @brightbrew
Betaald partnerschap met @brightbrew
Deze video is gesponsord door Brightbrew
Film sponsorowany przez Brightbrew
Bu video Brightbrew sponsorluğunda
本篇為業配文
本视频为付费推广
本動画はプロモーションを含みます
ブランド様からご提供いただきました
제품 협찬 받았어요
유료 광고 영상입니다
محتوى مدفوع مع @brightbrew
Shoutout to today's sponsor, Brightbrew
[Pub] Un week-end au calme avec @brightbrew
#adv Una giornata alle terme con @brightbrew
Konten ini disponsori oleh @brightbrew
Kolaborasi berbayar bersama @brightbrew
""".strip().splitlines()
DENIED = """
This is not sponsored content
No paid partnership, I paid for it myself
Nicht gesponsert, selbst bezahlt
Esto no está patrocinado
Non sponsorizzato
Film niesponsorowany
광고 아님 @brightbrew
대가를 받지 않고 쓴 글입니다
""".strip().splitlines()
BESIDE_BRAND = """
gifted @brightbrew
Publi con @brightbrew
Publi com @brightbrew
(gifted) @brightbrew
@brightbrew gifted me these mugs
I partnered with @brightbrew for this recipe
PR-Sample von @brightbrew
Produit offert par @brightbrew
Em parceria com @brightbrew
Gekregen van @brightbrew #gekregen
@brightbrew iş birliğiyle
Created in partnership with @brightbrew
Brought to you by @brightbrew
Thank you @brightbrew for the gifted set
The people at @brightbrew sent me this (PR product)
PR-Päckchen von @brightbrew
Rezensionsexemplar, danke @brightbrew
Lunettes offertes par @brightbrew
Envío de PR de @brightbrew
Pacco PR di @brightbrew
Caixa de PR da @brightbrew
PR-pakket van @brightbrew
@brightbrew PR paketi geldi
收到 @brightbrew 的PR包裹
与 @brightbrew 合作推广
@brightbrew サンプル提供
@brightbrew 협찬품
Paket PR dari @brightbrew
Endorse dari @brightbrew
Made possible by @brightbrew
Morning brew with @brightbrew #brightbrewpartner
#brightbrewambassador pouring over at @brightbrew
#partenariat @brightbrew
#parceria @brightbrew
#współpraca z @brightbrew
""".strip().splitlines()
NO_BRAND = """
Gifted child syndrome is real
My aunt gifted me these mugs
Teamed up with my sister for dinner
En partenariat avec la nature
In samenwerking met mijn moeder
En la publi de ayer os hablé de mi madre
广告合作请联系我们
情報提供:みんな
Patreon is a paid platform
Thanks for sponsoring our team
Brought to you by my husband and a lot of coffee
合作推广请联系邮箱
Foto zur Verfügung gestellt vom Verein
#adv day in the hills
""".strip().splitlines()

GIFTS_OF_FRIENDS = """
Hadiah dari @kakakku tersayang
Prezent od @siostra na urodziny
Regalato da @nonna, lo porto sempre
Cadeau van @oma
Photo kindly provided by @jane.shoots
Foto cortesía de @pepe_foto
هدية من @sister بمناسبة نجاحي
""".strip().splitlines()


def probability(text: str) -> float:
    return read_caption(Caption(text), default_rules()).probability


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_of_payment_count(text):
    assert probability(text) >= 0.95


@pytest.mark.parametrize("text", DENIED)
def test_denials_do_not_count(text):
    assert probability(text) < 0.5


@pytest.mark.parametrize("text", BESIDE_BRAND)
def test_gifts_and_partnerships_count_beside_a_brand(text):
    assert probability(text) == pytest.approx(CONSTANTS.r_beside_brand)
    assert CONSTANTS.r_beside_brand >= CONSTANTS.sponsored_from


@pytest.mark.parametrize("text", NO_BRAND)
def test_gifts_and_partnerships_without_a_brand_tell_nothing(text):
    assert probability(text) == 0


@pytest.mark.parametrize("text", GIFTS_OF_FRIENDS)
def test_a_gift_or_credit_that_may_be_a_friends_is_not_enough(text):
    assert 0 < probability(text) < CONSTANTS.sponsored_from


def test_the_own_brand_makes_no_partnership():
    own = Caption("I partnered with @brightbrew", own=frozenset({"brightbrew"}))
    assert read_caption(own, default_rules()).probability <= CONSTANTS.own_brand_cap


@pytest.mark.parametrize(
    "text",
    ["Amazon links:", "Amazon Link: www.example.org", "My aff links are below", "Mugs #amazonaffiliate"],
)
def test_headings_of_affiliate_links_disclose_them(text):
    assert probability(text) >= CONSTANTS.r_disclosure
