"""Addresses of mail templates, which belong to a person and not to a campaign."""

from django.urls import path

from campaigns.views import mail_templates

urlpatterns = [
    path("", mail_templates.mail_templates, name="mail_templates"),
    path("new/", mail_templates.mail_template_new, name="mail_template_new"),
    path("<int:pk>/", mail_templates.mail_template_edit, name="mail_template_edit"),
    path("<int:pk>/delete/", mail_templates.mail_template_delete, name="mail_template_delete"),
    path("<int:pk>/restore/", mail_templates.mail_template_restore, name="mail_template_restore"),
]
