"""Addresses of campaigns."""

from django.urls import path

from campaigns.views import (
    adding,
    campaigns,
    candidate,
    comparing,
    learning,
    members,
    outreach,
    planner,
    ranking,
    results,
    sharing,
    shortlist,
    stages,
)

urlpatterns = [
    path("", campaigns.campaign_list, name="campaigns"),
    path("new/", campaigns.campaign_new, name="campaign_new"),
    path("count/", campaigns.campaign_count, name="campaign_count"),
    path("add/", adding.campaign_add, name="campaign_add"),
    path("picker/", adding.campaign_picker, name="campaign_picker"),
    path("of/<int:influencer_id>/", adding.campaign_memberships, name="campaign_memberships"),
    path("<int:campaign_id>/", campaigns.campaign, name="campaign"),
    path("<int:campaign_id>/brief/", campaigns.campaign_edit, name="campaign_edit"),
    path("<int:campaign_id>/changes/", campaigns.campaign_changes, name="campaign_changes"),
    path("<int:campaign_id>/choices/", learning.campaign_choices, name="campaign_choices"),
    path("<int:campaign_id>/choices/apply/", learning.choices_apply, name="choices_apply"),
    path("<int:campaign_id>/choices/revert/", learning.choices_revert, name="choices_revert"),
    path("<int:campaign_id>/status/", campaigns.campaign_status, name="campaign_status"),
    path("<int:campaign_id>/ranking/", ranking.campaign_ranking, name="campaign_ranking"),
    path("<int:campaign_id>/weights/", ranking.campaign_weights, name="campaign_weights"),
    path("<int:campaign_id>/first/", ranking.campaign_add_first, name="campaign_add_first"),
    path("<int:campaign_id>/compare/", comparing.campaign_compare, name="campaign_compare"),
    path("<int:campaign_id>/fresh/", ranking.campaign_fresh, name="campaign_fresh"),
    path("<int:campaign_id>/nearest/<int:profile_id>/", ranking.campaign_nearest, name="campaign_nearest"),
    path("<int:campaign_id>/exclude/<int:profile_id>/", ranking.campaign_exclude, name="campaign_exclude"),
    path("<int:campaign_id>/include/<int:profile_id>/", ranking.campaign_include, name="campaign_include"),
    path("<int:campaign_id>/shortlist/", shortlist.campaign_shortlist, name="campaign_shortlist"),
    path("<int:campaign_id>/shortlist.<slug:kind>", shortlist.campaign_export, name="campaign_export"),
    path("<int:campaign_id>/plan/", planner.campaign_plan, name="campaign_plan"),
    path("<int:campaign_id>/plan.<slug:kind>", planner.campaign_plan_export, name="campaign_plan_export"),
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
    path("<int:campaign_id>/results/", results.campaign_results, name="campaign_results"),
    path("<int:campaign_id>/report/", results.campaign_report, name="campaign_report"),
    path("<int:campaign_id>/report.xlsx", results.campaign_report_file, name="campaign_report_file"),
    path("<int:campaign_id>/results/add/", results.deliverable_add, name="deliverable_add"),
    path("<int:campaign_id>/results/judge/", results.results_judge, name="results_judge"),
    path(
        "<int:campaign_id>/results/<int:deliverable_id>/change/",
        results.deliverable_change,
        name="deliverable_change",
    ),
    path(
        "<int:campaign_id>/results/<int:deliverable_id>/link/",
        results.deliverable_link,
        name="deliverable_link",
    ),
    path(
        "<int:campaign_id>/results/<int:deliverable_id>/figures/",
        results.deliverable_figures,
        name="deliverable_figures",
    ),
    path(
        "<int:campaign_id>/results/<int:deliverable_id>/state/",
        results.deliverable_state,
        name="deliverable_state",
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
    path("<int:campaign_id>/links/", sharing.campaign_links, name="campaign_links"),
    path("<int:campaign_id>/links/new/", sharing.campaign_link_new, name="campaign_link_new"),
    path("<int:campaign_id>/links/<int:link_id>/", sharing.campaign_link, name="campaign_link"),
    path(
        "<int:campaign_id>/links/<int:link_id>/edit/", sharing.campaign_link_edit, name="campaign_link_edit"
    ),
    path(
        "<int:campaign_id>/links/<int:link_id>/preview/",
        sharing.campaign_link_preview,
        name="campaign_link_preview",
    ),
    path(
        "<int:campaign_id>/links/<int:link_id>/address/",
        sharing.campaign_link_renew,
        name="campaign_link_renew",
    ),
    path(
        "<int:campaign_id>/links/<int:link_id>/revoke/",
        sharing.campaign_link_revoke,
        name="campaign_link_revoke",
    ),
    path(
        "<int:campaign_id>/links/<int:link_id>/reply/",
        sharing.campaign_link_reply,
        name="campaign_link_reply",
    ),
    path(
        "<int:campaign_id>/links/<int:link_id>/move/", sharing.campaign_link_move, name="campaign_link_move"
    ),
    path("<int:campaign_id>/members/", members.member_add, name="campaign_member_add"),
    path("<int:campaign_id>/members/<int:member_id>/", members.member_role, name="campaign_member_role"),
    path(
        "<int:campaign_id>/members/<int:member_id>/remove/",
        members.member_remove,
        name="campaign_member_remove",
    ),
    path("<int:campaign_id>/outreach/", outreach.campaign_outreach, name="campaign_outreach"),
    path("<int:campaign_id>/outreach/write/", outreach.campaign_write, name="campaign_write"),
    path("<int:campaign_id>/outreach/send/", outreach.campaign_mail_send, name="campaign_mail_send"),
    path(
        "<int:campaign_id>/outreach/stop/<uuid:batch>/",
        outreach.campaign_mail_stop,
        name="campaign_mail_stop",
    ),
    path(
        "<int:campaign_id>/outreach/by-hand/<int:candidate_id>/",
        outreach.campaign_mail_by_hand,
        name="campaign_mail_by_hand",
    ),
    path(
        "<int:campaign_id>/candidates/<int:candidate_id>/replies/",
        outreach.campaign_reply,
        name="campaign_reply",
    ),
    path(
        "<int:campaign_id>/candidates/<int:candidate_id>/replies/<int:reply_id>/remove/",
        outreach.campaign_reply_remove,
        name="campaign_reply_remove",
    ),
]
