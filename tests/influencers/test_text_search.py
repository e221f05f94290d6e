"""Search by words, through the filters and on the page: who is found, why, and when."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from influencers import curation
from influencers.choices import InfluencerStatus, Source
from influencers.demo.remove import remove
from influencers.filters import ProfileFilter
from influencers.models import Post, Profile, ProfileText, TextDue
from influencers.purging import clear_post_words, delete_rows
from influencers.tasks import make_texts as make_texts_task
from influencers.text_index import make_texts
from influencers.text_matched import Match
from tests.factories import make_influencer, make_post, make_profile, make_user
from tests.influencers.discover_page import page, text_of

pytestmark = pytest.mark.django_db


def found(words: str, more: str = "") -> set[str]:
    make_texts()
    return set(ProfileFilter(f"q={quote(words)}{more}").qs.values_list("handle", flat=True))


def reasons(words: str) -> dict[str, list[str]]:
    """{handle: the lines that say what matched, typed words in []}."""
    make_texts()
    return {row.profile.handle: [told(one) for one in row.matches] for row in page(f"q={quote(words)}").rows}


def told(match: Match) -> str:
    parts = "".join(f"[{part.text}]" if part.hit else part.text for part in match.parts)
    return f"{match.place}|{parts}|{match.more}"


@pytest.fixture
def bakers():
    """Accounts that say bread in different places."""
    mara = make_profile(
        handle="mara.bakes", display_name="Mara Rossi", bio="Fresh sourdough every day\nin Rome"
    )
    for _ in range(3):
        make_post(mara, hashtags=["Brot", "sourdough"])
    make_post(mara, hashtags=["brot"])
    make_profile(handle="dailycook", bio="I eat", influencer=make_influencer(name="Ümit Çelik"))
    make_profile(handle="jian", bio="我爱健身教练", platform="tiktok")
    make_profile(handle="noor", bio="أحبّ الخُبز")
    return mara


def test_each_word_must_be_somewhere(bakers):
    assert found("sourd") == {"mara.bakes"}
    assert found("ROSSI rome") == {"mara.bakes"}
    assert found("rossi cook") == set()
    assert found("umit celik") == {"dailycook"}
    assert found("brot rome") == {"mara.bakes"}
    assert found("健身") == found("练") == {"jian"}
    assert found("خبز") == {"noor"}
    assert found("100%") == found("%") == found("_") == set()


def test_a_handle_is_found_by_any_part_of_it_alone_and_with_other_words(bakers):
    assert found("cook") == {"dailycook"}
    assert found("ycoo umit") == {"dailycook"}
    assert found("aily ycoo") == {"dailycook"}
    assert found("ycoo rome") == set()
    assert found("mara.bakes") == found("marabakes") == found("a.bak") == {"mara.bakes"}


def test_words_hold_together_with_other_filters_and_counts(bakers):
    assert found("健身", "&platform=tiktok") == {"jian"}
    assert found("健身", "&platform=instagram") == set()
    shown = page(f"q={quote('健身')}&platform=instagram")
    assert {one.text: one.count for one in shown.loosened} == {"“健身”": 3, "Instagram": 1}


def test_signs_mean_what_they_say(bakers):
    make_profile(handle="mara")
    make_profile(handle="tagged", bio="brot")
    assert found("#brot") == {"mara.bakes"}
    assert found("#bro") == set()
    assert found("#brot sourdough") == {"mara.bakes"}
    assert found("@mara") == {"mara"}
    assert found("@mara.b") == {"mara.bakes"}
    assert found("@sourdough") == set()
    assert found('"every day"') == found("“fresh sourdough”") == {"mara.bakes"}
    assert found('"day every"') == set()


def test_a_link_finds_its_account(bakers):
    make_profile(handle="mara.bakes", platform="tiktok", influencer=bakers.influencer)
    make_profile(handle="maker", platform="youtube", platform_id="UC" + "x" * 22)
    assert found("https://www.instagram.com/Mara.Bakes/?hl=en") == {"mara.bakes"}
    assert ProfileFilter("q=tiktok.com/@mara.bakes").qs.get().platform == "tiktok"
    assert found("youtube.com/channel/UC" + "x" * 22) == {"maker"}
    assert found("https://www.instagram.com/nobody") == set()


def test_a_handle_with_an_error_in_it_is_found_where_nobody_has_it(bakers):
    make_profile(handle="completely.different")
    assert found("mara.baks") == {"mara.bakes"}
    assert found("@marra.bakes") == {"mara.bakes"}
    assert found("marabackes") == {"mara.bakes"}
    assert found("nothing.like.it") == set()
    make_profile(handle="marra.bakes")
    assert found("@marra.bakes") == {"marra.bakes"}


def test_an_error_is_one_among_those_that_are_listed(bakers):
    """A demo account, or a blocked creator, that has the word does not hide who has nearly it."""
    make_profile(handle="marra.bakes", source=Source.DEMO)
    make_profile(handle="marrra.bakes", influencer=make_influencer(status=InfluencerStatus.BLOCKED))
    assert found("marra.bakes") == found("marrra.bakes") == {"mara.bakes"}
    assert found("marra.bakes", "&demo=1") == {"marra.bakes"}


def test_results_say_what_matched(bakers):
    assert reasons("sourdough") == {"mara.bakes": ["bio|Fresh [sourdough] every day in Rome|"]}
    assert reasons("brot") == {"mara.bakes": ["|[#brot]|in 4 posts"]}
    assert reasons("#sourdough") == {"mara.bakes": ["|[#sourdough]|in 3 posts"]}
    assert reasons("cook celik") == {"dailycook": ["handle|daily[cook]|", "creator|Ümit [Çelik]|"]}
    assert reasons("rossi fresh") == {
        "mara.bakes": ["name|Mara [Rossi]|", "bio|[Fresh] sourdough every day in Rome|"]
    }
    assert reasons("身教") == {"jian": ["bio|我爱健[身教]练|"]}
    assert reasons("خبز") == {"noor": ["bio|أحبّ [الخُبز]|"]}
    assert reasons("mara.baks") == {"mara.bakes": ["handle like|[mara.baks]|"]}


def test_what_matched_is_shown_as_text(client, bakers):
    client.force_login(make_user())
    make_profile(handle="danger", bio="<b>sourcream</b> & <script>alert(1)</script>")
    make_texts()
    text = text_of(client, "/?q=sourcream")
    assert "&lt;b&gt;<mark>sourcream</mark>&lt;/b&gt; &amp; &lt;script&gt;" in text
    assert "<script>alert" not in text
    text = text_of(client, "/?q=mara.baks")
    assert "Nobody here has “mara.baks”" in text
    assert "Search the platforms for it" in text


def test_a_long_bio_is_cut_around_the_word(bakers):
    make_profile(handle="long", bio=f"{'before ' * 40}marzipan{' after' * 40}")
    [line] = reasons("marzipan")["long"]
    assert "[marzipan]" in line
    assert line.startswith("bio|…before")
    assert line.endswith("after…|")
    assert len(line) < 130


def test_the_page_asks_as_many_questions_whatever_matches(bakers):
    user = make_user()

    def queries(words: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            shown = page(f"q={words}", user)
            assert shown.rows
        return len(asked)

    make_texts()
    before = queries("brot")
    for n in range(20):
        make_post(make_profile(handle=f"more{n}"), hashtags=["brot"])
    make_texts()
    assert queries("brot") == before


# --- how it stays current ---


def test_a_new_account_is_found_by_its_handle_at_once():
    make_profile(handle="freshly.made", bio="marzipan")
    assert set(ProfileFilter("q=lymade").qs) == set()
    assert ProfileFilter("q=freshly").qs.get().handle == "freshly.made"
    assert ProfileFilter("q=freshly+made").qs.get().handle == "freshly.made"
    make_texts_task()
    assert ProfileFilter("q=marzipan").qs.get().handle == "freshly.made"


def test_every_change_of_words_is_followed(bakers):
    make_texts()
    curation.correct(bakers, bio="Only cakes")
    assert found("sourdough") == {"mara.bakes"}, "in posts still"
    assert found("cakes") == {"mara.bakes"}
    bakers.influencer.name = "Zoë"
    bakers.influencer.save()
    assert found("zoe") == {"mara.bakes"}
    Profile.objects.filter(pk=bakers.pk).update(handle="newname", display_name="")
    assert found("rossi") == set()
    assert found("newna") == {"newname"}
    other = make_influencer(name="Somebody Else")
    Profile.objects.filter(pk=bakers.pk).update(influencer=other)
    assert found("somebody") == {"newname"}
    clear_post_words(Post.objects.filter(hashtags__contains=["sourdough"]))
    assert found("sourdough") == set()
    assert found("brot") == {"newname"}
    delete_rows(Post.objects.filter(hashtags__contains=["brot"]))
    assert found("brot") == set()


def test_figures_alone_are_no_change_and_the_same_words_are_not_written_again(bakers):
    make_texts()
    Profile.objects.filter(pk=bakers.pk).update(followers=5, engagement_rate=0.1)
    bakers.refresh_from_db()
    bakers.save()
    assert not TextDue.objects.exists()
    Profile.objects.filter(pk=bakers.pk).update(bio="other")
    Profile.objects.filter(pk=bakers.pk).update(bio=bakers.bio)
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text, ctid::text FROM influencers_profiletext ORDER BY profile_id")
        before = cursor.fetchall()
        assert make_texts() == 2
        cursor.execute("SELECT xmin::text, ctid::text FROM influencers_profiletext ORDER BY profile_id")
        assert cursor.fetchall() == before


def test_what_is_gone_leaves_no_words(bakers):
    make_texts()
    count = ProfileText.objects.count()
    bakers.delete()
    assert ProfileText.objects.count() == count - 1
    make_profile(handle="fiction", source=Source.DEMO)
    make_texts()
    remove()
    assert set(ProfileText.objects.values_list("profile__handle", flat=True)) == {"dailycook", "jian", "noor"}
