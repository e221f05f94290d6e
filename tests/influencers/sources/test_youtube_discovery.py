"""The YouTube source and its stub, held against Google's description and read by Google's own client."""

import pytest
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from influencers.sources.base import QuotaSpent
from tests.influencers.sources.google_discovery import reason_of, wrong_in_answer, wrong_in_request
from tests.influencers.sources.platforms import YouTube, some_post

PATHS = {name: f"/youtube/v3/{name}" for name in ("channels", "playlistItems", "videos", "search")}
PATHS["commentThreads"] = "/youtube/v3/commentThreads"


@pytest.fixture
def youtube():
    return YouTube()


@pytest.fixture
def checked(stub, youtube):
    """The stub; each of its calls and answers is held against Google's description."""
    youtube.serve(stub)
    wrong: list[str] = []
    for name, path in PATHS.items():
        answer = stub._by_method[name]

        def checking(query, path=path, answer=answer):
            reply = answer(query)
            wrong.extend(wrong_in_request(path, query))
            wrong.extend(wrong_in_answer(path, reply.body))
            return reply

        stub.on(name, checking)
    yield stub
    assert wrong == []


def test_every_question_and_answer_is_as_google_describes_it(checked, youtube):
    source = youtube.open(checked)
    source.profile(youtube.handle)
    source.profiles([youtube.platform_id] * 2)
    assert len(list(source.posts(youtube.platform_id))) == 3
    assert len(list(source.comments(some_post(youtube), 5))) == 2
    assert len(list(source.search("clay", 5))) == 2
    assert {name for name, _ in checked.requests} == set(PATHS)


def test_the_check_finds_what_is_wrong(youtube):
    path, body = PATHS["channels"], youtube.body("profile")
    assert wrong_in_answer(path, body) == []
    body["items"][0]["statistics"]["subscriberCount"] = 1234
    body["items"][0]["snippet"]["followers"] = 1
    assert len(wrong_in_answer(path, body)) == 2
    ids = ",".join("x" * 51)
    assert wrong_in_request(path, {"parts": ["snippet"], "maxResults": ["99"], "id": [ids]}) == [
        "unknown: parts",
        "missing: part",
        "maxResults: 99 is out of range",
        "too many ids",
    ]
    assert wrong_in_request("/youtube/v3/nothing", {})


def test_googles_client_reads_the_same_server_to_the_same_figures(checked, youtube):
    ours = youtube.open(checked)
    client = build("youtube", "v3", developerKey="k", client_options={"api_endpoint": checked.url})
    wanted = {"part": "snippet,statistics", "id": youtube.platform_id}
    (theirs,) = client.channels().list(**wanted).execute()["items"]
    record = ours.profile(youtube.platform_id)
    assert int(theirs["statistics"]["subscriberCount"]) == record.followers
    assert theirs["snippet"]["title"] == record.display_name
    lists, found = client.playlistItems(), []
    request = lists.list(part="contentDetails", playlistId="UU" + "a" * 22)
    while request:
        answer = request.execute()
        found += [item["contentDetails"]["videoId"] for item in answer["items"]]
        request = lists.list_next(request, answer)
    assert found == [post.platform_post_id for post in ours.posts(youtube.platform_id)]


def test_googles_client_sees_the_same_refusal(stub, youtube):
    reply, error = youtube.refusals["quota spent"]
    stub.answers(reply)
    client = build("youtube", "v3", developerKey="k", client_options={"api_endpoint": stub.url})
    with pytest.raises(HttpError) as caught:
        client.channels().list(part="snippet", id="x").execute()
    assert reason_of(caught.value) == "quotaExceeded"
    with pytest.raises(QuotaSpent):
        youtube.open(stub).profile(youtube.handle)
