import type { DataKey } from '#electron/vault/pii-cipher.ts'
import { sealFields } from '#electron/vault/seal-number.ts'
import { type NewRow, records, type TableName, type Tables, tableNames } from '#shared/records/index.ts'
import type { DemoUser } from './demo-users.ts'
import type { Dice } from './dice.ts'
import type { DemoFees } from './fee-schedules.ts'
import type { Market } from './market.ts'
import type { ModelIds } from './models.ts'

export type RowsByTable = { [T in TableName]: Tables[T][] }

/** What every part of a household is made with; rows gather in `rows` as the parts add them. */
export interface HouseholdContext {
  readonly dice: Dice
  readonly nextId: () => string
  readonly today: string
  readonly market: Market
  /** The firm's models, by their names here. */
  readonly modelIds: ModelIds
  readonly fees: DemoFees
  readonly dataKey: DataKey
  readonly blindKey: DataKey | null
  readonly adviser: DemoUser
  readonly householdId: string
  /** Place in the adviser's book, from 0, and the book's size. */
  readonly ordinal: number
  readonly bookSize: number
  readonly rows: RowsByTable
}

/** When a row was written, and by whom; null for what a custodian's feed brings. */
export interface Stamp {
  readonly at: string
  readonly by: string | null
}

type NewFields<T extends TableName> = Omit<NewRow<T>, 'id' | 'householdId'> & { readonly id?: string }

export function emptyRows(): RowsByTable {
  return Object.fromEntries(tableNames.map((table) => [table, []])) as unknown as RowsByTable
}

const fieldNames = Object.fromEntries(
  tableNames.map((table) => [table, Object.keys(records[table].allFields)]),
) as unknown as Readonly<Record<TableName, readonly string[]>>
const scopedTables = new Set(tableNames.filter((table) => 'householdId' in records[table].fields))

/** Adds a row to the household: id, household, and common fields are filled in, fields left out become null. */
export function addRow<T extends TableName>(
  context: HouseholdContext,
  table: T,
  fields: NewFields<T>,
  stamp: Stamp,
): Tables[T] {
  const row: Record<string, unknown> = {}
  for (const name of fieldNames[table]) row[name] = null
  Object.assign(row, { id: context.nextId(), version: 1 })
  if (scopedTables.has(table)) row.householdId = context.householdId
  Object.assign(row, { createdAt: stamp.at, createdBy: stamp.by, updatedAt: stamp.at, updatedBy: stamp.by }, fields)
  const rows: Tables[T][] = context.rows[table]
  rows.push(row as Tables[T])
  return row as Tables[T]
}

/** A made-up number sealed for the row it goes into: the encrypted field, and what the record keeps beside it. */
export function sealNumber<T extends TableName>(
  context: HouseholdContext,
  table: T,
  field: keyof Tables[T] & string,
  rowId: string,
  value: string,
): Partial<Tables[T]> {
  const keys = { field: context.dataKey, blind: context.blindKey }
  return sealFields(keys, { table, field, rowId }, value, context.dice) as Partial<Tables[T]>
}

export function digits(dice: Dice, count: number): string {
  return Array.from({ length: count }, () => dice.integer(0, 9)).join('')
}
