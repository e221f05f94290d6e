"""Addresses for clients without an account; the token in each is the key."""

from django.urls import path

from campaigns.views import client

urlpatterns = [
    path("<str:token>/", client.client_page, name="client_page"),
    path("<str:token>/open/", client.client_password, name="client_password"),
    path("<str:token>/decide/", client.client_decide, name="client_decide"),
    path("<str:token>/comment/", client.client_comment, name="client_comment"),
    path("<str:token>/name/", client.client_name, name="client_name"),
    path("<str:token>/picture/<slug:key>/<slug:digest>/", client.client_picture, name="client_picture"),
    path("<str:token>/creators.<slug:kind>", client.client_export, name="client_export"),
    path("<str:token>/data.json", client.client_data, name="client_data"),
]
