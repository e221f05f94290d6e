"""Promo codes, affiliate links and notes on commissions, and what only looks like one."""

import pytest

from scoring.core.sponsorship import AFFILIATE, CODE, MAYBE_CODE
from scoring.core.sponsorship_lexicon import DISCLOSURE
from tests.scoring.sponsored import read, rules_of

CODES = [
    ("Use code ANNA10 for a treat", "ANNA10", True),
    ("code: SUMMER", "SUMMER", True),
    ("Mein Rabattcode „LENA15“", "LENA15", True),
    ("mit dem Code LENA", "LENA", True),
    ("codice ANNA20 al carrello", "ANNA20", True),
    ("código “VIDA10”", "VIDA10", True),
    ("kod rabatowy EWA5", "EWA5", True),
    ("indirim kodu: AYSE20", "AYSE20", True),
    ("クーポンコード「HANA10」", "HANA10", True),
    ("今ならコードHANA15で", "HANA15", True),
    ("할인코드 MINA10", "MINA10", True),
    ("优惠码LILI88", "LILI88", True),
    ("كود SARA10", "SARA10", True),
    ("COUPON CODE: ANNA", "ANNA", True),
    ("Use meu cupom ANNA10", "ANNA10", True),
    ("كود الخصم: ANNA10", "ANNA10", True),
    ("ANNA10 koduyla", "ANNA10", True),
    ("ANNA10 のコードで", "ANNA10", True),
    ('Use code "anna" for 10% off', "anna", True),
    ("Code: Lisa20 spart ihr 20%", "Lisa20", True),
    ("con el código anna15 tienes 15% de descuento", "anna15", True),
    ("20% off with ANNA20", "ANNA20", True),
    ("My code for @brightbrew: KATE", "KATE", True),
    ("Mit meinem Code bei @brightbrew: LENA", "LENA", True),
    ("كود خصم ١٥٪ على كل الموقع: NORA15", "NORA15", True),
    ("A discount code for everything in their shop: NORA15", "NORA15", True),
    ("割引コードです🎀 MOMO10", "MOMO10", True),
    ("제 코드 MINA10 입력하시면 20% 할인", "MINA10", True),
    ("with GH5 at dawn", "GH5", False),
    ("mit EOS90 fotografiert", "EOS90", False),
]


@pytest.mark.parametrize(("text", "code", "sure"), CODES)
def test_codes(text, code, sure):
    assert (CODE if sure else MAYBE_CODE, code) in read(text).matches


@pytest.mark.parametrize(
    "text",
    [
        "promo code is anna10",
        "use nasa1 data",
        "code of honour",
        "promo code at checkout for 10% off",
        "get your code for 10% off below",
        'the film "code unknown" is old, and 90% of those who saw it years ago liked it',
        "ZIP CODE NYC",
        "the code RED",
        "my morse code SOS",
        "My code review of the week: PR42 @github",
        "@hbo code for the lock: AB12",
        "充電コードはUSB @anker",
        "기타 코드: CM7 @fender",
        "Hasło ODWAGA na ten rok @radiozet",
    ],
)
def test_what_is_no_code(text):
    assert CODE not in rules_of(text)


@pytest.mark.parametrize(
    "percent",
    [
        "20% off",
        "20 % Rabatt",
        "20% de réduction",
        "20% de descuento",
        "20% di sconto",
        "20% korting",
        "20% zniżki",
        "20% indirim",
        "20%할인",
        "20%オフ",
        "20% خصم",
        "20% diskon",
        "8折",
    ],
)
def test_a_code_like_word_beside_a_discount_is_a_code(percent):
    assert (CODE, "ANNA20") in read(f"{percent} with ANNA20").matches
    assert (MAYBE_CODE, "ANNA20") in read(f"{percent} {'word ' * 20} with ANNA20").matches


def test_a_camera_is_no_code_but_beside_a_brand_it_may_be_one():
    assert read("with GH5").probability == pytest.approx(0.15)
    assert read("with GH5 by @lumix").probability == pytest.approx(0.75)


def test_a_code_or_link_counts_more_beside_a_brand():
    assert read("code ANNA10").probability == pytest.approx(0.55)
    assert read("code ANNA10 @swiftshoes").probability == pytest.approx(0.75)
    assert read("code ANNA10 at swiftshoes.com").probability == pytest.approx(0.75)
    assert read("https://amzn.to/3xyz").probability == pytest.approx(0.55)
    assert read("https://amzn.to/3xyz by @swiftshoes").probability == pytest.approx(0.75)
    far = "code ANNA10 " + "word " * 40 + "@swiftshoes"
    assert read(far).probability == pytest.approx(0.55)


@pytest.mark.parametrize(
    "link",
    [
        "amzn.to/3x",
        "https://www.amazon.de/dp/B01?tag=anna-21",
        "https://ltk.app/x",
        "liketoknow.it/anna",
        "https://www.awin1.com/cread.php?x=1",
        "http://shareasale.com/r.cfm?b=1",
        "https://rstyle.me/+abc",
        "https://go.shopmy.us/p-1",
        "https://s.click.aliexpress.com/e/_abc",
        "bit.ly/3abc code ANNA10",
    ],
)
def test_affiliate_links(link):
    assert AFFILIATE in rules_of(link)


@pytest.mark.parametrize(
    "link",
    [
        "bit.ly/3abc",
        "https://www.amazon.de/dp/B01",
        "https://example.com/?tag=shoes",
        "https://youtu.be/abc",
    ],
)
def test_links_that_pay_nobody(link):
    assert AFFILIATE not in rules_of(link)


@pytest.mark.parametrize(
    "text",
    [
        "Some links are affiliate links",
        "I may earn a small commission",
        "Links marked * are affiliated.",
        "As an Amazon Associate I earn from qualifying purchases",
        "Support the channel by shopping on Amazon",
        "*Affiliate-Links",
        "lien affilié",
        "enlaces de afiliado",
        "link di affiliazione",
        "links de afiliados",
        "een kleine commissie via deze link",
        "linki afiliacyjne",
        "satış ortaklığı linki",
        "含佣金链接 返佣",
        "アフィリエイトリンクです",
        "쿠팡 파트너스 활동의 일환",
        "رابط تابع",
        "link afiliasi",
        "This video is not sponsored. Some links are affiliate links",
    ],
)
def test_a_note_on_commissions_is_a_disclosure(text):
    assert DISCLOSURE in rules_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "How affiliate marketing works: link below",
        "The European Commission met today",
        "These are not affiliate links",
        "Bought on Amazon, I am no affiliate",
        "Here is the link to that lamp, it is not an affiliate one",
        "Wrzucam link do tej lampki, nie jest afiliacyjny",
        "support small shops",
        "an affiliate of the club",
    ],
)
def test_what_is_no_such_note(text):
    assert DISCLOSURE not in rules_of(text)
