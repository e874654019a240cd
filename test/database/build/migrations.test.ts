import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MigrationInterface, QueryRunner } from 'typeorm'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { asSuperuser, type Database, ensureDatabase } from '#build/database/start-database.ts'
import type { MigrationTarget } from '#build/migrations/data-source.ts'
import { findDifference, generateMigration } from '#build/migrations/generate.ts'
import { loadMigrations } from '#build/migrations/load-migrations.ts'
import { listMigrations, revertMigration, runMigrations, withDataSource } from '#build/migrations/run-migrations.ts'
import { recordSchema, snapshotFile } from '#build/migrations/snapshot.ts'
import type {} from '#build/test/scratch-cluster-setup.ts'
import { runPsql } from '#test/support/psql.ts'

const server: Database = { ...inject('scratchCluster'), stop: async () => undefined }

class Boxes1700000000001 implements MigrationInterface {
  name = 'Boxes1700000000001'
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE boxes (id integer)')
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE boxes')
  }
}

class Broken1700000000002 implements MigrationInterface {
  name = 'Broken1700000000002'
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half_done (id integer)')
    await runner.query('CREATE TABLE boxes (id integer)')
  }
  async down(): Promise<void> {}
}

let target: MigrationTarget

async function makeEmptyDatabase(): Promise<Required<MigrationTarget>> {
  const database = `empty_${randomBytes(6).toString('hex')}`
  await ensureDatabase(server, database)
  const { host, port, caFile, superuser } = server
  return { host, port, caFile, ...superuser, database }
}

async function ask(sql: string): Promise<unknown[]> {
  return await asSuperuser(server, target.database, async (client) => (await client.query(sql)).rows)
}

beforeEach(async () => {
  target = await makeEmptyDatabase()
})

afterEach(async () => {
  await asSuperuser(server, 'postgres', (client) => client.query(`DROP DATABASE ${target.database} WITH (FORCE)`))
})

test('two runners at once apply each migration once', async () => {
  const migrations = await loadMigrations()
  const [first, second] = await Promise.all([runMigrations(target, migrations), runMigrations(target, migrations)])

  expect([...first, ...second]).toEqual(migrations.map(({ name }) => name))
})

test('every migration can be taken back and applied again', async () => {
  const names = await runMigrations(target)
  const reverted: (string | null)[] = []
  for (const _ of names) reverted.push(await revertMigration(target))
  const again = await runMigrations(target)

  expect({ reverted, again, nothing: await runMigrations(target) }).toEqual({
    reverted: [...names].reverse(),
    again: names,
    nothing: [],
  })
})

test('the migrated tables are what the records say', async () => {
  await runMigrations(target)

  expect(await withDataSource(target, [], findDifference)).toEqual({ up: [], down: [] })
})

test('what changed since is generated, and what was added by hand under its own name is left alone', async () => {
  await runMigrations(target)
  await ask(`ALTER TABLE tasks DROP CONSTRAINT ck_tasks_priority, ADD CONSTRAINT ck_tasks_priority CHECK
    (priority IN ('low', 'high')), ADD CONSTRAINT title_is_given CHECK (title <> '')`)
  await ask('ALTER TABLE meetings DROP COLUMN location')
  await ask('CREATE UNIQUE INDEX one_open_task ON tasks (household_id) WHERE false')
  const folder = mkdtempSync(join(tmpdir(), 'adviser-migrations-'))
  const file = await withDataSource(target, [], (source) =>
    generateMigration(source, 'add-location', { folder, timestamp: 1_800_000_000_000 }),
  )
  const written = readFileSync(file ?? '', 'utf8')
  rmSync(folder, { recursive: true })

  expect(written).toBe(`import type { MigrationInterface, QueryRunner } from 'typeorm'

export class AddLocation1800000000000 implements MigrationInterface {
  name = 'AddLocation1800000000000'

  async up(queryRunner: QueryRunner): Promise<void> {
    // Policies bind the tables' owner too; references and moves must see every row.
    await queryRunner.query(\`SELECT app.force_policies(false)\`)
    await queryRunner.query(\`
      ALTER TABLE meetings ADD location text
    \`)
    await queryRunner.query(\`
      ALTER TABLE meetings ADD CONSTRAINT ck_meetings_location CHECK (char_length(location) <= 200)
    \`)
    await queryRunner.query(\`
      ALTER TABLE tasks DROP CONSTRAINT ck_tasks_priority
    \`)
    await queryRunner.query(\`
      ALTER TABLE tasks ADD CONSTRAINT ck_tasks_priority CHECK (priority IN ('low', 'normal', 'high'))
    \`)
    await queryRunner.query(\`SELECT app.force_policies(true)\`)
    await queryRunner.query(\`SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert'\`)
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`SELECT app.force_policies(false)\`)
    await queryRunner.query(\`
      ALTER TABLE tasks DROP CONSTRAINT ck_tasks_priority
    \`)
    await queryRunner.query(\`
      ALTER TABLE tasks ADD CONSTRAINT ck_tasks_priority CHECK ((priority = ANY (ARRAY['low'::text, 'high'::text])))
    \`)
    await queryRunner.query(\`
      ALTER TABLE meetings DROP CONSTRAINT ck_meetings_location
    \`)
    await queryRunner.query(\`
      ALTER TABLE meetings DROP COLUMN location
    \`)
    await queryRunner.query(\`SELECT app.force_policies(true)\`)
    await queryRunner.query(\`SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert'\`)
  }
}
`)
})

test('a name may have the migrations’ folder before it, and nothing else', async () => {
  await runMigrations(target)
  await ask('ALTER TABLE meetings DROP COLUMN location')
  const folder = mkdtempSync(join(tmpdir(), 'adviser-migrations-'))
  const names = ['migrations/add-one', './migrations/add-two', 'add-three', 'elsewhere/add-four', 'AddFive']
  const answers: (string | null)[] = []
  for (const [index, name] of names.entries()) {
    const options = { folder, timestamp: 1_800_000_000_000 + index }
    answers.push(
      await withDataSource(target, [], (source) => generateMigration(source, name, options)).catch(
        (error) => error.message,
      ),
    )
  }
  rmSync(folder, { recursive: true })

  expect(answers).toEqual([
    join(folder, '1800000000000-add-one.ts'),
    join(folder, '1800000000001-add-two.ts'),
    join(folder, '1800000000002-add-three.ts'),
    'elsewhere/add-four is not a name such as add-account-nickname',
    'AddFive is not a name such as add-account-nickname',
  ])
})

test('a migration that fails leaves nothing behind, and those before it stay', async () => {
  const failure = await runMigrations(target, [Boxes1700000000001, Broken1700000000002]).catch(String)

  expect({
    failure,
    states: await listMigrations(target, [Boxes1700000000001, Broken1700000000002]),
    halfDone: await ask(`SELECT to_regclass('half_done') AS name`),
  }).toEqual({
    failure: expect.stringContaining('relation "boxes" already exists'),
    states: [
      { name: 'Boxes1700000000001', applied: true },
      { name: 'Broken1700000000002', applied: false },
    ],
    halfDone: [{ name: null }],
  })
})

test('a database from a newer version is refused by every command', async () => {
  await runMigrations(target, [Boxes1700000000001])
  const refusal =
    'Error: The database already has the migration Boxes1700000000001, which this version does not know; ' +
    'install the newer version.'
  const answers = await Promise.all(
    [runMigrations, revertMigration, listMigrations].map((run) => run(target).catch(String)),
  )

  expect(answers).toEqual([refusal, refusal, refusal])
})

test('schema.sql is what the migrations run, and psql makes the same database of it', async () => {
  const recorded = await recordSchema(target, await loadMigrations())
  const migrated = await ask(DESCRIBE)
  const other = await makeEmptyDatabase()
  const loaded = await runPsql(other, other, '', ['-v', 'ON_ERROR_STOP=1', '-f', snapshotFile])
  const fromScript = await asSuperuser(server, other.database, async (client) => (await client.query(DESCRIBE)).rows)
  const nothing = await runMigrations(other)
  await asSuperuser(server, 'postgres', (client) => client.query(`DROP DATABASE ${other.database}`))

  // When only this differs: npm run migration:snapshot
  expect(readFileSync(snapshotFile, 'utf8')).toBe(recorded)
  expect({ code: loaded.code, fromScript, nothing }).toEqual({ code: 0, fromScript: migrated, nothing: [] })
})

/** Everything of ours in the catalogue, as text. */
const DESCRIBE = `
  WITH ours AS (SELECT oid, nspname FROM pg_namespace WHERE nspname IN ('public', 'app', 'sync', 'audit'))
  SELECT 'column' AS kind, format('%s.%s.%s %s %s', nspname, relname, attname, format_type(atttypid, atttypmod), attnotnull) AS text
  FROM ours JOIN pg_class ON relnamespace = ours.oid JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0
  UNION ALL SELECT 'rights', format('%s.%s %s %s %s', nspname, relname, relrowsecurity, relforcerowsecurity, relacl::text)
  FROM ours JOIN pg_class ON relnamespace = ours.oid
  UNION ALL SELECT 'constraint', format('%s %s', conrelid::regclass, pg_get_constraintdef(pg_constraint.oid))
  FROM ours JOIN pg_constraint ON connamespace = ours.oid
  UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname IN (SELECT nspname FROM ours)
  UNION ALL SELECT 'function', regexp_replace(pg_get_functiondef(pg_proc.oid), '\\s+', ' ', 'g') || coalesce(proacl::text, '')
  FROM ours JOIN pg_proc ON pronamespace = ours.oid AND prokind = 'f'
  UNION ALL SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT 'policy', pg_policies::text FROM pg_policies
  UNION ALL SELECT 'extension', extname FROM pg_extension
  UNION ALL SELECT 'migration', name FROM public.schema_migrations
  ORDER BY kind, text`
