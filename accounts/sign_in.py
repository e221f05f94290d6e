"""Django's own sign-in and password pages with our words and looks."""

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator

from accounts import mail_limit
from accounts.forms import ResetForm, SignInForm, Styled


class SignIn(auth.LoginView):
    """Sign-in; then on to where the person wanted to go, if that is here."""

    authentication_form = SignInForm
    redirect_authenticated_user = True


@method_decorator(login_not_required, name="dispatch")
class SignOut(auth.LogoutView):
    """Signs out by POST; also somebody whose session has ended meanwhile."""


class StyledPasswordChangeForm(Styled, PasswordChangeForm):
    """Old password, and the new one twice."""


class StyledSetPasswordForm(Styled, SetPasswordForm):
    """A new password, twice."""


class ChangePassword(auth.PasswordChangeView):
    """A new password for somebody who knows the old one; other sessions end, this one stays."""

    form_class = StyledPasswordChangeForm
    template_name = "registration/password_change.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form):
        messages.success(self.request, "Your password is changed. Other devices were signed out.")
        return super().form_valid(form)


class AskForReset(auth.PasswordResetView):
    """Asks for the address to send a link to. Says the same whether the address is known or not."""

    form_class = ResetForm
    template_name = "registration/password_reset.html"
    email_template_name = "registration/password_reset_email.txt"
    subject_template_name = "registration/password_reset_subject.txt"
    # From the settings, never from the request's Host header, so that nobody can bend the mailed link.
    extra_email_context = {"base_url": settings.BASE_URL}

    def get_context_data(self, **kwargs):
        return super().get_context_data(mails=bool(settings.EMAIL_HOST), **kwargs)

    def form_valid(self, form):
        reason = mail_limit.refused(form.cleaned_data["email"], get_client_ip_address(self.request))
        if not reason:
            return super().form_valid(form)
        form.add_error("email", reason)
        answer = self.form_invalid(form)
        answer.status_code = 429
        return answer


class ResetSent(auth.PasswordResetDoneView):
    """What to do next."""

    template_name = "registration/password_reset_sent.html"


class ChoosePassword(auth.PasswordResetConfirmView):
    """Where an invitation or reset link leads; signs the person in afterwards."""

    form_class = StyledSetPasswordForm
    template_name = "registration/choose_password.html"
    post_reset_login = True
    post_reset_login_backend = "django.contrib.auth.backends.ModelBackend"
    success_url = reverse_lazy(settings.LOGIN_REDIRECT_URL)

    def form_valid(self, form):
        messages.success(self.request, "Your password is set. Welcome to Handpick.")
        return super().form_valid(form)
