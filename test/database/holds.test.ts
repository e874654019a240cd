import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { recordOf, type TableName, tableNames } from '#shared/records/index.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { insertOldHousehold, oldId } from '#test/support/old-household.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let compliance: pg.Client
let adviser: pg.Client

const householdTables = tableNames.filter((table) => recordOf(table).scope === 'household')

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  await insertOldHousehold(firm)
  await insertOldHousehold(firm, 2)
  compliance = await firm.connectAs(firm.compliance)
  adviser = await firm.connectAs(firm.adviser)
})
afterAll(async () => {
  await compliance.end()
  await adviser.end()
  await firm.close()
})
beforeEach(async () => {
  await firm.query(`UPDATE legal_holds SET released_at = now(), release_reason = 'Next test' WHERE released_at IS NULL`)
})

/** Places a hold as compliance. @returns its id. */
async function hold(table: string, id: string, confidential = false, matter = 'Smith v. Smith'): Promise<string> {
  const { rows } = await compliance.query(
    `SELECT app.place_hold($1, 'litigation', 'General counsel', 'Preserve', $2, $3) AS id`,
    [matter, JSON.stringify([{ table, id }]), confidential],
  )
  return rows[0].id
}

const release = (id: string) => compliance.query(`SELECT app.release_hold($1, 'Settled')`, [id])

/** The kinds of records of a household of which a row is held. */
async function heldTables(n = 1): Promise<string[]> {
  const held: string[] = []
  for (const table of householdTables) {
    const [answer] = await firm.query('SELECT app.is_held($1, $2) AS held', [table, oldId(table, n)])
    if (answer?.held) held.push(table)
  }
  return held.sort()
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    ({ code, message }) => `${code} ${message}`,
  )

test('a hold on a household reaches everything in it and nothing in another', async () => {
  await hold('households', oldId('households'))

  expect({ first: await heldTables(), second: await heldTables(2) }).toEqual({
    first: [...householdTables].sort(),
    second: [],
  })
})

test('a hold on a record reaches what refers to it, through what it is a part of too', async () => {
  const reached: Record<string, string[]> = {}
  for (const table of ['accounts', 'documents', 'meetings', 'persons', 'entities', 'transactions'] as const) {
    const id = await hold(table, oldId(table))
    reached[table] = await heldTables()
    await release(id)
  }

  expect(reached).toEqual({
    accounts: [
      'account_owners',
      'accounts',
      'beneficiaries',
      'disclosures',
      'document_contents',
      'document_pages',
      'document_versions',
      'documents',
      'positions',
      'relationships',
      'transactions',
    ],
    documents: [
      'disclosures',
      'document_contents',
      'document_pages',
      'document_versions',
      'documents',
      'relationships',
    ],
    meetings: ['communications', 'meeting_notes', 'meetings', 'tasks'],
    persons: [
      'account_owners',
      'beneficiaries',
      'disclosures',
      'household_members',
      'households',
      'persons',
      'relationships',
    ],
    entities: ['entities', 'relationships'],
    transactions: ['transactions'],
  })
})

test('a row is free only when every hold that reaches it was released', async () => {
  const first = await hold('households', oldId('households'))
  const second = await hold('accounts', oldId('accounts'), false, 'Examination 2026')
  const says = async () => {
    const { rows } = await compliance.query('SELECT held_by, is_needed, explanation FROM app.retention_of($1, $2)', [
      'transactions',
      oldId('transactions'),
    ])
    return rows[0]
  }
  const both = await says()
  await release(first)
  const one = await says()
  await release(second)

  const past =
    'Was kept until 2016-01-15: transactions and positions are kept 6 years after the date of the record ' +
    '(17 CFR 275.204-2(e)(1)), which was on 2010-01-15'
  expect({ both, one, none: await says() }).toEqual({
    both: {
      held_by: ['Examination 2026', 'Smith v. Smith'],
      is_needed: true,
      explanation: `${past}; it is on hold (Examination 2026; Smith v. Smith), so it stays until every hold is released.`,
    },
    one: {
      held_by: ['Examination 2026'],
      is_needed: true,
      explanation: `${past}; it is on hold (Examination 2026), so it stays until every hold is released.`,
    },
    none: { held_by: [], is_needed: false, explanation: `${past}.` },
  })
})

test('a confidential matter is compliance’s alone: nobody else sees that there is a hold', async () => {
  const examiner = await firm.connectAs(await firm.addUser('examiner'))
  await hold('households', oldId('households'), true, 'Secret inquiry')
  await hold('accounts', oldId('accounts'), false, 'Open matter')
  const sees = async (client: pg.Client) => {
    const holds = await client.query('SELECT matter FROM app.holds_on($1, $2) ORDER BY matter', [
      'accounts',
      oldId('accounts'),
    ])
    const task = await client.query('SELECT held_by, is_needed FROM app.retention_of($1, $2)', [
      'tasks',
      oldId('tasks'),
    ])
    return [holds.rows.map(({ matter }) => matter), task.rows[0]]
  }
  const seen = { adviser: await sees(adviser), examiner: await sees(examiner), compliance: await sees(compliance) }
  await examiner.end()

  const outside = [['Open matter'], { held_by: [], is_needed: false }]
  expect(seen).toEqual({
    adviser: outside,
    examiner: outside,
    compliance: [['Open matter', 'Secret inquiry'], { held_by: ['Secret inquiry'], is_needed: true }],
  })
})

test('a person may ask about exactly the rows that row-level security shows them', async () => {
  await firm.query(`UPDATE households SET advisor_id = $1 WHERE id = $2`, [firm.colleague.id, oldId('households', 2)])
  await firm.query(`DELETE FROM team_members WHERE household_id = $1`, [oldId('households', 2)])
  const helper = await firm.addUser('assistant')
  await firm.insert('team_members', { householdId: oldId('households', 2), userId: helper.id, role: 'assistant' })
  const people = [firm.adviser, firm.colleague, firm.compliance, helper]
  for (const role of ['operations', 'administrator', 'examiner'] as const) people.push(await firm.addUser(role))
  await firm.insert('compliance_reviews', { type: 'annual_program', status: 'planned', reviewerId: firm.compliance.id })
  const differences: unknown[] = []
  const counts: number[] = []
  for (const person of people) {
    const client = await firm.connectAs(person)
    let seen = 0
    for (const table of tableNames) {
      // An administrator and advisers have no right to the office's tables at all.
      const shown = await client.query(`SELECT id FROM ${table}`).catch(() => ({ rows: [] as { id: string }[] }))
      for (const { id } of await firm.query(`SELECT id FROM ${table}`)) {
        const visible = shown.rows.some((row) => row.id === id)
        const { rows } = await client.query('SELECT EXISTS (SELECT FROM app.explain_row($1, $2)) AS may', [table, id])
        if (visible) seen += 1
        // An examiner does not see the confidential holds themselves, but may ask about every other row.
        if (visible !== rows[0].may && !(table.startsWith('legal_hold') && person.login.startsWith('examiner')))
          differences.push([person.login, table, id])
      }
    }
    counts.push(seen)
    await client.end()
  }
  await firm.query('DELETE FROM team_members WHERE household_id = $1', [oldId('households', 2)])

  expect({ differences, sawSome: counts.every((seen) => seen > 0), differ: new Set(counts).size > 3 }).toEqual({
    differences: [],
    sawSome: true,
    differ: true,
  })
})

test('a hold names something that is there, of a household, and is open', async () => {
  const released = await hold('tasks', oldId('tasks'))
  await release(released)
  const add = (table: string, id: string, holdId: string) =>
    compliance.query(
      `INSERT INTO legal_hold_items (id, hold_id, subject_table, subject_id) VALUES (gen_random_uuid(), $1, $2, $3)`,
      [holdId, table, id],
    )
  const open = await hold('tasks', oldId('tasks'))

  expect({
    gone: await refusal(add('tasks', oldId('tasks', 7), open)),
    ofNoHousehold: await refusal(add('users', firm.adviser.id, open)),
    noRecord: await refusal(add('pg_class', oldId('tasks'), open)),
    released: await refusal(add('tasks', oldId('tasks'), released)),
    nothing: await refusal(compliance.query(`SELECT app.place_hold('Matter', 'exam', 'SEC', 'Preserve', '[]'::jsonb)`)),
    byAdviser: await refusal(
      adviser.query(`SELECT app.place_hold('Matter', 'exam', 'SEC', 'Preserve', '[{"table": "tasks"}]'::jsonb)`),
    ),
    plain: await refusal(add('persons', oldId('persons'), open)),
  }).toEqual({
    gone: `AW006 there is no row ${oldId('tasks', 7)} in tasks, so it cannot be held`,
    ofNoHousehold: 'AW006 a hold names a household or a record of one, not a row of users',
    noRecord: 'AW006 a hold names a household or a record of one, not a row of pg_class',
    released: 'AW006 this hold is released or unknown: place another',
    nothing: 'AW006 a hold names at least one household or record',
    byAdviser: '42501 permission denied for function place_hold',
    plain: 'done',
  })
})

test('nothing of a hold is taken back but by its release, with a reason; the words of the matter may change', async () => {
  const id = await hold('tasks', oldId('tasks'))
  const tries: [string, string][] = [
    ['item removed', 'DELETE FROM legal_hold_items WHERE hold_id = $1'],
    ['item changed', `UPDATE legal_hold_items SET subject_id = gen_random_uuid() WHERE hold_id = $1`],
    ['hold removed', 'DELETE FROM legal_holds WHERE id = $1'],
    ['released without a reason', `UPDATE legal_holds SET released_at = now() WHERE id = $1`],
    ['matter reworded', `UPDATE legal_holds SET matter = 'Smith v. Jones', is_confidential = true WHERE id = $1`],
    ['released', `UPDATE legal_holds SET released_at = '1999-01-01', release_reason = 'Settled' WHERE id = $1`],
    ['placed again', `UPDATE legal_holds SET released_at = NULL, release_reason = NULL WHERE id = $1`],
    ['reason rewritten', `UPDATE legal_holds SET release_reason = 'Other' WHERE id = $1`],
  ]
  const answers: unknown[] = []
  for (const [name, sql] of tries) answers.push([name, (await refusal(firm.query(sql, [id]))).slice(0, 5)])
  const [stored] = await firm.query(
    `SELECT released_at > now() - interval '1 day' AS by_our_clock FROM legal_holds WHERE id = $1`,
    [id],
  )

  expect({ answers, stored }).toEqual({
    answers: [
      ['item removed', 'AW002'],
      ['item changed', 'AW006'],
      ['hold removed', 'AW002'],
      ['released without a reason', '23514'],
      ['matter reworded', 'done'],
      ['released', 'done'],
      ['placed again', 'AW006'],
      ['reason rewritten', 'AW006'],
    ],
    stored: { by_our_clock: true },
  })
})

test('placing and releasing are in the trail', async () => {
  const id = await hold('tasks', oldId('tasks'))
  await release(id)

  const events = await firm.query(
    'SELECT type, action, actor_id FROM audit_events WHERE row_id = $1 ORDER BY sequence',
    [id],
  )
  expect(events).toEqual([
    { type: 'retention', action: 'hold_placed', actor_id: firm.compliance.id },
    { type: 'retention', action: 'hold_released', actor_id: firm.compliance.id },
  ])
})

test('a held row of reference data stays too, and the refusal tells nobody of a confidential matter', async () => {
  const remove = (client: pg.Client) =>
    refusal(client.query('DELETE FROM team_members WHERE id = $1', [oldId('team_members')]))
  const id = await hold('households', oldId('households'), true, 'Secret inquiry')
  const confidential = { adviser: await remove(adviser), truncate: await refusal(firm.query('TRUNCATE team_members')) }
  await release(id)
  const open = await hold('households', oldId('households'))
  const known = await remove(adviser)
  await release(open)
  await adviser.query('BEGIN')
  const free = await remove(adviser)
  await adviser.query('ROLLBACK')

  expect({ confidential, known, free }).toEqual({
    confidential: {
      adviser: 'AW002 this row of team_members is not deleted: the firm keeps it.',
      truncate: 'AW003 there are legal holds: the rows of team_members stay until every hold is released',
    },
    known: 'AW003 a legal hold reaches this row of team_members: it stays until every hold is released',
    free: 'done',
  })
})

test('a superuser deletes and truncates nothing that is kept, held or not, whatever is set', async () => {
  const answers: Record<string, unknown> = {}
  await firm.insert('compliance_reviews', { type: 'annual_program', status: 'planned', reviewerId: firm.compliance.id })
  await hold('households', oldId('households'))
  await firm.query(`SELECT set_config('app.disposal', 'on', false), set_config('app.current_user_id', $1, false)`, [
    firm.compliance.id,
  ])
  const remove = async (table: TableName, n: number) =>
    (await refusal(firm.query(`DELETE FROM ${table} WHERE id = $1`, [oldId(table, n)]))).slice(0, 5)
  for (const table of householdTables.filter((name) => recordOf(name).retention !== 'reference')) {
    const truncated = await refusal(firm.query(`TRUNCATE ${table} CASCADE`))
    answers[table] = [await remove(table, 1), await remove(table, 2), truncated.slice(0, 5)]
  }
  for (const table of ['users', 'compliance_reviews', 'legal_holds', 'legal_hold_items'] as const) {
    const removed = await refusal(firm.query(`DELETE FROM ${table}`))
    answers[table] = [removed.slice(0, 5), (await refusal(firm.query(`TRUNCATE ${table} CASCADE`))).slice(0, 5)]
  }
  await firm.query(`SELECT set_config('app.current_user_id', '', false)`)

  const kept = householdTables.filter((name) => recordOf(name).retention !== 'reference')
  expect(answers).toEqual({
    ...Object.fromEntries(kept.map((table) => [table, ['AW003', 'AW002', 'AW002']])),
    ...Object.fromEntries(
      ['users', 'compliance_reviews', 'legal_holds', 'legal_hold_items'].map((table) => [table, ['AW002', 'AW002']]),
    ),
  })
})

test('every record that is kept has both guards, always on', async () => {
  const guards = await firm.query(`
    SELECT tgrelid::regclass::text AS table, string_agg(tgname, ' ' ORDER BY tgname) AS names FROM pg_trigger
    WHERE tgname LIKE 'b\\_keep%' AND tgenabled = 'O' GROUP BY 1`)

  const kept = tableNames.filter(
    (name) => recordOf(name).retention !== 'reference' || recordOf(name).scope === 'household',
  )
  expect(Object.fromEntries(guards.map(({ table, names }) => [table, names]))).toEqual(
    Object.fromEntries(kept.map((table) => [table, 'b_keep b_keep_all'])),
  )
})

test('no role is let to delete a kept row', async () => {
  const allowed: unknown[] = []
  for (const role of ['adviser', 'assistant', 'compliance', 'operations', 'administrator', 'examiner'] as const) {
    const client = await firm.connectAs(await firm.addUser(role))
    for (const table of tableNames.filter((name) => recordOf(name).retention !== 'reference')) {
      for (const sql of [`DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`]) {
        const code = (await refusal(client.query(sql))).slice(0, 5)
        if (code !== '42501') allowed.push([role, sql, code])
      }
    }
    await client.end()
  }

  expect(allowed).toEqual([])
})
