"""Addresses of people's own accounts."""

from django.urls import path

from accounts import sign_in, views

urlpatterns = [
    path("login/", sign_in.SignIn.as_view(), name="login"),
    path("logout/", sign_in.SignOut.as_view(), name="logout"),
    path("password/", sign_in.ChangePassword.as_view(), name="password_change"),
    path("reset/", sign_in.AskForReset.as_view(), name="password_reset"),
    path("reset/sent/", sign_in.ResetSent.as_view(), name="password_reset_done"),
    path("reset/<uidb64>/<token>/", sign_in.ChoosePassword.as_view(), name="password_reset_confirm"),
    path("", views.account, name="account"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/<int:pk>/link/", views.new_link, name="new_link"),
    path("people/<int:pk>/role/", views.change_role, name="change_role"),
    path("people/<int:pk>/active/", views.change_active, name="change_active"),
]
