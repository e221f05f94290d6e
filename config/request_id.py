"""One id a request, for the change history and the log."""

import uuid

from auditlog.cid import correlation_id


class RequestIdMiddleware:
    """Gives each request an id of our own making; one that a client sends is never trusted. After the
    request the id ends, so that nothing later in the same thread counts as part of it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.META["HTTP_X_REQUEST_ID"] = str(uuid.uuid4())
        # `headers` is kept from its first use on; whoever read it earlier saw the client's id.
        request.__dict__.pop("headers", None)
        try:
            return self.get_response(request)
        finally:
            correlation_id.set(None)
