"""The same idea: merges, proposals, judgements and twins, and the language and vectors of an idea."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0340"
down_revision = "20261122_0000"


def upgrade() -> None:
    op.create_table('search_words',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('word', sa.String(length=24, collation='C').with_variant(sa.String(length=24), 'sqlite'), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_words')),
        sa.UniqueConstraint('word', name=op.f('uq_search_words_word')),
        sqlite_autoincrement=True
    )
    op.create_table('twin_summary',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('chances', sa.JSON(), nullable=False),
        sa.Column('least', sa.Float(), nullable=False),
        sa.Column('judged', sa.Integer(), nullable=False),
        sa.Column('same', sa.Integer(), nullable=False),
        sa.Column('likely', sa.Integer(), nullable=False),
        sa.Column('apart', sa.Float(), nullable=False),
        sa.Column('apart_in_public', sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_twin_summary'))
    )
    op.create_table('vector_totals',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('format', sa.Integer(), nullable=False),
        sa.Column('epoch', sa.String(length=16), nullable=False),
        sa.Column('version', sa.BigInteger(), nullable=False),
        sa.Column('count', sa.Integer(), nullable=False),
        sa.Column('title_sum', sa.LargeBinary(), nullable=False),
        sa.Column('whole_sum', sa.LargeBinary(), nullable=False),
        sa.Column('pgvector', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_vector_totals'))
    )
    op.create_table('idea_vectors',
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.BigInteger(), nullable=False),
        sa.Column('digest', sa.String(length=32), nullable=False),
        sa.Column('title', sa.LargeBinary(), nullable=False),
        sa.Column('whole', sa.LargeBinary(), nullable=False),
        sa.Column('crowd', sa.Float(), nullable=True),
        sa.Column('crowd_among', sa.Integer(), server_default='0', nullable=False),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_idea_vectors_idea_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('idea_id', name=op.f('pk_idea_vectors'))
    )
    op.create_index(op.f('ix_idea_vectors_crowd_among'), 'idea_vectors', ['crowd_among'], unique=False)
    op.create_index(op.f('ix_idea_vectors_version'), 'idea_vectors', ['version'], unique=False)
    op.create_table('judgements',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('low_id', sa.Integer(), nullable=False),
        sa.Column('high_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('verdict', sa.String(length=9), nullable=False),
        sa.Column('source', sa.String(length=8), nullable=False),
        sa.Column('certainty', sa.Float(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('low_id < high_id', name=op.f('ck_judgements_in_order')),
        sa.ForeignKeyConstraint(['high_id'], ['ideas.id'], name=op.f('fk_judgements_high_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['low_id'], ['ideas.id'], name=op.f('fk_judgements_low_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_judgements_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_judgements')),
        sa.UniqueConstraint('low_id', 'high_id', 'person_id', name=op.f('uq_judgements_low_id_high_id_person_id'))
    )
    op.create_index(op.f('ix_judgements_high_id'), 'judgements', ['high_id'], unique=False)
    op.create_table('merge_proposals',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('part_id', sa.Integer(), nullable=False),
        sa.Column('root_id', sa.Integer(), nullable=False),
        sa.Column('proposer_id', sa.Integer(), nullable=False),
        sa.Column('words', sa.String(length=500), nullable=False),
        sa.Column('reply', sa.String(length=500), nullable=False),
        sa.Column('state', sa.String(length=8), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('root_id < part_id', name=op.f('ck_merge_proposals_older_root')),
        sa.ForeignKeyConstraint(['decided_by_id'], ['people.id'], name=op.f('fk_merge_proposals_decided_by_id')),
        sa.ForeignKeyConstraint(['part_id'], ['ideas.id'], name=op.f('fk_merge_proposals_part_id')),
        sa.ForeignKeyConstraint(['proposer_id'], ['people.id'], name=op.f('fk_merge_proposals_proposer_id')),
        sa.ForeignKeyConstraint(['root_id'], ['ideas.id'], name=op.f('fk_merge_proposals_root_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_merge_proposals')),
        sa.UniqueConstraint('part_id', 'root_id', 'proposer_id', name=op.f('uq_merge_proposals_part_id_root_id_proposer_id'))
    )
    op.create_index(op.f('ix_merge_proposals_part_id'), 'merge_proposals', ['part_id'], unique=False)
    op.create_index(op.f('ix_merge_proposals_root_id'), 'merge_proposals', ['root_id'], unique=False)
    op.create_index('ix_merge_proposals_waiting', 'merge_proposals', ['state', 'id'], unique=False)
    op.create_table('merges',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('part_id', sa.Integer(), nullable=False),
        sa.Column('root_id', sa.Integer(), nullable=False),
        sa.Column('merged_by_id', sa.Integer(), nullable=False),
        sa.Column('merged_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('unmerged_by_id', sa.Integer(), nullable=True),
        sa.Column('unmerged_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('before', sa.JSON(), nullable=False),
        sa.CheckConstraint('part_id <> root_id', name=op.f('ck_merges_two_ideas')),
        sa.ForeignKeyConstraint(['merged_by_id'], ['people.id'], name=op.f('fk_merges_merged_by_id')),
        sa.ForeignKeyConstraint(['part_id'], ['ideas.id'], name=op.f('fk_merges_part_id')),
        sa.ForeignKeyConstraint(['root_id'], ['ideas.id'], name=op.f('fk_merges_root_id')),
        sa.ForeignKeyConstraint(['unmerged_by_id'], ['people.id'], name=op.f('fk_merges_unmerged_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_merges'))
    )
    op.create_index(op.f('ix_merges_part_id'), 'merges', ['part_id'], unique=False)
    op.create_index(op.f('ix_merges_root_id'), 'merges', ['root_id'], unique=False)
    op.create_index('uq_merges_open', 'merges', ['part_id'], unique=True, sqlite_where=sa.text('unmerged_at IS NULL'), postgresql_where=sa.text('unmerged_at IS NULL'))
    op.create_table('twin_tasks',
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_twin_tasks_idea_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('idea_id', name=op.f('pk_twin_tasks'))
    )
    op.create_index(op.f('ix_twin_tasks_queued_at'), 'twin_tasks', ['queued_at'], unique=False)
    op.create_table('twins',
        sa.Column('low_id', sa.Integer(), nullable=False),
        sa.Column('high_id', sa.Integer(), nullable=False),
        sa.Column('from_low', sa.Float(), nullable=False),
        sa.Column('from_high', sa.Float(), nullable=False),
        sa.Column('certainty', sa.Float(), nullable=False),
        sa.Column('gain', sa.Float(), nullable=False),
        sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('low_id < high_id', name=op.f('ck_twins_in_order')),
        sa.ForeignKeyConstraint(['high_id'], ['ideas.id'], name=op.f('fk_twins_high_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['low_id'], ['ideas.id'], name=op.f('fk_twins_low_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('low_id', 'high_id', name=op.f('pk_twins'))
    )
    op.create_index('ix_twins_gain', 'twins', ['gain', 'low_id', 'high_id'], unique=False)
    op.create_index(op.f('ix_twins_high_id'), 'twins', ['high_id'], unique=False)
    op.create_table('vector_tasks',
        sa.Column('idea_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_vector_tasks_idea_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('idea_id', name=op.f('pk_vector_tasks'))
    )
    op.add_column('clocks', sa.Column('own_started_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('clocks', sa.Column('own_due_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('clocks', sa.Column('own_warn_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('clocks', sa.Column('joined_tier', sa.Integer(), server_default='0', nullable=False))
    op.create_index('ix_events_kind', 'events', ['kind', 'at'], unique=False)
    op.add_column('ideas', sa.Column('part_count', sa.Integer(), server_default='0', nullable=False))
    op.add_column('ideas', sa.Column('language', sa.String(length=8), server_default='', nullable=False))
    op.add_column('people', sa.Column('name_folded', sa.String(length=240), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('people', 'name_folded')
    op.drop_column('ideas', 'language')
    op.drop_column('ideas', 'part_count')
    op.drop_index('ix_events_kind', table_name='events')
    op.drop_column('clocks', 'joined_tier')
    op.drop_column('clocks', 'own_warn_at')
    op.drop_column('clocks', 'own_due_at')
    op.drop_column('clocks', 'own_started_at')
    op.drop_table('vector_tasks')
    op.drop_index(op.f('ix_twins_high_id'), table_name='twins')
    op.drop_index('ix_twins_gain', table_name='twins')
    op.drop_table('twins')
    op.drop_index(op.f('ix_twin_tasks_queued_at'), table_name='twin_tasks')
    op.drop_table('twin_tasks')
    op.drop_index('uq_merges_open', table_name='merges', sqlite_where=sa.text('unmerged_at IS NULL'), postgresql_where=sa.text('unmerged_at IS NULL'))
    op.drop_index(op.f('ix_merges_root_id'), table_name='merges')
    op.drop_index(op.f('ix_merges_part_id'), table_name='merges')
    op.drop_table('merges')
    op.drop_index('ix_merge_proposals_waiting', table_name='merge_proposals')
    op.drop_index(op.f('ix_merge_proposals_root_id'), table_name='merge_proposals')
    op.drop_index(op.f('ix_merge_proposals_part_id'), table_name='merge_proposals')
    op.drop_table('merge_proposals')
    op.drop_index(op.f('ix_judgements_high_id'), table_name='judgements')
    op.drop_table('judgements')
    op.drop_index(op.f('ix_idea_vectors_version'), table_name='idea_vectors')
    op.drop_index(op.f('ix_idea_vectors_crowd_among'), table_name='idea_vectors')
    op.drop_table('idea_vectors')
    op.drop_table('vector_totals')
    op.drop_table('twin_summary')
    op.drop_table('search_words')
