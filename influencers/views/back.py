"""Where a form leads afterwards."""

from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def back(request, default: str, *args) -> str:
    """The address in `next` where it is one of this site, else that of the page `default`."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(default, *args)
