import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foldText } from '#shared/domain/search-text.ts'
import { recordOf, type TableName, tableNames } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { columnsOf, toColumn } from '#shared/schema/names.ts'
import { buildRow, testId } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  // References and triggers are other tests' matter: here a row is held against its own table alone.
  await firm.query(`SET session_replication_role = replica`)
  // There is one firm and one policy of a class in force; the rows tried here take their places.
  await firm.query('DELETE FROM firm_settings')
  await firm.query('DELETE FROM retention_policies')
})
afterAll(() => firm.close())

/** SQLSTATE and constraint of a refused row, or null. Nothing stays. */
async function tryRow(table: TableName, row: Readonly<Record<string, unknown>>): Promise<string | null> {
  const columns = columnsOf(recordOf(table))
  const values = Object.keys(recordOf(table).allFields).map((name) => row[name])
  const holders = values.map((_, index) => `$${index + 1}`)
  await firm.query('BEGIN')
  try {
    await firm.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${holders.join(', ')})`, values)
    return null
  } catch (error) {
    const { code, constraint } = error as { code: string; constraint?: string }
    return `${code} ${constraint}`
  } finally {
    await firm.query('ROLLBACK')
  }
}

test('a plain row of every record is taken', async () => {
  const refused: unknown[] = []
  for (const table of tableNames) {
    const answer = await tryRow(table, buildRow(table))
    if (answer !== null) refused.push([table, answer])
  }

  expect(refused).toEqual([])
})

/** One value that each field must not hold, with what the database is expected to answer. */
function wrongValue(spec: FieldSpec): unknown {
  if (spec.kind === 'choice') return 'something else'
  if (spec.kind === 'text') return 'x'.repeat((spec.maxLength ?? 4000) + 1)
  if (spec.kind === 'encrypted') return '900-12-3456'
  if (spec.kind === 'blind') return '900-12-3456'
  if (spec.min !== undefined) return Number(spec.min) - 1
  return undefined
}

test('every field that has a rule refuses what breaks it', async () => {
  const faults: unknown[] = []
  let tried = 0
  for (const table of tableNames) {
    for (const [name, spec] of Object.entries(recordOf(table).fields)) {
      const wrong = wrongValue(spec)
      if (wrong === undefined) continue
      tried += 1
      const answer = await tryRow(table, { ...buildRow(table), [name]: wrong })
      if (answer !== `23514 ck_${table}_${toColumn(name)}`) faults.push([table, name, answer])
    }
  }

  expect({ tried: tried > 150, faults }).toEqual({ tried: true, faults: [] })
})

test('the rules between fields are held', async () => {
  expect({
    nobody: await tryRow('account_owners', { ...buildRow('account_owners'), personId: null }),
    both: await tryRow('account_owners', { ...buildRow('account_owners'), entityId: testId(1) }),
    backwards: await tryRow('households', {
      ...buildRow('households'),
      clientSince: '2026-02-01',
      terminatedOn: '2026-01-31',
    }),
    sameDay: await tryRow('households', {
      ...buildRow('households'),
      clientSince: '2026-02-01',
      terminatedOn: '2026-02-01',
    }),
    ownApproval: await tryRow('compliance_reviews', {
      ...buildRow('compliance_reviews'),
      approverId: testId(3),
      reviewerId: testId(3),
    }),
    endWithoutDay: await tryRow('households', { ...buildRow('households'), status: 'terminated' }),
  }).toEqual({
    nobody: '23514 ck_account_owners_one_of_person_id_entity_id',
    both: '23514 ck_account_owners_one_of_person_id_entity_id',
    backwards: '23514 ck_households_client_since_until_terminated_on',
    sameDay: null,
    ownApproval: '23514 ck_compliance_reviews_reviewer_id_not_approver_id',
    endWithoutDay: '23514 ck_households_status_terminated_terminated_on',
  })
})

test('every reference leads an index, but for those to users who wrote a row: users are never deleted', async () => {
  const bare = await firm.query(`
    SELECT conrelid::regclass::text || '.' || attname AS reference
    FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
    WHERE contype = 'f' AND connamespace IN ('public'::regnamespace, 'app'::regnamespace, 'sync'::regnamespace)
      AND attname NOT IN ('created_by', 'updated_by')
      AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = conrelid AND indkey[0] = conkey[1] AND indpred IS NULL)`)

  expect(bare).toEqual([])
})

test('money and other amounts are exact: no column is a float', async () => {
  const floats = await firm.query(`
    SELECT attrelid::regclass::text || '.' || attname AS name FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE attnum > 0 AND NOT attisdropped AND atttypid IN ('real'::regtype, 'double precision'::regtype, 'money'::regtype)
      AND relnamespace IN ('public'::regnamespace, 'app'::regnamespace, 'sync'::regnamespace, 'audit'::regnamespace)`)

  expect(floats).toEqual([])
})

test('search compares names as the laptop does', async () => {
  const letters = fc.constantFrom(...'abzABZ ÄöüßẞÅåéÈñçŁłØøĐđÐðÞþÆæŒœĦħİıŻźǍ’-&ﬁ1½')
  const samples = fc.sample(fc.string({ unit: letters, maxLength: 30 }), { numRuns: 300, seed: 7 })
  const rows = await firm.query('SELECT app.fold_text(given) AS folded FROM unnest($1::text[]) AS given', [samples])

  expect(rows.map(({ folded }) => folded)).toEqual(samples.map(foldText))
})

test('every searchable field of every record is in its search column, under a trigram index', async () => {
  const wanted = tableNames.flatMap((table) => {
    const fields = Object.entries(recordOf(table).fields).filter(([, spec]) => spec.searchable)
    return fields.length === 0 ? [] : [{ table, fields: fields.map(([name]) => name) }]
  })
  const found: unknown[] = []
  for (const { table, fields } of wanted) {
    const marks = Object.fromEntries(fields.map((name, index) => [name, `mark${index}`.slice(0, 100)]))
    const row = { ...buildRow(table), ...marks, ...(marks.numberLast4 ? { numberLast4: 'Mrk2' } : {}) }
    await firm.query('BEGIN')
    await tryWithin(table, row)
    const [stored] = await firm.query(`SELECT search_text FROM ${table} WHERE id = $1`, [row.id])
    await firm.query('ROLLBACK')
    const indexed = await firm.query(
      `SELECT FROM pg_indexes WHERE tablename = $1 AND indexdef LIKE '%USING gin (search_text gin_trgm_ops)'`,
      [table],
    )
    found.push({ table, text: stored?.search_text, indexed: indexed.length })
  }

  expect(found).toEqual(
    wanted.map(({ table, fields }) => ({
      table,
      text: ` ${fields.map((name, index) => (name === 'numberLast4' ? 'mrk2' : `mark${index}`)).join(' ')} `,
      indexed: 1,
    })),
  )
})

async function tryWithin(table: TableName, row: Readonly<Record<string, unknown>>): Promise<void> {
  const values = Object.keys(recordOf(table).allFields).map((name) => row[name])
  const holders = values.map((_, index) => `$${index + 1}`)
  await firm.query(
    `INSERT INTO ${table} (${columnsOf(recordOf(table)).join(', ')}) VALUES (${holders.join(', ')})`,
    values,
  )
}
