"""A campaign: what it looks for (the brief) and who works on it (the members)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.functional import cached_property

from campaigns.choices import Freshness, PastWork, Role, Status
from campaigns.querysets import CampaignQuerySet
from influencers.choices import Platform, PostKind
from influencers.models import Niche
from scoring.core.schema import CRITERIA


def short_texts(length: int = 100) -> ArrayField:
    """A field for a list of short texts, empty by default."""
    return ArrayField(models.CharField(max_length=length), default=list, blank=True)


def share_field(label: str) -> models.FloatField:
    """A field for a share or a rate that a limit names, as a fraction; nothing by default."""
    return models.FloatField(label, null=True, blank=True)


class WithoutKeys(models.Func):
    """The JSON object without the keys named: `weights - array['niche', ...]`."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = models.JSONField()


class Campaign(models.Model):
    """A brief and everything that grows from it. Only its members see it, whatever role they have elsewhere.

    Empty lists in the brief mean "any". `weights` is {criterion: 0..1} of all criteria, making 1; {} is the
    standard, and so is a criterion that is not named.
    """

    name = models.CharField(max_length=120)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    words = short_texts()
    platforms = ArrayField(
        models.CharField(max_length=12, choices=Platform.choices), default=list, blank=True
    )
    min_followers = models.PositiveBigIntegerField(
        "smallest number of followers", default=5_000, validators=[MinValueValidator(1)]
    )
    max_followers = models.PositiveBigIntegerField(
        "largest number of followers", default=100_000, validators=[MinValueValidator(1)]
    )
    countries = short_texts(2)
    languages = short_texts(3)
    # Must-haves and must-nots; `campaigns.limits` says what each lets through. Rates, shares: fractions.
    kinds = ArrayField(models.CharField(max_length=10, choices=PostKind.choices), default=list, blank=True)
    must_say = short_texts()
    must_not_say = short_texts()
    needs_contact = models.BooleanField("a business contact is known", default=False)
    needs_verified = models.BooleanField("verified by the platform", default=False)
    without_rivals = models.BooleanField("no paid post for a competitor lately", default=False)
    engagement_from = share_field("engagement rate from")
    authenticity_from = share_field("authenticity from")
    sponsored_up_to = share_field("sponsored posts at most")
    posted_within = models.PositiveSmallIntegerField(
        "last post within days", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    past_work = models.CharField(
        "past work with us", max_length=5, choices=PastWork.choices, default=PastWork.ANY
    )
    near_misses = models.BooleanField("also creators just outside the size band", default=False)
    dormant = models.BooleanField("also creators silent for half a year", default=False)
    freshness = models.CharField(
        "how much advertising", max_length=8, choices=Freshness.choices, default=Freshness.NEUTRAL
    )
    # The own brand, so that past work with it and posts of this campaign are recognised: names as people
    # write them, handles without @, domains without www; of this campaign: hashtags without #, promo codes.
    brand_names = short_texts()
    brand_handles = short_texts()
    brand_domains = short_texts()
    hashtags = short_texts()
    codes = short_texts()
    competitors = short_texts()
    avoid_words = short_texts()
    budget = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(max_length=3, blank=True)
    # What the product given to one creator is worth, in the campaign's currency.
    product_value = models.DecimalField(
        "value of the product", max_digits=12, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    wanted = models.PositiveSmallIntegerField("creators wanted", null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)
    # Creators of its shortlist who asked to be erased; nothing else is known of them any more.
    erased = models.PositiveIntegerField(default=0, editable=False)
    weights = models.JSONField(default=dict, blank=True)
    # The weights that learned ones took the place of, so that one click brings them back.
    weights_before = models.JSONField(null=True, editable=False)
    niches = models.ManyToManyField(Niche, through="CampaignNiche", related_name="+")
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="CampaignMember",
        through_fields=("campaign", "user"),
        related_name="campaigns",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    # Who looks at it, where it was found for somebody (`CampaignQuerySet.visible_to`).
    viewer_id: int | None = None

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(min_followers__gte=1, max_followers__gte=F("min_followers")),
                name="campaign_size_band_is_one",
                violation_error_message="The largest number of followers must not be below the smallest.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_start",
                violation_error_message="The campaign cannot end before it starts.",
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
                name="campaign_budget_not_negative",
                violation_error_message="A budget cannot be negative.",
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | ~Q(currency=""),
                name="campaign_budget_has_currency",
                violation_error_message="Say which currency the budget is in, for example EUR.",
            ),
            models.CheckConstraint(
                condition=Q(product_value__isnull=True) | Q(product_value__gte=0),
                name="campaign_product_value_not_negative",
                violation_error_message="The value of a product cannot be negative.",
            ),
            models.CheckConstraint(
                condition=Q(product_value__isnull=True) | ~Q(currency=""),
                name="campaign_product_value_has_currency",
                violation_error_message="Say which currency the amounts are in, for example EUR.",
            ),
            models.CheckConstraint(
                condition=Q(freshness__in=Freshness.values), name="campaign_freshness_known"
            ),
            models.CheckConstraint(
                condition=Q(past_work__in=PastWork.values), name="campaign_past_work_known"
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{limit}__isnull": True}) | Q(**{f"{limit}__gte": 0, f"{limit}__lte": 1}),
                    name=f"campaign_{limit}_is_share",
                    violation_error_message="A share is a number from 0 to 100 per cent.",
                )
                for limit in ("engagement_from", "authenticity_from", "sponsored_up_to")
            ],
            # A criterion that scoring does not know, or a weight that is no share, never gets in.
            *[
                models.CheckConstraint(
                    condition=~Q(weights__has_key=criterion)
                    | Q(**{f"weights__{criterion}__gte": 0, f"weights__{criterion}__lte": 1}),
                    name=f"campaign_weight_{criterion}_is_share",
                    violation_error_message="A weight is a number from 0 to 1.",
                )
                for criterion in CRITERIA
            ],
            models.CheckConstraint(
                condition=Exact(
                    WithoutKeys("weights", Value(list(CRITERIA), ArrayField(models.TextField()))),
                    Value({}, models.JSONField()),
                ),
                name="campaign_weights_name_criteria",
                violation_error_message="The weights name a criterion that does not exist.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("campaign", args=[self.pk])

    @property
    def is_archived(self) -> bool:
        """Whether nobody works on it any more."""
        return self.status == Status.ARCHIVED

    @cached_property
    def n_listed(self) -> int:
        """How many creators are on its shortlist."""
        return self.candidates.listed().count()


class CampaignNiche(models.Model):
    """A niche that a brief asks for, and how much it counts beside the brief's other niches."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="niche_weights")
    niche = models.ForeignKey(Niche, on_delete=models.CASCADE, related_name="+")
    weight = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )

    class Meta:
        ordering = ["-weight", "niche__slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "niche"],
                name="campaign_niche_unique",
                violation_error_message="The brief has this niche already.",
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=10), name="campaign_niche_weight_1_to_10"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.niche} {self.weight}"


class CampaignMember(models.Model):
    """A person who works on a campaign. Without such a row a campaign does not exist for a person."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.PositiveSmallIntegerField(choices=Role.choices)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "user"],
                name="campaign_member_unique",
                violation_error_message="This person is a member already.",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="campaign_member_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display().lower()})"
