import { recordOf, type TableName, type Tables, tableNames } from '#shared/records/index.ts'
import { buildRow, testId } from './builders.ts'
import type { SmallFirm } from './small-firm.ts'

const householdTables = tableNames.filter((table) => recordOf(table).scope === 'household')

/** References that a plain row leaves empty, so that everything belongs together. */
const alsoSet: Partial<Record<TableName, readonly string[]>> = {
  tasks: ['meetingId'],
  communications: ['meetingId'],
  documents: ['accountId'],
  disclosures: ['personId', 'documentId'],
  relationships: ['evidenceDocumentId'],
}

/** The id of the n-th household's row in a table. */
export function oldId(table: TableName, n = 1): string {
  return testId(0xc000_0000_0000 + n * 0x1000 + tableNames.indexOf(table))
}

type Overrides = { readonly [T in TableName]?: Partial<Tables[T]> }

/**
 * A household with one row of every kind, through all triggers: a relationship that ended in 2010, so that under the
 * defaults the retention of everything in it is over.
 */
export async function insertOldHousehold(firm: SmallFirm, n = 1, overrides: Overrides = {}): Promise<void> {
  const securityId = await firm.insert('securities', { ...bare('securities'), symbol: `S${n}` } as never)
  await firm.query('BEGIN')
  for (const table of householdTables) {
    const row: Record<string, unknown> = bare(table)
    for (const [name, { kind, target, nullable }] of Object.entries(recordOf(table).fields)) {
      if (kind === 'date' && !nullable) row[name] = '2010-01-15'
      if (kind === 'instant' && !nullable) row[name] = '2010-01-15T09:30:00.000Z'
      if (kind !== 'ref' || (row[name] === null && !alsoSet[table]?.includes(name))) continue
      if (target === 'users') row[name] = firm.adviser.id
      else row[name] = target === 'securities' ? securityId : oldId(target as TableName, n)
    }
    if (table === 'households') Object.assign(row, { status: 'terminated', terminatedOn: '2010-03-31' })
    await firm.insert(table, { ...row, id: oldId(table, n), ...overrides[table] } as never)
  }
  await firm.query('UPDATE households SET primary_person_id = $1 WHERE id = $2', [
    oldId('persons', n),
    oldId('households', n),
  ])
  await firm.query('COMMIT')
}

/** A plain row of the record's own fields. */
function bare(table: TableName): Record<string, unknown> {
  const fields = Object.keys(recordOf(table).fields)
  return Object.fromEntries(Object.entries(buildRow(table)).filter(([name]) => fields.includes(name)))
}
