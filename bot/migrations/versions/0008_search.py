"""What a chat searched for, and the full text of opportunities, which the database keeps in step with them.

SQLite: an FTS5 table that reads the text from `opportunities` and is told of each change by triggers. A later
step that makes `opportunities` anew must make the triggers anew too. PostgreSQL: a generated column.

Revision: 0008, after 0007
"""

from alembic import op
import sqlalchemy as sa


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

NEW = 'INSERT INTO opportunity_words(rowid, title, summary, buyer, reference) VALUES (new.id, new.title, new.summary, new.buyer, new.reference);'
OLD = "INSERT INTO opportunity_words(opportunity_words, rowid, title, summary, buyer, reference) VALUES ('delete', old.id, old.title, old.summary, old.buyer, old.reference);"
SQLITE = (
    "CREATE VIRTUAL TABLE opportunity_words USING fts5(title, summary, buyer, reference, "
    "content='opportunities', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')",
    f"CREATE TRIGGER opportunity_words_added AFTER INSERT ON opportunities BEGIN {NEW} END",
    f"CREATE TRIGGER opportunity_words_gone AFTER DELETE ON opportunities BEGIN {OLD} END",
    f"CREATE TRIGGER opportunity_words_changed AFTER UPDATE OF id, title, summary, buyer, reference ON opportunities BEGIN {OLD} {NEW} END",
    "INSERT INTO opportunity_words(opportunity_words) VALUES ('rebuild')",
)

# Accents are taken away as SQLite does; signs too, or the parser would take "school/office" for the path of a file.
BARE = r"regexp_replace(regexp_replace(normalize({}, NFKD), '[\u0300-\u036f]+', '', 'g'), '[^[:alnum:]]+', ' ', 'g')"


def _weighed(column: str, weight: str) -> str:
    words = BARE.format(f"coalesce({column}, '')")
    return f"setweight(to_tsvector('pg_catalog.english'::regconfig, {words}), '{weight}')"


POSTGRESQL = (
    "ALTER TABLE opportunities ADD COLUMN full_text tsvector GENERATED ALWAYS AS ("
    + " || ".join([_weighed("title", "A"), _weighed("summary", "D"), _weighed("buyer", "D"), _weighed("reference", "D")])
    + ") STORED",
    "CREATE INDEX ix_opportunities_full_text ON opportunities USING gin (full_text)",
)


def upgrade() -> None:
    op.create_table('searches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('asked', sa.JSON(), nullable=False),
    sa.Column('found', sa.JSON(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('searched_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_searches')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_searches_address'), 'searches', ['address'], unique=False)

    for statement in SQLITE if op.get_bind().dialect.name == 'sqlite' else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('searches')
    if op.get_bind().dialect.name == 'sqlite':
        for trigger in ('added', 'gone', 'changed'):
            op.execute(f'DROP TRIGGER opportunity_words_{trigger}')
        op.execute('DROP TABLE opportunity_words')
    else:
        op.drop_index('ix_opportunities_full_text', 'opportunities')
        op.drop_column('opportunities', 'full_text')
