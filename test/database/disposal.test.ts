import { createHash } from 'node:crypto'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { recordOf, type TableName, tableNames } from '#shared/records/index.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { insertOldHousehold, oldId } from '#test/support/old-household.ts'
import { createSmallFirm, type FirmUser, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let proposer: pg.Client
let approver: pg.Client
let secondOfficer: FirmUser
/** The household of the test: each takes another. */
let n = 0

const kept = tableNames.filter((table) =>
  ['client', 'transaction', 'communication'].includes(recordOf(table).retention),
)

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  secondOfficer = await firm.addUser('compliance')
  proposer = await firm.connectAs(firm.compliance)
  approver = await firm.connectAs(secondOfficer)
})
afterAll(async () => {
  await proposer.end()
  await approver.end()
  await firm.close()
})
beforeEach(async () => {
  await firm.emptyBook()
  await firm.query(`UPDATE legal_holds SET released_at = now(), release_reason = 'Next test' WHERE released_at IS NULL`)
  n += 1
})

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    ({ code, message }) => `${code} ${message}`,
  )

/** Proposes what is disposable of a class, or of all. @returns the disposal's id. */
async function propose(recordClass: string | null = null): Promise<string> {
  return (await proposer.query(`SELECT app.propose_disposal('Yearly clean-up', $1) AS id`, [recordClass])).rows[0].id
}

async function approved(recordClass: string | null = null): Promise<string> {
  const id = await propose(recordClass)
  await approver.query('SELECT app.approve_disposal($1)', [id])
  return id
}

interface Outcome {
  readonly subject_table: string
  readonly disposed: boolean
  readonly explanation: string
}

const execute = async (id: string, client: pg.Client = proposer): Promise<Outcome[]> =>
  (await client.query('SELECT subject_table, disposed, explanation FROM app.execute_disposal($1)', [id])).rows

/** The kinds of records of the household that are still there. */
async function left(household = n): Promise<string[]> {
  const tables: string[] = []
  for (const table of tableNames.filter((name) => recordOf(name).scope === 'household')) {
    const rows = await firm.query(`SELECT FROM ${table} WHERE id = $1`, [oldId(table, household)])
    if (rows.length > 0) tables.push(table)
  }
  return tables
}

const stayed = (outcomes: readonly Outcome[]) =>
  outcomes.filter(({ disposed }) => !disposed).map(({ subject_table: table, explanation }) => [table, explanation])

async function placeHold(table: TableName, client: pg.Client = approver, household = n): Promise<string> {
  const { rows } = await client.query(
    `SELECT app.place_hold('Smith v. Smith', 'litigation', 'General counsel', 'Preserve', $1) AS id`,
    [JSON.stringify([{ table, id: oldId(table, household) }])],
  )
  return rows[0].id
}

test('a dry run names what the policies would let go today, row by row, with the reason', async () => {
  await insertOldHousehold(firm, n)
  await insertOldHousehold(firm, n + 1000, { households: { status: 'active', terminatedOn: null } })
  const { rows } = await proposer.query(
    `SELECT subject_table, subject_id, household_id, event, event_date::text, retain_until::text, explanation
     FROM app.find_disposable('transaction') ORDER BY subject_table, subject_id`,
  )
  const all = await proposer.query(
    'SELECT array_agg(subject_table ORDER BY subject_table) AS tables FROM app.find_disposable() WHERE household_id = $1',
    [oldId('households', n)],
  )

  const one = (table: TableName, household: number) => ({
    subject_table: table,
    subject_id: oldId(table, household),
    household_id: oldId('households', household),
    event: 'record_date',
    event_date: '2010-01-15',
    retain_until: '2016-01-15',
    explanation:
      'Was kept until 2016-01-15: transactions and positions are kept 6 years after the date of the record ' +
      '(17 CFR 275.204-2(e)(1)), which was on 2010-01-15.',
  })
  expect({ rows, all: all.rows[0].tables }).toEqual({
    rows: [one('positions', n), one('positions', n + 1000), one('transactions', n), one('transactions', n + 1000)],
    all: [...kept].sort(),
  })
})

test('the names of those who went leave the vocabulary of search with them', async () => {
  await insertOldHousehold(firm, n, { persons: { lastName: 'Quillfeather' } })
  await insertOldHousehold(firm, n + 1000, {
    households: { status: 'active', terminatedOn: null },
    persons: { lastName: 'Marrowstone' },
  })
  const words = `SELECT word FROM app.search_vocabulary WHERE word IN ('quillfeather', 'marrowstone') ORDER BY word`
  const before = await firm.query(words)
  await execute(await approved())

  expect({ before, after: await firm.query(words) }).toEqual({
    before: [{ word: 'marrowstone' }, { word: 'quillfeather' }],
    after: [{ word: 'marrowstone' }],
  })
})

test('of one class, what a row of another class still refers to is not proposed', async () => {
  await insertOldHousehold(firm, n)
  const { rows } = await proposer.query(
    `SELECT array_agg(subject_table ORDER BY subject_table) AS tables FROM app.find_disposable('client')`,
  )

  const referredTo = ['households', 'accounts']
  const client = kept.filter((table) => recordOf(table).retention === 'client' && !referredTo.includes(table))
  expect(rows[0].tables).toEqual(client.sort())
})

test('proposed by one and approved by another, a whole household goes, with its team and from the laptops', async () => {
  await insertOldHousehold(firm, n)
  await insertOldHousehold(firm, n + 1000, { households: { status: 'active', terminatedOn: null } })
  await firm.query('TRUNCATE sync.change_log')
  const outcomes = await execute(await approved())

  const [log] = await firm.query(
    'SELECT array_agg(table_name ORDER BY table_name) AS tables FROM sync.change_log WHERE household_id = $1',
    [oldId('households', n)],
  )
  const gone = outcomes.filter(({ disposed }) => disposed).map(({ subject_table }) => subject_table)
  expect({
    left: await left(),
    log: log?.tables,
    gone: new Set(gone),
    other: (await left(n + 1000)).length > 8,
  }).toEqual({
    left: [],
    // What laptops do not carry need not be taken from them.
    log: [...kept.filter((table) => recordOf(table).carried !== false), 'team_members'].sort(),
    gone: new Set(kept),
    other: true,
  })
})

test('every row leaves a certificate in the trail that names rule, event, people, and hash, and none of its content', async () => {
  await insertOldHousehold(firm, n)
  await firm.query(`SET timezone = 'UTC'`)
  const [before] = await firm.query(`SELECT to_jsonb(t)::text AS text FROM transactions AS t WHERE id = $1`, [
    oldId('transactions', n),
  ])
  const id = await approved()
  await execute(id)
  const events = await firm.query(
    `SELECT type, action, household_id, changes, reason, actor_id FROM audit_events
     WHERE table_name = 'transactions' AND row_id = $1 AND action <> 'create'`,
    [oldId('transactions', n)],
  )
  const [item] = await firm.query(
    `SELECT row_sha256, disposed_at IS NOT NULL AS dated FROM disposal_items WHERE disposal_id = $1 AND subject_id = $2`,
    [id, oldId('transactions', n)],
  )
  const [counted] = await firm.query(
    `SELECT count(*)::integer AS certificates, count(changes)::integer AS with_content FROM audit_events
     WHERE type = 'retention' AND action = 'disposed' AND reason LIKE $1`,
    [`Disposal ${id}. %`],
  )

  const sha256 = createHash('sha256').update(String(before?.text)).digest('hex')
  expect({ events, item, counted }).toEqual({
    events: [
      {
        type: 'retention',
        action: 'disposed',
        household_id: oldId('households', n),
        changes: null,
        reason:
          `Disposal ${id}. Was kept until 2016-01-15: transactions and positions are kept 6 years after the date of the ` +
          'record (17 CFR 275.204-2(e)(1)), which was on 2010-01-15. ' +
          `Proposed by ${firm.compliance.login}, approved by ${secondOfficer.login}. SHA-256 of the row: ${sha256}.`,
        actor_id: firm.compliance.id,
      },
    ],
    item: { row_sha256: sha256, dated: true },
    counted: { certificates: kept.length, with_content: 0 },
  })
})

test('nobody approves their own proposal, carries out what is not approved, or acts twice', async () => {
  await insertOldHousehold(firm, n)
  const id = await propose()
  const own = await refusal(proposer.query('SELECT app.approve_disposal($1)', [id]))
  const early = await refusal(execute(id))
  await approver.query('SELECT app.approve_disposal($1)', [id])
  const again = await refusal(approver.query('SELECT app.approve_disposal($1)', [id]))
  await execute(id, approver)
  const twice = await refusal(execute(id))
  const late = await refusal(proposer.query('SELECT app.cancel_disposal($1)', [id]))

  expect({ own, early, again, twice, late }).toEqual({
    own: 'AW006 somebody else of compliance has to approve what you proposed',
    early: 'AW006 there is no such disposal that was approved and not yet carried out',
    again: 'AW006 there is no such disposal waiting for approval',
    twice: 'AW006 there is no such disposal that was approved and not yet carried out',
    late: 'AW006 there is no such disposal that could still be cancelled',
  })
})

test('what was cancelled is not carried out, and nothing is proposed where nothing is over or no reason is given', async () => {
  await insertOldHousehold(firm, n)
  const id = await approved()
  await proposer.query('SELECT app.cancel_disposal($1)', [id])
  const cancelled = await refusal(execute(id))
  const silent = await refusal(proposer.query(`SELECT app.propose_disposal(' ')`))
  const ofTheTrail = await refusal(proposer.query(`SELECT app.propose_disposal('Old', 'audit')`))
  await firm.emptyBook()

  expect({ cancelled, silent, ofTheTrail, nothing: await refusal(propose()) }).toEqual({
    cancelled: 'AW006 there is no such disposal that was approved and not yet carried out',
    silent: 'AW006 say why: a disposal has a reason',
    ofTheTrail: 'AW006 only the classes client, transaction, and communication are disposed of, not audit',
    nothing: 'AW006 nothing of this class can be disposed of today',
  })
})

test('only a person of compliance with an own login acts: no other role, no pooler, no superuser, no former officer', async () => {
  await insertOldHousehold(firm, n)
  const id = await approved()
  const login = `pooler.${firm.adviser.id.slice(-8)}`
  await firm.query(`CREATE ROLE "${login}" LOGIN PASSWORD 'pooler' IN ROLE firm_pooler, firm_compliance`)
  const former = await firm.addUser('compliance')
  await firm.query(`UPDATE users SET active = false WHERE id = $1`, [former.id])
  const people: [string, FirmUser][] = [
    ['pooler', { id: '', login, password: 'pooler' }],
    ['former', former],
  ]
  for (const role of ['adviser', 'operations', 'administrator', 'examiner', 'assistant'] as const)
    people.push([role, await firm.addUser(role)])
  const answers: Record<string, unknown> = {}
  for (const [name, person] of people) {
    const client = await firm.connectAs(person)
    await client.query(`SELECT set_config('app.current_user_id', $1, false)`, [secondOfficer.id])
    answers[name] = (await refusal(execute(id, client))).slice(0, 5)
    await client.end()
  }
  await firm.query(`SELECT set_config('app.current_user_id', $1, false)`, [secondOfficer.id])
  answers.superuser = (await refusal(firm.query('SELECT app.execute_disposal($1)', [id]))).slice(0, 5)
  await firm.query(`SELECT set_config('app.current_user_id', '', false)`)
  await firm.query(`DROP ROLE "${login}"`)

  expect({ answers, left: (await left()).length }).toEqual({
    answers: Object.fromEntries([...people.map(([name]) => name), 'superuser'].map((name) => [name, '42501'])),
    left: kept.length + 1,
  })
})

test('a superuser forges neither a proposal, an approval, an execution, nor the mark of one', async () => {
  await insertOldHousehold(firm, n)
  const id = await propose()
  await firm.query(`SELECT set_config('app.current_user_id', $1, false)`, [secondOfficer.id])
  const tries = {
    approval: `UPDATE disposals SET status = 'approved', approved_by = '${secondOfficer.id}', approved_at = now() WHERE id = '${id}'`,
    proposal: `INSERT INTO disposals (id, reason, status, proposed_by, proposed_at)
      VALUES (gen_random_uuid(), 'Mine', 'proposed', '${firm.compliance.id}', now())`,
    execution: `UPDATE disposals SET status = 'executed', executed_at = now() WHERE id = '${id}'`,
    item: `INSERT INTO disposal_items (id, disposal_id, subject_table, subject_id, policy_id, explanation, retain_until)
      SELECT gen_random_uuid(), '${id}', 'tasks', gen_random_uuid(), policy_id, 'Mine', retain_until FROM disposal_items LIMIT 1`,
    itemDone: `UPDATE disposal_items SET disposed_at = now()`,
    mark: `INSERT INTO app.disposal_marks (table_name, row_id) VALUES ('tasks', '${oldId('tasks', n)}')`,
    deletion: `DELETE FROM tasks WHERE id = '${oldId('tasks', n)}'`,
    disposalGone: `DELETE FROM disposals`,
    itemsGone: `DELETE FROM disposal_items`,
  }
  const answers: Record<string, string> = {}
  for (const [name, sql] of Object.entries(tries)) answers[name] = (await refusal(firm.query(sql))).slice(0, 5)
  // Even with the guard off, a constraint knows that two are not one.
  await firm.query('SET session_replication_role = replica')
  const alone = await refusal(
    firm.query(
      `UPDATE disposals SET status = 'approved', approved_by = proposed_by, approved_at = proposed_at WHERE id = '${id}'`,
    ),
  )
  await firm.query('RESET session_replication_role')
  await firm.query(`SELECT set_config('app.current_user_id', '', false)`)

  expect({ answers, alone: alone.slice(0, 5) }).toEqual({
    answers: {
      approval: '42501',
      proposal: '42501',
      execution: 'AW006',
      item: '42501',
      itemDone: 'AW006',
      mark: '42501',
      deletion: 'AW002',
      disposalGone: 'AW002',
      itemsGone: 'AW002',
    },
    alone: '23514',
  })
})

test('a proposal is not rewritten after it was made', async () => {
  await insertOldHousehold(firm, n)
  const id = await approved()
  await firm.query('GRANT UPDATE ON disposals, disposal_items TO firm_compliance')
  await firm.query('CREATE POLICY test_changes ON disposals FOR UPDATE TO firm_compliance USING (true)')
  await firm.query('CREATE POLICY test_changes ON disposal_items FOR UPDATE TO firm_compliance USING (true)')
  const answers = []
  for (const sql of [
    `UPDATE disposals SET reason = 'Other' WHERE id = $1`,
    `UPDATE disposals SET status = 'proposed' WHERE id = $1`,
    `UPDATE disposals SET approved_at = now() + interval '1 day', status = 'cancelled' WHERE id = $1`,
    `UPDATE disposals SET status = 'executed', executed_at = now() WHERE id = $1`,
    `UPDATE disposal_items SET subject_id = gen_random_uuid() WHERE disposal_id = $1`,
  ])
    answers.push((await refusal(proposer.query(sql, [id]))).slice(0, 5))
  for (const table of ['disposals', 'disposal_items']) await firm.query(`DROP POLICY test_changes ON ${table}`)
  await firm.query('REVOKE UPDATE ON disposals, disposal_items FROM firm_compliance')

  expect(answers).toEqual(['AW006', 'AW006', 'AW006', 'AW006', 'AW006'])
})

test('compliance with rights of its own neither approves in the name of another nor reaches the steps inside', async () => {
  await insertOldHousehold(firm, n)
  const id = await propose()
  await firm.query('GRANT UPDATE ON disposals TO firm_compliance')
  await firm.query('CREATE POLICY test_changes ON disposals FOR UPDATE TO firm_compliance USING (true)')
  const forged = await refusal(
    proposer.query(`UPDATE disposals SET status = 'approved', approved_by = $1, approved_at = now() WHERE id = $2`, [
      secondOfficer.id,
      id,
    ]),
  )
  await firm.query('DROP POLICY test_changes ON disposals')
  await firm.query('REVOKE UPDATE ON disposals FROM firm_compliance')
  const inside: string[] = []
  for (const call of [
    'SELECT app.mark_disposable(disposals) FROM disposals',
    'SELECT app.unmark_needed()',
    'SELECT app.delete_marked()',
    `SELECT app.explain_stay('tasks', '${oldId('tasks', n)}')`,
    `SELECT app.is_held('tasks', '${oldId('tasks', n)}')`,
    `INSERT INTO app.disposal_marks (table_name, row_id) VALUES ('tasks', '${oldId('tasks', n)}')`,
    `INSERT INTO disposals (id, reason, status, proposed_by, proposed_at)
     VALUES (gen_random_uuid(), 'Mine', 'proposed', app.user_id(), now())`,
  ])
    inside.push((await refusal(proposer.query(call))).slice(0, 5))

  expect({ forged, inside }).toEqual({
    forged: 'AW006 nobody approves in the name of another',
    inside: Array(7).fill('42501'),
  })
})

test('what is retained again when the disposal is carried out stays, and is said', async () => {
  await insertOldHousehold(firm, n)
  const id = await approved('transaction')
  await firm.query(`UPDATE accounts SET performance_last_used_on = '2098-05-01' WHERE id = $1`, [oldId('accounts', n)])
  const outcomes = await execute(id)

  const sentence = expect.stringMatching(/^Kept until 2104-12-31: .* the performance was last used on 2098-05-01/)
  expect({ stayed: stayed(outcomes), left: (await left()).length }).toEqual({
    stayed: [
      ['positions', sentence],
      ['transactions', sentence],
    ],
    left: kept.length + 1,
  })
})

test('what is held when the disposal is carried out stays, with what it belongs to; the rest goes', async () => {
  await insertOldHousehold(firm, n)
  const id = await approved()
  await placeHold('document_versions')
  const outcomes = await execute(id)

  const held = expect.stringContaining('it is on hold (Smith v. Smith)')
  const needed = 'Another record that stays belongs to it.'
  expect({ left: await left(), stayed: stayed(outcomes) }).toEqual({
    left: ['households', 'team_members', 'persons', 'accounts', 'documents', 'document_versions', 'document_contents'],
    stayed: [
      ['accounts', needed],
      ['document_contents', held],
      ['document_versions', held],
      ['documents', needed],
      ['households', needed],
      ['persons', needed],
    ],
  })
})

test('a document goes with its versions and contents, or not at all', async () => {
  await insertOldHousehold(firm, n)
  const id = await approved()
  // A held relationship needs the document that proves it; the document’s parts are not held themselves.
  await placeHold('relationships')
  await execute(id)

  expect(await left()).toEqual([
    'households',
    'team_members',
    'persons',
    'entities',
    'accounts',
    'documents',
    'document_versions',
    'relationships',
    'document_contents',
  ])
})

test('the shares of an account go together', async () => {
  await insertOldHousehold(firm, n)
  const other = await firm.insert('persons', {
    householdId: oldId('households', n),
    firstName: 'Other',
    lastName: 'Owner',
    politicallyExposed: false,
    brokerAffiliated: false,
    accreditedInvestor: false,
    qualifiedClient: false,
    vulnerableClient: false,
    emailConsent: false,
  } as never)
  await firm.query('BEGIN')
  await firm.query(`UPDATE account_owners SET percent = 60 WHERE id = $1`, [oldId('account_owners', n)])
  await firm.insert('account_owners', {
    householdId: oldId('households', n),
    accountId: oldId('accounts', n),
    personId: other,
    percent: '40',
  } as never)
  await firm.query('COMMIT')
  const id = await approved()
  await placeHold('account_owners')
  await execute(id)

  expect(await firm.query('SELECT percent FROM account_owners ORDER BY percent')).toEqual([
    { percent: '40.000000' },
    { percent: '60.000000' },
  ])
})

test('a row that a later one refers to stays', async () => {
  await insertOldHousehold(firm, n)
  const id = await approved()
  const meetingId = oldId('meetings', n)
  await firm.insert('meeting_notes', {
    householdId: oldId('households', n),
    meetingId,
    kind: 'note',
    body: 'Written afterwards',
    writtenAt: '2026-01-15T09:30:00.000Z',
  } as never)
  await execute(id)

  // The household’s primary person stays with it.
  expect(await left()).toEqual(['households', 'team_members', 'persons', 'meetings'])
})

/** Resolves when the work waits for the lock between holds and disposals, or is done without. */
async function untilItWaits(work: Promise<unknown>): Promise<void> {
  let done = false
  work.finally(() => {
    done = true
  })
  while (!done) {
    const [waiting] = await firm.query(`
      SELECT count(*)::integer AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
    if (waiting?.count) return
  }
}

test('a hold placed while a disposal runs waits for it, and then finds what is gone', async () => {
  await insertOldHousehold(firm, n)
  const id = await approved()
  await proposer.query('BEGIN')
  await execute(id)
  const placed = refusal(placeHold('tasks'))
  await untilItWaits(placed)
  await proposer.query('COMMIT')

  expect({ placed: await placed, left: await left() }).toEqual({
    placed: `AW006 there is no row ${oldId('tasks', n)} in tasks, so it cannot be held`,
    left: [],
  })
})

test('a disposal waits for a hold that is being placed, and leaves what it reaches', async () => {
  await insertOldHousehold(firm, n)
  const id = await approved()
  await approver.query('BEGIN')
  await placeHold('tasks')
  const carriedOut = execute(id)
  await untilItWaits(carriedOut)
  await approver.query('COMMIT')
  const outcomes = await carriedOut

  expect({ left: await left(), tasks: stayed(outcomes).filter(([table]) => table === 'tasks') }).toEqual({
    left: ['households', 'team_members', 'persons', 'meetings', 'tasks'],
    tasks: [['tasks', expect.stringContaining('it is on hold (Smith v. Smith)')]],
  })
})

test('neither is begun where others’ work would not be seen', async () => {
  await insertOldHousehold(firm, n)
  const id = await approved()
  await proposer.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
  const disposal = await refusal(execute(id))
  await proposer.query('ROLLBACK')
  await approver.query('BEGIN ISOLATION LEVEL SERIALIZABLE')
  const placed = await refusal(placeHold('tasks'))
  await approver.query('ROLLBACK')

  expect({ disposal, placed }).toEqual({
    disposal: 'AW006 carry out a disposal in a unit of work with isolation level READ COMMITTED',
    placed: 'AW006 a hold is placed in a unit of work with isolation level READ COMMITTED',
  })
})

test('a relationship taken up again while the disposal waits keeps everything', async () => {
  await insertOldHousehold(firm, n)
  const id = await approved('client')
  const before = await left()
  await firm.query('BEGIN')
  await firm.query(`UPDATE households SET status = 'active', terminated_on = NULL WHERE id = $1`, [
    oldId('households', n),
  ])
  let done = false
  const carriedOut = execute(id).finally(() => {
    done = true
  })
  const [person] = (
    await approver.query(`SELECT pid FROM pg_stat_activity WHERE usename = $1`, [firm.compliance.login])
  ).rows
  for (let waits = false; !waits && !done; ) {
    const [answer] = await firm.query('SELECT cardinality(pg_blocking_pids($1)) > 0 AS waits', [person.pid])
    waits = answer?.waits === true
  }
  await firm.query('COMMIT')
  await carriedOut

  expect(await left()).toEqual(before)
})
