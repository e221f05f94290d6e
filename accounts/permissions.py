"""What each role may do in the Django admin; elsewhere `role_required` decides."""

from django.apps import apps as installed_apps

VIEW, EDIT, ALL = ("view",), ("view", "add", "change"), ("view", "add", "change", "delete")
CURATION = {
    "influencers.influencer": EDIT,
    "influencers.profile": EDIT,
    "influencers.profileniche": ALL,
    "influencers.niche": EDIT,
    "influencers.tier": EDIT,
    "influencers.tag": ALL,
    "influencers.currencyrate": ALL,
    "scoring.mediavalue": ALL,
    "influencers.savedsearch": VIEW,
    "influencers.importfile": VIEW,
    "influencers.refreshrun": VIEW,
    "influencers.budget": VIEW,
}
ADMINISTRATION = {
    **CURATION,
    "influencers.niche": ALL,
    "influencers.tier": ALL,
    "influencers.savedsearch": ("view", "delete"),
    "axes.accessattempt": ("view", "delete"),
    "accounts.user": EDIT,
}
PERMISSIONS = {"marketer": {}, "curator": CURATION, "admin": ADMINISTRATION}


def sync_permissions(apps=installed_apps) -> None:
    """Brings the groups and their permissions to what PERMISSIONS says; safe to run again.

    Makes rows of content types and permissions that are not there yet: Django makes its own only after
    the last migration, and then leaves these as they are.
    """
    group_model = apps.get_model("auth", "Group")
    for role, models in PERMISSIONS.items():
        group, _ = group_model.objects.get_or_create(name=role)
        group.permissions.set(
            _permission(apps, model, action) for model, actions in models.items() for action in actions
        )


def _permission(apps, model: str, action: str):
    app_label, model_name = model.split(".")
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model_name
    )
    words = installed_apps.get_model(model)._meta.verbose_name
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=f"{action}_{model_name}",
        defaults={"name": f"Can {action} {words}"},
    )
    return permission
