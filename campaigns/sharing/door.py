"""The door of a link with a password: tries are counted, and who got in is remembered by a signed cookie.

Clients have no session: the cookies hold for the one link alone, and tell nothing that is not theirs.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.tries import counted, forget
from campaigns.models import ClientDecision, ShareLink
from campaigns.sharing import links

# As signing in is guarded: so many wrong passwords from one place, then a rest.
TRIES = settings.AXES_FAILURE_LIMIT
REST = int(settings.AXES_COOLOFF_TIME * 3600)
# And from everywhere together: whoever asks many computers to guess is stopped too.
TRIES_OF_ALL = 10 * TRIES
OPEN_FOR = 12 * 3600
NAME_FOR = 90 * 24 * 3600
OPEN, NAME = "client_open", "client_name"
SALT = "campaigns client link"


class Closed(Exception):
    """Too many wrong passwords: nobody from there gets in until the rest is over."""


def is_open(request: HttpRequest, link: ShareLink) -> bool:
    """Whether this visitor may see the page: no password is asked for, or the right one was given."""
    if not link.password:
        return True
    shown = request.get_signed_cookie(OPEN, default="", salt=SALT, max_age=OPEN_FOR)
    return constant_time_compare(shown, _proof(link))


def try_password(link: ShareLink, password: str, place: str) -> bool:
    """Whether the password is right. Raises Closed after too many wrong ones, right or not."""
    here, everywhere = f"client link {link.pk} from {place}", f"client link {link.pk}"
    if counted(here, REST) > TRIES or counted(everywhere, REST) > TRIES_OF_ALL:
        raise Closed
    if not links.password_fits(link, password):
        return False
    forget(here)
    return True


def let_in(response: HttpResponseBase, link: ShareLink, path: str) -> None:
    """Remembers for some hours that this visitor knew the password; another password ends it."""
    _keep(response, OPEN, _proof(link), OPEN_FOR, path)


def name_of(request: HttpRequest) -> str:
    """The name that the visitor gave on this link; "" before."""
    return request.get_signed_cookie(NAME, default="", salt=SALT, max_age=NAME_FOR)


def keep_name(response: HttpResponseBase, name: str, path: str) -> None:
    """Remembers the name of the visitor, so that it is typed once; "" forgets it."""
    name = " ".join(name.split())[: ClientDecision._meta.get_field("by_name").max_length]
    if name:
        _keep(response, NAME, name, NAME_FOR, path)
    else:
        response.delete_cookie(NAME, path=path)


def _proof(link: ShareLink) -> str:
    return salted_hmac(SALT, f"{link.pk} {link.token_digest} {link.password}", algorithm="sha256").hexdigest()


def _keep(response: HttpResponseBase, name: str, value: str, seconds: int, path: str) -> None:
    # Lax, not Strict: a client comes from a link in a mail, and must not be asked for the password again.
    response.set_signed_cookie(
        name,
        value,
        salt=SALT,
        max_age=seconds,
        path=path,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
