"""What was asked and whether the answer helped, and the tickets for a person.

Revision: 0004, after 0003
"""

from alembic import op
import sqlalchemy as sa


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('questions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('asked', sa.String(), nullable=False),
    sa.Column('led', sa.Enum('answer', 'suggest', 'none', 'browsed', 'person', name='led', native_enum=False, length=40), nullable=False),
    sa.Column('entry', sa.String(), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('helped', sa.Boolean(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questions'))
    )
    op.create_index(op.f('ix_questions_asked_at'), 'questions', ['asked_at'], unique=False)

    op.create_table('last_questions',
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('asked', sa.String(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('address', name=op.f('pk_last_questions'))
    )

    op.create_table('tickets',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('status', sa.Enum('open', 'answered', 'closed', name='ticketstatus', native_enum=False, length=40), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Enum('supplier', 'officer', name='side', native_enum=False, length=40), nullable=True),
    sa.ForeignKeyConstraint(['question_id'], ['questions.id'], name=op.f('fk_tickets_question_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tickets')),
    sa.UniqueConstraint('question_id', name=op.f('uq_tickets_question_id')),
    sa.UniqueConstraint('reference', name=op.f('uq_tickets_reference'))
    )
    op.create_index(op.f('ix_tickets_address'), 'tickets', ['address'], unique=False)
    op.create_index(op.f('ix_tickets_status'), 'tickets', ['status'], unique=False)

    op.create_table('ticket_messages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.Enum('supplier', 'officer', name='side', native_enum=False, length=40), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('source_id', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('chat_id', sa.BigInteger(), nullable=True),
    sa.Column('message_id', sa.Integer(), nullable=True),
    sa.Column('failure', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_ticket_messages_ticket_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_messages')),
    sa.UniqueConstraint('ticket_id', 'side', 'source_id', name=op.f('uq_ticket_messages_ticket_id_side_source_id'))
    )
    op.create_index(op.f('ix_ticket_messages_ticket_id'), 'ticket_messages', ['ticket_id'], unique=False)
    op.create_index(op.f('ix_ticket_messages_next_try_at'), 'ticket_messages', ['next_try_at'], unique=False)
    op.create_index(op.f('ix_ticket_messages_chat_id_ticket_messages_message_id'), 'ticket_messages', ['chat_id', 'message_id'], unique=False)


def downgrade() -> None:
    op.drop_table('ticket_messages')
    op.drop_table('tickets')
    op.drop_table('last_questions')
    op.drop_table('questions')
