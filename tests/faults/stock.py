"""`python -m tests.faults.stock N`: puts N accounts of the fault network into the catalogue, all due now."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.utils import timezone  # noqa: E402  Django must be ready first

from influencers.models import Influencer, Profile  # noqa: E402
from tests.faults.network import did  # noqa: E402

numbers = range(int(sys.argv[1]))
creators = Influencer.objects.bulk_create(Influencer(name=f"Creator {number}") for number in numbers)
Profile.objects.bulk_create(
    Profile(
        influencer=creators[number],
        platform="bluesky",
        platform_id=did(number),
        handle=f"h{number}.example.com",
        source="file",
        next_refresh_at=timezone.now(),
    )
    for number in numbers
)
