"""Every address against everybody, and no GET writes."""

from contextlib import contextmanager
from copy import deepcopy

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.urls_table import (
    ADMIN_MODELS,
    ADMIN_PAGES,
    PEOPLE,
    ROWS,
    address_of,
    addresses,
    admin_models,
    make_world,
)

pytestmark = pytest.mark.django_db
# What a GET may write: the session, the record of who signed in, and that a client looked at a link.
BOOKKEEPING = ("django_session", "axes_", '"last_login"', "campaigns_linkview")
WRITES = ("INSERT", "UPDATE", "DELETE", "COPY", "TRUNCATE")


@pytest.fixture
def world():
    return make_world()


def sign_in(client, world, person):
    client.logout()
    if person != "anonymous":
        client.force_login(world.people[person])


def to_login(answer) -> bool:
    return answer.status_code == 302 and answer.url.startswith(("/accounts/login/", "/admin/login/"))


def test_the_table_names_every_address_and_no_other():
    assert set(ROWS) == set(addresses()), "Add the new address to ROWS in tests/urls_table.py: who gets in?"


def test_the_table_names_every_model_of_the_admin_and_no_other():
    assert set(ADMIN_MODELS) == admin_models(), "Add the model to ADMIN_MODELS in tests/urls_table.py."


@pytest.mark.parametrize("person", PEOPLE)
def test_who_gets_in(client, world, person):
    sign_in(client, world, person)
    wrong = {}
    for name, row in ROWS.items():
        with one_of_many(client):
            answer = getattr(client, row.method)(address_of(name, world), row.form)
        if not as_promised(answer, name, row, person):
            wrong[name] = f"{answer.status_code} {answer.get('Location', '')}"
    assert wrong == {}


@contextmanager
def one_of_many(client):
    """A request after which the next one finds the same world and the same session."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies


def as_promised(answer, name, row, person) -> bool:
    if person in row.who:
        # 400: the form was empty, 404: it names nothing. Both come after the guard.
        expected = (200, 302, 400, 404, 422) if row.leads_on or row.method == "post" else (200, 302)
        may_lead_to_login = row.leads_on or name == "logout"
        return answer.status_code in expected and (may_lead_to_login or not to_login(answer))
    return to_login(answer) if person == "anonymous" else answer.status_code == row.refusal


@pytest.mark.parametrize("person", PEOPLE)
def test_who_gets_into_the_admin(client, world, person):
    sign_in(client, world, person)
    wrong = {}
    for address, who in {
        **admin_lists(),
        **{reverse(name): who for name, who in ADMIN_PAGES.items()},
    }.items():
        answer = client.get(address)
        if to_login(answer) and person != "anonymous":
            answer = client.get(answer.url)  # Django asks for another sign-in; ours says that the role lacks
        refused = to_login(answer) if person == "anonymous" else answer.status_code == 403
        if not (answer.status_code == 200 if person in who else refused):
            wrong[address] = f"{answer.status_code} {answer.get('Location', '')}"
    assert wrong == {}


def admin_lists() -> dict[str, set[str]]:
    """Address of the list of each model -> who may look at it."""
    return {
        reverse(f"admin:{label.replace('.', '_')}_changelist"): who for label, who in ADMIN_MODELS.items()
    }


@pytest.mark.parametrize("person", ["member", "admin"])
def test_no_get_changes_anything(client, world, person):
    """What changes something refuses a GET, and no other page writes on the way to its answer."""
    sign_in(client, world, person)
    wrong = {}
    for name, row in ROWS.items():
        with one_of_many(client), CaptureQueriesContext(connection) as captured:
            answer = client.get(address_of(name, world))
            if answer.streaming:
                list(answer.streaming_content)
        written = [query["sql"] for query in captured if writes(query["sql"])]
        if written or (row.method == "post" and answer.status_code not in (403, 404, 405)):
            wrong[name] = (answer.status_code, written)
    assert wrong == {}


def test_no_get_of_the_admin_writes(client, world):
    sign_in(client, world, "admin")
    with CaptureQueriesContext(connection) as captured:
        for address in admin_lists():
            client.get(address)
    assert [query["sql"] for query in captured if writes(query["sql"])] == []


def writes(sql: str) -> bool:
    return sql.lstrip(" (").upper().startswith(WRITES) and not any(table in sql for table in BOOKKEEPING)


def test_guessed_numbers_are_404_for_those_who_may_ask(client, world):
    sign_in(client, world, "admin")
    for name in ("creator_history", "saved_search", "campaign", "refresh_state"):
        assert client.get(reverse(name, args=[987_654])).status_code == 404, name


def test_an_address_that_does_not_exist_is_404_with_a_way_on(client, world):
    for person in ("anonymous", "member"):
        sign_in(client, world, person)
        answer = client.get("/no/such/page/")
        assert answer.status_code == 404
        assert "There is nothing here" in answer.content.decode()
