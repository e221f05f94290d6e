"""Where a form asks to lead afterwards, where that may be followed."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest) -> str:
    """The address in the form's `next` where it is a whole one of this site, else ""."""
    wanted, host = request.POST.get("next", ""), {request.get_host()}
    ours = url_has_allowed_host_and_scheme(wanted, host, require_https=request.is_secure())
    # A bare word is taken for the name of a page by `redirect`, which fails where there is none.
    return wanted if ours and wanted.startswith(("/", "http")) else ""
