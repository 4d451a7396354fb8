"""Answers nobody can dodge: versions of promises and working hours, pauses, questions, drafts and ratings."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0700"
down_revision = "20261122_0341"


def upgrade() -> None:
    op.create_table('answer_records',
        sa.Column('topic_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('period', sa.String(length=8), nullable=False),
        sa.Column('topic_ids', sa.JSON(), nullable=False),
        sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('figures', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('topic_id', 'period', name=op.f('pk_answer_records'))
    )
    op.create_table('calendar_versions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('calendar_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('zone', sa.String(length=64), nullable=False),
        sa.Column('hours', sa.JSON(), nullable=False),
        sa.Column('holidays', sa.JSON(), nullable=False),
        sa.Column('valid_from', sa.DateTime(timezone=True), nullable=False),
        sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('saved_by_id', sa.Integer(), nullable=True),
        sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['calendar_id'], ['calendars.id'], name=op.f('fk_calendar_versions_calendar_id')),
        sa.ForeignKeyConstraint(['saved_by_id'], ['people.id'], name=op.f('fk_calendar_versions_saved_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_versions')),
        sa.UniqueConstraint('calendar_id', 'number', name=op.f('uq_calendar_versions_calendar_id_number'))
    )
    op.create_index('ix_calendar_versions_held', 'calendar_versions', ['calendar_id', 'valid_from', 'id'], unique=False)
    op.create_index('ix_calendar_versions_waiting', 'calendar_versions', ['applied_at', 'valid_from'], unique=False)
    op.create_table('answer_templates',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('status', sa.String(length=10), nullable=False),
        sa.Column('topic_id', sa.Integer(), nullable=True),
        sa.Column('body', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_answer_templates_topic_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_templates')),
        sa.UniqueConstraint('name', name=op.f('uq_answer_templates_name'))
    )
    op.create_table('policy_versions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('topic_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('calendar_id', sa.Integer(), nullable=True),
        sa.Column('first_amount', sa.Integer(), nullable=False),
        sa.Column('first_unit', sa.String(length=5), nullable=False),
        sa.Column('next_amount', sa.Integer(), nullable=False),
        sa.Column('next_unit', sa.String(length=5), nullable=False),
        sa.Column('renew_amount', sa.Integer(), nullable=False),
        sa.Column('renew_unit', sa.String(length=5), nullable=False),
        sa.Column('tiers', sa.JSON(), nullable=False),
        sa.Column('review_months', sa.Integer(), nullable=False),
        sa.Column('needs_approval', sa.Boolean(), nullable=False),
        sa.Column('valid_from', sa.DateTime(timezone=True), nullable=False),
        sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('saved_by_id', sa.Integer(), nullable=True),
        sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['calendar_id'], ['calendars.id'], name=op.f('fk_policy_versions_calendar_id')),
        sa.ForeignKeyConstraint(['saved_by_id'], ['people.id'], name=op.f('fk_policy_versions_saved_by_id')),
        sa.ForeignKeyConstraint(['topic_id'], ['topics.id'], name=op.f('fk_policy_versions_topic_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_versions')),
        sa.UniqueConstraint('topic_id', 'number', name=op.f('uq_policy_versions_topic_id_number'))
    )
    op.create_index(op.f('ix_policy_versions_calendar_id'), 'policy_versions', ['calendar_id'], unique=False)
    op.create_index('ix_policy_versions_held', 'policy_versions', ['topic_id', 'valid_from', 'id'], unique=False)
    op.create_index('ix_policy_versions_waiting', 'policy_versions', ['applied_at', 'valid_from'], unique=False)
    op.create_table('drafts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('status', sa.String(length=10), nullable=False),
        sa.Column('review_text', sa.String(length=20), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('over', sa.Integer(), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('set_aside', sa.Text(), nullable=False),
        sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_drafts_idea_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_drafts_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_drafts')),
        sa.UniqueConstraint('person_id', 'idea_id', name=op.f('uq_drafts_person_id_idea_id'))
    )
    op.create_index(op.f('ix_drafts_idea_id'), 'drafts', ['idea_id'], unique=False)
    op.create_table('alerts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('clock_id', sa.Integer(), nullable=False),
        sa.Column('tier', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('state', sa.String(length=8), nullable=False),
        sa.Column('reason', sa.String(length=10), nullable=False),
        sa.Column('mail_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['clock_id'], ['clocks.id'], name=op.f('fk_alerts_clock_id')),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_alerts_idea_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_alerts_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts')),
        sa.UniqueConstraint('clock_id', 'tier', 'person_id', name=op.f('uq_alerts_clock_id_tier_person_id')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_alerts_mail', 'alerts', ['mail_id'], unique=False)
    op.create_index('ix_alerts_waiting', 'alerts', ['state', 'person_id', 'id'], unique=False)
    op.create_table('effort_rounds',
        sa.Column('answer_id', sa.Integer(), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('outcome', sa.String(length=10), server_default='', nullable=False),
        sa.ForeignKeyConstraint(['answer_id'], ['answers.id'], name=op.f('fk_effort_rounds_answer_id')),
        sa.PrimaryKeyConstraint('answer_id', name=op.f('pk_effort_rounds'))
    )
    op.create_index('ix_effort_rounds_due', 'effort_rounds', ['settled_at', 'due_at'], unique=False)
    op.create_table('efforts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('answer_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('wording', sa.String(length=12), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('score', sa.SmallInteger(), nullable=True),
        sa.Column('words', sa.Text(), server_default='', nullable=False),
        sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('score BETWEEN 1 AND 7', name=op.f('ck_efforts_score')),
        sa.ForeignKeyConstraint(['answer_id'], ['answers.id'], name=op.f('fk_efforts_answer_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_efforts_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_efforts')),
        sa.UniqueConstraint('answer_id', 'person_id', name=op.f('uq_efforts_answer_id_person_id')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_efforts_answered', 'efforts', ['answered_at'], unique=False)
    op.create_index('ix_efforts_person', 'efforts', ['person_id', 'id'], unique=False)
    op.create_table('pauses',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('clock_id', sa.Integer(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.String(length=10), nullable=False),
        sa.Column('note', sa.String(length=500), server_default='', nullable=False),
        sa.Column('question_id', sa.Integer(), nullable=True),
        sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('extended_by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint('ends_at > started_at AND (ended_at IS NULL OR ended_at >= started_at)', name=op.f('ck_pauses_pause_times')),
        sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_pauses_by_id')),
        sa.ForeignKeyConstraint(['clock_id'], ['clocks.id'], name=op.f('fk_pauses_clock_id')),
        sa.ForeignKeyConstraint(['extended_by_id'], ['people.id'], name=op.f('fk_pauses_extended_by_id')),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_pauses_idea_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_pauses'))
    )
    op.create_index('ix_pauses_clock', 'pauses', ['clock_id', 'id'], unique=False)
    op.create_index('ix_pauses_end', 'pauses', ['ended_at', 'ends_at'], unique=False)
    op.create_index('ix_pauses_idea', 'pauses', ['idea_id'], unique=False)
    op.create_index('ix_pauses_running', 'pauses', ['clock_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('questions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('audience', sa.String(length=9), nullable=False),
        sa.Column('kind', sa.String(length=8), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('body_html', sa.Text(), nullable=False),
        sa.Column('asked_count', sa.Integer(), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('comment_id', sa.Integer(), nullable=True),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('closed_by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint("audience IN ('author', 'voters', 'advocates', 'critical')", name=op.f('ck_questions_audience')),
        sa.CheckConstraint("kind IN ('question', 'draft')", name=op.f('ck_questions_kind')),
        sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_questions_by_id')),
        sa.ForeignKeyConstraint(['closed_by_id'], ['people.id'], name=op.f('fk_questions_closed_by_id')),
        sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_questions_comment_id')),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_questions_idea_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_questions')),
        sqlite_autoincrement=True
    )
    op.create_index('ix_questions_closing', 'questions', ['closed_at', 'closes_at', 'id'], unique=False)
    op.create_index('ix_questions_idea', 'questions', ['idea_id', 'id'], unique=False)
    op.create_index('uq_questions_to_author', 'questions', ['idea_id'], unique=True, sqlite_where=sa.text("closed_at IS NULL AND audience = 'author'"), postgresql_where=sa.text("closed_at IS NULL AND audience = 'author'"))
    op.create_index('uq_questions_to_voters', 'questions', ['idea_id'], unique=True, sqlite_where=sa.text("closed_at IS NULL AND audience <> 'author'"), postgresql_where=sa.text("closed_at IS NULL AND audience <> 'author'"))
    op.create_table('ratings',
        sa.Column('answer_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('helpful', sa.Boolean(), nullable=False),
        sa.Column('reason', sa.String(length=12), server_default='', nullable=False),
        sa.Column('words', sa.Text(), server_default='', nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['answer_id'], ['answers.id'], name=op.f('fk_ratings_answer_id')),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_ratings_person_id')),
        sa.PrimaryKeyConstraint('answer_id', 'person_id', name=op.f('pk_ratings'))
    )
    op.create_index('ix_ratings_person', 'ratings', ['person_id', 'answer_id'], unique=False)
    op.create_table('waiting_answers',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('author_id', sa.Integer(), nullable=False),
        sa.Column('status', sa.String(length=10), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('body_html', sa.Text(), nullable=False),
        sa.Column('review_on', sa.Date(), nullable=True),
        sa.Column('over', sa.Integer(), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('publish_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('needs_approval', sa.Boolean(), nullable=False),
        sa.Column('approved_by_id', sa.Integer(), nullable=True),
        sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('reason', sa.String(length=20), nullable=False),
        sa.Column('note', sa.Text(), nullable=False),
        sa.Column('answer_id', sa.Integer(), nullable=True),
        sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('settled_by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'published', 'sent_back', 'withdrawn', 'failed')", name=op.f('ck_waiting_answers_state')),
        sa.CheckConstraint('approved_by_id <> author_id', name=op.f('ck_waiting_answers_second_person')),
        sa.ForeignKeyConstraint(['answer_id'], ['answers.id'], name=op.f('fk_waiting_answers_answer_id')),
        sa.ForeignKeyConstraint(['approved_by_id'], ['people.id'], name=op.f('fk_waiting_answers_approved_by_id')),
        sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_waiting_answers_author_id')),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_waiting_answers_idea_id')),
        sa.ForeignKeyConstraint(['settled_by_id'], ['people.id'], name=op.f('fk_waiting_answers_settled_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_waiting_answers'))
    )
    op.create_index('ix_waiting_answers_author', 'waiting_answers', ['author_id', 'state'], unique=False)
    op.create_index('ix_waiting_answers_due', 'waiting_answers', ['state', 'publish_at'], unique=False)
    op.create_index(op.f('ix_waiting_answers_idea_id'), 'waiting_answers', ['idea_id'], unique=False)
    op.create_index('uq_waiting_answers_open', 'waiting_answers', ['idea_id'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
    op.create_table('answer_credits',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('answer_id', sa.Integer(), nullable=True),
        sa.Column('waiting_id', sa.Integer(), nullable=True),
        sa.Column('voice_id', sa.Integer(), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('(answer_id IS NULL) <> (waiting_id IS NULL)', name=op.f('ck_answer_credits_one_answer')),
        sa.ForeignKeyConstraint(['answer_id'], ['answers.id'], name=op.f('fk_answer_credits_answer_id')),
        sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_answer_credits_by_id')),
        sa.ForeignKeyConstraint(['voice_id'], ['voices.id'], name=op.f('fk_answer_credits_voice_id')),
        sa.ForeignKeyConstraint(['waiting_id'], ['waiting_answers.id'], name=op.f('fk_answer_credits_waiting_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_credits')),
        sa.UniqueConstraint('answer_id', 'voice_id', name=op.f('uq_answer_credits_answer_id_voice_id')),
        sa.UniqueConstraint('waiting_id', 'voice_id', name=op.f('uq_answer_credits_waiting_id_voice_id'))
    )
    op.create_table('used_links',
        sa.Column('alert_id', sa.Integer(), nullable=False),
        sa.Column('act', sa.String(length=8), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['alert_id'], ['alerts.id'], name=op.f('fk_used_links_alert_id')),
        sa.PrimaryKeyConstraint('alert_id', 'act', name=op.f('pk_used_links'))
    )
    op.add_column('answers', sa.Column('helpful_count', sa.Integer(), server_default='0', nullable=False))
    op.add_column('answers', sa.Column('unhelpful_count', sa.Integer(), server_default='0', nullable=False))
    op.add_column('answers', sa.Column('withdrawn_by_id', sa.Integer(), nullable=True))
    op.add_column('answers', sa.Column('withdrawn_reason', sa.String(length=500), server_default='', nullable=False))
    op.add_column('answers', sa.Column('approved_by_id', sa.Integer(), nullable=True))
    op.add_column('clocks', sa.Column('lent', sa.JSON(), nullable=True))
    op.add_column('clocks', sa.Column('comment_id', sa.Integer(), nullable=True))
    op.add_column('clocks', sa.Column('breached_by_change_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('clocks', sa.Column('policy_version_id', sa.Integer(), nullable=True))
    op.add_column('clocks', sa.Column('calendar_version_id', sa.Integer(), nullable=True))
    op.add_column('comments', sa.Column('to_staff', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('ideas', sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('ideas', sa.Column('paused_until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('ideas', sa.Column('pause_reason', sa.String(length=10), server_default='', nullable=False))
    op.add_column('ideas', sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('ideas', sa.Column('asked_due_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('organisations', sa.Column('name_folded', sa.String(length=600), server_default='', nullable=False))
    op.add_column('voices', sa.Column('question_id', sa.Integer(), nullable=True))
    op.add_column('voices', sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('uq_voices_reply', 'voices', ['question_id', 'person_id'], unique=True)


def downgrade() -> None:
    op.drop_index('uq_voices_reply', table_name='voices')
    op.drop_column('voices', 'edited_at')
    op.drop_column('voices', 'question_id')
    op.drop_column('organisations', 'name_folded')
    op.drop_column('ideas', 'asked_due_at')
    op.drop_column('ideas', 'asked_at')
    op.drop_column('ideas', 'pause_reason')
    op.drop_column('ideas', 'paused_until')
    op.drop_column('ideas', 'paused_at')
    op.drop_column('comments', 'to_staff')
    op.drop_column('clocks', 'calendar_version_id')
    op.drop_column('clocks', 'policy_version_id')
    op.drop_column('clocks', 'breached_by_change_at')
    op.drop_column('clocks', 'comment_id')
    op.drop_column('clocks', 'lent')
    op.drop_column('answers', 'approved_by_id')
    op.drop_column('answers', 'withdrawn_reason')
    op.drop_column('answers', 'withdrawn_by_id')
    op.drop_column('answers', 'unhelpful_count')
    op.drop_column('answers', 'helpful_count')
    op.drop_table('used_links')
    op.drop_table('answer_credits')
    op.drop_index('uq_waiting_answers_open', table_name='waiting_answers', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
    op.drop_index(op.f('ix_waiting_answers_idea_id'), table_name='waiting_answers')
    op.drop_index('ix_waiting_answers_due', table_name='waiting_answers')
    op.drop_index('ix_waiting_answers_author', table_name='waiting_answers')
    op.drop_table('waiting_answers')
    op.drop_index('ix_ratings_person', table_name='ratings')
    op.drop_table('ratings')
    op.drop_index('uq_questions_to_voters', table_name='questions', sqlite_where=sa.text("closed_at IS NULL AND audience <> 'author'"), postgresql_where=sa.text("closed_at IS NULL AND audience <> 'author'"))
    op.drop_index('uq_questions_to_author', table_name='questions', sqlite_where=sa.text("closed_at IS NULL AND audience = 'author'"), postgresql_where=sa.text("closed_at IS NULL AND audience = 'author'"))
    op.drop_index('ix_questions_idea', table_name='questions')
    op.drop_index('ix_questions_closing', table_name='questions')
    op.drop_table('questions')
    op.drop_index('ix_pauses_running', table_name='pauses', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.drop_index('ix_pauses_idea', table_name='pauses')
    op.drop_index('ix_pauses_end', table_name='pauses')
    op.drop_index('ix_pauses_clock', table_name='pauses')
    op.drop_table('pauses')
    op.drop_index('ix_efforts_person', table_name='efforts')
    op.drop_index('ix_efforts_answered', table_name='efforts')
    op.drop_table('efforts')
    op.drop_index('ix_effort_rounds_due', table_name='effort_rounds')
    op.drop_table('effort_rounds')
    op.drop_index('ix_alerts_waiting', table_name='alerts')
    op.drop_index('ix_alerts_mail', table_name='alerts')
    op.drop_table('alerts')
    op.drop_index(op.f('ix_drafts_idea_id'), table_name='drafts')
    op.drop_table('drafts')
    op.drop_index('ix_policy_versions_waiting', table_name='policy_versions')
    op.drop_index('ix_policy_versions_held', table_name='policy_versions')
    op.drop_index(op.f('ix_policy_versions_calendar_id'), table_name='policy_versions')
    op.drop_table('policy_versions')
    op.drop_table('answer_templates')
    op.drop_index('ix_calendar_versions_waiting', table_name='calendar_versions')
    op.drop_index('ix_calendar_versions_held', table_name='calendar_versions')
    op.drop_table('calendar_versions')
    op.drop_table('answer_records')
