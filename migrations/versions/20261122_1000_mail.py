"""Mail people trust: notices, preferences, digests, what comes in, bounces."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1000"
down_revision = "20261122_0830"


def upgrade() -> None:
    op.create_table('answered_senders',
        sa.Column('sender_hash', sa.String(length=64), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('sender_hash', name=op.f('pk_answered_senders'))
    )
    op.create_table('dialogue_records',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('customers', sa.JSON(), nullable=False),
        sa.Column('company', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_dialogue_records'))
    )
    op.create_table('full_domains',
        sa.Column('domain', sa.String(length=253), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('domain', name=op.f('pk_full_domains'))
    )
    op.create_table('mail_server',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('failures', sa.Integer(), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=True),
        sa.Column('rests_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('problem', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_server'))
    )
    op.create_table('bounces',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('address_folded', sa.String(length=254), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('cause', sa.String(length=9), nullable=False),
        sa.Column('complaint', sa.Boolean(), nullable=False),
        sa.Column('points', sa.SmallInteger(), nullable=False),
        sa.Column('status', sa.String(length=12), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('mail_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cause IN ('hard', 'soft', 'complaint')", name=op.f('ck_bounces_cause')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_bounces_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_bounces')),
        sa.UniqueConstraint('address_folded', 'day', 'complaint', name=op.f('uq_bounces_address_folded_day_complaint')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_bounces_person', 'bounces', ['person_id', 'at'], unique=False)
    op.create_table('digest_plans',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=30), nullable=False),
        sa.Column('news', sa.Boolean(), server_default=sa.text('false'), nullable=False),
        sa.Column('weekday', sa.SmallInteger(), server_default='0', nullable=False),
        sa.Column('zone', sa.String(length=64), nullable=False),
        sa.Column('had', sa.Date(), nullable=False),
        sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_digest_plans_weekday')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_digest_plans_person_id')),
        sa.PrimaryKeyConstraint('person_id', 'kind', name=op.f('pk_digest_plans'))
    )
    op.create_index('ix_digest_plans_next', 'digest_plans', ['next_at'], unique=False)
    op.create_index('ix_digest_plans_paused', 'digest_plans', ['paused_at'], unique=False)
    op.create_table('digests',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=30), nullable=False),
        sa.Column('period', sa.Date(), nullable=False),
        sa.Column('state', sa.String(length=8), nullable=False),
        sa.Column('reason', sa.String(length=12), server_default='', nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('mail_id', sa.Integer(), nullable=True),
        sa.Column('shown', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_digests_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_digests')),
        sa.UniqueConstraint('person_id', 'kind', 'period', name=op.f('uq_digests_person_id_kind_period'))
    )
    op.create_index('ix_digests_made', 'digests', ['made_at'], unique=False)
    op.create_index('ix_digests_mail', 'digests', ['mail_id'], unique=False)
    op.create_table('mail_trials',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('asked_by_id', sa.Integer(), nullable=True),
        sa.Column('address', sa.String(length=254), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('fate', sa.String(length=8), nullable=False),
        sa.Column('advice', sa.String(length=30), nullable=False),
        sa.Column('said', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['asked_by_id'], ['people.id'], name=op.f('fk_mail_trials_asked_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_trials'))
    )
    op.create_index('ix_mail_trials_waiting', 'mail_trials', ['started_at', 'id'], unique=False)
    op.create_table('notices',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=30), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=True),
        sa.Column('why', sa.String(length=20), nullable=False),
        sa.Column('pace', sa.String(length=8), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('mail_id', sa.Integer(), nullable=True),
        sa.CheckConstraint("pace IN ('at_once', 'folded', 'daily', 'weekly', 'never')", name=op.f('ck_notices_pace')),
        sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_notices_event_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_notices_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_notices')),
        sa.UniqueConstraint('event_id', 'person_id', 'kind', name=op.f('uq_notices_event_id_person_id_kind')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_notices_idea', 'notices', ['person_id', 'idea_id', 'created_at'], unique=False)
    op.create_index('ix_notices_mail', 'notices', ['mail_id'], unique=False)
    op.create_index('ix_notices_person', 'notices', ['person_id', 'id'], unique=False)
    op.create_index('ix_notices_unread', 'notices', ['person_id', 'id'], unique=False, sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
    op.create_index('ix_notices_waiting', 'notices', ['pace', 'person_id'], unique=False, sqlite_where=sa.text('mail_id IS NULL'), postgresql_where=sa.text('mail_id IS NULL'))
    op.create_table('preferences',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=30), nullable=False),
        sa.Column('pace', sa.String(length=8), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("pace IN ('at_once', 'daily', 'weekly', 'never')", name=op.f('ck_preferences_pace')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_preferences_person_id')),
        sa.PrimaryKeyConstraint('person_id', 'kind', name=op.f('pk_preferences'))
    )
    op.create_table('quiet_hours',
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('starts', sa.SmallInteger(), nullable=False),
        sa.Column('ends', sa.SmallInteger(), nullable=False),
        sa.CheckConstraint('starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439 AND starts <> ends', name=op.f('ck_quiet_hours_span')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_quiet_hours_person_id')),
        sa.PrimaryKeyConstraint('person_id', name=op.f('pk_quiet_hours'))
    )
    op.create_table('received',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=64), nullable=False),
        sa.Column('channel', sa.String(length=9), nullable=False),
        sa.Column('message_id', sa.String(length=250), nullable=False),
        sa.Column('sender', sa.String(length=320), nullable=False),
        sa.Column('recipient', sa.String(length=320), nullable=False),
        sa.Column('address', sa.String(length=320), nullable=False),
        sa.Column('subject', sa.String(length=200), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('state', sa.String(length=8), nullable=False),
        sa.Column('run_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('lease', sa.String(length=36), nullable=True),
        sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('processed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('outcome', sa.String(length=8), nullable=False),
        sa.Column('reason', sa.String(length=20), nullable=False),
        sa.Column('error', sa.Text(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('idea_id', sa.Integer(), nullable=True),
        sa.Column('answer_id', sa.Integer(), nullable=True),
        sa.CheckConstraint("channel IN ('pipe', 'hook', 'mailbox', 'letterbox')", name=op.f('ck_received_channel')),
        sa.CheckConstraint("outcome IN ('', 'comment', 'reply', 'draft', 'returned', 'ignored', 'report')", name=op.f('ck_received_outcome')),
        sa.CheckConstraint("state IN ('waiting', 'done', 'failed')", name=op.f('ck_received_state')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_received_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_received')),
        sa.UniqueConstraint('key', name=op.f('uq_received_key')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_received_at', 'received', ['received_at'], unique=False)
    op.create_index('ix_received_due', 'received', ['state', 'run_at', 'id'], unique=False)
    op.create_table('shared_drafts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('ids', sa.String(length=240), nullable=False),
        sa.Column('status', sa.String(length=10), nullable=False),
        sa.Column('review_text', sa.String(length=20), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('spread', sa.Text(), nullable=False),
        sa.Column('publish_day', sa.String(length=20), nullable=False),
        sa.Column('publish_time', sa.String(length=10), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('set_aside', sa.Text(), nullable=False),
        sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_shared_drafts_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_shared_drafts')),
        sa.UniqueConstraint('person_id', 'ids', name=op.f('uq_shared_drafts_person_id_ids'))
    )
    op.create_table('mail_tries',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('mail_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('fate', sa.String(length=8), nullable=False),
        sa.Column('reply', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['mail_id'], ['mails.id'], name=op.f('fk_mail_tries_mail_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_tries')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_mail_tries_mail', 'mail_tries', ['mail_id', 'id'], unique=False)
    op.create_table('suspensions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('address', sa.String(length=254), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.Column('cause', sa.String(length=9), nullable=False),
        sa.Column('status', sa.String(length=12), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('bounce_id', sa.Integer(), nullable=True),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_by', sa.String(length=8), nullable=False),
        sa.Column('ended_by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint("ended_by IN ('', 'expired', 'staff', 'proved')", name=op.f('ck_suspensions_ended_by')),
        sa.ForeignKeyConstraint(['bounce_id'], ['bounces.id'], name=op.f('fk_suspensions_bounce_id')),
        sa.ForeignKeyConstraint(['ended_by_id'], ['people.id'], name=op.f('fk_suspensions_ended_by_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_suspensions_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_suspensions')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_suspensions_open', 'suspensions', ['ended_at', 'since'], unique=False)
    op.create_index('ix_suspensions_person', 'suspensions', ['person_id', 'ended_at'], unique=False)
    op.execute("INSERT INTO preferences (person_id, kind, pace, since) SELECT person_id, kind, 'never', since FROM refusals")
    op.drop_table("refusals")
    op.add_column('calendar_versions', sa.Column('moved', sa.Integer(), server_default='0', nullable=False))
    op.add_column('calendar_versions', sa.Column('overdue', sa.Integer(), server_default='0', nullable=False))
    op.add_column('mails', sa.Column('bounced_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('mails', sa.Column('domain', sa.String(length=253), server_default='', nullable=False))
    op.add_column('mails', sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True))
    op.drop_index(op.f('ix_mails_due'), table_name='mails')
    op.create_index('ix_mails_due', 'mails', ['state', 'priority', 'run_at', 'id', 'domain'], unique=False)
    op.create_index('ix_mails_address', 'mails', ['address', 'id'], unique=False)
    op.create_index('ix_mails_created', 'mails', ['created_at', 'id'], unique=False)
    op.create_index('ix_mails_idea', 'mails', ['idea_id', 'id'], unique=False)
    op.create_index('ix_mails_kind', 'mails', ['kind', 'id'], unique=False)
    op.create_index('ix_mails_sent', 'mails', ['sent_at'], unique=False)
    op.create_index('ix_mails_state', 'mails', ['state', 'id'], unique=False)
    op.create_index('ix_mails_tried', 'mails', ['domain', 'tried_at'], unique=False)
    op.add_column('people', sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('policy_versions', sa.Column('moved', sa.Integer(), server_default='0', nullable=False))
    op.add_column('policy_versions', sa.Column('overdue', sa.Integer(), server_default='0', nullable=False))


def downgrade() -> None:
    op.create_table('refusals',
        sa.Column('person_id', sa.INTEGER(), nullable=False),
        sa.Column('kind', sa.VARCHAR(length=30), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_refusals_person_id')),
        sa.PrimaryKeyConstraint('person_id', 'kind', name=op.f('pk_refusals'))
    )
    op.drop_column('policy_versions', 'overdue')
    op.drop_column('policy_versions', 'moved')
    op.drop_column('people', 'seen_at')
    op.drop_index('ix_mails_tried', table_name='mails')
    op.drop_index('ix_mails_state', table_name='mails')
    op.drop_index('ix_mails_sent', table_name='mails')
    op.drop_index('ix_mails_kind', table_name='mails')
    op.drop_index('ix_mails_idea', table_name='mails')
    op.drop_index('ix_mails_created', table_name='mails')
    op.drop_index('ix_mails_address', table_name='mails')
    op.drop_index('ix_mails_due', table_name='mails')
    op.create_index(op.f('ix_mails_due'), 'mails', ['state', 'priority', 'run_at', 'id'], unique=False)
    op.drop_column('mails', 'tried_at')
    op.drop_column('mails', 'domain')
    op.drop_column('mails', 'bounced_at')
    op.drop_column('calendar_versions', 'overdue')
    op.drop_column('calendar_versions', 'moved')
    op.drop_index('ix_suspensions_person', table_name='suspensions')
    op.drop_index('ix_suspensions_open', table_name='suspensions')
    op.drop_table('suspensions')
    op.drop_index('ix_mail_tries_mail', table_name='mail_tries')
    op.drop_table('mail_tries')
    op.drop_table('shared_drafts')
    op.drop_index('ix_received_due', table_name='received')
    op.drop_index('ix_received_at', table_name='received')
    op.drop_table('received')
    op.drop_table('quiet_hours')
    op.execute("INSERT INTO refusals (person_id, kind, since) SELECT person_id, kind, since FROM preferences WHERE pace = 'never'")
    op.drop_table("preferences")
    op.drop_index('ix_notices_waiting', table_name='notices', sqlite_where=sa.text('mail_id IS NULL'), postgresql_where=sa.text('mail_id IS NULL'))
    op.drop_index('ix_notices_unread', table_name='notices', sqlite_where=sa.text('read_at IS NULL'), postgresql_where=sa.text('read_at IS NULL'))
    op.drop_index('ix_notices_person', table_name='notices')
    op.drop_index('ix_notices_mail', table_name='notices')
    op.drop_index('ix_notices_idea', table_name='notices')
    op.drop_table('notices')
    op.drop_index('ix_mail_trials_waiting', table_name='mail_trials')
    op.drop_table('mail_trials')
    op.drop_index('ix_digests_mail', table_name='digests')
    op.drop_index('ix_digests_made', table_name='digests')
    op.drop_table('digests')
    op.drop_index('ix_digest_plans_paused', table_name='digest_plans')
    op.drop_index('ix_digest_plans_next', table_name='digest_plans')
    op.drop_table('digest_plans')
    op.drop_index('ix_bounces_person', table_name='bounces')
    op.drop_table('bounces')
    op.drop_table('mail_server')
    op.drop_table('full_domains')
    op.drop_table('dialogue_records')
    op.drop_table('answered_senders')
