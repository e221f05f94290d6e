"""The page behind the link in a mail by which a creator asks for no more mails; needs no account."""

from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from campaigns.outreach import person_of
from influencers.do_not_contact import bar


# A mail program sends the form without having seen the page (RFC 8058), so no token can be asked for. What it
# does is in the signed address alone, and it only ever stops mails.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def no_mail(request, token: str):
    """Asks, and on POST keeps, that nobody writes to this creator any more. Tells nothing about anybody."""
    try:
        person = person_of(token)
    except BadSignature as wrong:
        raise Http404("This link is not complete. Copy it from the mail as a whole.") from wrong
    if request.method == "POST" and person:
        bar(person, "Asked by the link in a mail.", timezone.now())
    response = render(request, "campaigns/no_mail.html", {"done": request.method == "POST" or not person})
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
