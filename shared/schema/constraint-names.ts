import { toColumn } from './names.ts'

/** PostgreSQL cuts longer names silently, so they are refused here. */
const LONGEST = 63

function nameOf(prefix: string, table: string, columns: readonly string[]): string {
  const name = [prefix, table, ...columns].join('_')
  if (name.length > LONGEST) throw new Error(`${name} is longer than the ${LONGEST} characters PostgreSQL keeps`)
  return name
}

/** What everything derived from the records is called in the database. */
export const derivedNames = {
  primaryKey: (table: string) => nameOf('pk', table, []),
  foreignKey: (table: string, column: string) => nameOf('fk', table, [column]),
  index: (table: string, columns: readonly string[]) => nameOf('ix', table, columns),
  partialIndex: (table: string, columns: readonly string[]) => nameOf('ix', table, [...columns, 'active']),
  unique: (table: string, columns: readonly string[]) => nameOf('uq', table, columns),
  check: (table: string, column: string) => nameOf('ck', table, [column]),
}

/** The words in the name of a check that holds a rule between fields. */
export const ruleWords = {
  exactlyOne: (group: readonly string[]) => ['one_of', ...group.map(toColumn)],
  ordered: (first: string, second: string) => [toColumn(first), 'until', toColumn(second)],
  different: (first: string, second: string) => [toColumn(first), 'not', toColumn(second)],
  required: (name: string, value: string, set: string) => [toColumn(name), value, toColumn(set)],
}

/**
 * True for names made above. What a migration adds by hand to a record's table is called after the rule it holds
 * (`one_head_per_household`), so that generating never takes it for a left-over and drops it.
 */
export function isDerivedName(name: string): boolean {
  return /^(pk|fk|ix|uq|ck)_/.test(name)
}
