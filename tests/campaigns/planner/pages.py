"""Pages of the planner as tests ask for them."""

import re

from django.urls import reverse


def plan_of(client, team, person=None, **asked):
    """(handles chosen, the page's text) for an address."""
    client.force_login(person or team.viewer)
    response = client.get(reverse("campaign_plan", args=[team.campaign.pk]), asked)
    assert response.status_code == 200
    page = response.context["page"]
    return [row.choice.profile.handle for row in page.rows], text_of(response)


def text_of(response) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&#x27;", "'").split())
