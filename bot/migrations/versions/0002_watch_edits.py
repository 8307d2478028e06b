"""How close a match must be, and edits of a watch that can be undone.

Revision: 0002, after 0001
"""

from alembic import op
import sqlalchemy as sa


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Watches from before were sent possible matches too, and go on so.
    with op.batch_alter_table('watches', schema=None) as batch_op:
        batch_op.add_column(sa.Column('strictness', sa.Enum('possible', 'close', name='strictness', native_enum=False, length=40), nullable=False, server_default='possible'))

    op.create_table('watch_edits',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('watch_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['watch_id'], ['watches.id'], name=op.f('fk_watch_edits_watch_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_watch_edits'))
    )
    with op.batch_alter_table('watch_edits', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_watch_edits_watch_id'), ['watch_id'], unique=False)


def downgrade() -> None:
    # First, or SQLite takes these rows away when it makes the table of watches anew.
    op.drop_table('watch_edits')
    with op.batch_alter_table('watches', schema=None) as batch_op:
        batch_op.drop_column('strictness')
