"""After a change of a shortlist: where to go, what to offer there, what was refused."""

from urllib.parse import urlencode

from django.shortcuts import redirect

from campaigns.models import Campaign
from campaigns.overtaken import SHOWN, overtaken
from campaigns.shortlist import Outcome
from campaigns.undoing import offer
from campaigns.views.addresses import back, ids_in


def done(request, campaign: Campaign, outcome: Outcome, wish: str):
    """Back to the page the form was on, which offers to undo what was done and tells what was refused."""
    parts = {}
    if outcome.action:
        parts["undo"] = outcome.action.pk
    if outcome.refused:
        parts |= {"refused": outcome.refused[:SHOWN], "wish": wish}
    return redirect(with_parts(back(request, "campaign_shortlist", campaign.pk), parts))


def with_parts(target: str, parts: dict) -> str:
    """An address with more parts in its query."""
    if not parts:
        return target
    address, mark, fragment = target.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parts, doseq=True)}{mark}{fragment}"


def after(request, campaign: Campaign) -> dict:
    """What a page tells of the change that led to it: {"undo": an Offer, "overtaken"}, each None where
    there is nothing to tell."""
    refused = ids_in(request.GET.getlist("refused"))
    return {
        "undo": offer(campaign, number(request.GET.get("undo"))),
        "overtaken": overtaken(campaign, refused, request.GET.get("wish", "")) if refused else None,
    }


def number(text: str | None, otherwise: int | None = 0) -> int | None:
    """The whole number in a part of a form or address; `otherwise` where there is none."""
    return (ids_in([text or ""]) or [otherwise])[0]


def seen_in(request, what: str) -> dict[int, int | None]:
    """{candidate id: the stage or the assignee (None: nobody) that the form was made from}; a part of the
    form is such as "12.5.3": candidate, stage, assignee or 0. Empty where the form says nothing of it."""
    seen = {}
    for part in request.POST.getlist("seen"):
        numbers = ids_in(part.split("."))
        if len(numbers) == 3:
            seen[numbers[0]] = numbers[1] if what == "stage" else numbers[2] or None
    return seen
