"""What a bio says of how to reach somebody is told from what it is about."""

import pytest

from influencers.text.contacts import without_contacts


@pytest.mark.parametrize(
    "bio",
    [
        "Business inquiries: hello@mail.com",
        "business enquiries 👇",
        "For business: me@mail.com",
        "Business only 📩 name@mail.com",
        "📧 business@mail.com",
        "📩 for business",
        "✉️ Business",
        "DM for business",
        "contact for collabs and business",
        "Business contact: a@b.com",
        "Business and press inquiries: a@b.com",
        "Business: mail@name.de",
        "business - a@b.co.uk",
    ],
)
def test_business_that_heads_an_address_is_no_subject(bio):
    assert "business" not in without_contacts(bio).lower()
    assert "@" not in without_contacts(bio)


@pytest.mark.parametrize(
    "bio",
    [
        "Small business owner",
        "I teach business to teens",
        "Business tips every Monday",
        "Marketing for business owners",
        "Business & mindset coach",
        "Contact me for business coaching",
        "Ask @anna about tea",
    ],
)
def test_business_as_a_subject_stays(bio):
    assert without_contacts(bio) == bio


def test_requests_for_work_in_japanese_are_no_subject():
    assert without_contacts("お仕事の依頼はDMまで") == " はDMまで"


def test_what_stands_around_stays():
    assert without_contacts("Yoga teacher 📧 yoga@mail.com Lisbon").split() == [
        "Yoga",
        "teacher",
        "📧",
        "Lisbon",
    ]
