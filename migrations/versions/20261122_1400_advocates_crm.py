"""Advocates and the CRM: standing, thanks, handles, mentions, referrals, accounts, segments, vendors, consent."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1400"
down_revision = "20261122_1000"


def upgrade() -> None:
    op.create_table('outside_addresses',
        sa.Column('address_folded', sa.String(length=254), nullable=False),
        sa.Column('refused_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('held_until', sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('address_folded', name=op.f('pk_outside_addresses'))
    )
    op.create_table('api_tokens',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('starts', sa.String(length=12), nullable=False),
        sa.Column('scopes', sa.JSON(), nullable=False),
        sa.Column('created_by_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['created_by_id'], ['people.id'], name=op.f('fk_api_tokens_created_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_api_tokens')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_api_tokens_token_hash'))
    )
    op.create_table('badges',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_badges_event_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_badges_person_id')),
        sa.PrimaryKeyConstraint('person_id', 'kind', name=op.f('pk_badges'))
    )
    op.create_table('belongings',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('how', sa.String(length=8), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("how IN ('crm', 'mail', 'domain', 'hand')", name=op.f('ck_belongings_how')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_belongings_organisation_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_belongings_person_id')),
        sa.PrimaryKeyConstraint('person_id', 'organisation_id', name=op.f('pk_belongings'))
    )
    op.create_index(op.f('ix_belongings_organisation_id'), 'belongings', ['organisation_id'], unique=False)
    op.create_table('connections',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('vendor', sa.String(length=20), nullable=False),
        sa.Column('url', sa.String(length=2000), nullable=False),
        sa.Column('credentials', sa.Text(), nullable=False),
        sa.Column('token', sa.Text(), nullable=False),
        sa.Column('token_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('mapping', sa.JSON(), nullable=False),
        sa.Column('created_by_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('enabled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('disabled_reason', sa.String(length=20), nullable=False),
        sa.Column('failures', sa.Integer(), nullable=False),
        sa.Column('failing_since', sa.DateTime(timezone=True), nullable=True),
        sa.Column('last_success_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('problem', sa.Text(), nullable=False),
        sa.Column('lease', sa.String(length=36), nullable=True),
        sa.Column('busy_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('served_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['created_by_id'], ['people.id'], name=op.f('fk_connections_created_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_connections')),
        sa.UniqueConstraint('name', name=op.f('uq_connections_name'))
    )
    op.create_table('contacts',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('title', sa.String(length=120), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=False),
        sa.Column('fields', sa.JSON(), nullable=False),
        sa.Column('crm_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_contacts_person_id')),
        sa.PrimaryKeyConstraint('person_id', name=op.f('pk_contacts'))
    )
    op.create_table('crm_conflicts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('mark', sa.String(length=64), nullable=False),
        sa.Column('kind', sa.String(length=12), nullable=False),
        sa.Column('external_id', sa.String(length=120), nullable=False),
        sa.Column('value', sa.String(length=254), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('organisation_id', sa.Integer(), nullable=True),
        sa.Column('other_id', sa.Integer(), nullable=True),
        sa.Column('said', sa.JSON(), nullable=False),
        sa.Column('source', sa.String(length=60), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('decision', sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(['decided_by_id'], ['people.id'], name=op.f('fk_crm_conflicts_decided_by_id')),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_crm_conflicts_organisation_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_crm_conflicts_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_crm_conflicts')),
        sa.UniqueConstraint('mark', name=op.f('uq_crm_conflicts_mark'))
    )
    op.create_index('ix_crm_conflicts_open', 'crm_conflicts', ['decided_at', 'id'], unique=False)
    op.create_index(op.f('ix_crm_conflicts_person_id'), 'crm_conflicts', ['person_id'], unique=False)
    op.create_table('crm_sources',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('slug', sa.String(length=40), nullable=False),
        sa.Column('secret', sa.Text(), nullable=False),
        sa.Column('created_by_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['created_by_id'], ['people.id'], name=op.f('fk_crm_sources_created_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_crm_sources')),
        sa.UniqueConstraint('slug', name=op.f('uq_crm_sources_slug'))
    )
    op.create_table('crm_uploads',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('what', sa.String(length=8), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=True),
        sa.Column('mapping', sa.JSON(), nullable=False),
        sa.Column('state', sa.String(length=8), nullable=False),
        sa.Column('read', sa.Integer(), nullable=False),
        sa.Column('preview', sa.JSON(), nullable=False),
        sa.Column('outcome', sa.JSON(), nullable=False),
        sa.Column('created_by_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['created_by_id'], ['people.id'], name=op.f('fk_crm_uploads_created_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_crm_uploads'))
    )
    op.create_index(op.f('ix_crm_uploads_state'), 'crm_uploads', ['state'], unique=False)
    op.create_table('erasures',
        sa.Column('person_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('keep_words', sa.Boolean(), nullable=False),
        sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('traces', sa.JSON(), nullable=False),
        sa.Column('reindex', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_erasures_person_id')),
        sa.PrimaryKeyConstraint('person_id', name=op.f('pk_erasures'))
    )
    op.create_index(op.f('ix_erasures_due_at'), 'erasures', ['due_at'], unique=False)
    op.create_table('handles',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('channel', sa.String(length=40), nullable=False),
        sa.Column('handle', sa.String(length=120), nullable=False),
        sa.Column('handle_folded', sa.String(length=360), nullable=False),
        sa.Column('linked_by_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['linked_by_id'], ['people.id'], name=op.f('fk_handles_linked_by_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_handles_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_handles')),
        sa.UniqueConstraint('channel', 'handle_folded', name=op.f('uq_handles_channel_handle_folded')),
        sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_handles_handle_folded'), 'handles', ['handle_folded'], unique=False)
    op.create_index(op.f('ix_handles_person_id'), 'handles', ['person_id'], unique=False)
    op.create_table('points_decays',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('through', sa.Integer(), nullable=False),
        sa.Column('half_life', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_points_decays_person_id')),
        sa.PrimaryKeyConstraint('person_id', name=op.f('pk_points_decays'))
    )
    op.create_table('referrals',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('referrer_id', sa.Integer(), nullable=False),
        sa.Column('referred_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=4), nullable=False),
        sa.Column('about_id', sa.Integer(), server_default='0', nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=True),
        sa.Column('own', sa.String(length=8), server_default='', nullable=False),
        sa.Column('would_have', sa.String(length=6), server_default='', nullable=False),
        sa.Column('landed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('active_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('join', 'vote', 'idea')", name=op.f('ck_referrals_kind')),
        sa.ForeignKeyConstraint(['referred_id'], ['people.id'], name=op.f('fk_referrals_referred_id')),
        sa.ForeignKeyConstraint(['referrer_id'], ['people.id'], name=op.f('fk_referrals_referrer_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_referrals')),
        sa.UniqueConstraint('referred_id', 'kind', 'about_id', name=op.f('uq_referrals_referred_id_kind_about_id')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_referrals_about', 'referrals', ['kind', 'about_id'], unique=False)
    op.create_index('ix_referrals_referrer', 'referrals', ['referrer_id', 'kind', 'id'], unique=False)
    op.create_index('ix_referrals_waiting', 'referrals', ['kind', 'active_at', 'undone_at', 'at'], unique=False)
    op.create_table('segments',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('name_folded', sa.String(length=240), nullable=False),
        sa.Column('rule', sa.JSON(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('created_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['created_by_id'], ['people.id'], name=op.f('fk_segments_created_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_segments')),
        sa.UniqueConstraint('name_folded', name=op.f('uq_segments_name_folded'))
    )
    op.create_table('value_terms',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('margin', sa.Integer(), nullable=False),
        sa.Column('acquisition', sa.BigInteger(), nullable=False),
        sa.Column('reward', sa.BigInteger(), nullable=False),
        sa.Column('retention', sa.BigInteger(), nullable=False),
        sa.Column('discount', sa.Integer(), nullable=False),
        sa.Column('ideas', sa.Integer(), nullable=False),
        sa.Column('saved_by_id', sa.Integer(), nullable=True),
        sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['saved_by_id'], ['people.id'], name=op.f('fk_value_terms_saved_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_value_terms')),
        sqlite_autoincrement=True
    )
    op.create_table('connection_acknowledged',
        sa.Column('connection_id', sa.Integer(), nullable=False),
        sa.Column('subject_kind', sa.String(length=8), nullable=False),
        sa.Column('subject_id', sa.Integer(), nullable=False),
        sa.Column('crm_id', sa.String(length=64), nullable=False),
        sa.Column('hashes', sa.JSON(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['connection_id'], ['connections.id'], name=op.f('fk_connection_acknowledged_connection_id')),
        sa.PrimaryKeyConstraint('connection_id', 'subject_kind', 'subject_id', name=op.f('pk_connection_acknowledged'))
    )
    op.create_index('ix_connection_acknowledged_subject', 'connection_acknowledged', ['subject_kind', 'subject_id'], unique=False)
    op.create_table('connection_attempts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('connection_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('request', sa.String(length=300), nullable=False),
        sa.Column('records', sa.Integer(), nullable=False),
        sa.Column('status', sa.Integer(), nullable=True),
        sa.Column('latency_ms', sa.Integer(), nullable=True),
        sa.Column('reply', sa.Text(), nullable=False),
        sa.Column('problem', sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(['connection_id'], ['connections.id'], name=op.f('fk_connection_attempts_connection_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_connection_attempts'))
    )
    op.create_index('ix_connection_attempts_age', 'connection_attempts', ['at'], unique=False)
    op.create_index(op.f('ix_connection_attempts_connection_id'), 'connection_attempts', ['connection_id'], unique=False)
    op.create_table('connection_pending',
        sa.Column('connection_id', sa.Integer(), nullable=False),
        sa.Column('subject_kind', sa.String(length=8), nullable=False),
        sa.Column('subject_id', sa.Integer(), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.Column('changes', sa.Integer(), nullable=False),
        sa.Column('refused_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('problem', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['connection_id'], ['connections.id'], name=op.f('fk_connection_pending_connection_id')),
        sa.PrimaryKeyConstraint('connection_id', 'subject_kind', 'subject_id', name=op.f('pk_connection_pending'))
    )
    op.create_index('ix_connection_pending_due', 'connection_pending', ['connection_id', 'refused_at', 'subject_kind', 'since'], unique=False)
    op.create_table('crm_pushed',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('source_id', sa.Integer(), nullable=False),
        sa.Column('webhook_id', sa.String(length=200), nullable=False),
        sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('body', sa.LargeBinary(), nullable=True),
        sa.Column('state', sa.String(length=8), nullable=False),
        sa.Column('run_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('outcome', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(['source_id'], ['crm_sources.id'], name=op.f('fk_crm_pushed_source_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_crm_pushed')),
        sa.UniqueConstraint('source_id', 'webhook_id', name=op.f('uq_crm_pushed_source_id_webhook_id'))
    )
    op.create_index('ix_crm_pushed_due', 'crm_pushed', ['state', 'run_at'], unique=False)
    op.create_index(op.f('ix_crm_pushed_received_at'), 'crm_pushed', ['received_at'], unique=False)
    op.create_table('crm_runs',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('connection_id', sa.Integer(), nullable=True),
        sa.Column('endpoint_id', sa.Integer(), nullable=True),
        sa.Column('kind', sa.String(length=8), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=True),
        sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('stage', sa.String(length=8), nullable=False),
        sa.Column('cursor', sa.Integer(), nullable=False),
        sa.Column('total', sa.Integer(), nullable=False),
        sa.Column('seen', sa.Integer(), nullable=False),
        sa.Column('counts', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_crm_runs_by_id')),
        sa.ForeignKeyConstraint(['connection_id'], ['connections.id'], name=op.f('fk_crm_runs_connection_id')),
        sa.ForeignKeyConstraint(['endpoint_id'], ['endpoints.id'], name=op.f('fk_crm_runs_endpoint_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_crm_runs'))
    )
    op.create_index('ix_crm_runs_connection', 'crm_runs', ['connection_id', 'kind', 'id'], unique=False)
    op.create_index('ix_crm_runs_open', 'crm_runs', ['finished_at', 'id'], unique=False)
    op.create_table('handle_claims',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('handle_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['handle_id'], ['handles.id'], name=op.f('fk_handle_claims_handle_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_handle_claims_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_handle_claims')),
        sa.UniqueConstraint('handle_id', 'person_id', name=op.f('uq_handle_claims_handle_id_person_id'))
    )
    op.create_index(op.f('ix_handle_claims_person_id'), 'handle_claims', ['person_id'], unique=False)
    op.create_table('person_values',
        sa.Column('person_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('crv', sa.BigInteger(), nullable=False),
        sa.Column('civ', sa.BigInteger(), nullable=False),
        sa.Column('ckv', sa.BigInteger(), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('terms_id', sa.Integer(), nullable=False),
        sa.Column('formula', sa.String(length=20), nullable=False),
        sa.Column('as_of', sa.Date(), nullable=False),
        sa.Column('lines', sa.JSON(), nullable=False),
        sa.Column('computed_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_person_values_person_id')),
        sa.ForeignKeyConstraint(['terms_id'], ['value_terms.id'], name=op.f('fk_person_values_terms_id')),
        sa.PrimaryKeyConstraint('person_id', name=op.f('pk_person_values'))
    )
    op.create_table('segment_members',
        sa.Column('segment_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_segment_members_organisation_id')),
        sa.ForeignKeyConstraint(['segment_id'], ['segments.id'], name=op.f('fk_segment_members_segment_id')),
        sa.PrimaryKeyConstraint('segment_id', 'organisation_id', name=op.f('pk_segment_members'))
    )
    op.create_index(op.f('ix_segment_members_organisation_id'), 'segment_members', ['organisation_id'], unique=False)
    op.create_table('betas',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('opened_by_id', sa.Integer(), nullable=False),
        sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('closed_by_id', sa.Integer(), nullable=True),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['closed_by_id'], ['people.id'], name=op.f('fk_betas_closed_by_id')),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_betas_idea_id')),
        sa.ForeignKeyConstraint(['opened_by_id'], ['people.id'], name=op.f('fk_betas_opened_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_betas')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_betas_idea', 'betas', ['idea_id', 'id'], unique=False)
    op.create_index('uq_betas_open', 'betas', ['idea_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_table('idea_values',
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('value_cents', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_idea_values_idea_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('idea_id', 'currency', name=op.f('pk_idea_values'))
    )
    op.create_index('ix_idea_values_place', 'idea_values', ['currency', 'value_cents', 'idea_id'], unique=False)
    op.create_table('idea_weights',
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('people', sa.Integer(), nullable=False),
        sa.Column('accounts', sa.Integer(), nullable=False),
        sa.Column('renewing', sa.Integer(), nullable=False),
        sa.Column('as_of', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_idea_weights_idea_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('idea_id', name=op.f('pk_idea_weights'))
    )
    op.create_index('ix_idea_weights_accounts', 'idea_weights', ['accounts', 'idea_id'], unique=False)
    op.create_index('ix_idea_weights_renewing', 'idea_weights', ['renewing', 'idea_id'], unique=False)
    op.create_table('interests',
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        sa.Column('people', sa.Integer(), nullable=False),
        sa.Column('importance', sa.SmallInteger(), nullable=False),
        sa.Column('told_people', sa.Integer(), nullable=False),
        sa.Column('told_importance', sa.SmallInteger(), nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_interests_idea_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_interests_organisation_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('idea_id', 'organisation_id', name=op.f('pk_interests'))
    )
    op.create_index('ix_interests_account', 'interests', ['organisation_id', 'idea_id'], unique=False)
    op.create_table('shared_answers',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('body_html', sa.Text(), nullable=False),
        sa.Column('shared_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('voice_id', sa.Integer(), nullable=True),
        sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_shared_answers_by_id')),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_shared_answers_idea_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_shared_answers_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_shared_answers')),
        sa.UniqueConstraint('voice_id', name=op.f('uq_shared_answers_voice_id')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_shared_answers_idea', 'shared_answers', ['idea_id', 'id'], unique=False)
    op.create_index('ix_shared_answers_person', 'shared_answers', ['person_id', 'id'], unique=False)
    op.create_table('thanks',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=True),
        sa.Column('comment_id', sa.Integer(), nullable=True),
        sa.Column('voice_id', sa.Integer(), nullable=True),
        sa.Column('perk', sa.String(length=120), nullable=False),
        sa.Column('perk_until', sa.Date(), nullable=True),
        sa.Column('perk_note', sa.String(length=500), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('shown_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_thanks_by_id')),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_thanks_idea_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_thanks_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_thanks')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_thanks_person', 'thanks', ['person_id', 'id'], unique=False)
    op.create_table('weight_tasks',
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('run_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_weight_tasks_idea_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('idea_id', name=op.f('pk_weight_tasks'))
    )
    op.create_index('ix_weight_tasks_due', 'weight_tasks', ['run_at', 'idea_id'], unique=False)
    op.create_table('beta_places',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('beta_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('invited_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('invited_by_id', sa.Integer(), nullable=True),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('answer', sa.String(length=3), nullable=False),
        sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('', 'yes', 'no')", name=op.f('ck_beta_places_answer')),
        sa.CheckConstraint('asked_at IS NOT NULL OR invited_at IS NOT NULL', name=op.f('ck_beta_places_reason')),
        sa.ForeignKeyConstraint(['beta_id'], ['betas.id'], name=op.f('fk_beta_places_beta_id')),
        sa.ForeignKeyConstraint(['invited_by_id'], ['people.id'], name=op.f('fk_beta_places_invited_by_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_beta_places_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_beta_places')),
        sa.UniqueConstraint('beta_id', 'person_id', name=op.f('uq_beta_places_beta_id_person_id')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_beta_places_person', 'beta_places', ['person_id', 'id'], unique=False)
    op.create_table('held_outcomes',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('cause', sa.String(length=30), nullable=False),
        sa.Column('subject_id', sa.Integer(), nullable=False),
        sa.Column('from_id', sa.Integer(), nullable=True),
        sa.Column('idea_id', sa.Integer(), nullable=True),
        sa.Column('comment_id', sa.Integer(), nullable=True),
        sa.Column('why', sa.String(length=12), nullable=False),
        sa.Column('points', sa.Integer(), nullable=False),
        sa.Column('earned_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('held_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('state', sa.String(length=8), server_default='waiting', nullable=False),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('reason', sa.Text(), server_default='', nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'released', 'refused')", name=op.f('ck_held_outcomes_state')),
        sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_held_outcomes_comment_id')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['people.id'], name=op.f('fk_held_outcomes_decided_by_id')),
        sa.ForeignKeyConstraint(['from_id'], ['people.id'], name=op.f('fk_held_outcomes_from_id')),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_held_outcomes_idea_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_held_outcomes_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_held_outcomes')),
        sa.UniqueConstraint('person_id', 'cause', 'subject_id', name=op.f('uq_held_outcomes_person_id_cause_subject_id'))
    )
    op.create_index('ix_held_outcomes_from', 'held_outcomes', ['from_id', 'earned_at'], unique=False)
    op.create_index('ix_held_outcomes_waiting', 'held_outcomes', ['state', 'id'], unique=False)
    op.create_table('mentions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('url', sa.String(length=2000), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('channel', sa.String(length=40), nullable=False),
        sa.Column('handle', sa.String(length=120), nullable=False),
        sa.Column('handle_folded', sa.String(length=360), nullable=False),
        sa.Column('said_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('fingerprint', sa.String(length=64), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('handle_id', sa.Integer(), nullable=True),
        sa.Column('idea_id', sa.Integer(), nullable=True),
        sa.Column('voice_id', sa.Integer(), nullable=True),
        sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('logged_by_id', sa.Integer(), nullable=False),
        sa.Column('token_id', sa.Integer(), nullable=True),
        sa.Column('logged_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('set_aside_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('set_aside_by_id', sa.Integer(), nullable=True),
        sa.Column('reply', sa.Text(), server_default='', nullable=False),
        sa.Column('replied_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('replied_by_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_mentions_idea_id')),
        sa.ForeignKeyConstraint(['logged_by_id'], ['people.id'], name=op.f('fk_mentions_logged_by_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_mentions_person_id')),
        sa.ForeignKeyConstraint(['replied_by_id'], ['people.id'], name=op.f('fk_mentions_replied_by_id')),
        sa.ForeignKeyConstraint(['set_aside_by_id'], ['people.id'], name=op.f('fk_mentions_set_aside_by_id')),
        sa.ForeignKeyConstraint(['token_id'], ['api_tokens.id'], name=op.f('fk_mentions_token_id')),
        sa.ForeignKeyConstraint(['voice_id'], ['voices.id'], name=op.f('fk_mentions_voice_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mentions')),
        sa.UniqueConstraint('fingerprint', name=op.f('uq_mentions_fingerprint')),
        sa.UniqueConstraint('voice_id', name=op.f('uq_mentions_voice_id')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_mentions_handle', 'mentions', ['channel', 'handle_folded'], unique=False)
    op.create_index(op.f('ix_mentions_person_id'), 'mentions', ['person_id'], unique=False)
    op.create_index('ix_mentions_waiting', 'mentions', ['idea_id', 'set_aside_at', 'id'], unique=False)
    op.add_column('attempts', sa.Column('headers', sa.JSON(), server_default='{}', nullable=False))
    op.add_column('clocks', sa.Column('mention_id', sa.Integer(), nullable=True))
    op.add_column('comments', sa.Column('corrected_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('comments', sa.Column('corrected_by_id', sa.Integer(), nullable=True))
    op.add_column('endpoints', sa.Column('purpose', sa.String(length=200), server_default='', nullable=False))
    op.add_column('endpoints', sa.Column('cloud_events', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('endpoints', sa.Column('handshake', sa.String(length=200), server_default='', nullable=False))
    op.add_column('endpoints', sa.Column('handshake_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('ledger_lines', sa.Column('subject_id', sa.Integer(), server_default='0', nullable=False))
    op.add_column('ledger_lines', sa.Column('from_id', sa.Integer(), nullable=True))
    op.add_column('ledger_lines', sa.Column('earned_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_ledger_from', 'ledger_lines', ['from_id', 'earned_at'], unique=False)
    op.create_index('ix_ledger_idea', 'ledger_lines', ['idea_id', 'earned_at'], unique=False)
    with op.batch_alter_table('ledger_lines', table_kwargs={'sqlite_autoincrement': True}) as batch:
        batch.drop_constraint(op.f('uq_ledger_lines_event_id_person_id_cause'), type_='unique')
        batch.create_unique_constraint(op.f('uq_ledger_lines_event_id_person_id_cause_subject_id'), ['event_id', 'person_id', 'cause', 'subject_id'])
    op.add_column('organisations', sa.Column('value_period', sa.String(length=5), server_default='year', nullable=False))
    op.add_column('organisations', sa.Column('renewal_on', sa.Date(), nullable=True))
    op.add_column('organisations', sa.Column('fields', sa.JSON(), server_default='{}', nullable=False))
    op.add_column('organisations', sa.Column('crm_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('organisations', sa.Column('shown', sa.Boolean(), server_default=sa.text('true'), nullable=False))
    op.create_index(op.f('ix_organisations_renewal_on'), 'organisations', ['renewal_on'], unique=False)
    op.add_column('people', sa.Column('export_refused_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('people', sa.Column('export_version', sa.BigInteger(), server_default='0', nullable=False))
    op.add_column('people', sa.Column('contact_since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('people', sa.Column('level', sa.String(length=11), server_default='member', nullable=False))
    op.add_column('people', sa.Column('level_since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('people', sa.Column('level_slips_since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('people', sa.Column('unranked_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_received_person', 'received', ['person_id', 'id'], unique=False)
    op.add_column('sign_ins', sa.Column('via', sa.String(length=120), server_default='', nullable=False))
    op.add_column('site', sa.Column('half_life_months', sa.Integer(), server_default='12', nullable=False))
    op.add_column('site', sa.Column('ledgers_wrong', sa.Integer(), server_default='0', nullable=False))
    op.add_column('site', sa.Column('ledgers_proved_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('votes', sa.Column('void_reason', sa.String(length=6), server_default='', nullable=False))
    op.add_column('votes', sa.Column('voided_by_id', sa.Integer(), nullable=True))
    op.add_column('votes', sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('votes', 'voided_at')
    op.drop_column('votes', 'voided_by_id')
    op.drop_column('votes', 'void_reason')
    op.drop_column('site', 'ledgers_proved_at')
    op.drop_column('site', 'ledgers_wrong')
    op.drop_column('site', 'half_life_months')
    op.drop_column('sign_ins', 'via')
    op.drop_index('ix_received_person', table_name='received')
    op.drop_column('people', 'unranked_at')
    op.drop_column('people', 'level_slips_since')
    op.drop_column('people', 'level_since')
    op.drop_column('people', 'level')
    op.drop_column('people', 'contact_since')
    op.drop_column('people', 'export_version')
    op.drop_column('people', 'export_refused_at')
    op.drop_index(op.f('ix_organisations_renewal_on'), table_name='organisations')
    op.drop_column('organisations', 'shown')
    op.drop_column('organisations', 'crm_at')
    op.drop_column('organisations', 'fields')
    op.drop_column('organisations', 'renewal_on')
    op.drop_column('organisations', 'value_period')
    with op.batch_alter_table('ledger_lines', table_kwargs={'sqlite_autoincrement': True}) as batch:
        batch.drop_constraint(op.f('uq_ledger_lines_event_id_person_id_cause_subject_id'), type_='unique')
        batch.create_unique_constraint(op.f('uq_ledger_lines_event_id_person_id_cause'), ['event_id', 'person_id', 'cause'])
    op.drop_index('ix_ledger_idea', table_name='ledger_lines')
    op.drop_index('ix_ledger_from', table_name='ledger_lines')
    op.drop_column('ledger_lines', 'earned_at')
    op.drop_column('ledger_lines', 'from_id')
    op.drop_column('ledger_lines', 'subject_id')
    op.drop_column('endpoints', 'handshake_at')
    op.drop_column('endpoints', 'handshake')
    op.drop_column('endpoints', 'cloud_events')
    op.drop_column('endpoints', 'purpose')
    op.drop_column('comments', 'corrected_by_id')
    op.drop_column('comments', 'corrected_at')
    op.drop_column('clocks', 'mention_id')
    op.drop_column('attempts', 'headers')
    op.drop_index('ix_mentions_waiting', table_name='mentions')
    op.drop_index(op.f('ix_mentions_person_id'), table_name='mentions')
    op.drop_index('ix_mentions_handle', table_name='mentions')
    op.drop_table('mentions')
    op.drop_index('ix_held_outcomes_waiting', table_name='held_outcomes')
    op.drop_index('ix_held_outcomes_from', table_name='held_outcomes')
    op.drop_table('held_outcomes')
    op.drop_index('ix_beta_places_person', table_name='beta_places')
    op.drop_table('beta_places')
    op.drop_index('ix_weight_tasks_due', table_name='weight_tasks')
    op.drop_table('weight_tasks')
    op.drop_index('ix_thanks_person', table_name='thanks')
    op.drop_table('thanks')
    op.drop_index('ix_shared_answers_person', table_name='shared_answers')
    op.drop_index('ix_shared_answers_idea', table_name='shared_answers')
    op.drop_table('shared_answers')
    op.drop_index('ix_interests_account', table_name='interests')
    op.drop_table('interests')
    op.drop_index('ix_idea_weights_renewing', table_name='idea_weights')
    op.drop_index('ix_idea_weights_accounts', table_name='idea_weights')
    op.drop_table('idea_weights')
    op.drop_index('ix_idea_values_place', table_name='idea_values')
    op.drop_table('idea_values')
    op.drop_index('uq_betas_open', table_name='betas', sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.drop_index('ix_betas_idea', table_name='betas')
    op.drop_table('betas')
    op.drop_index(op.f('ix_segment_members_organisation_id'), table_name='segment_members')
    op.drop_table('segment_members')
    op.drop_table('person_values')
    op.drop_index(op.f('ix_handle_claims_person_id'), table_name='handle_claims')
    op.drop_table('handle_claims')
    op.drop_index('ix_crm_runs_open', table_name='crm_runs')
    op.drop_index('ix_crm_runs_connection', table_name='crm_runs')
    op.drop_table('crm_runs')
    op.drop_index(op.f('ix_crm_pushed_received_at'), table_name='crm_pushed')
    op.drop_index('ix_crm_pushed_due', table_name='crm_pushed')
    op.drop_table('crm_pushed')
    op.drop_index('ix_connection_pending_due', table_name='connection_pending')
    op.drop_table('connection_pending')
    op.drop_index(op.f('ix_connection_attempts_connection_id'), table_name='connection_attempts')
    op.drop_index('ix_connection_attempts_age', table_name='connection_attempts')
    op.drop_table('connection_attempts')
    op.drop_index('ix_connection_acknowledged_subject', table_name='connection_acknowledged')
    op.drop_table('connection_acknowledged')
    op.drop_table('value_terms')
    op.drop_table('segments')
    op.drop_index('ix_referrals_waiting', table_name='referrals')
    op.drop_index('ix_referrals_referrer', table_name='referrals')
    op.drop_index('ix_referrals_about', table_name='referrals')
    op.drop_table('referrals')
    op.drop_table('points_decays')
    op.drop_index(op.f('ix_handles_person_id'), table_name='handles')
    op.drop_index(op.f('ix_handles_handle_folded'), table_name='handles')
    op.drop_table('handles')
    op.drop_index(op.f('ix_erasures_due_at'), table_name='erasures')
    op.drop_table('erasures')
    op.drop_index(op.f('ix_crm_uploads_state'), table_name='crm_uploads')
    op.drop_table('crm_uploads')
    op.drop_table('crm_sources')
    op.drop_index(op.f('ix_crm_conflicts_person_id'), table_name='crm_conflicts')
    op.drop_index('ix_crm_conflicts_open', table_name='crm_conflicts')
    op.drop_table('crm_conflicts')
    op.drop_table('contacts')
    op.drop_table('connections')
    op.drop_index(op.f('ix_belongings_organisation_id'), table_name='belongings')
    op.drop_table('belongings')
    op.drop_table('badges')
    op.drop_table('api_tokens')
    op.drop_table('outside_addresses')
