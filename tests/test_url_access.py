"""Every address against everybody, and no GET writes."""

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
# What a GET may write: the session, and the record of who signed in.
BOOKKEEPING = ("django_session", "axes_", '"last_login"')
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


@pytest.mark.parametrize("name", ROWS)
def test_who_gets_in(client, world, name):
    row, address = ROWS[name], address_of(name, world)
    for person in PEOPLE:
        with transaction.atomic():
            sign_in(client, world, person)
            answer = getattr(client, row.method)(address, row.form)
            transaction.set_rollback(True)  # the next one finds the same world
        told = f"{person} got {answer.status_code} {answer.get('Location', '')}"
        if person in row.who:
            # 400: the form was empty, 404 where it names nothing; both come after the guard.
            expected = (200, 302, 400, 404) if row.leads_on or row.method == "post" else (200, 302)
            assert answer.status_code in expected, told
            assert row.leads_on or name == "logout" or not to_login(answer), told
        elif person == "anonymous":
            assert to_login(answer), told
        else:
            assert answer.status_code == row.refusal, told


@pytest.mark.parametrize("label", ADMIN_MODELS)
def test_who_gets_into_the_lists_of_the_admin(client, world, label):
    address = reverse(f"admin:{label.replace('.', '_')}_changelist")
    for person in PEOPLE:
        check_admin(client, world, person, address, ADMIN_MODELS[label])


@pytest.mark.parametrize("name", ADMIN_PAGES)
def test_who_gets_into_the_other_pages_of_the_admin(client, world, name):
    for person in PEOPLE:
        check_admin(client, world, person, reverse(name), ADMIN_PAGES[name])


def check_admin(client, world, person, address, who):
    sign_in(client, world, person)
    answer = client.get(address)
    if to_login(answer) and person != "anonymous":
        answer = client.get(answer.url)  # Django asks for another sign-in; ours says that the role lacks
    told = f"{person} got {answer.status_code} {answer.get('Location', '')}"
    if person in who:
        assert answer.status_code == 200, told
    elif person == "anonymous":
        assert to_login(answer), told
    else:
        assert answer.status_code == 403, told


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.method == "post"])
def test_what_changes_something_takes_no_get(client, world, name):
    for person in ("member", "admin"):
        sign_in(client, world, person)
        assert client.get(address_of(name, world)).status_code in (403, 404, 405), person


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.method == "get"])
def test_no_get_writes(client, world, name):
    for person in ("member", "admin"):
        sign_in(client, world, person)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address_of(name, world))
            if answer.streaming:
                list(answer.streaming_content)
        written = [query["sql"] for query in captured if writes(query["sql"])]
        assert written == [], person


@pytest.mark.parametrize("label", ADMIN_MODELS)
def test_no_get_of_the_admin_writes(client, world, label):
    sign_in(client, world, "admin")
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse(f"admin:{label.replace('.', '_')}_changelist"))
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
