"""Saved opportunities, mutes, quiet hours, pauses; which versions are matched; sources held for an officer.

What was stored before counts as matched. The indexes at the end are for the nightly job: without them, each
opportunity that it deletes makes the database read whole tables to find what leads to it.

Revision: 0006, after 0005
"""

from alembic import op
import sqlalchemy as sa


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

UNMATCHED = sa.text('matched_at IS NULL')
LEADS_TO_OPPORTUNITIES = (
    ('opportunities', 'duplicate_of_id'),
    ('matches', 'version_id'),
    ('blocker_reports', 'opportunity_id'),
    ('bid_results', 'opportunity_id'),
)


def upgrade() -> None:
    op.create_table('mutes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.Enum('buyer', 'trade', 'source', name='muted', native_enum=False, length=40), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['supplier_id'], ['suppliers.id'], name=op.f('fk_mutes_supplier_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mutes')),
    sa.UniqueConstraint('supplier_id', 'what', 'value', name=op.f('uq_mutes_supplier_id_what_value'))
    )
    op.create_table('saved',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.Integer(), nullable=False),
    sa.Column('opportunity_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['opportunity_id'], ['opportunities.id'], name=op.f('fk_saved_opportunity_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['supplier_id'], ['suppliers.id'], name=op.f('fk_saved_supplier_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved')),
    sa.UniqueConstraint('supplier_id', 'opportunity_id', name=op.f('uq_saved_supplier_id_opportunity_id'))
    )
    op.create_index(op.f('ix_saved_opportunity_id'), 'saved', ['opportunity_id'], unique=False)

    op.add_column('deliveries', sa.Column('kind', sa.Enum('alert', 'change', 'reminder', 'nudge', name='deliverykind', native_enum=False, length=40), server_default='alert', nullable=False))
    op.add_column('deliveries', sa.Column('opportunity_id', sa.Integer(), nullable=True))
    op.create_index(op.f('ix_deliveries_opportunity_id'), 'deliveries', ['opportunity_id'], unique=False)

    op.add_column('opportunity_versions', sa.Column('matched_at', sa.DateTime(timezone=True), nullable=True))
    op.execute('UPDATE opportunity_versions SET matched_at = seen_at')
    op.create_index('ix_opportunity_versions_id_unmatched', 'opportunity_versions', ['id'], unique=False, sqlite_where=UNMATCHED, postgresql_where=UNMATCHED)

    op.add_column('sources', sa.Column('held_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('sources', sa.Column('held_because', sa.String(), nullable=True))

    op.add_column('suppliers', sa.Column('quiet_from', sa.Integer(), nullable=True))
    op.add_column('suppliers', sa.Column('quiet_until', sa.Integer(), nullable=True))
    op.add_column('suppliers', sa.Column('paused_until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('suppliers', sa.Column('turned_off', sa.JSON(), server_default='[]', nullable=False))

    for table, column in LEADS_TO_OPPORTUNITIES:
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column], unique=False)


def downgrade() -> None:
    for table, column in LEADS_TO_OPPORTUNITIES:
        op.drop_index(op.f(f'ix_{table}_{column}'), table)
    for column in ('turned_off', 'paused_until', 'quiet_until', 'quiet_from'):
        op.drop_column('suppliers', column)
    for column in ('held_because', 'held_at'):
        op.drop_column('sources', column)
    op.drop_index('ix_opportunity_versions_id_unmatched', 'opportunity_versions')
    op.drop_column('opportunity_versions', 'matched_at')
    op.drop_index(op.f('ix_deliveries_opportunity_id'), 'deliveries')
    op.drop_column('deliveries', 'opportunity_id')
    op.drop_column('deliveries', 'kind')
    op.drop_table('saved')
    op.drop_table('mutes')
