"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0000"
down_revision = None

REFUSED = "the audit log is append-only"
APPEND_ONLY = {
    "sqlite": (
        f"CREATE TRIGGER audit_entries_refuse_UPDATE BEFORE UPDATE ON audit_entries BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
        f"CREATE TRIGGER audit_entries_refuse_DELETE BEFORE DELETE ON audit_entries BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$",
        "CREATE TRIGGER audit_entries_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse()",
    ),
}


def upgrade() -> None:
    op.create_table('audit_entries',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('actor_id', sa.Integer(), nullable=True),
        sa.Column('act', sa.String(length=60), nullable=False),
        sa.Column('subject_kind', sa.String(length=20), nullable=False),
        sa.Column('subject_id', sa.Integer(), nullable=True),
        sa.Column('before', sa.JSON(), nullable=False),
        sa.Column('after', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entries')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_audit_act', 'audit_entries', ['act', 'id'], unique=False)
    op.create_index('ix_audit_actor', 'audit_entries', ['actor_id', 'id'], unique=False)
    op.create_index('ix_audit_subject', 'audit_entries', ['subject_kind', 'subject_id'], unique=False)
    op.create_table('calendars',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('zone', sa.String(length=64), nullable=False),
        sa.Column('hours', sa.JSON(), nullable=False),
        sa.Column('holidays', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_calendars'))
    )
    op.create_table('events',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('actor_id', sa.Integer(), nullable=True),
        sa.Column('idea_id', sa.Integer(), nullable=True),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('data', sa.JSON(), nullable=False),
        sa.Column('expanded', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_events')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_events_idea', 'events', ['idea_id', 'id'], unique=False)
    op.create_index('ix_events_person', 'events', ['person_id', 'id'], unique=False)
    op.create_index('ix_events_waiting', 'events', ['expanded', 'id'], unique=False)
    op.create_table('job_runs',
        sa.Column('name', sa.String(length=40), nullable=False),
        sa.Column('succeeded_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('error', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_job_runs'))
    )
    op.create_table('leaders',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('holder', sa.String(length=36), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_leaders'))
    )
    op.create_table('limits',
        sa.Column('key', sa.String(length=200), nullable=False),
        sa.Column('window', sa.Integer(), nullable=False),
        sa.Column('count', sa.Integer(), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('key', 'window', name=op.f('pk_limits'))
    )
    op.create_index(op.f('ix_limits_expires_at'), 'limits', ['expires_at'], unique=False)
    op.create_table('organisations',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('external_id', sa.String(length=120), nullable=True),
        sa.Column('domain', sa.String(length=253), nullable=True),
        sa.Column('segment', sa.String(length=80), nullable=False),
        sa.Column('value_cents', sa.BigInteger(), nullable=True),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('owner_name', sa.String(length=120), nullable=False),
        sa.Column('owner_email', sa.String(length=254), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_organisations')),
        sa.UniqueConstraint('domain', name=op.f('uq_organisations_domain')),
        sa.UniqueConstraint('external_id', name=op.f('uq_organisations_external_id'))
    )
    op.create_table('posted_forms',
        sa.Column('key', sa.String(length=64), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('result', sa.Text(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('key', 'person_id', name=op.f('pk_posted_forms'))
    )
    op.create_table('search_entries',
        sa.Column('idea_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('length', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('idea_id', name=op.f('pk_search_entries'))
    )
    op.create_table('search_postings',
        sa.Column('term', sa.String(length=40, collation='C').with_variant(sa.String(length=40), 'sqlite'), nullable=False),
        sa.Column('idea_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('count', sa.Integer(), nullable=False),
        sa.Column('length', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('term', 'idea_id', name=op.f('pk_search_postings'))
    )
    op.create_index('ix_search_postings_idea', 'search_postings', ['idea_id'], unique=False)
    op.create_table('search_terms',
        sa.Column('term', sa.String(length=40, collation='C').with_variant(sa.String(length=40), 'sqlite'), nullable=False),
        sa.Column('entries', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('term', name=op.f('pk_search_terms'))
    )
    op.create_table('search_totals',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('format', sa.Integer(), nullable=False),
        sa.Column('entries', sa.Integer(), nullable=False),
        sa.Column('length', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_totals'))
    )
    op.create_table('sign_ins',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=False),
        sa.Column('email_folded', sa.String(length=254), nullable=False),
        sa.Column('code_hash', sa.String(length=64), nullable=False),
        sa.Column('link_hash', sa.String(length=64), nullable=False),
        sa.Column('browser_hash', sa.String(length=64), nullable=False),
        sa.Column('network', sa.String(length=64), nullable=False),
        sa.Column('next_url', sa.String(length=500), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_ins')),
        sa.UniqueConstraint('link_hash', name=op.f('uq_sign_ins_link_hash'))
    )
    op.create_index('ix_sign_ins_address', 'sign_ins', ['email_folded', 'created_at'], unique=False)
    op.create_table('site',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('company', sa.String(length=80), nullable=False),
        sa.Column('promise', sa.String(length=300), nullable=False),
        sa.Column('accent', sa.String(length=7), nullable=False),
        sa.Column('hold_first_ideas', sa.Boolean(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('summary', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_site'))
    )
    op.create_table('dispatches',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('handler', sa.String(length=60), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('run_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('cursor', sa.Integer(), nullable=False),
        sa.Column('error', sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_dispatches_event_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_dispatches')),
        sa.UniqueConstraint('event_id', 'handler', name=op.f('uq_dispatches_event_id_handler'))
    )
    op.create_index('ix_dispatches_due', 'dispatches', ['state', 'run_at'], unique=False)
    op.create_table('people',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=True),
        sa.Column('email_folded', sa.String(length=254), nullable=True),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('title', sa.String(length=120), nullable=False),
        sa.Column('role', sa.String(length=20), nullable=False),
        sa.Column('state', sa.String(length=12), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=True),
        sa.Column('external_id', sa.String(length=120), nullable=True),
        sa.Column('password_hash', sa.String(length=255), nullable=True),
        sa.Column('locale', sa.String(length=12), nullable=False),
        sa.Column('zone', sa.String(length=64), nullable=False),
        sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('trusted_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('away_from', sa.DateTime(timezone=True), nullable=True),
        sa.Column('away_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('mail_suspended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('points', sa.Integer(), server_default='0', nullable=False),
        sa.CheckConstraint("role IN ('customer', 'staff', 'product_manager', 'manager', 'moderator', 'administrator')", name=op.f('ck_people_role')),
        sa.CheckConstraint("state IN ('active', 'banned', 'deactivated', 'erased')", name=op.f('ck_people_state')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_people_organisation_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_people')),
        sa.UniqueConstraint('email_folded', name=op.f('uq_people_email_folded')),
        sa.UniqueConstraint('external_id', name=op.f('uq_people_external_id')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_people_organisation_id'), 'people', ['organisation_id'], unique=False)
    op.create_index(op.f('ix_people_role'), 'people', ['role'], unique=False)
    op.create_table('bans',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.String(length=500), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_bans_by_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_bans_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_bans'))
    )
    op.create_index(op.f('ix_bans_person_id'), 'bans', ['person_id'], unique=False)
    op.create_index('uq_bans_one_open', 'bans', ['person_id'], unique=True, sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))
    op.create_table('endpoints',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('url', sa.String(length=2000), nullable=False),
        sa.Column('secret', sa.Text(), nullable=False),
        sa.Column('old_secrets', sa.JSON(), nullable=False),
        sa.Column('events', sa.JSON(), nullable=False),
        sa.Column('created_by_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('failing_since', sa.DateTime(timezone=True), nullable=True),
        sa.Column('last_success_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('disabled_reason', sa.String(length=20), nullable=False),
        sa.Column('busy_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('served_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['created_by_id'], ['people.id'], name=op.f('fk_endpoints_created_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_endpoints'))
    )
    op.create_table('held_acts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('payload', sa.JSON(), nullable=False),
        sa.Column('browser_hash', sa.String(length=64), nullable=False),
        sa.Column('sign_in_id', sa.Integer(), nullable=True),
        sa.Column('network', sa.String(length=64), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('outcome', sa.String(length=8), nullable=False),
        sa.Column('said', sa.Text(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_held_acts_person_id')),
        sa.ForeignKeyConstraint(['sign_in_id'], ['sign_ins.id'], name=op.f('fk_held_acts_sign_in_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_held_acts'))
    )
    op.create_index(op.f('ix_held_acts_browser_hash'), 'held_acts', ['browser_hash'], unique=False)
    op.create_index(op.f('ix_held_acts_person_id'), 'held_acts', ['person_id'], unique=False)
    op.create_index(op.f('ix_held_acts_sign_in_id'), 'held_acts', ['sign_in_id'], unique=False)
    op.create_table('ledger_lines',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=True),
        sa.Column('cause', sa.String(length=30), nullable=False),
        sa.Column('points', sa.Integer(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=True),
        sa.Column('comment_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_ledger_lines_event_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_ledger_lines_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_lines')),
        sa.UniqueConstraint('event_id', 'person_id', 'cause', name=op.f('uq_ledger_lines_event_id_person_id_cause')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_ledger_person', 'ledger_lines', ['person_id', 'id'], unique=False)
    op.create_table('mails',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=True),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('idea_id', sa.Integer(), nullable=True),
        sa.Column('kind', sa.String(length=30), nullable=False),
        sa.Column('address', sa.String(length=254), nullable=False),
        sa.Column('subject', sa.Text(), nullable=False),
        sa.Column('message_id', sa.String(length=200), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('state', sa.String(length=8), nullable=False),
        sa.Column('priority', sa.SmallInteger(), nullable=False),
        sa.Column('run_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('lease', sa.String(length=36), nullable=True),
        sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_mails_event_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_mails_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mails')),
        sa.UniqueConstraint('event_id', 'kind', 'address', name=op.f('uq_mails_event_id_kind_address')),
        sa.UniqueConstraint('message_id', name=op.f('uq_mails_message_id')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_mails_due', 'mails', ['state', 'priority', 'run_at', 'id'], unique=False)
    op.create_index('ix_mails_person', 'mails', ['person_id', 'id'], unique=False)
    op.create_table('refusals',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=30), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_refusals_person_id')),
        sa.PrimaryKeyConstraint('person_id', 'kind', name=op.f('pk_refusals'))
    )
    op.create_table('removals',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('subject_kind', sa.String(length=10), nullable=False),
        sa.Column('subject_id', sa.Integer(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.String(length=500), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_removals_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_removals'))
    )
    op.create_index('uq_removals_one_open', 'removals', ['subject_kind', 'subject_id'], unique=True, sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))
    op.create_table('sessions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('role', sa.String(length=20), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('browser', sa.String(length=200), nullable=False),
        sa.Column('network', sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_sessions_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sessions')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_sessions_token_hash'))
    )
    op.create_index(op.f('ix_sessions_person_id'), 'sessions', ['person_id'], unique=False)
    op.create_table('topics',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('slug', sa.String(length=80), nullable=False),
        sa.Column('description', sa.String(length=500), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('visibility', sa.String(length=14), nullable=False),
        sa.Column('owner_id', sa.Integer(), nullable=True),
        sa.Column('deputy_id', sa.Integer(), nullable=True),
        sa.Column('manager_id', sa.Integer(), nullable=True),
        sa.Column('director_id', sa.Integer(), nullable=True),
        sa.Column('calendar_id', sa.Integer(), nullable=True),
        sa.Column('promise_amount', sa.Integer(), nullable=False),
        sa.Column('promise_unit', sa.String(length=5), nullable=False),
        sa.Column('review_months', sa.Integer(), nullable=False),
        sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['calendar_id'], ['calendars.id'], name=op.f('fk_topics_calendar_id')),
        sa.ForeignKeyConstraint(['deputy_id'], ['people.id'], name=op.f('fk_topics_deputy_id')),
        sa.ForeignKeyConstraint(['director_id'], ['people.id'], name=op.f('fk_topics_director_id')),
        sa.ForeignKeyConstraint(['manager_id'], ['people.id'], name=op.f('fk_topics_manager_id')),
        sa.ForeignKeyConstraint(['owner_id'], ['people.id'], name=op.f('fk_topics_owner_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_topics')),
        sa.UniqueConstraint('slug', name=op.f('uq_topics_slug'))
    )
    op.create_table('deliveries',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('endpoint_id', sa.Integer(), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('webhook_id', sa.String(length=64), nullable=False),
        sa.Column('body', sa.LargeBinary(), nullable=False),
        sa.Column('state', sa.String(length=8), nullable=False),
        sa.Column('run_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('lease', sa.String(length=36), nullable=True),
        sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['endpoint_id'], ['endpoints.id'], name=op.f('fk_deliveries_endpoint_id')),
        sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_deliveries_event_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_deliveries')),
        sa.UniqueConstraint('endpoint_id', 'event_id', name=op.f('uq_deliveries_endpoint_id_event_id')),
        sa.UniqueConstraint('webhook_id', name=op.f('uq_deliveries_webhook_id')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_deliveries_age', 'deliveries', ['created_at'], unique=False)
    op.create_index('ix_deliveries_due', 'deliveries', ['endpoint_id', 'state', 'run_at', 'id'], unique=False)
    op.create_index('ix_deliveries_person', 'deliveries', ['person_id', 'id'], unique=False)
    op.create_table('ideas',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('title', sa.String(length=200), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('body_html', sa.Text(), nullable=False),
        sa.Column('excerpt', sa.String(length=300), nullable=False),
        sa.Column('author_id', sa.Integer(), nullable=False),
        sa.Column('topic_id', sa.Integer(), nullable=False),
        sa.Column('owner_id', sa.Integer(), nullable=True),
        sa.Column('root_id', sa.Integer(), nullable=True),
        sa.Column('tags', sa.JSON(), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('status', sa.String(length=10), server_default='new', nullable=False),
        sa.Column('answer_state', sa.String(length=10), server_default='awaiting', nullable=False),
        sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('warn_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('first_due_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('review_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('answerer_name', sa.String(length=80), server_default='', nullable=False),
        sa.Column('vote_count', sa.Integer(), server_default='0', nullable=False),
        sa.Column('imported_votes', sa.Integer(), server_default='0', nullable=False),
        sa.Column('comment_count', sa.Integer(), server_default='0', nullable=False),
        sa.Column('voice_count', sa.Integer(), server_default='0', nullable=False),
        sa.Column('hot', sa.Float(), server_default='0', nullable=False),
        sa.Column('legacy', sa.Boolean(), nullable=False),
        sa.Column('external_id', sa.String(length=120), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('version', sa.Integer(), server_default='1', nullable=False),
        sa.CheckConstraint("state IN ('pending', 'published', 'hidden', 'deleted')", name=op.f('ck_ideas_state')),
        sa.CheckConstraint('vote_count >= 0 AND comment_count >= 0 AND voice_count >= 0', name=op.f('ck_ideas_counts')),
        sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_ideas_author_id')),
        sa.ForeignKeyConstraint(['owner_id'], ['people.id'], name=op.f('fk_ideas_owner_id')),
        sa.ForeignKeyConstraint(['root_id'], ['ideas.id'], name=op.f('fk_ideas_root_id')),
        sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_ideas_topic_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ideas')),
        sa.UniqueConstraint('external_id', name=op.f('uq_ideas_external_id')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_ideas_answered', 'ideas', ['state', 'answered_at', 'id'], unique=False)
    op.create_index('ix_ideas_author', 'ideas', ['author_id', 'id'], unique=False)
    op.create_index('ix_ideas_due', 'ideas', ['answer_state', 'due_at', 'id'], unique=False)
    op.create_index('ix_ideas_newest', 'ideas', ['state', 'published_at', 'id'], unique=False)
    op.create_index(op.f('ix_ideas_root_id'), 'ideas', ['root_id'], unique=False)
    op.create_index(op.f('ix_ideas_status'), 'ideas', ['status'], unique=False)
    op.create_index('ix_ideas_top', 'ideas', ['state', 'vote_count', 'id'], unique=False)
    op.create_index('ix_ideas_topic', 'ideas', ['topic_id', 'state', 'vote_count', 'id'], unique=False)
    op.create_index('ix_ideas_trending', 'ideas', ['state', 'hot', 'id'], unique=False)
    op.create_table('topic_organisations',
        sa.Column('topic_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_topic_organisations_organisation_id')),
        sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_topic_organisations_topic_id')),
        sa.PrimaryKeyConstraint('topic_id', 'organisation_id', name=op.f('pk_topic_organisations'))
    )
    op.create_table('answers',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('author_id', sa.Integer(), nullable=False),
        sa.Column('status', sa.String(length=10), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('body_html', sa.Text(), nullable=False),
        sa.Column('review_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_answers_author_id')),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_answers_idea_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_answers')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_answers_idea', 'answers', ['idea_id', 'id'], unique=False)
    op.create_table('attempts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('delivery_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('status', sa.Integer(), nullable=True),
        sa.Column('latency_ms', sa.Integer(), nullable=True),
        sa.Column('reply', sa.Text(), nullable=False),
        sa.Column('problem', sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(['delivery_id'], ['deliveries.id'], name=op.f('fk_attempts_delivery_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_attempts'))
    )
    op.create_index(op.f('ix_attempts_delivery_id'), 'attempts', ['delivery_id'], unique=False)
    op.create_table('clocks',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('cycle', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=10), nullable=False),
        sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('warn_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('outcome', sa.String(length=10), nullable=False),
        sa.Column('next_tier', sa.Integer(), nullable=True),
        sa.Column('next_alert_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_clocks_idea_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_clocks')),
        sa.UniqueConstraint('idea_id', 'cycle', name=op.f('uq_clocks_idea_id_cycle'))
    )
    op.create_index('ix_clocks_alert', 'clocks', ['next_alert_at', 'id'], unique=False)
    op.create_index('ix_clocks_due', 'clocks', ['due_at'], unique=False)
    op.create_table('comments',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('parent_id', sa.Integer(), nullable=True),
        sa.Column('author_id', sa.Integer(), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('body_html', sa.Text(), nullable=False),
        sa.Column('helpful_count', sa.Integer(), server_default='0', nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_comments_author_id')),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_comments_idea_id')),
        sa.ForeignKeyConstraint(['parent_id'], ['comments.id'], name=op.f('fk_comments_parent_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_comments')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_comments_author_id'), 'comments', ['author_id'], unique=False)
    op.create_index('ix_comments_idea', 'comments', ['idea_id', 'id'], unique=False)
    op.create_table('follows',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('level', sa.String(length=8), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_follows_idea_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_follows_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_follows')),
        sa.UniqueConstraint('idea_id', 'person_id', name=op.f('uq_follows_idea_id_person_id'))
    )
    op.create_index(op.f('ix_follows_person_id'), 'follows', ['person_id'], unique=False)
    op.create_table('idea_tags',
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('tag', sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_idea_tags_idea_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('idea_id', 'tag', name=op.f('pk_idea_tags'))
    )
    op.create_index('ix_idea_tags_tag', 'idea_tags', ['tag', 'idea_id'], unique=False)
    op.create_table('index_tasks',
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_index_tasks_idea_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('idea_id', name=op.f('pk_index_tasks'))
    )
    op.create_index(op.f('ix_index_tasks_queued_at'), 'index_tasks', ['queued_at'], unique=False)
    op.create_table('reports',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('subject_kind', sa.String(length=10), nullable=False),
        sa.Column('subject_id', sa.Integer(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('reporter_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.String(length=20), nullable=False),
        sa.Column('note', sa.String(length=500), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('resolved_by_id', sa.Integer(), nullable=True),
        sa.Column('outcome', sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_reports_idea_id')),
        sa.ForeignKeyConstraint(['reporter_id'], ['people.id'], name=op.f('fk_reports_reporter_id')),
        sa.ForeignKeyConstraint(['resolved_by_id'], ['people.id'], name=op.f('fk_reports_resolved_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_reports'))
    )
    op.create_index('ix_reports_open', 'reports', ['resolved_at', 'id'], unique=False)
    op.create_index('uq_reports_one_open', 'reports', ['subject_kind', 'subject_id', 'reporter_id'], unique=True, sqlite_where=sa.text('resolved_at IS NULL'), postgresql_where=sa.text('resolved_at IS NULL'))
    op.create_table('revisions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('editor_id', sa.Integer(), nullable=False),
        sa.Column('title', sa.String(length=200), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['editor_id'], ['people.id'], name=op.f('fk_revisions_editor_id')),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_revisions_idea_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_revisions'))
    )
    op.create_index(op.f('ix_revisions_idea_id'), 'revisions', ['idea_id'], unique=False)
    op.create_table('voices',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('noted_by_id', sa.Integer(), nullable=True),
        sa.Column('source', sa.String(length=8), nullable=False),
        sa.Column('seen_at', sa.String(length=200), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_voices_idea_id')),
        sa.ForeignKeyConstraint(['noted_by_id'], ['people.id'], name=op.f('fk_voices_noted_by_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_voices_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_voices')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_voices_idea', 'voices', ['idea_id', 'id'], unique=False)
    op.create_index(op.f('ix_voices_person_id'), 'voices', ['person_id'], unique=False)
    op.create_table('votes',
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('importance', sa.Integer(), nullable=False),
        sa.Column('void', sa.Boolean(), nullable=False),
        sa.Column('noted_by_id', sa.Integer(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('importance BETWEEN 1 AND 3', name=op.f('ck_votes_importance')),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_votes_idea_id')),
        sa.ForeignKeyConstraint(['noted_by_id'], ['people.id'], name=op.f('fk_votes_noted_by_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_votes_person_id')),
        sa.PrimaryKeyConstraint('idea_id', 'person_id', name=op.f('pk_votes'))
    )
    op.create_index('ix_votes_person', 'votes', ['person_id', 'created_at'], unique=False)
    op.create_table('answer_revisions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('answer_id', sa.Integer(), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['answer_id'], ['answers.id'], name=op.f('fk_answer_revisions_answer_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_revisions'))
    )
    op.create_index(op.f('ix_answer_revisions_answer_id'), 'answer_revisions', ['answer_id'], unique=False)
    op.create_table('escalations',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('clock_id', sa.Integer(), nullable=False),
        sa.Column('tier', sa.Integer(), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('told', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(['clock_id'], ['clocks.id'], name=op.f('fk_escalations_clock_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_escalations')),
        sa.UniqueConstraint('clock_id', 'tier', name=op.f('uq_escalations_clock_id_tier'))
    )
    op.create_table('helpful_marks',
        sa.Column('comment_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_helpful_marks_comment_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_helpful_marks_person_id')),
        sa.PrimaryKeyConstraint('comment_id', 'person_id', name=op.f('pk_helpful_marks'))
    )
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('helpful_marks')
    op.drop_table('escalations')
    op.drop_index(op.f('ix_answer_revisions_answer_id'), table_name='answer_revisions')
    op.drop_table('answer_revisions')
    op.drop_index('ix_votes_person', table_name='votes')
    op.drop_table('votes')
    op.drop_index(op.f('ix_voices_person_id'), table_name='voices')
    op.drop_index('ix_voices_idea', table_name='voices')
    op.drop_table('voices')
    op.drop_index(op.f('ix_revisions_idea_id'), table_name='revisions')
    op.drop_table('revisions')
    op.drop_index('uq_reports_one_open', table_name='reports', sqlite_where=sa.text('resolved_at IS NULL'), postgresql_where=sa.text('resolved_at IS NULL'))
    op.drop_index('ix_reports_open', table_name='reports')
    op.drop_table('reports')
    op.drop_index(op.f('ix_index_tasks_queued_at'), table_name='index_tasks')
    op.drop_table('index_tasks')
    op.drop_index('ix_idea_tags_tag', table_name='idea_tags')
    op.drop_table('idea_tags')
    op.drop_index(op.f('ix_follows_person_id'), table_name='follows')
    op.drop_table('follows')
    op.drop_index('ix_comments_idea', table_name='comments')
    op.drop_index(op.f('ix_comments_author_id'), table_name='comments')
    op.drop_table('comments')
    op.drop_index('ix_clocks_due', table_name='clocks')
    op.drop_index('ix_clocks_alert', table_name='clocks')
    op.drop_table('clocks')
    op.drop_index(op.f('ix_attempts_delivery_id'), table_name='attempts')
    op.drop_table('attempts')
    op.drop_index('ix_answers_idea', table_name='answers')
    op.drop_table('answers')
    op.drop_table('topic_organisations')
    op.drop_index('ix_ideas_trending', table_name='ideas')
    op.drop_index('ix_ideas_topic', table_name='ideas')
    op.drop_index('ix_ideas_top', table_name='ideas')
    op.drop_index(op.f('ix_ideas_status'), table_name='ideas')
    op.drop_index(op.f('ix_ideas_root_id'), table_name='ideas')
    op.drop_index('ix_ideas_newest', table_name='ideas')
    op.drop_index('ix_ideas_due', table_name='ideas')
    op.drop_index('ix_ideas_author', table_name='ideas')
    op.drop_index('ix_ideas_answered', table_name='ideas')
    op.drop_table('ideas')
    op.drop_index('ix_deliveries_person', table_name='deliveries')
    op.drop_index('ix_deliveries_due', table_name='deliveries')
    op.drop_index('ix_deliveries_age', table_name='deliveries')
    op.drop_table('deliveries')
    op.drop_table('topics')
    op.drop_index(op.f('ix_sessions_person_id'), table_name='sessions')
    op.drop_table('sessions')
    op.drop_index('uq_removals_one_open', table_name='removals', sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))
    op.drop_table('removals')
    op.drop_table('refusals')
    op.drop_index('ix_mails_person', table_name='mails')
    op.drop_index('ix_mails_due', table_name='mails')
    op.drop_table('mails')
    op.drop_index('ix_ledger_person', table_name='ledger_lines')
    op.drop_table('ledger_lines')
    op.drop_index(op.f('ix_held_acts_sign_in_id'), table_name='held_acts')
    op.drop_index(op.f('ix_held_acts_person_id'), table_name='held_acts')
    op.drop_index(op.f('ix_held_acts_browser_hash'), table_name='held_acts')
    op.drop_table('held_acts')
    op.drop_table('endpoints')
    op.drop_index('uq_bans_one_open', table_name='bans', sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))
    op.drop_index(op.f('ix_bans_person_id'), table_name='bans')
    op.drop_table('bans')
    op.drop_index(op.f('ix_people_role'), table_name='people')
    op.drop_index(op.f('ix_people_organisation_id'), table_name='people')
    op.drop_table('people')
    op.drop_index('ix_dispatches_due', table_name='dispatches')
    op.drop_table('dispatches')
    op.drop_table('site')
    op.drop_index('ix_sign_ins_address', table_name='sign_ins')
    op.drop_table('sign_ins')
    op.drop_table('search_totals')
    op.drop_table('search_terms')
    op.drop_index('ix_search_postings_idea', table_name='search_postings')
    op.drop_table('search_postings')
    op.drop_table('search_entries')
    op.drop_table('posted_forms')
    op.drop_table('organisations')
    op.drop_index(op.f('ix_limits_expires_at'), table_name='limits')
    op.drop_table('limits')
    op.drop_table('leaders')
    op.drop_table('job_runs')
    op.drop_index('ix_events_waiting', table_name='events')
    op.drop_index('ix_events_person', table_name='events')
    op.drop_index('ix_events_idea', table_name='events')
    op.drop_table('events')
    op.drop_table('calendars')
    op.drop_index('ix_audit_subject', table_name='audit_entries')
    op.drop_index('ix_audit_actor', table_name='audit_entries')
    op.drop_index('ix_audit_act', table_name='audit_entries')
    op.drop_table('audit_entries')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entries_refuse()")
