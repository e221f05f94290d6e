"""One id a request, for the change history and the log."""

import uuid


class RequestIdMiddleware:
    """Gives each request an id of our own making; one that a client sends is never trusted."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.META["HTTP_X_REQUEST_ID"] = str(uuid.uuid4())
        return self.get_response(request)
