/** The laptop's chain of events. */
export const trailDefinition: readonly string[] = [
  `CREATE TABLE local_audit (
    sequence INTEGER NOT NULL PRIMARY KEY,
    payload TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    sent INTEGER NOT NULL DEFAULT 0
  )`,
  `CREATE INDEX ix_local_audit_unsent ON local_audit (sequence) WHERE sent = 0`,
  `CREATE TRIGGER local_audit_no_update BEFORE UPDATE OF sequence, payload, previous_hash, hash ON local_audit
   BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END`,
  `CREATE TRIGGER local_audit_no_delete BEFORE DELETE ON local_audit
   BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END`,
]

/**
 * Tables that hold what exists nowhere else: unsent work, the laptop's trail, and what it keeps of documents. A rebuild of the book never touches
 * them. Not STRICT: the `sqlcipher` tool of Debian 12 would not know the word. One entry per version of `PRAGMA user_version`; entries are only ever added.
 */
export const durableMigrations: readonly (readonly string[])[] = [
  [
    `CREATE TABLE outbox (
      mutation_id TEXT NOT NULL PRIMARY KEY,
      sequence INTEGER NOT NULL UNIQUE,
      table_name TEXT NOT NULL,
      row_id TEXT NOT NULL,
      household_id TEXT,
      operation TEXT NOT NULL CHECK (operation IN ('insert', 'update', 'delete')),
      patch TEXT NOT NULL,
      base_values TEXT NOT NULL,
      base_version INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'refused', 'conflict')),
      reason TEXT,
      theirs TEXT,
      created_at TEXT NOT NULL
    )`,
    `CREATE INDEX ix_outbox_row ON outbox (table_name, row_id, sequence)`,
    // The firm's version of a row that carries unsent changes: what remains when they are dropped.
    `CREATE TABLE shadow (
      table_name TEXT NOT NULL,
      row_id TEXT NOT NULL,
      row TEXT NOT NULL,
      PRIMARY KEY (table_name, row_id)
    ) WITHOUT ROWID`,
    ...trailDefinition,
    `CREATE TABLE sync_state (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
    `CREATE TABLE load_progress (
      table_name TEXT NOT NULL PRIMARY KEY,
      last_id TEXT,
      done INTEGER NOT NULL DEFAULT 0,
      total INTEGER NOT NULL DEFAULT 0,
      complete INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID`,
  ],
  // The fields as the workstation knew them that made the change; null for those made before this was noted.
  [`ALTER TABLE outbox ADD COLUMN made_under TEXT`],
  [
    // What is to be kept on this laptop: a document, or all documents of a meeting's household.
    `CREATE TABLE pins (
      table_name TEXT NOT NULL CHECK (table_name IN ('documents', 'meetings')),
      row_id TEXT NOT NULL,
      household_id TEXT NOT NULL,
      reason TEXT NOT NULL CHECK (reason IN ('hand', 'calendar', 'opened')),
      until TEXT,
      PRIMARY KEY (table_name, row_id)
    ) WITHOUT ROWID`,
    // Files beside this one, each with its own key. Without its row a file is noise.
    `CREATE TABLE kept_files (
      file_id TEXT NOT NULL PRIMARY KEY,
      version_id TEXT NOT NULL UNIQUE,
      household_id TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('draft', 'captured', 'arriving', 'whole')),
      key BLOB NOT NULL,
      lengths TEXT NOT NULL,
      byte_length INTEGER NOT NULL,
      stored INTEGER NOT NULL DEFAULT 0,
      sent INTEGER NOT NULL DEFAULT 0,
      problem TEXT
    ) WITHOUT ROWID`,
    `CREATE INDEX ix_kept_files_household ON kept_files (household_id)`,
    // Books of before carried every content; what was in it goes with its pages (secure_delete).
    `DROP TABLE IF EXISTS document_contents`,
  ],
  [
    // What one command changed goes to the firm as one; without a unit, a change is one by itself.
    'ALTER TABLE outbox ADD COLUMN unit_id TEXT',
    // The last units that the firm acknowledged: whoever finds that its database lost them sends them again.
    `CREATE TABLE sent_changes (
      mutation_id TEXT NOT NULL PRIMARY KEY,
      unit_id TEXT NOT NULL,
      unit_sequence INTEGER NOT NULL,
      sequence INTEGER NOT NULL,
      table_name TEXT NOT NULL,
      row_id TEXT NOT NULL,
      household_id TEXT,
      operation TEXT NOT NULL,
      patch TEXT NOT NULL,
      base_values TEXT NOT NULL,
      base_version INTEGER NOT NULL,
      version_after INTEGER,
      created_at TEXT NOT NULL
    )`,
    'CREATE INDEX ix_sent_changes_row ON sent_changes (table_name, row_id)',
    'CREATE INDEX ix_sent_changes_unit_sequence ON sent_changes (unit_sequence)',
  ],
  // Files added here and discarded, until the firm was told to drop the pieces that it has.
  ['CREATE TABLE discarded_files (version_id TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID'],
  [
    // What is typed in a form and not yet saved. Never sent; goes when it is saved or discarded, or its household leaves.
    `CREATE TABLE drafts (
      draft_key TEXT NOT NULL PRIMARY KEY,
      household_id TEXT,
      body TEXT NOT NULL,
      kept_at TEXT NOT NULL
    ) WITHOUT ROWID`,
    'CREATE INDEX ix_drafts_household ON drafts (household_id)',
  ],
]

/**
 * The search index: words of searchable fields, and the table that carries them. The table's name is a word too, so that
 * one kind of rows is found without reading all the others that have the words. `search_words` shows the index's own
 * words, sorted; it stores nothing, so what leaves the index is in no list of words either.
 */
export const searchDefinition: readonly string[] = [
  `CREATE TABLE search_rows (
    rid INTEGER PRIMARY KEY,
    table_name TEXT NOT NULL,
    row_id TEXT NOT NULL UNIQUE,
    household_id TEXT NOT NULL,
    body TEXT NOT NULL
  )`,
  `CREATE INDEX ix_search_rows_household ON search_rows (household_id)`,
  `CREATE VIRTUAL TABLE search_index USING fts5(
    table_name, row_id UNINDEXED, household_id UNINDEXED, body,
    content='search_rows', content_rowid='rid', tokenize="unicode61 remove_diacritics 2", prefix='1 2 3')`,
  `CREATE VIRTUAL TABLE search_words USING fts5vocab('search_index', 'row')`,
  `CREATE TRIGGER search_rows_added AFTER INSERT ON search_rows BEGIN
    INSERT INTO search_index (rowid, table_name, row_id, household_id, body)
    VALUES (new.rid, new.table_name, new.row_id, new.household_id, new.body);
  END`,
  `CREATE TRIGGER search_rows_removed AFTER DELETE ON search_rows BEGIN
    INSERT INTO search_index (search_index, rowid, table_name, row_id, household_id, body)
    VALUES ('delete', old.rid, old.table_name, old.row_id, old.household_id, old.body);
  END`,
  `CREATE TRIGGER search_rows_changed AFTER UPDATE ON search_rows
   WHEN old.body <> new.body OR old.household_id <> new.household_id BEGIN
    INSERT INTO search_index (search_index, rowid, table_name, row_id, household_id, body)
    VALUES ('delete', old.rid, old.table_name, old.row_id, old.household_id, old.body);
    INSERT INTO search_index (rowid, table_name, row_id, household_id, body)
    VALUES (new.rid, new.table_name, new.row_id, new.household_id, new.body);
  END`,
]
