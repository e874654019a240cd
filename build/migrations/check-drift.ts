import type { DataSource, QueryRunner } from 'typeorm'
import { recordOf, tableNames } from '#shared/records/index.ts'
import { type DerivedCheck, deriveChecks } from './derive-checks.ts'

interface StoredCheck {
  readonly table: string
  readonly name: string
  /** As PostgreSQL prints it, such as `CHECK ((status = ANY (ARRAY['open'::text, 'done'::text])))`. */
  readonly definition: string
}

const STORED = `
  SELECT relname AS table, conname AS name, pg_catalog.pg_get_constraintdef(pg_constraint.oid) AS definition
  FROM pg_catalog.pg_constraint JOIN pg_catalog.pg_class ON pg_class.oid = conrelid
  WHERE contype = 'c' AND relnamespace = $1::regnamespace`

/**
 * Finds CHECKs that no longer say what the record says. TypeORM compares checks by name alone, so a choice added to a
 * record, or a longer text, would go unnoticed. What the records say is put to PostgreSQL on empty temporary copies of
 * the tables, so that both are printed by the same hand.
 */
export async function checkDrift(dataSource: DataSource): Promise<{ up: string[]; down: string[] }> {
  const runner = dataSource.createQueryRunner()
  await runner.startTransaction()
  try {
    const stored: StoredCheck[] = await runner.query(STORED, ['public'])
    const byName = new Map(stored.map((check) => [check.name, check]))
    const known = tableNames.flatMap((table) =>
      deriveChecks(recordOf(table))
        .filter(({ name }) => byName.has(name))
        .map((check) => ({ table, ...check })),
    )
    const wanted = await printChecks(runner, known)
    const changed = known.filter(({ name }) => wanted.get(name) !== byName.get(name)?.definition)
    return {
      up: changed.flatMap(({ table, name, expression }) => replaceCheck(table, name, `CHECK (${expression})`)),
      down: changed.flatMap(({ table, name }) =>
        replaceCheck(table, name, byName.get(name)?.definition ?? '').reverse(),
      ),
    }
  } finally {
    await runner.rollbackTransaction()
    await runner.release()
  }
}

/** How PostgreSQL prints them, by name. A check over columns that the table does not have yet is new, and left out. */
async function printChecks(
  runner: QueryRunner,
  checks: readonly (DerivedCheck & { readonly table: string })[],
): Promise<Map<string, string>> {
  for (const table of new Set(checks.map((check) => check.table))) {
    await runner.query(`CREATE TEMPORARY TABLE "${table}" (LIKE public."${table}") ON COMMIT DROP`)
  }
  for (const { table, name, expression } of checks) {
    await runner.query(`ALTER TABLE pg_temp."${table}" ADD CONSTRAINT "${name}" CHECK (${expression})`)
  }
  const [row] = await runner.query(`SELECT pg_my_temp_schema()::regnamespace::text AS name`)
  const printed: StoredCheck[] = await runner.query(STORED, [row.name])
  return new Map(printed.map(({ name, definition }) => [name, definition]))
}

function replaceCheck(table: string, name: string, definition: string): string[] {
  return [
    `ALTER TABLE "${table}" DROP CONSTRAINT "${name}"`,
    `ALTER TABLE "${table}" ADD CONSTRAINT "${name}" ${definition}`,
  ]
}
