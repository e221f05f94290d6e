"""Forms that hold what no database keeps."""

from django.core.exceptions import BadRequest


class NoNullsMiddleware:
    """Refuses a form with the character NUL in it: no keyboard writes it, and PostgreSQL holds it in no text.

    Stands behind the check of the form's token, which has read the form already.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> None:
        """Raises BadRequest before the view sees such a form."""
        for name, values in request.POST.lists() if request.method == "POST" else ():
            if "\x00" in name or any("\x00" in value for value in values):
                raise BadRequest(f"NUL in the field {name[:100]!r}.")
