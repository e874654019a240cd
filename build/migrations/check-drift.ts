import type { DataSource } from 'typeorm'
import { recordOf, tableNames } from '#shared/records/index.ts'
import { toColumn } from '#shared/schema/names.ts'
import { choiceList } from './entity-schemas.ts'
import { derivedNames } from './names.ts'

interface StoredCheck {
  readonly name: string
  /** As PostgreSQL prints it, such as `CHECK ((status = ANY (ARRAY['open'::text, 'done'::text])))`. */
  readonly definition: string
}

/**
 * Finds choice columns whose CHECK no longer lists the record's choices. TypeORM compares checks by name alone, so a
 * choice added to a record would go unnoticed.
 */
export async function checkDrift(dataSource: DataSource): Promise<{ up: string[]; down: string[] }> {
  const stored: StoredCheck[] = await dataSource.query(
    `SELECT conname AS name, pg_catalog.pg_get_constraintdef(oid) AS definition
     FROM pg_catalog.pg_constraint
     WHERE contype = 'c' AND connamespace = 'public'::regnamespace`,
  )
  const byName = new Map(stored.map((check) => [check.name, listOf(check.definition)]))
  const up: string[] = []
  const down: string[] = []
  for (const table of tableNames) {
    for (const [name, spec] of Object.entries(recordOf(table).fields)) {
      if (spec.kind !== 'choice') continue
      const column = toColumn(name)
      const before = byName.get(derivedNames.check(table, column))
      const now = choiceList(spec)
      if (before === undefined || before === now) continue
      up.push(...replaceCheck(table, column, now))
      down.push(...replaceCheck(table, column, before).reverse())
    }
  }
  return { up, down }
}

function listOf(definition: string): string {
  return [...definition.matchAll(/'(?:[^']|'')*'/g)].map(([literal]) => literal).join(', ')
}

function replaceCheck(table: string, column: string, list: string): string[] {
  const name = derivedNames.check(table, column)
  return [
    `ALTER TABLE "${table}" DROP CONSTRAINT "${name}"`,
    `ALTER TABLE "${table}" ADD CONSTRAINT "${name}" CHECK ("${column}" IN (${list}))`,
  ]
}
