"""What people type as words, handles, web addresses, hashtags and codes, and what is kept of it."""

import pytest
from django.core.exceptions import ValidationError

from campaigns.word_fields import CodesField, DomainsField, HandlesField, HashtagsField, WordsField


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (WordsField, "sourdough, Sourdough，natural  wine\n", ["Sourdough", "natural wine"]),
        (HandlesField, "@Acme acme_run, instagram.com/acme.de/?hl=de", ["Acme", "acme_run", "acme.de"]),
        (HandlesField, "tiktok.com/@acme", ["acme"]),
        (HandlesField, "https://bsky.app/profile/acme.bsky.social", ["acme.bsky.social"]),
        (HandlesField, "@acme@mastodon.social", ["acme@mastodon.social"]),
        (DomainsField, "https://www.Acme.com/shop?a=1 acme.de", ["acme.com", "acme.de"]),
        (DomainsField, "shop.acme.co.uk/, SHOP.acme.co.uk", ["shop.acme.co.uk"]),
        (DomainsField, "äpfel.de", ["äpfel.de"]),
        (HashtagsField, "#acmeAutumn#acme2 ACMEautumn", ["ACMEautumn", "acme2"]),
        (HashtagsField, "＃秋天", ["秋天"]),
        (CodesField, "acme10, Anna15 acme10", ["ACME10", "ANNA15"]),
        (CodesField, "", []),
    ],
)  # fmt: skip
def test_kept_as_it_is_compared_later(field, typed, kept):
    own = field(required=False)
    assert own.clean(typed) == kept
    assert own.clean(own.prepare_value(kept)) == kept, "what the form shows is what it reads"
    assert not own.has_changed(kept, own.prepare_value(kept))


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (HandlesField, "acme!", "no handle"),
        (DomainsField, "acme", "no web address"),
        (DomainsField, "http://[", "no web address"),
        (DomainsField, "https://user:pw", "no web address"),
        (HashtagsField, "acme-autumn", "no hashtag"),
        (CodesField, "A1", "too short"),
        (WordsField, "x" * 101, "longer than 100"),
        (HandlesField, " ".join(f"@a{n}" for n in range(51)), "At most 50 handles"),
    ],
)
def test_what_cannot_be_meant_is_said(field, typed, said):
    with pytest.raises(ValidationError, match=said):
        field(required=False).clean(typed)
