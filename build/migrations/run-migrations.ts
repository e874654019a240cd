import type { DataSource, QueryRunner } from 'typeorm'
import { createDataSource, type MigrationClass, type MigrationTarget } from './data-source.ts'
import { loadMigrations } from './load-migrations.ts'

/** Any fixed number: all runners ask for the same lock, so that two never run at once. */
const LOCK = 7_164_000_000

export interface MigrationState {
  readonly name: string
  readonly applied: boolean
}

/**
 * Applies what is missing, oldest first, each migration in a unit of work of its own: one that fails leaves nothing
 * behind. Waits while another runner is at work.
 * @param migrations default: those of `migrations/`.
 * @returns the names of those applied now.
 * @throws Error when the database knows a migration that this checkout does not.
 */
export async function runMigrations(
  target: MigrationTarget,
  migrations?: readonly MigrationClass[],
): Promise<readonly string[]> {
  return await withLockedDatabase(target, migrations ?? (await loadMigrations()), async (dataSource) => {
    const applied = await dataSource.runMigrations()
    return applied.map((migration) => migration.name)
  })
}

/**
 * Takes back the newest migration.
 * @returns its name, or null when none is applied.
 * @throws Error when the database knows a migration that this checkout does not.
 */
export async function revertMigration(
  target: MigrationTarget,
  migrations?: readonly MigrationClass[],
): Promise<string | null> {
  return await withLockedDatabase(target, migrations ?? (await loadMigrations()), async (dataSource) => {
    const last = (await readApplied(dataSource)).at(-1)
    if (last === undefined) return null
    await dataSource.undoLastMigration()
    return last
  })
}

/** Every migration of this checkout, oldest first, and whether the database has it. */
export async function listMigrations(
  target: MigrationTarget,
  migrations?: readonly MigrationClass[],
): Promise<readonly MigrationState[]> {
  const known = migrations ?? (await loadMigrations())
  return await withDataSource(target, known, async (dataSource) => {
    const applied = await readApplied(dataSource)
    refuseUnknown(applied, known)
    return known.map(({ name }) => ({ name, applied: applied.includes(name) }))
  })
}

/** Connects, runs, and disconnects whatever happens. */
export async function withDataSource<T>(
  target: MigrationTarget,
  migrations: readonly MigrationClass[],
  run: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const dataSource = createDataSource(target, migrations)
  await dataSource.initialize()
  try {
    return await run(dataSource)
  } finally {
    await dataSource.destroy()
  }
}

async function withLockedDatabase<T>(
  target: MigrationTarget,
  migrations: readonly MigrationClass[],
  run: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  return await withDataSource(target, migrations, async (dataSource) => {
    // The lock belongs to a connection, so it is held on one that does nothing else.
    const holder: QueryRunner = dataSource.createQueryRunner()
    try {
      await holder.query('SELECT pg_advisory_lock($1)', [LOCK])
      refuseUnknown(await readApplied(dataSource), migrations)
      return await run(dataSource)
    } finally {
      await holder.query('SELECT pg_advisory_unlock($1)', [LOCK])
      await holder.release()
    }
  })
}

async function readApplied(dataSource: DataSource): Promise<string[]> {
  const [found] = await dataSource.query(`SELECT to_regclass('public.schema_migrations') IS NOT NULL AS exists`)
  if (!found.exists) return []
  const rows: { name: string }[] = await dataSource.query('SELECT name FROM public.schema_migrations ORDER BY id')
  return rows.map((row) => row.name)
}

function refuseUnknown(applied: readonly string[], migrations: readonly MigrationClass[]): void {
  const known = new Set(migrations.map((migration) => migration.name))
  const unknown = applied.find((name) => !known.has(name))
  if (unknown === undefined) return
  throw new Error(
    `The database already has the migration ${unknown}, which this version does not know; install the newer version.`,
  )
}
