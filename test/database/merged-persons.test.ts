import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { explainRefusal } from '#electron/postgres/explain-refusal.ts'
import { type DoneChange, type MergeFacts, takeBack } from '#shared/domain/merge-facts.ts'
import { planMerge } from '#shared/domain/merge-persons.ts'
import { recordOf } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { toColumn, toField } from '#shared/schema/names.ts'
import { buildRow } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let adviser: pg.Client
let kept: string
let merged: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  adviser = await firm.connectAs(firm.adviser)
  const [home, other] = [await firm.insertHousehold(), await firm.insertHousehold({ name: 'Other' })]
  kept = await addPerson(home)
  merged = await addPerson(home)
  await addMember(home, kept, { role: 'spouse', isPrimary: true, fromDate: '2020-01-01' })
  await addMember(home, merged, { role: 'head', isPrimary: true })
  await addMember(other, merged, { role: 'head', toDate: '2025-01-01' })
  await firm.query('UPDATE households SET primary_person_id = $1 WHERE id = $2', [merged, home])
  for (const shared of [true, false]) await addAccount(home, shared)
  const tie = { householdId: home, role: 'spouse', fromPersonId: merged } as const
  await firm.insert('relationships', { ...tie, toPersonId: kept })
  await firm.insert('relationships', { ...tie, toPersonId: await addPerson(home), role: 'child' })
})
afterAll(async () => {
  await adviser.end()
  await firm.close()
})

async function addPerson(householdId: string): Promise<string> {
  const { id: _, ...person } = buildRow('persons', { householdId, createdBy: null, updatedBy: null })
  return await firm.insert('persons', person)
}

async function addMember(householdId: string, personId: string, fields: object): Promise<void> {
  const row = { householdId, personId, role: 'other', isPrimary: false, inRollUp: true, ...fields }
  await firm.insert('household_members', row as never)
}

/** Owned and to be received by both, or by the merged person alone. */
async function addAccount(householdId: string, shared: boolean): Promise<void> {
  const { id: _, ...account } = buildRow('accounts', { householdId, createdBy: null, updatedBy: null })
  const accountId = await firm.insert('accounts', account)
  const percent = shared ? 50 : 100
  for (const [table, names, values] of [
    ['account_owners', '', ''],
    ['beneficiaries', ', class, per_stirpes', `, 'primary', false`],
  ]) {
    await firm.query(
      `INSERT INTO ${table} (id, household_id, account_id, person_id, percent${names})
       SELECT gen_random_uuid(), $1, $2, person, $4${values} FROM unnest($3::uuid[]) AS person`,
      [householdId, accountId, shared ? [kept, merged] : [merged], percent],
    )
  }
}

type Row = { readonly id: string } & Record<string, unknown>

async function read(table: string): Promise<Row[]> {
  const rows = await firm.query(`SELECT to_jsonb(t) AS row FROM ${table} AS t ORDER BY id`)
  return rows.map(({ row }) => {
    const fields = Object.entries(row as object).filter(([name]) => !/^(version|updated_|search_)/.test(name))
    return Object.fromEntries(
      fields.map(([name, value]) => [toField(name), name === 'percent' ? String(value) : value]),
    ) as Row
  })
}

const tables = [
  'persons',
  'households',
  'household_members',
  'account_owners',
  'beneficiaries',
  'relationships',
] as const

type Book = Record<(typeof tables)[number], Row[]>

async function readAll(): Promise<Book> {
  const book: Partial<Book> = {}
  for (const table of tables) book[table] = await read(table)
  return book as Book
}

/** Makes the changes one by one, in one unit of work. @returns the refusal, or null. */
async function apply(changes: readonly Pick<DoneChange, 'table' | 'id' | 'patch'>[]): Promise<string | null> {
  try {
    await adviser.query('BEGIN')
    for (const { table, id, patch } of changes) {
      const set = Object.keys(patch).map((name, n) => `${toColumn(name)} = $${n + 2}`)
      const { rowCount } = await adviser.query(`UPDATE ${table} SET ${set.join(', ')} WHERE id = $1`, [
        id,
        ...Object.values(patch),
      ])
      if (rowCount !== 1) throw Object.assign(new Error(), { constraint: `no ${table}` })
    }
    await adviser.query('COMMIT')
    return null
  } catch (error) {
    await adviser.query('ROLLBACK')
    const { code, constraint } = error as { code: string; constraint?: string }
    return `${code} ${constraint}`
  }
}

test('a merge passes the database row by row and makes one person, and taken back it never was', async () => {
  const before = await readAll()
  const find = (id: string) => before.persons.find((row) => row.id === id)
  const facts = {
    ...{ today: '2026-11-24', kept: find(kept), merged: find(merged), earlier: [] },
    ...{ members: before.household_members, owners: before.account_owners, beneficiaries: before.beneficiaries },
    relationships: before.relationships,
    households: before.households.filter(({ primaryPersonId }) => primaryPersonId === merged),
  } as unknown as MergeFacts
  const { changes } = planMerge(facts, { city: 'Bath' })
  const done = changes.map(({ table, id, patch }) => {
    const row = before[table].find((one) => one.id === id) ?? { id }
    const base = Object.fromEntries(Object.keys(patch).map((name) => [name, (row as Row)[name]]))
    return { table, id, patch: patch as Record<string, unknown>, base }
  })

  const merging = await apply(done)
  const after = await readAll()
  const named = [...after.account_owners, ...after.beneficiaries].filter(
    (row) => row.endedOn === null && row.personId === merged,
  )
  const { changes: back } = takeBack(
    done,
    ({ table, id }) => after[table as (typeof tables)[number]].find((row) => row.id === id),
    (table, name) => (recordOf(table).fields as Readonly<Record<string, FieldSpec>>)[name],
  )
  const undoing = await apply(back)

  expect({ merging, named, undoing, same: await readAll() }).toEqual({
    merging: null,
    named: [],
    undoing: null,
    same: before,
  })
})

test('nobody is merged into themselves, into nobody, or into one who was merged, whoever comes first', async () => {
  const home = await firm.insertHousehold()
  const [a, b, c] = [await addPerson(home), await addPerson(home), await addPerson(home)]
  const merge = (id: string, mergedIntoId: string | null) => apply([{ table: 'persons', id, patch: { mergedIntoId } }])

  const answers = {
    self: await merge(a, a),
    nobody: await merge(a, home),
    first: await merge(b, a),
    chain: await merge(c, b),
    chainFromAbove: await merge(a, c),
    second: await merge(c, a),
    back: await merge(b, null),
  }

  const refused = '23514 merged_into_kept'
  expect(answers).toEqual({
    ...{ self: '23514 merged_into_another', nobody: refused, first: null, chain: refused, chainFromAbove: refused },
    ...{ second: null, back: null },
  })
  expect(explainRefusal({ code: '23514', table: 'persons', constraint: 'merged_into_kept' }, 'persons')).toBe(
    'The person whom this one was merged into was merged into somebody else meanwhile, or is no longer there. Take the merge back, and merge with that person. Correct it and send it again, or discard it.',
  )
})
