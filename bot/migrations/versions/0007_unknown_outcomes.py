"""Messages on their way, and those of which nobody knows whether they arrived.

Revision: 0007, after 0006
"""

from alembic import op
import sqlalchemy as sa


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

SENDING = sa.text("status = 'sending'")


def upgrade() -> None:
    op.add_column('deliveries', sa.Column('perhaps_sent_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_deliveries_claimed_until_sending', 'deliveries', ['claimed_until'], unique=False, sqlite_where=SENDING, postgresql_where=SENDING)


def downgrade() -> None:
    # A status that the older code does not know: what was on its way is unknown to it.
    op.execute("UPDATE deliveries SET status = 'unknown' WHERE status = 'sending'")
    op.drop_index('ix_deliveries_claimed_until_sending', 'deliveries')
    op.drop_column('deliveries', 'perhaps_sent_at')
