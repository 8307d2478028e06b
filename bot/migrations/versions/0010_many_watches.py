"""Matches by the thousand, and a number that tells which suppliers' watches have changed.

A match has no number of its own any more: its version and its supplier are its key. Why it was made is written
down when it is told. Its keys to other tables are kept by triggers, because a look at each row would take longer
than all else. `suppliers.revision` rises with each change that the index of watches must know of. On PostgreSQL
it is the transaction that made the change, for two may end in another order than they began; on SQLite, where
one writes at a time, it counts on from the time.

Revision: 0010, after 0009
"""

from typing import Any

from alembic import op
import sqlalchemy as sa


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

COLUMNS = 'supplier_id, version_id, opportunity_id, delivery_id, watch_ids, reasons, fit, strength, matched_at'
KEYS = (
    ('supplier_id', 'suppliers', 'CASCADE'),
    ('version_id', 'opportunity_versions', 'CASCADE'),
    ('opportunity_id', 'opportunities', 'CASCADE'),
    ('delivery_id', 'deliveries', 'SET NULL'),
)
GONE = (
    ('suppliers', 'DELETE FROM matches WHERE supplier_id = OLD.id'),
    ('opportunity_versions', 'DELETE FROM matches WHERE version_id = OLD.id'),
    ('deliveries', 'UPDATE matches SET delivery_id = NULL WHERE supplier_id = OLD.supplier_id AND delivery_id = OLD.id'),
)
QUIET = 'quiet_from, quiet_until, paused_until'
NEXT = "max((SELECT max(revision) + 1 FROM suppliers), CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER))"
TRANSACTION = 'pg_current_xact_id()::text::bigint'


def upgrade() -> None:
    op.add_column('suppliers', sa.Column('revision', sa.BigInteger(), server_default='0', nullable=False))
    op.create_index(op.f('ix_suppliers_revision'), 'suppliers', ['revision'], unique=False)
    if op.get_bind().dialect.name == 'postgresql':
        for column, _, _ in KEYS:
            op.drop_constraint(f'fk_matches_{column}', 'matches')
        op.drop_constraint('uq_matches_supplier_id_version_id', 'matches')
        op.execute('ALTER TABLE matches DROP COLUMN id, ADD CONSTRAINT pk_matches PRIMARY KEY (version_id, supplier_id)')
        for column in ('delivery_id', 'opportunity_id', 'version_id'):
            op.drop_index(f'ix_matches_{column}', 'matches')
        for column in ('reasons', 'fit', 'strength'):
            op.alter_column('matches', column, nullable=True)
    else:
        _made_anew(_columns(nullable=True), sa.PrimaryKeyConstraint('version_id', 'supplier_id', name=op.f('pk_matches')), COLUMNS, sqlite_with_rowid=False)
    op.create_index('ix_matches_supplier_id_matches_delivery_id', 'matches', ['supplier_id', 'delivery_id'], unique=False)
    for statement in _triggers():
        op.execute(statement)


def downgrade() -> None:
    for name, table in _names():
        op.execute(f'DROP TRIGGER {name}' + (f' ON {table}' if op.get_bind().dialect.name == 'postgresql' else ''))
    op.execute("UPDATE matches SET reasons = coalesce(reasons, '[]'), fit = coalesce(fit, 'not_stated'), strength = coalesce(strength, 'close')")
    op.drop_index('ix_matches_supplier_id_matches_delivery_id', 'matches')
    unique = sa.UniqueConstraint('supplier_id', 'version_id', name=op.f('uq_matches_supplier_id_version_id'))
    if op.get_bind().dialect.name == 'postgresql':
        for name, _ in _names():
            op.execute(f'DROP FUNCTION {name}()')
        for column in ('reasons', 'fit', 'strength'):
            op.alter_column('matches', column, nullable=False)
        op.drop_constraint('pk_matches', 'matches')
        op.execute('ALTER TABLE matches ADD COLUMN id SERIAL, ADD CONSTRAINT pk_matches PRIMARY KEY (id)')
        op.create_unique_constraint('uq_matches_supplier_id_version_id', 'matches', ['supplier_id', 'version_id'])
        for column, table, ends in KEYS:
            op.create_foreign_key(f'fk_matches_{column}', 'matches', table, [column], ['id'], ondelete=ends)
    else:
        keys = [sa.ForeignKeyConstraint([column], [f'{table}.id'], name=op.f(f'fk_matches_{column}'), ondelete=ends) for column, table, ends in KEYS]
        number = sa.Column('id', sa.Integer(), nullable=False)
        _made_anew([number, *_columns(nullable=False)], [*keys, sa.PrimaryKeyConstraint('id', name=op.f('pk_matches')), unique], COLUMNS)
    for column in ('delivery_id', 'opportunity_id', 'version_id'):
        op.create_index(f'ix_matches_{column}', 'matches', [column], unique=False)
    op.drop_index(op.f('ix_suppliers_revision'), 'suppliers')
    op.drop_column('suppliers', 'revision')


def _columns(*, nullable: bool) -> list[sa.Column[Any]]:
    return [
        sa.Column('version_id', sa.Integer(), nullable=False),
        sa.Column('supplier_id', sa.Integer(), nullable=False),
        sa.Column('opportunity_id', sa.Integer(), nullable=False),
        sa.Column('delivery_id', sa.Integer(), nullable=True),
        sa.Column('watch_ids', sa.JSON(), nullable=False),
        sa.Column('reasons', sa.JSON(), nullable=nullable),
        sa.Column('fit', sa.Enum('within', 'stretch', 'with_partners', 'not_stated', name='fit', native_enum=False, length=40), nullable=nullable),
        sa.Column('strength', sa.Enum('close', 'possible', name='strength', native_enum=False, length=40), nullable=nullable),
        sa.Column('matched_at', sa.DateTime(timezone=True), nullable=False),
    ]


def _made_anew(columns: list[sa.Column[Any]], constraints: object, copied: str, *, sqlite_with_rowid: bool = True) -> None:
    op.rename_table('matches', 'matches_before')
    every = constraints if isinstance(constraints, list) else [constraints]
    op.create_table('matches', *columns, *every, sqlite_with_rowid=sqlite_with_rowid)
    op.execute(f'INSERT INTO matches ({copied}) SELECT {copied} FROM matches_before ORDER BY version_id, supplier_id')
    op.drop_table('matches_before')


def _names() -> list[tuple[str, str]]:
    if op.get_bind().dialect.name == 'postgresql':
        changed = [('watches_changed', 'watches'), ('mutes_changed', 'mutes'), ('suppliers_changed', 'suppliers')]
    else:
        changed = [(f'{table}_{action}', table) for table in ('watches', 'mutes') for action in ('inserted', 'updated', 'deleted')]
        changed.append(('suppliers_changed', 'suppliers'))
    return [*changed, *((f'matches_without_{table}', table) for table, _ in GONE)]


def _triggers() -> list[str]:
    if op.get_bind().dialect.name == 'postgresql':
        return _of_postgresql()
    made = []
    for table in ('watches', 'mutes'):
        for action, row in (('INSERT', 'NEW'), ('UPDATE', 'NEW'), ('DELETE', 'OLD')):
            name = f'{table}_{action.lower()}{"d" if action.endswith("E") else "ed"}'
            made.append(f'CREATE TRIGGER {name} AFTER {action} ON {table} BEGIN UPDATE suppliers SET revision = {NEXT} WHERE id = {row}.supplier_id; END')
    made.append(f'CREATE TRIGGER suppliers_changed AFTER UPDATE OF {QUIET} ON suppliers BEGIN UPDATE suppliers SET revision = {NEXT} WHERE id = NEW.id; END')
    made += [f'CREATE TRIGGER matches_without_{table} AFTER DELETE ON {table} BEGIN {goes}; END' for table, goes in GONE]
    return made


def _of_postgresql() -> list[str]:
    made = []
    for table in ('watches', 'mutes'):
        made += [
            f'CREATE FUNCTION {table}_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
            f'UPDATE suppliers SET revision = {TRANSACTION} WHERE id = coalesce(NEW.supplier_id, OLD.supplier_id) AND revision <> {TRANSACTION}; '
            'RETURN NULL; END $$',
            f'CREATE TRIGGER {table}_changed AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_changed()',
        ]
    made += [
        f'CREATE FUNCTION suppliers_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.revision := {TRANSACTION}; RETURN NEW; END $$',
        f'CREATE TRIGGER suppliers_changed BEFORE UPDATE OF {QUIET} ON suppliers FOR EACH ROW EXECUTE FUNCTION suppliers_changed()',
    ]
    for table, goes in GONE:
        made += [
            f'CREATE FUNCTION matches_without_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {goes}; RETURN NULL; END $$',
            f'CREATE TRIGGER matches_without_{table} AFTER DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION matches_without_{table}()',
        ]
    return made
