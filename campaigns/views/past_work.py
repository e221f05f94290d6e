"""Past work of a creator with the own brand, on the creator's page."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from campaigns.past_work import work_of
from influencers.models import Influencer


@require_GET
def creator_past_work(request, influencer_id: int):
    """A fragment for the page of the creator, or a page of its own: what the person may know from the
    campaigns that they are a member of. Who is a member of none sees nothing of any."""
    creator = get_object_or_404(Influencer.objects.active(), pk=influencer_id)
    template = "campaigns/_past_work.html" if request.htmx else "campaigns/past_work.html"
    return render(request, template, {"creator": creator, "past": work_of(creator, request.user)})
