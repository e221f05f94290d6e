"""Pictures of accounts, served by ourselves to people who are signed in."""

from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from influencers.pictures.keeping import image_of


@require_safe
@condition(etag_func=lambda request, pk, digest: f'"{digest}"')
@cache_control(private=True, max_age=24 * 3600)
def avatar(request, pk: int, digest: str):
    """The small picture of an account; its address changes with the picture."""
    image = image_of(pk, digest)
    if image is None:
        raise Http404("This picture is no longer here.")
    return HttpResponse(image, content_type="image/webp")
