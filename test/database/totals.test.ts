import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildRow } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let adviser: pg.Client
let householdId: string
let accountId: string
let personId: string

const ours = { createdBy: null, updatedBy: null }

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  adviser = await firm.connectAs(firm.adviser)
})
afterAll(async () => {
  await adviser.end()
  await firm.close()
})
beforeEach(async () => {
  householdId = await firm.insertHousehold()
  const { id: _account, ...account } = buildRow('accounts', { ...ours, householdId })
  accountId = await firm.insert('accounts', account)
  personId = await addPerson()
})

async function addPerson(): Promise<string> {
  const { id: _, ...person } = buildRow('persons', { ...ours, householdId })
  return await firm.insert('persons', person)
}

/** SQLSTATE and constraint of a refused unit of work, or null. */
async function tryWork(client: pg.Client, statements: readonly string[]): Promise<string | null> {
  try {
    await client.query('BEGIN')
    for (const statement of statements) await client.query(statement)
    await client.query('COMMIT')
    return null
  } catch (error) {
    await client.query('ROLLBACK')
    const { code, constraint } = error as { code: string; constraint?: string }
    return `${code} ${constraint}`
  }
}

async function isWaiting(client: pg.Client): Promise<boolean> {
  const pid = (client as unknown as { processID: number }).processID
  const rows = await firm.query(`SELECT FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'`, [pid])
  return rows.length > 0
}

const beneficiary = (name: string, percent: number, kind = 'primary') =>
  `INSERT INTO beneficiaries (id, household_id, account_id, name, class, percent, per_stirpes)
   VALUES (gen_random_uuid(), '${householdId}', '${accountId}', '${name}', '${kind}', ${percent}, false)`

test('the beneficiaries of a class make 100 when the unit of work ends, row by row or in any other order', async () => {
  const answers = {
    half: await tryWork(adviser, [beneficiary('Ada', 50)]),
    whole: await tryWork(adviser, [beneficiary('Ada', 33.333333), beneficiary('Bo', 66.666667)]),
    contingent: await tryWork(adviser, [beneficiary('Cy', 99.999999, 'contingent')]),
    moved: await tryWork(adviser, [
      `UPDATE beneficiaries SET percent = 60 WHERE account_id = '${accountId}' AND name = 'Ada'`,
      `UPDATE beneficiaries SET percent = 40 WHERE account_id = '${accountId}' AND name = 'Bo'`,
    ]),
    movedHalf: await tryWork(adviser, [
      `UPDATE beneficiaries SET percent = 61 WHERE account_id = '${accountId}' AND name = 'Ada'`,
    ]),
    endedAlone: await tryWork(adviser, [
      `UPDATE beneficiaries SET ended_on = '2026-03-01' WHERE account_id = '${accountId}' AND name = 'Bo'`,
    ]),
    replaced: await tryWork(adviser, [
      `UPDATE beneficiaries SET ended_on = '2026-03-01' WHERE account_id = '${accountId}'`,
      beneficiary('Dee', 100),
    ]),
    allEnded: await tryWork(adviser, [
      `UPDATE beneficiaries SET ended_on = '2026-03-02' WHERE account_id = '${accountId}' AND name = 'Dee'`,
    ]),
  }

  const refused = '23514 beneficiaries_total_100'
  expect(answers).toEqual({
    ...{ half: refused, whole: null, contingent: refused, moved: null, movedHalf: refused, endedAlone: refused },
    ...{ replaced: null, allEnded: null },
  })
})

test('two people who each make a whole at once do not make 200', async () => {
  const other = await firm.connectAs(firm.adviser)
  await adviser.query('BEGIN')
  await other.query('BEGIN')
  await adviser.query(beneficiary('Ada', 100))
  await adviser.query('SET CONSTRAINTS ALL IMMEDIATE')
  await other.query(beneficiary('Bo', 100))
  let second = 'waiting'
  const ending = other.query('COMMIT').then(
    () => 'kept',
    ({ constraint }) => constraint,
  )
  ending.then((end) => {
    second = end
  })
  // The first was checked and has not ended: the second must wait for it, and then see both.
  while (second === 'waiting' && !(await isWaiting(other)));
  await adviser.query('COMMIT')
  const ends = ['kept', await ending]
  await other.end()
  const [sum] = await firm.query('SELECT sum(percent)::text AS total FROM beneficiaries WHERE account_id = $1', [
    accountId,
  ])

  expect({ ends, sum }).toEqual({
    ends: ['kept', 'beneficiaries_total_100'],
    sum: { total: '100.000000' },
  })
})

test('the owners of an account make 100 as well', async () => {
  const owner = (percent: number) =>
    `INSERT INTO account_owners (id, household_id, account_id, person_id, percent)
     VALUES (gen_random_uuid(), '${householdId}', '${accountId}', '${personId}', ${percent})`

  expect([await tryWork(adviser, [owner(99)]), await tryWork(adviser, [owner(100)])]).toEqual([
    '23514 owners_total_100',
    null,
  ])
})

test('the weights of a model make 100 for each day on which some came into force, and operations alone enter them', async () => {
  const operations = await firm.connectAs(await firm.addUser('operations'))
  const modelId = await firm.insert('models', { name: 'Balanced' })
  const weight = (assetClass: string, target: number | string, from = '2026-01-01') =>
    `INSERT INTO model_weights (id, model_id, in_force_from, asset_class, target, tolerance)
     VALUES (gen_random_uuid(), '${modelId}', '${from}', '${assetClass}', ${target}, 5)`
  const moved = (assetClass: string, target: number) =>
    `UPDATE model_weights SET target = ${target} WHERE model_id = '${modelId}' AND asset_class = '${assetClass}'`

  const answers = {
    part: await tryWork(operations, [weight('us_equity', 60)]),
    whole: await tryWork(operations, [weight('us_equity', '33.333333'), weight('cash', '66.666667')]),
    almost: await tryWork(operations, [weight('cash', '99.999999', '2026-02-01')]),
    // Another day's weights are another whole, and leave the former one alone.
    next: await tryWork(operations, [weight('us_equity', 70, '2026-02-01'), weight('cash', 30, '2026-02-01')]),
    twice: await tryWork(operations, [weight('us_equity', 100)]),
    moved: await tryWork(operations, [moved('us_equity', 55), moved('cash', 45)]),
    movedHalf: await tryWork(operations, [moved('cash', 40)]),
    below: await tryWork(operations, [weight('other', -1, '2026-03-01'), weight('cash', 101, '2026-03-01')]),
    adviser: await tryWork(adviser, [weight('cash', 100, '2026-03-01')]),
  }
  await operations.end()

  const refused = '23514 weights_total_100'
  expect(answers).toEqual({
    ...{ part: refused, whole: null, almost: refused, next: null },
    ...{ twice: '23505 uq_model_weights_model_id_in_force_from_asset_class', moved: null, movedHalf: refused },
    ...{ below: '23514 ck_model_weights_target', adviser: '42501 undefined' },
  })
})

test('the tiers of a fee schedule begin at nothing for each day on which some came into force, and never twice at one amount', async () => {
  const operations = await firm.connectAs(await firm.addUser('operations'))
  const schedule = await firm.insert('fee_schedules', { name: 'Standard', method: 'marginal' })
  const tier = (fromAmount: string, rate: number | string, from = '2026-01-01') =>
    `INSERT INTO fee_tiers (id, fee_schedule_id, in_force_from, from_amount, rate)
     VALUES (gen_random_uuid(), '${schedule}', '${from}', ${fromAmount}, ${rate})`

  const answers = {
    without: await tryWork(operations, [tier('1000000', 80)]),
    // In any order, as long as the first begins at nothing when the unit of work ends.
    table: await tryWork(operations, [tier('1000000', 80), tier('0', 100), tier('5000000.01', 62.5)]),
    twice: await tryWork(operations, [tier('1000000', 70)]),
    moved: await tryWork(operations, [`UPDATE fee_tiers SET from_amount = 1 WHERE from_amount = 0`]),
    next: await tryWork(operations, [tier('0.01', 90, '2026-02-01')]),
    flat: await tryWork(operations, [tier('0', 75, '2026-02-01')]),
    negative: await tryWork(operations, [tier('-1', 75, '2026-03-01')]),
    rate: await tryWork(operations, [tier('0', '1000.000001', '2026-03-01')]),
    adviser: await tryWork(adviser, [tier('0', 1, '2026-03-01')]),
  }
  await operations.end()

  const refused = '23514 tiers_begin_at_nothing'
  expect(answers).toEqual({
    ...{ without: refused, table: null, twice: '23505 uq_fee_tiers_fee_schedule_id_in_force_from_from_amount' },
    ...{ moved: refused, next: refused, flat: null, negative: '23514 ck_fee_tiers_from_amount' },
    ...{ rate: '23514 ck_fee_tiers_rate', adviser: '42501 undefined' },
  })
})

test('a household has one head at a time, and a person one primary household and one place in each', async () => {
  const second = await addPerson()
  const elsewhere = await firm.insertHousehold()
  const member = (fields: {
    person: string
    household?: string
    role?: string
    from?: string
    to?: string
    primary?: boolean
  }) => {
    const { person, household = householdId, role = 'other', from, to, primary = false } = fields
    const day = (value: string | undefined) => (value === undefined ? 'NULL' : `'${value}'`)
    return `INSERT INTO household_members (id, household_id, person_id, role, from_date, to_date, is_primary, in_roll_up)
      VALUES (gen_random_uuid(), '${household}', '${person}', '${role}', ${day(from)}, ${day(to)}, ${primary}, true)`
  }

  expect({
    head: await tryWork(adviser, [member({ person: personId, role: 'head', to: '2026-01-31', primary: true })]),
    secondHead: await tryWork(adviser, [member({ person: second, role: 'head', from: '2026-01-31' })]),
    nextHead: await tryWork(adviser, [member({ person: second, role: 'head', from: '2026-02-01' })]),
    twice: await tryWork(adviser, [member({ person: personId, role: 'spouse', from: '2026-01-01' })]),
    secondPrimary: await tryWork(adviser, [member({ person: personId, household: elsewhere, primary: true })]),
    elsewhere: await tryWork(adviser, [member({ person: personId, household: elsewhere })]),
  }).toEqual({
    head: null,
    secondHead: '23P01 one_head_at_a_time',
    nextHead: null,
    twice: '23P01 one_place_at_a_time',
    secondPrimary: '23P01 one_primary_household_at_a_time',
    elsewhere: null,
  })
})

test('what is filed, signed, or an author stays, whoever asks; and only an adviser has households', async () => {
  const owner = { query: firm.query } as unknown as pg.Client
  const { id: _r, ...review } = buildRow('compliance_reviews', {
    ...ours,
    ...{ status: 'signed_off', outcome: 'pass', signedAt: '2026-03-01T10:00:00.000Z' },
    ...{ reviewerId: firm.compliance.id, approverId: firm.adviser.id },
  })
  await firm.insert('compliance_reviews', review)

  expect({
    signed: await tryWork(owner, [`UPDATE compliance_reviews SET findings = 'None'`]),
    author: await tryWork(owner, [`DELETE FROM users WHERE id = '${firm.colleague.id}'`]),
    toCompliance: await tryWork(owner, [`UPDATE households SET advisor_id = '${firm.compliance.id}'`]),
    secondFirm: await tryWork(owner, [
      `INSERT INTO firm_settings (id, firm_name, fiscal_year_end_month)
       SELECT gen_random_uuid(), 'A firm', 12 FROM generate_series(1, 2)`,
    ]),
  }).toEqual({
    signed: '42501 undefined',
    author: 'AW002 undefined',
    toCompliance: '23514 undefined',
    secondFirm: '23505 one_firm',
  })
})
