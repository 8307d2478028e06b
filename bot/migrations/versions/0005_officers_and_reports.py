"""Officers, their invitations and uploads, what is audited, and what suppliers report.

Audit events can be added, never changed; they can be deleted only when they are six years old, which is
how long they are kept. The database sees to both.

Revision: 0005, after 0004
"""

from alembic import op
import sqlalchemy as sa


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE TRIGGER audit_events_are_not_changed BEFORE UPDATE ON audit_events "
    "BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END",
    "CREATE TRIGGER audit_events_are_kept BEFORE DELETE ON audit_events "
    "WHEN OLD.at > datetime('now', '-6 years') "
    "BEGIN SELECT RAISE(ABORT, 'audit events are kept for six years'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION audit_events_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'UPDATE' THEN RAISE EXCEPTION 'audit events are never changed'; END IF; "
    "IF OLD.at > now() - interval '6 years' THEN RAISE EXCEPTION 'audit events are kept for six years'; END IF; "
    "RETURN OLD; END $$",
    "CREATE TRIGGER audit_events_stay BEFORE UPDATE OR DELETE ON audit_events "
    "FOR EACH ROW EXECUTE FUNCTION audit_events_stay()",
)


def upgrade() -> None:
    op.create_table('audit_events',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=True),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_events'))
    )
    op.create_index(op.f('ix_audit_events_at'), 'audit_events', ['at'], unique=False)
    op.create_index(op.f('ix_audit_events_subject'), 'audit_events', ['subject'], unique=False)

    op.create_table('changes_made',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('you_said', sa.String(), nullable=False),
    sa.Column('we_did', sa.String(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('written_by', sa.String(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_changes_made'))
    )
    op.create_table('invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('role', sa.Enum('reader', 'exporter', 'editor', 'admin', name='role', native_enum=False, length=40), nullable=False),
    sa.Column('made_by', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_invitations_fingerprint')),
    sqlite_autoincrement=True,
    )
    op.create_table('officers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('role', sa.Enum('reader', 'exporter', 'editor', 'admin', name='role', native_enum=False, length=40), nullable=False),
    sa.Column('appointed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('appointed_by', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_officers')),
    sa.UniqueConstraint('address', name=op.f('uq_officers_address')),
    sa.UniqueConstraint('name', name=op.f('uq_officers_name')),
    sqlite_autoincrement=True,
    )
    op.create_table('uploads',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('file_id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_uploads')),
    sqlite_autoincrement=True,
    )
    op.create_index(op.f('ix_uploads_address'), 'uploads', ['address'], unique=False)

    op.create_table('bid_results',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('supplier_id', sa.Integer(), nullable=True),
    sa.Column('opportunity_id', sa.Integer(), nullable=True),
    sa.Column('notice_number', sa.String(), nullable=True),
    sa.Column('notice_title', sa.String(), nullable=True),
    sa.Column('notice_buyer', sa.String(), nullable=True),
    sa.Column('ending', sa.Enum('won', 'lost', 'did_not_bid', name='ending', native_enum=False, length=40), nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('feedback', sa.Enum('yes', 'no', 'not_yet', name='feedback', native_enum=False, length=40), nullable=True),
    sa.Column('feedback_on', sa.Date(), nullable=True),
    sa.Column('feedback_useful', sa.Integer(), nullable=True),
    sa.Column('organisation_type', sa.Enum('sme', 'social_enterprise', 'vcs', name='organisationtype', native_enum=False, length=40), nullable=False),
    sa.Column('size', sa.Enum('individual', 'micro', 'small', 'medium', 'large', name='size', native_enum=False, length=40), nullable=False),
    sa.Column('based_in', sa.Enum('county_durham', 'north_east', 'elsewhere', 'not_stated', name='basedin', native_enum=False, length=40), nullable=False),
    sa.Column('trades', sa.JSON(), nullable=False),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['opportunity_id'], ['opportunities.id'], name=op.f('fk_bid_results_opportunity_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['supplier_id'], ['suppliers.id'], name=op.f('fk_bid_results_supplier_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bid_results')),
    sa.UniqueConstraint('supplier_id', 'opportunity_id', name=op.f('uq_bid_results_supplier_id_opportunity_id'))
    )
    op.create_index(op.f('ix_bid_results_reported_at'), 'bid_results', ['reported_at'], unique=False)
    op.create_index(op.f('ix_bid_results_supplier_id'), 'bid_results', ['supplier_id'], unique=False)

    op.create_table('blocker_reports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('stage', sa.Enum('finding', 'registering', 'documents', 'eligibility', 'pricing', 'social_value', 'together', 'submitting', 'evaluation', 'award', 'contract', name='stage', native_enum=False, length=40), nullable=False),
    sa.Column('kind', sa.Enum('complex_process', 'bar_too_high', 'short_deadline', 'narrow_specification', 'hard_to_find', 'same_data_again', 'no_feedback', 'poor_feedback', 'contract_too_large', 'cost_of_bidding', 'unclear_words', 'portal_trouble', 'hard_to_prove_value', 'no_partners', 'late_payment', 'other', name='blocker', native_enum=False, length=40), nullable=False),
    sa.Column('visibility', sa.Enum('named', 'kind_only', 'anonymous', name='visibility', native_enum=False, length=40), nullable=False),
    sa.Column('named_as', sa.String(), nullable=True),
    sa.Column('organisation_type', sa.Enum('sme', 'social_enterprise', 'vcs', name='organisationtype', native_enum=False, length=40), nullable=True),
    sa.Column('size', sa.Enum('individual', 'micro', 'small', 'medium', 'large', name='size', native_enum=False, length=40), nullable=True),
    sa.Column('based_in', sa.Enum('county_durham', 'north_east', 'elsewhere', 'not_stated', name='basedin', native_enum=False, length=40), nullable=True),
    sa.Column('trades', sa.JSON(), nullable=False),
    sa.Column('detail', sa.String(), nullable=True),
    sa.Column('remedy', sa.String(), nullable=True),
    sa.Column('hours_lost', sa.Integer(), nullable=True),
    sa.Column('lost_pence', sa.BigInteger(), nullable=True),
    sa.Column('opportunity_id', sa.Integer(), nullable=True),
    sa.Column('notice_number', sa.String(), nullable=True),
    sa.Column('notice_title', sa.String(), nullable=True),
    sa.Column('notice_buyer', sa.String(), nullable=True),
    sa.Column('same_as_id', sa.Integer(), nullable=True),
    sa.Column('status', sa.Enum('new', 'seen', 'accepted', 'changed', 'will_not_change', 'duplicate', name='reportstatus', native_enum=False, length=40), nullable=False),
    sa.Column('status_reason', sa.String(), nullable=True),
    sa.Column('duplicate_of_id', sa.Integer(), nullable=True),
    sa.Column('change_id', sa.Integer(), nullable=True),
    sa.Column('reported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['change_id'], ['changes_made.id'], name=op.f('fk_blocker_reports_change_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['duplicate_of_id'], ['blocker_reports.id'], name=op.f('fk_blocker_reports_duplicate_of_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['opportunity_id'], ['opportunities.id'], name=op.f('fk_blocker_reports_opportunity_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['same_as_id'], ['blocker_reports.id'], name=op.f('fk_blocker_reports_same_as_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_blocker_reports')),
    sa.UniqueConstraint('reference', name=op.f('uq_blocker_reports_reference'))
    )
    op.create_index(op.f('ix_blocker_reports_reported_at'), 'blocker_reports', ['reported_at'], unique=False)
    op.create_index(op.f('ix_blocker_reports_stage'), 'blocker_reports', ['stage'], unique=False)

    op.create_table('report_links',
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('wants_news', sa.Boolean(), nullable=False),
    sa.Column('told', sa.Enum('new', 'seen', 'accepted', 'changed', 'will_not_change', 'duplicate', name='reportstatus', native_enum=False, length=40), nullable=True),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['blocker_reports.id'], name=op.f('fk_report_links_report_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('report_id', name=op.f('pk_report_links'))
    )
    op.create_index(op.f('ix_report_links_address'), 'report_links', ['address'], unique=False)
    op.create_index(op.f('ix_report_links_next_try_at'), 'report_links', ['next_try_at'], unique=False)

    op.create_table('report_notes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('report_id', sa.Integer(), nullable=False),
    sa.Column('officer', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['blocker_reports.id'], name=op.f('fk_report_notes_report_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_notes'))
    )
    op.create_index(op.f('ix_report_notes_report_id'), 'report_notes', ['report_id'], unique=False)

    op.create_table('report_selections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('filters', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_selections'))
    )
    op.create_index(op.f('ix_report_selections_address'), 'report_selections', ['address'], unique=False)

    postgresql = op.get_bind().dialect.name == 'postgresql'
    for statement in POSTGRESQL if postgresql else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('report_selections')
    op.drop_table('report_notes')
    op.drop_table('report_links')
    op.drop_table('blocker_reports')
    op.drop_table('bid_results')
    op.drop_table('uploads')
    op.drop_table('officers')
    op.drop_table('invitations')
    op.drop_table('changes_made')
    op.drop_table('audit_events')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute("DROP FUNCTION audit_events_stay()")
