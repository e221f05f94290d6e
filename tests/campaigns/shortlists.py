"""The shortlist as tests ask for it."""

from django.urls import reverse


def page_of(client, campaign, person, **asked) -> str:
    client.force_login(person)
    return client.get(reverse("campaign_shortlist", args=[campaign.pk]), asked).content.decode()


def stage(campaign, name: str):
    return campaign.stages.get(name=name)
