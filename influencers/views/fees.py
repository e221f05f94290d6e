"""Known fees of an account: entered and taken away by the people who negotiate."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.roles import MARKETER, role_required
from influencers.models import Fee, Profile
from influencers.money import UnknownRate, convert, enter_fee, rates, remove_fee
from influencers.views.back import back


class FeeForm(forms.ModelForm):
    """One fee. Its currency needs a rate, so that it can be held against others."""

    class Meta:
        model = Fee
        fields = ("kind", "amount", "currency", "told_on", "note")

    def clean_currency(self):
        currency = self.cleaned_data["currency"].strip().upper()
        try:
            convert(1, currency, "USD", rates())
        except UnknownRate as unknown:
            raise forms.ValidationError(
                f"{unknown} A curator can enter one in the admin, under “Currency rates”."
            ) from unknown
        return currency


@require_POST
@role_required(MARKETER)
def fee_enter(request, profile_id: int):
    """Keeps a fee; it takes the place of the estimate as soon as the account is scored again."""
    profile = get_object_or_404(Profile.objects.shown().select_related("influencer"), pk=profile_id)
    form = FeeForm(request.POST, instance=Fee(profile=profile, entered_by=request.user))
    if form.is_valid():
        fee = enter_fee(form.save(commit=False))
        messages.success(request, f"Kept: {fee}. Scores follow within a minute or two.")
    else:
        wrong = [text for texts in form.errors.values() for text in texts]
        messages.error(request, f"The fee was not kept. {' '.join(wrong)}")
    return redirect(back(request, "creator", profile.influencer_id))


@require_POST
@role_required(MARKETER)
def fee_remove(request, pk: int):
    """Takes a fee away; the change history keeps it, so that it can be brought back."""
    fee = get_object_or_404(Fee.objects.select_related("profile"), pk=pk)
    creator_id, words = fee.profile.influencer_id, str(fee)
    remove_fee(fee)
    messages.success(request, f"Taken away: {words}.")
    return redirect(back(request, "creator", creator_id))
