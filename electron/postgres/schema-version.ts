import { WorkstationError } from '#shared/ipc/errors.ts'
import type { FirmDatabase } from './connection.ts'

/** The newest migration this workstation was built for. A test holds it to the folder `migrations/`. */
export const expectedMigration = 'FeeSchedules1764500020100'

export type SchemaMatch = 'same' | 'newer' | 'older'

const sentences: Readonly<Record<Exclude<SchemaMatch, 'same'>, string>> = {
  newer:
    'The firm’s database is newer than this workstation. Ask IT to update the workstation; your saved changes are kept until then.',
  older:
    'The firm’s database is older than this workstation. Ask IT to run the pending migrations (npm run migration:run).',
}

/** @throws WorkstationError `wrong_schema`, saying which side is behind and what to do. */
export function requireSameSchema(match: SchemaMatch): void {
  if (match !== 'same') throw new WorkstationError('wrong_schema', sentences[match])
}

/**
 * Compares the database's migrations with the ones this workstation knows.
 *
 * @throws WorkstationError `wrong_schema`.
 */
export async function checkSchemaVersion(database: Pick<FirmDatabase, 'query'>): Promise<void> {
  const rows = await database.query('SELECT name FROM public.schema_migrations ORDER BY timestamp DESC, id DESC')
  const names = rows.map((row) => row.name)
  if (names[0] === expectedMigration) return
  requireSameSchema(names.includes(expectedMigration) ? 'newer' : 'older')
}
