"""Heed: the application factory, and nothing else."""

from flask import Flask

from community import clock, failpoints, web
from community.accounts import views as accounts_views
from community.accounts import (
    views_accounts,
    views_demo,
    views_erasing,
    views_finding,
    views_handles,
    views_me,
    views_segments,
    views_tokens,
)
from community.accounts import views_admin as accounts_admin
from community.accounts import views_audit as audit_admin
from community.accounts import views_organisations as organisations_admin
from community.advocates import views as advocates_views
from community.advocates import (
    views_betas,
    views_betas_desk,
    views_leaders,
    views_referrals,
    views_review,
    views_sharing,
    views_thanks,
    views_values,
)
from community.api import views as api_views
from community.cocreation import views as cocreation_views
from community.cocreation import views_asking
from community.config import ROOT, Settings, load_settings
from community.crm import views as crm_views
from community.crm import views_api as crm_api
from community.crm import (
    views_api_accounts,
    views_consent,
    views_exports,
    views_hook,
    views_in,
    views_uploads,
    views_weight,
)
from community.crm import views_demo as crm_demo
from community.crm import views_vendors as connections_views
from community.db import db, engine_options
from community.feeds import views as feeds_views
from community.ideas import views as ideas_views
from community.ideas import views_admin as topics_admin
from community.ideas import views_comments, views_correcting, views_own
from community.ideas import views_new as suggesting_views
from community.inbound import views as inbound_views
from community.inbound import views_received, views_suspended
from community.insights import views as insights_views
from community.insights import views_dialogue, views_figures
from community.moderation import views as moderation_views
from community.moderation import views_report as reports_views
from community.notifications import views as notifications_views
from community.notifications import views_admin as mail_admin
from community.notifications import (
    views_digests,
    views_dns,
    views_inbox,
    views_letterbox,
    views_outside,
    views_previews,
    views_skipped,
    views_trials,
    views_votes,
)
from community.responses import views as responses_views
from community.responses import (
    views_acts,
    views_clock,
    views_composing,
    views_cycles,
    views_load,
    views_mending,
    views_previewing,
    views_rating,
    views_templates,
    views_together,
    views_waiting,
)
from community.responses import views_admin as responses_admin
from community.responses import views_promises as promises_admin
from community.search import views as search_views
from community.triage import views as triage_views
from community.triage import views_api as triage_api
from community.triage import views_mentions, views_proposals, views_twins
from community.voices import views as voices_views
from community.voices import views_several
from community.votes import views as votes_views
from community.votes import views_mine, views_voters
from community.web import views_admin as web_admin
from community.web import views_health

BLUEPRINTS = (
    ideas_views.pages,
    search_views.pages,
    feeds_views.pages,
    views_comments.pages,
    views_own.pages,
    votes_views.pages,
    views_mine.pages,
    views_voters.pages,
    voices_views.pages,
    views_several.pages,
    suggesting_views.pages,
    accounts_views.pages,
    responses_views.pages,
    views_composing.pages,
    views_load.pages,
    views_cycles.pages,
    views_mending.pages,
    views_previewing.pages,
    views_templates.pages,
    views_together.pages,
    views_waiting.pages,
    views_rating.pages,
    views_acts.pages,
    views_clock.pages,
    views_me.pages,
    views_erasing.pages,
    views_demo.pages,
    views_health.pages,
    web_admin.pages,
    insights_views.pages,
    views_dialogue.pages,
    views_figures.pages,
    crm_views.pages,
    views_consent.pages,
    views_weight.pages,
    connections_views.pages,
    views_exports.pages,
    advocates_views.pages,
    views_thanks.pages,
    views_betas.pages,
    views_betas_desk.pages,
    views_sharing.pages,
    views_leaders.pages,
    views_review.pages,
    views_correcting.pages,
    views_referrals.pages,
    views_values.pages,
    responses_admin.pages,
    promises_admin.pages,
    topics_admin.pages,
    moderation_views.pages,
    reports_views.pages,
    triage_views.pages,
    views_proposals.pages,
    cocreation_views.pages,
    views_asking.pages,
    views_twins.pages,
    accounts_admin.pages,
    organisations_admin.pages,
    audit_admin.pages,
    views_tokens.pages,
    views_segments.pages,
    views_accounts.pages,
    views_api_accounts.pages,
    views_hook.pages,
    crm_demo.pages,
    views_in.pages,
    views_uploads.pages,
    views_handles.pages,
    views_finding.pages,
    views_mentions.pages,
    crm_api.pages,
    triage_api.pages,
    api_views.pages,
    notifications_views.pages,
    views_outside.pages,
    views_inbox.pages,
    views_digests.pages,
    views_votes.pages,
    views_skipped.pages,
    views_dns.pages,
    views_letterbox.pages,
    views_previews.pages,
    views_previews.demo_pages,
    views_trials.pages,
    mail_admin.pages,
    inbound_views.pages,
    views_received.pages,
    views_suspended.pages,
)


def create_app(settings: Settings | None = None) -> Flask:
    settings = settings or load_settings()
    app = Flask("community", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=1_000_000,
        MAX_FORM_PARTS=200,
    )
    clock.follow(settings.clock_file)
    failpoints.arm(settings.failpoint)
    db.init_app(app)
    web.init_app(app)
    for blueprint in dict.fromkeys(BLUEPRINTS):
        app.register_blueprint(blueprint)
    return app
