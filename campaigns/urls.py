"""Addresses of campaigns."""

from django.urls import path

from campaigns.views import (
    adding,
    campaigns,
    candidate,
    learning,
    members,
    past_work,
    ranking,
    shortlist,
    stages,
    templates,
)

urlpatterns = [
    path("", campaigns.campaign_list, name="campaigns"),
    path("new/", campaigns.campaign_new, name="campaign_new"),
    path("templates/", templates.brief_templates, name="brief_templates"),
    path("templates/<int:template_id>/delete/", templates.template_remove, name="template_remove"),
    path("templates/<int:template_id>/restore/", templates.template_restore, name="template_restore"),
    path("count/", campaigns.campaign_count, name="campaign_count"),
    path("add/", adding.campaign_add, name="campaign_add"),
    path("picker/", adding.campaign_picker, name="campaign_picker"),
    path("of/<int:influencer_id>/", adding.campaign_memberships, name="campaign_memberships"),
    path("past/<int:influencer_id>/", past_work.creator_past_work, name="creator_past_work"),
    path("<int:campaign_id>/", campaigns.campaign, name="campaign"),
    path("<int:campaign_id>/brief/", campaigns.campaign_edit, name="campaign_edit"),
    path("<int:campaign_id>/template/", templates.template_add, name="template_add"),
    path("<int:campaign_id>/duplicate/", templates.campaign_duplicate, name="campaign_duplicate"),
    path("<int:campaign_id>/changes/", campaigns.campaign_changes, name="campaign_changes"),
    path("<int:campaign_id>/choices/", learning.campaign_choices, name="campaign_choices"),
    path("<int:campaign_id>/choices/apply/", learning.choices_apply, name="choices_apply"),
    path("<int:campaign_id>/choices/revert/", learning.choices_revert, name="choices_revert"),
    path("<int:campaign_id>/status/", campaigns.campaign_status, name="campaign_status"),
    path("<int:campaign_id>/ranking/", ranking.campaign_ranking, name="campaign_ranking"),
    path("<int:campaign_id>/fresh/", ranking.campaign_fresh, name="campaign_fresh"),
    path("<int:campaign_id>/nearest/<int:profile_id>/", ranking.campaign_nearest, name="campaign_nearest"),
    path("<int:campaign_id>/exclude/<int:profile_id>/", ranking.campaign_exclude, name="campaign_exclude"),
    path("<int:campaign_id>/include/<int:profile_id>/", ranking.campaign_include, name="campaign_include"),
    path("<int:campaign_id>/shortlist/", shortlist.campaign_shortlist, name="campaign_shortlist"),
    path("<int:campaign_id>/shortlist.<slug:kind>", shortlist.campaign_export, name="campaign_export"),
    path("<int:campaign_id>/move/", shortlist.candidates_move, name="campaign_move"),
    path("<int:campaign_id>/assign/", shortlist.candidates_assign, name="campaign_assign"),
    path("<int:campaign_id>/undo/<int:action_id>/", shortlist.action_undo, name="campaign_undo"),
    path("<int:campaign_id>/restore/", shortlist.candidates_restore, name="campaign_restore"),
    path(
        "<int:campaign_id>/candidates/<int:candidate_id>/",
        candidate.campaign_candidate,
        name="campaign_candidate",
    ),
    path(
        "<int:campaign_id>/candidates/<int:candidate_id>/fees/",
        candidate.candidate_fees,
        name="campaign_fees",
    ),
    path("<int:campaign_id>/stages/", stages.campaign_stages, name="campaign_stages"),
    path("<int:campaign_id>/stages/add/", stages.stage_add, name="campaign_stage_add"),
    path("<int:campaign_id>/stages/<int:stage_id>/", stages.stage_edit, name="campaign_stage_edit"),
    path("<int:campaign_id>/stages/<int:stage_id>/shift/", stages.stage_shift, name="campaign_stage_shift"),
    path(
        "<int:campaign_id>/stages/<int:stage_id>/delete/", stages.stage_delete, name="campaign_stage_delete"
    ),
    path("<int:campaign_id>/candidates/<int:candidate_id>/notes/", candidate.note_add, name="campaign_note"),
    path(
        "<int:campaign_id>/candidates/<int:candidate_id>/notes/<int:note_id>/remove/",
        candidate.note_remove,
        name="campaign_note_remove",
    ),
    path("<int:campaign_id>/members/", members.member_add, name="campaign_member_add"),
    path("<int:campaign_id>/members/<int:member_id>/", members.member_role, name="campaign_member_role"),
    path(
        "<int:campaign_id>/members/<int:member_id>/remove/",
        members.member_remove,
        name="campaign_member_remove",
    ),
]
