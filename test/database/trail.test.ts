import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventHash, type TrailEvent } from '#electron/audit/event-hash.ts'
import { buildRow } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let adviser: pg.Client
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  householdId = await firm.insertHousehold({ name: 'O’Neil “first”\n\\ second' })
  adviser = await firm.connectAs(firm.adviser)
})
afterAll(async () => {
  await adviser.end()
  await firm.close()
})

const addTask = (title = 'Call') =>
  firm.insert('tasks', { householdId, title, ownerId: firm.adviser.id, priority: 'low', status: 'open' } as never)

const eventsOf = (rowId: string) =>
  firm.query(`SELECT type, action, changes, reason FROM audit_events WHERE row_id = $1 ORDER BY sequence`, [rowId])

test('what the trail made for each table is made for the columns it has', async () => {
  const stale = await firm.query(`
    SELECT tgrelid::regclass::text AS name FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE tgname = 'b_audit_insert' AND position(quote_literal(audit.columns_of(tgrelid)) IN prosrc) = 0`)

  expect(stale).toEqual([])
})

test('what was created, changed, and deleted is told field by field, without bookkeeping and empty fields', async () => {
  const id = await addTask()
  await firm.query(`UPDATE tasks SET due_on = '2026-03-01', title = 'Call "now"' WHERE id = $1`, [id])
  await firm.removeRows('tasks', 'id = $1', [id])

  const common = { household_id: householdId, owner_id: firm.adviser.id, priority: 'low', status: 'open' }
  const paired = (side: (value: string) => [string | null, string | null]) =>
    Object.fromEntries(Object.entries(common).map(([name, value]) => [name, side(value)]))
  expect(await eventsOf(id)).toEqual([
    {
      type: 'data',
      action: 'create',
      changes: { ...paired((value) => [null, value]), title: [null, 'Call'] },
      reason: null,
    },
    {
      type: 'data',
      action: 'update',
      changes: { title: ['Call', 'Call "now"'], due_on: [null, '2026-03-01'] },
      reason: null,
    },
    {
      type: 'data',
      action: 'delete',
      changes: { ...paired((value) => [value, null]), title: ['Call "now"', null], due_on: ['2026-03-01', null] },
      reason: null,
    },
  ])
})

test('an event names who wrote it, from which device, and in which transaction', async () => {
  const device = '01900000-0000-7000-8000-0000000000d7'
  await adviser.query('BEGIN')
  await adviser.query(`SELECT set_config('app.device_id', $1, true)`, [device])
  await adviser.query(`UPDATE households SET objective = 'income' WHERE id = $1`, [householdId])
  const { rows: expected } = await adviser.query('SELECT pg_current_xact_id()::text AS transaction')
  await adviser.query('COMMIT')
  const events = await firm.query(
    `SELECT device_id, actor_id, actor_login, household_id, transaction_id::text AS transaction
     FROM audit_events WHERE device_id = $1`,
    [device],
  )

  expect(events).toEqual([
    {
      device_id: device,
      actor_id: firm.adviser.id,
      actor_login: firm.adviser.login,
      household_id: householdId,
      transaction: expected[0].transaction,
    },
  ])
})

test('a change of nothing but bookkeeping is no event, and a change of content is one that does not copy it, nor a page’s text', async () => {
  const id = await addTask()
  const ours = { householdId, createdBy: null, updatedBy: null }
  await firm.query('UPDATE tasks SET title = title, updated_at = now() WHERE id = $1', [id])
  const documentId = await firm.insert('documents', buildRow('documents', { ...ours, accountId: null }))
  const versionId = await firm.insert('document_versions', buildRow('document_versions', { ...ours, documentId }))
  const contentId = await firm.insert('document_contents', buildRow('document_contents', { ...ours, versionId }))
  const pageId = await firm.insert('document_pages', buildRow('document_pages', { ...ours, versionId }))
  // A filed version never changes; what the trail would say if one did needs the superuser that the guard is for.
  await firm.query('ALTER TABLE document_contents DISABLE TRIGGER b_refuse_change')
  await firm.query(`UPDATE document_contents SET content = 'two' WHERE id = $1`, [contentId])

  expect({
    task: (await eventsOf(id)).map(({ action }) => action),
    content: (await eventsOf(contentId)).map(({ action, changes }) => [action, changes]),
    page: (await eventsOf(pageId)).map(({ action, changes }) => [action, changes]),
  }).toEqual({
    task: ['create'],
    content: [
      ['create', { household_id: [null, householdId], version_id: [null, versionId], chunk_number: [null, 0] }],
      ['update', null],
    ],
    page: [['create', { household_id: [null, householdId], version_id: [null, versionId], page_number: [null, 1] }]],
  })
})

test('a column that is added, renamed, or of a kind that cannot be compared is audited at once', async () => {
  await firm.query('ALTER TABLE tasks ADD COLUMN effort integer, ADD COLUMN shape json')
  const id = await addTask()
  await firm.query(`UPDATE tasks SET effort = 3, shape = '{"a": 1}' WHERE id = $1`, [id])
  await firm.query('ALTER TABLE tasks RENAME COLUMN effort TO hours')
  await firm.query(`UPDATE tasks SET hours = 4, shape = '{"a": 1}' WHERE id = $1`, [id])
  await firm.query(`SELECT audit.watch('tasks')`)
  await firm.query(`UPDATE tasks SET hours = 5 WHERE id = $1`, [id])
  await firm.query('ALTER TABLE tasks DROP COLUMN hours, DROP COLUMN shape')
  await firm.query(`UPDATE tasks SET title = 'Without' WHERE id = $1`, [id])

  expect((await eventsOf(id)).slice(1).map(({ changes }) => changes)).toEqual([
    { effort: [null, 3], shape: [null, { a: 1 }] },
    { hours: [3, 4] },
    { hours: [4, 5] },
    { title: ['Call', 'Without'] },
  ])
})

test('many rows in one statement are one event each, also when the plan was made for one row', async () => {
  await firm.query(
    `INSERT INTO tasks (id, household_id, title, owner_id, priority, status)
     SELECT gen_random_uuid(), $1, 'Many', $2, 'low', 'open' FROM generate_series(1, 20000)`,
    [householdId, firm.adviser.id],
  )
  await firm.query(`UPDATE tasks SET title = 'More' WHERE title = 'Many'`)
  const [counts] = await firm.query(
    `SELECT count(*) FILTER (WHERE action = 'create')::integer AS created,
            count(DISTINCT row_id) FILTER (WHERE action = 'update' AND changes ->> 'title' = '["Many","More"]')::integer AS changed
     FROM audit_events WHERE row_id IN (SELECT id FROM tasks WHERE title = 'More')`,
  )

  expect(counts).toEqual({ created: 20_000, changed: 20_000 })
})

test('a row disposed of leaves its certificate in the trail and none of its content', async () => {
  const id = await addTask('To be forgotten')
  await firm.query(
    `CREATE OR REPLACE FUNCTION audit.certificate_of(table_name text, row_id uuid) RETURNS text
     LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
       SELECT CASE WHEN table_name = 'tasks' AND row_id = '${id}' THEN 'Certificate 7' END $$`,
  )
  const other = await addTask()
  await firm.removeRows('tasks', 'id IN ($1, $2)', [id, other])

  expect({ disposed: (await eventsOf(id)).at(-1), deleted: (await eventsOf(other)).at(-1)?.action }).toEqual({
    disposed: { type: 'retention', action: 'disposed', changes: null, reason: 'Certificate 7' },
    deleted: 'delete',
  })
})

test('legal holds are told as placed and released', async () => {
  await firm.query('DROP TABLE IF EXISTS legal_holds CASCADE')
  await firm.query('CREATE TABLE legal_holds (id uuid PRIMARY KEY, matter text, released_at timestamptz)')
  await firm.query(`SELECT audit.watch('legal_holds')`)
  const id = '01900000-0000-7000-8000-0000000000a1'
  await firm.query(`INSERT INTO legal_holds VALUES ($1, 'Quay', NULL)`, [id])
  await firm.query(`UPDATE legal_holds SET matter = 'Quay Street' WHERE id = $1`, [id])
  await firm.query(`UPDATE legal_holds SET released_at = now() WHERE id = $1`, [id])

  expect((await eventsOf(id)).map(({ type, action }) => [type, action])).toEqual([
    ['retention', 'hold_placed'],
    ['data', 'update'],
    ['retention', 'hold_released'],
  ])
})

test('functions of the database write events of their own, people do not', async () => {
  const [made] = await firm.query(
    `SELECT audit.record_event('admin', 'verified', 'tasks', $1, $2, '{"a": [1, 2]}', 'Müller’s "why"') AS id`,
    [firm.adviser.id, householdId],
  )
  const forged = await adviser
    .query(`SELECT audit.record_event('admin', 'verified', NULL, NULL, NULL, NULL, NULL)`)
    .catch((error: { code: string }) => error.code)
  const events = await firm.query(
    `SELECT type, action, table_name, row_id, household_id, changes, reason FROM audit_events WHERE id = $1`,
    [made?.id],
  )

  expect({ forged, events }).toEqual({
    forged: '42501',
    events: [
      {
        type: 'admin',
        action: 'verified',
        table_name: 'tasks',
        row_id: firm.adviser.id,
        household_id: householdId,
        changes: { a: [1, 2] },
        reason: 'Müller’s "why"',
      },
    ],
  })
})

test('every event’s hash is what the database and anybody else compute from it', async () => {
  const [{ unlike } = {}] = await firm.query(
    'SELECT count(*)::integer AS unlike FROM audit_events AS event WHERE hash <> audit.hash_of(event)',
  )
  const lines = await firm.query('SELECT line FROM audit.month_lines(audit.this_month())')
  const events = lines.map(({ line }) => JSON.parse(line as string) as TrailEvent)
  const broken = events.filter((event) => eventHash(event) !== event.hash)

  expect({ unlike, broken, some: events.length > 40_000 }).toEqual({ unlike: 0, broken: [], some: true })
})
