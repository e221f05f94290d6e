"""Every address of Handpick."""

from auditlog.models import LogEntry
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import include, path
from django.views.generic import RedirectView

from accounts.views import admin_login
from campaigns.views.no_mail import no_mail
from config.health import healthz

# Roles are fixed words, given on the People page; a group made in the admin would do nothing.
# Changes are told beside what was changed: their log as a whole would show briefs to non-members.
for model in (Group, LogEntry):
    if admin.site.is_registered(model):  # once: these lines run again where an import below them failed
        admin.site.unregister(model)

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("influencers.urls")),
    path("", include("scoring.urls")),
    path("campaigns/", include("campaigns.urls")),
    path("mail-templates/", include("campaigns.mail_template_urls")),
    path("no-mail/<str:token>/", no_mail, name="no_mail"),
    path("c/", include("campaigns.client_urls")),
    path("accounts/", include("accounts.urls")),
    # One door and one password page for everybody: the Django admin's own are not used.
    path("admin/login/", admin_login),
    path("admin/password_change/", RedirectView.as_view(pattern_name="password_change")),
    path("admin/", admin.site.urls),
]
