"""How much each source brings, and what is wrong with it when that is too little.

Revision: 0011, after 0010
"""

from alembic import op
import sqlalchemy as sa


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('sources', sa.Column('pace', sa.String(), nullable=True))
    op.add_column('sources', sa.Column('trouble_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('sources', sa.Column('trouble', sa.String(), nullable=True))


def downgrade() -> None:
    for column in ('trouble', 'trouble_at', 'pace'):
        op.drop_column('sources', column)
