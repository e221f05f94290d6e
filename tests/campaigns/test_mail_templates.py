"""Templates of mails: one's own, shared ones, and taking a deletion back."""

import pytest
from django.urls import reverse

from campaigns.models import MailTemplate
from tests.factories import make_user

pytestmark = pytest.mark.django_db
TEXT = {"name": "Hello", "subject": "Hello {name}", "body": "Hi {first_name|there}"}


@pytest.fixture
def mara(client):
    user = make_user(username="mara")
    client.force_login(user)
    return user


def test_a_template_is_made_changed_and_used(client, mara):
    client.post(reverse("mail_template_new"), TEXT)
    template = MailTemplate.objects.get(owner=mara)
    client.post(reverse("mail_template_edit", args=[template.pk]), TEXT | {"shared": "on"})
    template.refresh_from_db()
    assert template.shared
    other = make_user(username="otto")
    client.force_login(other)
    page = client.get(reverse("mail_templates")).content.decode()
    assert "Shared by mara" in page
    copy = client.get(reverse("mail_template_new"), {"from": template.pk}).content.decode()
    assert "Hi {first_name|there}" in copy
    assert client.get(reverse("mail_template_edit", args=[template.pk])).status_code == 404


def test_what_is_not_shared_is_nobody_elses(client, mara):
    secret = MailTemplate.objects.create(
        owner=make_user(), name="Secret", subject="s", body="the secret text"
    )
    assert "Secret" not in client.get(reverse("mail_templates")).content.decode()
    assert (
        "the secret text"
        not in client.get(f"/campaigns/mail-templates/new/?from={secret.pk}").content.decode()
    )


def test_a_field_nobody_knows_is_refused_at_its_place(client, mara):
    answer = client.post(reverse("mail_template_new"), TEXT | {"body": "Hi {frist_name}"})
    assert answer.status_code == 422
    assert "There is no field {frist_name}" in answer.content.decode()
    assert not MailTemplate.objects.exists()


def test_a_name_is_used_once(client, mara):
    client.post(reverse("mail_template_new"), TEXT)
    answer = client.post(reverse("mail_template_new"), TEXT | {"name": "HELLO"})
    assert "You have a template of this name already." in answer.content.decode()


def test_a_letter_becomes_a_template_once_it_has_a_name(client, mara):
    page = client.post(reverse("mail_template_new"), {"subject": "Hello {name}", "body": "Hi"})
    assert page.status_code == 200
    assert "This field is required" not in page.content.decode()
    assert 'value="Hello {name}"' in page.content.decode()


def test_a_deletion_is_taken_back_unless_the_name_is_taken(client, mara):
    first = MailTemplate.objects.create(owner=mara, **TEXT)
    client.post(reverse("mail_template_delete", args=[first.pk]))
    assert "Put back" in client.get(reverse("mail_templates")).content.decode()
    second = MailTemplate.objects.create(owner=mara, **TEXT)
    client.post(reverse("mail_template_restore", args=[first.pk]))
    first.refresh_from_db()
    assert first.deleted_at
    second.delete()
    client.post(reverse("mail_template_restore", args=[first.pk]))
    first.refresh_from_db()
    assert first.deleted_at is None
