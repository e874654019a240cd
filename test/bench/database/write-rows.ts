import type pg from 'pg'
import { type NewRow, recordOf, type TableName } from '#shared/records/index.ts'
import { columnsOf, toColumn } from '#shared/schema/names.ts'
import { buildRow, testId } from '#test/support/builders.ts'
import type { SmallFirm } from '#test/support/small-firm.ts'

export const MEASURED_TABLES = ['tasks', 'persons', 'transactions'] as const
export type MeasuredTable = (typeof MEASURED_TABLES)[number]

/** What an UPDATE changes in each: a column without an index. */
const CHANGED = { tasks: 'details', persons: 'employer', transactions: 'description' } as const

/** As full as rows are in a book: empty fields cost an audit nothing. */
const FILLED: { readonly [T in MeasuredTable]: Partial<NewRow<T>> } = {
  tasks: { details: 'Ask for the statement of the plan at the former employer', dueOn: '2026-03-01' },
  persons: {
    middleName: 'Maria',
    bornOn: '1961-05-04',
    ssnEncrypted: `v1.test-key.AAAAAAAAAAAAAAAA.${'A'.repeat(36)}`,
    ssnLast4: '0000',
    citizenship: 'US',
    taxResidency: 'US',
    maritalStatus: 'married',
    employmentStatus: 'employed',
    employer: 'Harbour Works',
    email: 'somebody@example.com',
    phone: '555-0100',
    addressLine: '12 Quay Street',
    city: 'Portland',
    state: 'ME',
    postalCode: '04101',
  },
  transactions: {
    settledOn: '2026-01-17',
    quantity: '10.50000000',
    price: '119.10000000',
    taxYear: 2026,
    description: 'Bought on the open market',
  },
}

const HOUSEHOLDS = 100

/** Rows that the measured ones refer to: users, households, accounts, and a security. */
export async function insertGround(firm: SmallFirm): Promise<void> {
  const people = { createdBy: null, updatedBy: null, advisorId: firm.adviser.id }
  const households = buildRow('households', { ...people, profileConfirmedBy: null, primaryPersonId: null })
  const accounts = buildRow('accounts', { createdBy: null, updatedBy: null })
  const securities = buildRow('securities', { createdBy: null, updatedBy: null })
  // The key that the rows' envelopes name; nothing here opens one.
  await firm.query(`INSERT INTO app.data_keys (id, purpose) VALUES ('test-key', 'field')`)
  await insertCopies(firm, 'securities', securities, 1, `'${securities.id}'`)
  await insertCopies(firm, 'households', households, HOUSEHOLDS, householdId('n'))
  await insertCopies(firm, 'accounts', { ...accounts, number: null }, HOUSEHOLDS, accountId('n'))
}

const householdId = (n: string) => `('${testId(0).slice(0, 28)}' || lpad(to_hex(${n} % ${HOUSEHOLDS}), 8, '0'))::uuid`
/** In order of time, as the workstation's own ids are. */
const rowId = (n: string) => `('${testId(1).slice(0, 23)}-b000' || lpad(to_hex(${n}), 8, '0'))::uuid`
const accountId = (n: string) =>
  `('${testId(1).slice(0, 23)}-a000' || lpad(to_hex(${n} % ${HOUSEHOLDS}), 8, '0'))::uuid`

async function insertCopies(firm: SmallFirm, table: TableName, row: object, count: number, id: string): Promise<void> {
  const columns = columnsOf(recordOf(table))
  await firm.query(
    `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${columns.map((column) => `copy.${column}`).join(', ')} FROM generate_series(0, ${count - 1}) AS n,
     LATERAL jsonb_populate_record(NULL::${table}, $1::jsonb || jsonb_build_object('id', ${id},
       'household_id', ${householdId('n')})) AS copy`,
    [toJson(row)],
  )
}

function toJson(row: object): string {
  return JSON.stringify(Object.fromEntries(Object.entries(row).map(([name, value]) => [toColumn(name), value])))
}

/** Makes `staged_<table>` with rows to copy from, so that a measured INSERT has no rows to invent. */
export async function stageRows(firm: SmallFirm, table: MeasuredTable, count: number): Promise<void> {
  const owner = { createdBy: null, updatedBy: null, ownerId: firm.adviser.id, meetingId: null, reversesId: null }
  const row = { ...buildRow(table), ...FILLED[table], ...owner }
  await firm.query(`CREATE UNLOGGED TABLE staged_${table} (LIKE ${table})`)
  await firm.query(
    `INSERT INTO staged_${table} SELECT copy.* FROM generate_series(1, ${count}) AS n,
     LATERAL jsonb_populate_record(NULL::${table}, $1::jsonb || jsonb_build_object('id', ${rowId('n')},
       'household_id', ${householdId('n')}, 'account_id', ${accountId('n')})) AS copy`,
    [toJson(row)],
  )
  await firm.query(`GRANT SELECT ON staged_${table} TO firm_member`)
  await firm.query(`ANALYZE staged_${table}`)
}

/** Copies all staged rows in one statement. */
export function insertAll(table: MeasuredTable): string {
  const columns = columnsOf(recordOf(table)).join(', ')
  return `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM staged_${table}`
}

/** Changes one field of every row in one statement. */
export function updateAll(table: MeasuredTable): string {
  return `UPDATE ${table} SET ${CHANGED[table]} = 'Changed in the measurement'`
}

/** One row with values as a workstation sends them. */
export function insertOne(table: MeasuredTable, row: Record<string, unknown>): { text: string; values: unknown[] } {
  const columns = columnsOf(recordOf(table))
  const holders = columns.map((_, index) => `$${index + 1}`).join(', ')
  return {
    text: `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${holders})`,
    values: columns.map((column) => row[column]),
  }
}

export function updateOne(table: MeasuredTable, id: string, value: string): { text: string; values: unknown[] } {
  return { text: `UPDATE ${table} SET ${CHANGED[table]} = $2 WHERE id = $1`, values: [id, value] }
}

/** Removes the measured rows past all triggers, and the space they took. */
export async function clearRows(client: Pick<pg.Client, 'query'>, table: MeasuredTable): Promise<void> {
  await client.query('SET session_replication_role = replica')
  await client.query(`DELETE FROM ${table}`)
  await client.query('RESET session_replication_role')
  await client.query(`VACUUM ${table}`)
}
