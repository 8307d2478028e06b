"""Who is reading a source, apart from when it is due next.

Revision: 0003, after 0002
"""

from alembic import op
import sqlalchemy as sa


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('sources', sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    # Not in a batch: SQLite would make the table of sources anew, to which opportunities point.
    op.drop_column('sources', 'claimed_until')
