"""Pages of one's own account, and of everyone's for admins."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import people as household
from accounts.forms import ROLE_CHOICES, AccountForm, InviteForm, RoleForm
from accounts.models import User
from accounts.roles import ADMIN, ASK, highest_role, role_required


@require_http_methods(["GET", "HEAD", "POST"])
def account(request):
    """One's own name, address and way to the password."""
    # A copy: a form that fails must not leave half its values in the navigation.
    form = AccountForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if form.is_valid():
        form.save()
        messages.success(request, "Your account is saved.")
        return redirect("account")
    return render(request, "accounts/account.html", {"form": form, "role": highest_role(request.user)})


@never_cache
@role_required(ADMIN)
@require_GET
def people(request):
    """Everyone, and the form to invite. A link that could not be mailed is shown once."""
    context = {
        "people": household.everyone(),
        "roles": ROLE_CHOICES,
        "form": InviteForm(),
        "invitation": request.session.pop("invitation", None),
        "mails": bool(settings.EMAIL_HOST),
        "days": household.link_days(),
    }
    return render(request, "accounts/people.html", context)


@role_required(ADMIN)
@require_POST
def invite(request):
    """Asks somebody in."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nobody was invited: " + " ".join(sum(form.errors.values(), [])))
        return redirect("people")
    try:
        _tell(request, household.invite(form.cleaned_data["email"], form.cleaned_data["role"]))
    except household.PersonRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("people")


@role_required(ADMIN)
@require_POST
def new_link(request, pk: int):
    """Sends somebody a fresh link to choose a password."""
    person = get_object_or_404(User, pk=pk, is_active=True)
    if person.is_superuser and not request.user.is_superuser:
        raise PermissionDenied("Only the operator can make a link for the operator's account.")
    _tell(request, household.send_link(person))
    return redirect("people")


@role_required(ADMIN)
@require_POST
def change_role(request, pk: int):
    """Gives somebody another role."""
    form = RoleForm(request.POST)
    if form.is_valid():
        person, role = get_object_or_404(User, pk=pk), form.cleaned_data["role"]
        return _apply(
            request,
            lambda: household.change_role(person, role, request.user),
            f"{person} now has the role {role}.",
        )
    messages.error(request, "That is not a role. Choose one from the list.")
    return redirect("people")


@role_required(ADMIN)
@require_POST
def change_active(request, pk: int):
    """Lets somebody in or out."""
    person, active = get_object_or_404(User, pk=pk), request.POST.get("active") == "1"
    done = f"{person} can sign in again." if active else f"{person} can no longer sign in."
    return _apply(request, partial(household.change_active, person, active, request.user), done)


@login_not_required
def admin_login(request):
    """The Django admin's sign-in is ours; who is signed in and comes here lacks the role."""
    if request.user.is_authenticated and not request.user.is_staff:
        raise PermissionDenied(f"Curation is for people with the role curator or admin. {ASK}")
    return redirect_to_login(request.GET.get("next", reverse("admin:index")))


def _apply(request, change, done: str):
    try:
        change()
        messages.success(request, done)
    except household.PersonRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("people")


def _tell(request, invitation: household.Invitation) -> None:
    if invitation.mailed:
        messages.success(request, f"A link to choose a password is on its way to {invitation.user.email}.")
    else:
        request.session["invitation"] = {"email": str(invitation.user), "link": invitation.link}
