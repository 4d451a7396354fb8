"""Answers nobody can dodge: versions of promises and working hours, pauses, questions, drafts and ratings."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_0700"
down_revision = "20261122_0341"


def upgrade() -> None:
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
    op.add_column('answers', sa.Column('helpful_count', sa.Integer(), server_default='0', nullable=False))
    op.add_column('answers', sa.Column('unhelpful_count', sa.Integer(), server_default='0', nullable=False))


def downgrade() -> None:
    op.drop_column('answers', 'unhelpful_count')
    op.drop_column('answers', 'helpful_count')
    op.drop_index('ix_ratings_person', table_name='ratings')
    op.drop_table('ratings')
    op.drop_index('ix_efforts_person', table_name='efforts')
    op.drop_index('ix_efforts_answered', table_name='efforts')
    op.drop_table('efforts')
    op.drop_index('ix_effort_rounds_due', table_name='effort_rounds')
    op.drop_table('effort_rounds')
