import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type NewRow, recordOf, type TableName, type Tables, tableNames } from '#shared/records/index.ts'
import { columnsOf, toColumn } from '#shared/schema/names.ts'
import { buildRow, defaultId, testId } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let compliance: pg.Client

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  compliance = await firm.connectAs(firm.compliance)
  // Rows are entered as they were years ago: nothing stamps them, and their references are no matter here.
  await firm.query('SET session_replication_role = replica')
})
afterAll(async () => {
  await compliance.end()
  await firm.close()
})
afterEach(async () => {
  await firm.query('TRUNCATE households CASCADE')
  await firm.query(`DELETE FROM retention_policies WHERE in_force_from > '2000-01-01'`)
  await firm.query('UPDATE retention_policies SET ended_on = NULL')
  await firm.query('UPDATE firm_settings SET fiscal_year_end_month = 12, enterprise_ended_on = NULL')
})

const entered = { createdAt: '2015-05-01T12:00:00.000Z', updatedAt: '2015-05-01T12:00:00.000Z' }

/** Puts a row in as it stands, entered on 1 May 2015 unless it says otherwise. @returns its id. */
async function put<T extends TableName>(table: T, overrides: Partial<Tables[T]> = {}): Promise<string> {
  const row = buildRow(table, { createdBy: null, updatedBy: null, ...entered, ...overrides } as Partial<Tables[T]>)
  const values = Object.values(row)
  await firm.query(
    `INSERT INTO ${table} (${columnsOf(recordOf(table)).join(', ')}) VALUES (${values.map((_, at) => `$${at + 1}`)})`,
    values,
  )
  return row.id
}

/** Ends the policies of a class and puts another into force. */
async function setPolicy(recordClass: string, overrides: Partial<NewRow<'retention_policies'>> = {}): Promise<void> {
  await firm.query(`UPDATE retention_policies SET ended_on = '2001-12-31' WHERE record_class = $1`, [recordClass])
  const policy = {
    recordClass,
    trigger: 'record_date',
    years: 6,
    fromFiscalYearEnd: false,
    performanceSupport: false,
    basis: 'Rule 1: words.',
    inForceFrom: '2002-01-01',
    ...overrides,
  } as never
  await firm.insert('retention_policies', policy)
}

async function ask(table: TableName, id = defaultId(table)): Promise<Record<string, unknown> | undefined> {
  const { rows } = await compliance.query(
    `SELECT event, event_date::text, retain_until::text, is_needed, explanation FROM app.retention_of($1, $2)`,
    [table, id],
  )
  return rows[0]
}

/** Until when a row is kept, as text; null until further notice. */
const untilOf = async (table: TableName, id?: string) => (await ask(table, id))?.retain_until

test('the database’s copy of classes, scopes, dates, and order is what the records say', async () => {
  const copy = await firm.query(
    'SELECT table_name, retention_class, scope, dated_by FROM app.record_classes ORDER BY place',
  )

  expect(copy).toEqual(
    tableNames.map((table) => {
      const { retention, scope, datedBy = 'createdAt' } = recordOf(table)
      return { table_name: table, retention_class: retention, scope, dated_by: toColumn(datedBy) }
    }),
  )
})

test('every class has its requested default in force, with the rule behind it', async () => {
  const policies = await firm.query(`
    SELECT record_class, trigger, years, from_fiscal_year_end, performance_support, split_part(basis, ': ', 1) AS rule
    FROM retention_policies WHERE daterange(in_force_from, ended_on, '[]') @> current_date ORDER BY record_class`)
  const settings = await firm.query('SELECT fiscal_year_end_month, enterprise_ended_on FROM firm_settings')

  const plain = { trigger: 'record_date', years: 6, from_fiscal_year_end: false, performance_support: true }
  expect({ policies, settings }).toEqual({
    policies: [
      { ...plain, record_class: 'audit', years: 7, performance_support: false, rule: 'Firm policy' },
      {
        ...plain,
        record_class: 'client',
        trigger: 'termination',
        rule: '17 CFR 275.204-2(e)(1)',
      },
      { ...plain, record_class: 'communication', rule: '17 CFR 275.204-2(a)(7) and (e)(1)' },
      { ...plain, record_class: 'transaction', rule: '17 CFR 275.204-2(e)(1)' },
    ],
    settings: [{ fiscal_year_end_month: 12, enterprise_ended_on: null }],
  })
})

test('client records are kept six years after the relationship ended, and before that until further notice', async () => {
  await put('households', { status: 'active', terminatedOn: null })
  await put('persons')
  const active = await ask('persons')
  await firm.query(`UPDATE households SET status = 'terminated', terminated_on = '2026-03-31'`)
  const terminated = await ask('persons')

  expect({ active, terminated }).toEqual({
    active: {
      event: 'termination',
      event_date: null,
      retain_until: null,
      is_needed: true,
      explanation:
        'Kept until further notice: client records are kept 6 years after the end of the relationship ' +
        '(17 CFR 275.204-2(e)(1)), which has not come yet.',
    },
    terminated: {
      event: 'termination',
      event_date: '2026-03-31',
      retain_until: '2032-03-31',
      is_needed: true,
      explanation:
        'Kept until 2032-03-31: client records are kept 6 years after the end of the relationship ' +
        '(17 CFR 275.204-2(e)(1)), which was on 2026-03-31.',
    },
  })
})

test('transactions, positions, communications, meetings, and notes are kept six years from their own date', async () => {
  await put('households')
  await put('accounts')
  await put('transactions', { tradedOn: '2016-02-29' })
  await put('positions', { asOf: '2016-03-01' })
  // In New York still the 4th; the later day counts.
  await put('communications', { occurredAt: '2016-03-05T03:30:00.000Z' })
  await put('meetings', { startsAt: '2016-03-06T10:00:00.000Z', endsAt: '2016-03-06T11:00:00.000Z' })
  await put('meeting_notes', { writtenAt: '2016-03-07T10:00:00.000Z' })

  expect({
    leapDay: await ask('transactions'),
    position: await untilOf('positions'),
    communication: await untilOf('communications'),
    meeting: await untilOf('meetings'),
    note: await untilOf('meeting_notes'),
  }).toEqual({
    leapDay: {
      event: 'record_date',
      event_date: '2016-02-29',
      retain_until: '2022-02-28',
      is_needed: false,
      explanation:
        'Was kept until 2022-02-28: transactions and positions are kept 6 years after the date of the record ' +
        '(17 CFR 275.204-2(e)(1)), which was on 2016-02-29.',
    },
    position: '2022-03-01',
    communication: '2022-03-05',
    meeting: '2022-03-06',
    note: '2022-03-07',
  })
})

test('years may be counted from the end of the fiscal year, whichever month it ends in', async () => {
  await put('households')
  const until: unknown[] = []
  for (const [month, date, years] of [
    [12, '2016-03-31', 5],
    [6, '2016-06-30', 5],
    [6, '2016-07-01', 5],
    [2, '2016-03-01', 5],
    [2, '2018-02-28', 6],
    [2, '2016-02-29', 6],
  ] as const) {
    await setPolicy('transaction', { fromFiscalYearEnd: true, years })
    await firm.query('UPDATE firm_settings SET fiscal_year_end_month = $1', [month])
    const id = await put('transactions', { id: testId(until.length + 1), tradedOn: date })
    until.push(await untilOf('transactions', id))
    await firm.query(`DELETE FROM retention_policies WHERE in_force_from > '2000-01-01'`)
  }
  await setPolicy('transaction', { fromFiscalYearEnd: true, years: 1 })
  await firm.query('UPDATE firm_settings SET fiscal_year_end_month = 6')

  expect({ until, sentence: (await ask('transactions', testId(3)))?.explanation }).toEqual({
    // The fiscal year to 29 February 2016 and six years end with February 2022; that to 28 February 2018 with the 29th.
    until: ['2021-12-31', '2021-06-30', '2022-06-30', '2022-02-28', '2024-02-29', '2022-02-28'],
    sentence:
      'Was kept until 2018-06-30: transactions and positions are kept one year after the end of the fiscal year of the ' +
      'date of the record (Rule 1), which was on 2016-07-01 (fiscal year to 2017-06-30).',
  })
})

test('a record that supports performance is kept from its last use, if that is longer and the policy says so', async () => {
  await put('households', { status: 'terminated', terminatedOn: '2012-06-30' })
  await put('accounts', { performanceLastUsedOn: '2019-05-10' })
  await put('transactions', { tradedOn: '2010-01-15' })
  await put('transactions', { id: testId(1), tradedOn: '2024-01-15' })
  await put('communications', { occurredAt: '2010-01-15T10:00:00.000Z', category: 'performance' })
  await put('communications', { id: testId(1), occurredAt: '2010-01-15T10:00:00.000Z', category: 'advice' })
  await put('documents', { type: 'advertisement' })
  await put('documents', { id: testId(1), type: 'performance_report' })
  await put('documents', { id: testId(2), type: 'statement' })
  await put('document_versions')
  await put('document_contents')
  await put('document_pages')
  const answers = {
    transaction: await ask('transactions'),
    longerAnyway: await untilOf('transactions', testId(1)),
    performance: await untilOf('communications'),
    advice: await untilOf('communications', testId(1)),
    advertisement: await untilOf('documents'),
    report: await untilOf('documents', testId(1)),
    statement: await untilOf('documents', testId(2)),
    version: await untilOf('document_versions'),
    content: await untilOf('document_contents'),
    page: await untilOf('document_pages'),
  }
  await setPolicy('transaction', { performanceSupport: false })

  expect({ ...answers, without: await untilOf('transactions') }).toEqual({
    transaction: {
      event: 'performance',
      event_date: '2019-05-10',
      retain_until: '2025-12-31',
      is_needed: false,
      explanation:
        'Was kept until 2025-12-31: transactions and positions are kept 6 years after the date of the record ' +
        '(17 CFR 275.204-2(e)(1)), and this one longer because the performance was last used on 2019-05-10 ' +
        '(fiscal year to 2019-12-31).',
    },
    longerAnyway: '2030-01-15',
    performance: '2025-12-31',
    advice: '2016-01-15',
    advertisement: '2025-12-31',
    report: '2025-12-31',
    statement: '2018-06-30',
    version: '2025-12-31',
    content: '2025-12-31',
    page: '2025-12-31',
    without: '2016-01-15',
  })
})

test('the closing of the account may be the event; what has no account waits for the end of the relationship', async () => {
  for (const recordClass of ['client', 'transaction'])
    await setPolicy(recordClass, { trigger: 'account_closed', years: 5 })
  await put('households', { status: 'terminated', terminatedOn: '2014-01-01' })
  await put('accounts', { status: 'active', closedOn: null })
  await put('accounts', { id: testId(1), status: 'closed', closedOn: '2013-07-04' })
  await put('transactions', { tradedOn: '2010-01-15' })
  await put('transactions', { id: testId(1), accountId: testId(1), tradedOn: '2010-01-15' })
  await put('account_owners', { accountId: testId(1) })
  await put('documents', { accountId: testId(1) })
  await put('document_versions')
  await put('documents', { id: testId(1), accountId: null })

  expect({
    open: await untilOf('transactions'),
    closed: await untilOf('transactions', testId(1)),
    account: await untilOf('accounts', testId(1)),
    owner: await untilOf('account_owners'),
    version: await untilOf('document_versions'),
    ofNoAccount: await ask('documents', testId(1)),
  }).toEqual({
    open: null,
    closed: '2018-07-04',
    account: '2018-07-04',
    owner: '2018-07-04',
    version: '2018-07-04',
    ofNoAccount: {
      event: 'termination',
      event_date: '2014-01-01',
      retain_until: '2019-01-01',
      is_needed: false,
      explanation:
        'Was kept until 2019-01-01: client records are kept 5 years after the end of the relationship (Rule 1), ' +
        'which was on 2014-01-01.',
    },
  })
})

test('later entries extend what is counted from the household’s last entry', async () => {
  await setPolicy('client', { trigger: 'last_entry', years: 5 })
  await put('households')
  await put('persons')
  const first = await untilOf('persons')
  await put('accounts')
  await put('transactions', { tradedOn: '2018-02-01' })
  const traded = await untilOf('persons')
  await firm.query(`UPDATE persons SET updated_at = '2019-03-02T10:00:00Z'`)
  const changed = await untilOf('persons')
  await put('households', { id: testId(1) })

  expect({ first, traded, changed, other: await untilOf('households', testId(1)) }).toEqual({
    first: '2020-05-01',
    traded: '2023-02-01',
    changed: '2024-03-02',
    other: '2020-05-01',
  })
})

test('what superseded a document may be the event, and never makes its retention shorter', async () => {
  await put('households', { status: 'terminated', terminatedOn: '2014-01-01' })
  await put('documents', { supersededOn: '2012-01-01' })
  await put('documents', { id: testId(1), supersededOn: '2015-08-08' })
  const longestWins = { before: await untilOf('documents'), after: await ask('documents', testId(1)) }
  await setPolicy('client', { trigger: 'superseded', years: 3 })
  await put('documents', { id: testId(2), supersededOn: null })
  await put('persons')

  expect({
    ...longestWins,
    superseded: await untilOf('documents', testId(1)),
    current: await untilOf('documents', testId(2)),
    ofNoDocument: await untilOf('persons'),
  }).toEqual({
    before: '2020-01-01',
    after: {
      event: 'superseded',
      event_date: '2015-08-08',
      retain_until: '2021-08-08',
      is_needed: false,
      explanation:
        'Was kept until 2021-08-08: client records are kept 6 years after the end of the relationship ' +
        '(17 CFR 275.204-2(e)(1)), and this one longer because its document was superseded on 2015-08-08.',
    },
    superseded: '2018-08-08',
    current: null,
    ofNoDocument: '2017-01-01',
  })
})

test('the end of the firm may be the event', async () => {
  await setPolicy('communication', { trigger: 'enterprise_end', years: 3 })
  await put('households')
  await put('meetings')
  const before = await untilOf('meetings')
  await firm.query(`UPDATE firm_settings SET enterprise_ended_on = '2020-02-29'`)

  expect({ before, after: await untilOf('meetings') }).toEqual({ before: null, after: '2023-02-28' })
})

test('without a policy in force a row is kept until further notice', async () => {
  await put('households', { status: 'terminated', terminatedOn: '2000-01-01' })
  await firm.query(`UPDATE retention_policies SET ended_on = '2001-12-31' WHERE record_class = 'client'`)

  expect(await ask('households')).toEqual({
    event: null,
    event_date: null,
    retain_until: null,
    is_needed: true,
    explanation: 'Kept until further notice: no policy for this class of records is in force.',
  })
})

test('every kind of record has an answer', async () => {
  const answers: Record<string, unknown> = {}
  for (const table of tableNames) {
    if (table !== 'users' && table !== 'firm_settings' && table !== 'retention_policies') await put(table)
    const id = table === 'users' ? firm.adviser.id : undefined
    const given = id ?? (await firm.query(`SELECT id FROM ${table} LIMIT 1`))[0]?.id
    answers[table] = (await ask(table, given as string))?.explanation
  }
  for (const table of [
    'securities',
    'prices',
    'compliance_reviews',
    'legal_holds',
    'legal_hold_items',
    'disposals',
    'disposal_items',
  ])
    await firm.query(`DELETE FROM ${table}`)

  const sentences = {
    client: expect.stringMatching(/^Kept until further notice: client records .*has not come yet\.$/),
    transaction: expect.stringMatching(/^Kept until 2032-01-15: transactions /),
    communication: expect.stringMatching(/^Kept until 2032-01-15: communications /),
    reference: 'No rule keeps it: this is reference data.',
    staff: 'Never deleted: who worked for the firm stays known.',
    compliance: 'Never deleted: this is a record of compliance.',
  }
  const held = { legal_hold_items: expect.stringContaining('Never deleted') }
  const expected = Object.fromEntries(tableNames.map((table) => [table, sentences[recordOf(table).retention]]))
  expect(answers).toEqual({ ...expected, ...held })
})

test('policies of a class do not overlap, and what one says is never rewritten', async () => {
  const refusal = (sql: string) =>
    compliance.query(sql).then(
      () => 'done',
      ({ code }) => code,
    )
  const add = (from: string) => `INSERT INTO retention_policies (id, record_class, trigger, years, from_fiscal_year_end,
    performance_support, basis, in_force_from) VALUES (gen_random_uuid(), 'client', 'last_entry', 5, true, true, 'Rule', ${from})`

  expect({
    overlapping: await refusal(add('current_date')),
    rewritten: await refusal(`UPDATE retention_policies SET years = 1 WHERE record_class = 'client'`),
    ended: await refusal(`UPDATE retention_policies SET ended_on = current_date - 1 WHERE record_class = 'client'`),
    followed: await refusal(add('current_date')),
  }).toEqual({ overlapping: '23P01', rewritten: 'AW006', ended: 'done', followed: 'done' })
})

test('the trail is kept as long as its policy says, and as long as the record it tells of', async () => {
  await put('households')
  await put('accounts')
  await put('transactions', { tradedOn: '2010-01-15' })
  await put('transactions', { id: testId(1), tradedOn: '2099-01-15' })
  await setPolicy('audit', { years: 10 })
  const [years] = await firm.query('SELECT audit.years_kept() AS years')
  const needed = async (table: string, id: string) =>
    (await firm.query('SELECT audit.subject_is_needed($1, $2) AS needed', [table, id]))[0]?.needed

  expect({
    years,
    past: await needed('transactions', defaultId('transactions')),
    kept: await needed('transactions', testId(1)),
    gone: await needed('transactions', testId(9)),
    active: await needed('households', defaultId('households')),
    staff: await needed('users', firm.adviser.id),
    unknown: await needed('audit_events', testId(1)),
  }).toEqual({ years: { years: 10 }, past: false, kept: true, gone: false, active: true, staff: true, unknown: false })
})

// An independent computation of the same, on whole days: no SQL and no dates of the platform but to count with.

const lastDay = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()
const write = (year: number, month: number, day: number) =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

function addYears(date: string, years: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return write(year + years, month, Math.min(day, lastDay(year + years, month)))
}

function yearEndAfter(date: string, years: number, month: number): string {
  const [year = 0, own = 0] = date.split('-').map(Number)
  const end = year + (own > month ? 1 : 0) + years
  return write(end, month, lastDay(end, month))
}

interface Case {
  readonly policy: { trigger: string; years: number; fromFiscalYearEnd: boolean; performanceSupport: boolean }
  readonly month: number
  readonly table: 'transactions' | 'documents' | 'communications'
  readonly own: string
  readonly terminatedOn: string | null
  readonly closedOn: string | null
  readonly usedOn: string | null
  readonly supersededOn: string | null
  readonly enterpriseEndedOn: string | null
  readonly supportsPerformance: boolean
}

function expectedUntil(one: Case): string | null {
  const { policy, month, table } = one
  const longest = (dates: (string | null)[]) =>
    dates
      .filter((date) => date !== null)
      .sort()
      .at(-1) ?? null
  const events: Record<string, string | null> = {
    termination: one.terminatedOn,
    account_closed: table === 'communications' ? one.terminatedOn : one.closedOn,
    record_date: one.own,
    last_entry: longest([one.own, entered.createdAt.slice(0, 10)]),
    superseded: table === 'documents' ? one.supersededOn : one.terminatedOn,
    enterprise_end: one.enterpriseEndedOn,
  }
  const count = (date: string, fiscal: boolean) =>
    fiscal ? yearEndAfter(date, policy.years, month) : addYears(date, policy.years)
  const event = events[policy.trigger] ?? null
  if (event === null) return null
  const uses = table === 'transactions' || one.supportsPerformance
  return longest([
    count(event, policy.fromFiscalYearEnd),
    table === 'documents' && one.supersededOn ? count(one.supersededOn, policy.fromFiscalYearEnd) : null,
    policy.performanceSupport && uses && one.usedOn ? count(one.usedOn, true) : null,
  ])
}

const day = fc
  .date({ min: new Date('1996-01-01T00:00:00Z'), max: new Date('2040-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const maybe = fc.option(fc.oneof(day, fc.constantFrom('2016-02-29', '2019-12-31', '2020-01-01')), { nil: null })
const cases: fc.Arbitrary<Case> = fc.record({
  policy: fc.record({
    trigger: fc.constantFrom(
      'termination',
      'account_closed',
      'record_date',
      'last_entry',
      'superseded',
      'enterprise_end',
    ),
    years: fc.integer({ min: 1, max: 100 }),
    fromFiscalYearEnd: fc.boolean(),
    performanceSupport: fc.boolean(),
  }),
  month: fc.integer({ min: 1, max: 12 }),
  table: fc.constantFrom('transactions', 'documents', 'communications'),
  own: day,
  terminatedOn: maybe,
  closedOn: maybe,
  usedOn: maybe,
  supersededOn: maybe,
  enterpriseEndedOn: maybe,
  supportsPerformance: fc.boolean(),
})

async function storedUntil(one: Case): Promise<unknown> {
  const { table, own, terminatedOn, closedOn } = one
  await firm.query('BEGIN')
  try {
    const recordClass = { transactions: 'transaction', documents: 'client', communications: 'communication' }[table]
    await setPolicy(recordClass, one.policy as never)
    await firm.query('UPDATE firm_settings SET fiscal_year_end_month = $1, enterprise_ended_on = $2', [
      one.month,
      one.enterpriseEndedOn,
    ])
    await put('households', { status: terminatedOn ? 'terminated' : 'active', terminatedOn })
    await put('accounts', { status: closedOn ? 'closed' : 'active', closedOn, performanceLastUsedOn: one.usedOn })
    if (table === 'transactions') await put('transactions', { tradedOn: own })
    if (table === 'communications') {
      const category = one.supportsPerformance ? 'performance' : 'general'
      await put('communications', { occurredAt: `${own}T10:00:00.000Z`, category })
    }
    if (table === 'documents') {
      const type = one.supportsPerformance ? 'performance_report' : 'invoice'
      const accountId = defaultId('accounts')
      await put('documents', { documentDate: own, type, accountId, supersededOn: one.supersededOn })
    }
    const [single] = await firm.query('SELECT retain_until::text FROM app.retention_of($1, $2)', [
      table,
      defaultId(table),
    ])
    const many = await firm.query(`SELECT app.retention_sql($1, 'true', false) AS sql`, [table])
    const [together] = await firm.query(`SELECT retain_until::text FROM (${many[0]?.sql}) AS kept`)
    return { single: single?.retain_until, together: together?.retain_until }
  } finally {
    await firm.query('ROLLBACK')
  }
}

test('for any dates and policies, one row and many rows answer what an independent computation gives', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const stored = await storedUntil(one)

      expect(stored).toEqual({ single: expectedUntil(one), together: expectedUntil(one) })
    }),
    { numRuns: 300 },
  )
})
