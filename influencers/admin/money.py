"""Rates of currencies."""

from django.contrib import admin

from influencers.admin.site import CurationAdmin
from influencers.models import CurrencyRate
from influencers.money import rates_changed


@admin.register(CurrencyRate)
class CurrencyRateAdmin(CurationAdmin):
    """What one unit of a currency is worth in US dollars. Nothing is converted without such a row."""

    list_display = ("currency", "usd", "as_of")
    search_fields = ("currency",)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        rates_changed({obj.currency, form.initial.get("currency", obj.currency)})

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        rates_changed({obj.currency})

    def delete_queryset(self, request, queryset):
        currencies = set(queryset.values_list("currency", flat=True))
        for rate in queryset:
            rate.delete()
        rates_changed(currencies)
