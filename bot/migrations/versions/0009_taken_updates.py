"""Which updates were taken by a process, where Telegram posts them to several.

Revision: 0009, after 0008
"""

from alembic import op
import sqlalchemy as sa


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('taken_updates',
    sa.Column('update_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('update_id', name=op.f('pk_taken_updates'))
    )
    op.create_index(op.f('ix_taken_updates_taken_at'), 'taken_updates', ['taken_at'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_taken_updates_taken_at'), table_name='taken_updates')
    op.drop_table('taken_updates')
