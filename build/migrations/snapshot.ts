import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'typeorm'
import { createDataSource, type MigrationClass, type MigrationTarget, silentLogger } from './data-source.ts'
import { migrationsFolder } from './load-migrations.ts'

export const snapshotFile = join(migrationsFolder, 'schema.sql')

const HEADER = `-- The whole schema as one script, for a database administrator to read, or to run with psql on an empty database.
-- Written by \`npm run migration:snapshot\` from what the migrations run, in their order; never edited by hand.
`

/**
 * Runs every migration on an empty database and writes down what ran. (The embedded PostgreSQL comes without pg_dump;
 * and this way the script keeps the migrations' own comments and order.)
 * @returns the script.
 * @throws Error for a statement with parameters: a script has nowhere to put them.
 */
export async function recordSchema(emptyDatabase: MigrationTarget, migrations: readonly MigrationClass[]) {
  const statements: string[] = []
  const dataSource = createDataSource(emptyDatabase, migrations)
  dataSource.setOptions({ logger: createRecorder(statements) })
  await dataSource.initialize()
  try {
    await dataSource.runMigrations()
  } finally {
    await dataSource.destroy()
  }
  return writeScript(statements)
}

/** Writes `migrations/schema.sql`. @returns its path. */
export async function writeSnapshot(emptyDatabase: MigrationTarget, migrations: readonly MigrationClass[]) {
  writeFileSync(snapshotFile, await recordSchema(emptyDatabase, migrations))
  return snapshotFile
}

function createRecorder(statements: string[]): Logger {
  return {
    ...silentLogger,
    logQuery: (query, parameters) => statements.push(inline(query, Array.isArray(parameters) ? parameters : [])),
  }
}

const RECORD_MIGRATION = /^INSERT INTO "(?:public"\.")?schema_migrations"\("timestamp", "name"\) VALUES \(\$1, \$2\)/

function inline(query: string, parameters: readonly unknown[]): string {
  if (parameters.length === 0) return query
  const [timestamp, name] = parameters
  if (RECORD_MIGRATION.test(query)) {
    return `INSERT INTO public.schema_migrations ("timestamp", name) VALUES (${timestamp}, '${name}')`
  }
  if (/^\s*SELECT\b/i.test(query)) return ''
  throw new Error(`a migration runs a statement with parameters, which a script cannot hold: ${query}`)
}

/** Leaves out what TypeORM asks for its own use, outside the migrations' units of work. */
function writeScript(statements: readonly string[]): string {
  const lines: string[] = []
  let inside = false
  for (const statement of statements) {
    const text = outdent(statement)
    if (text === 'START TRANSACTION') inside = true
    if (inside || /^CREATE TABLE .*schema_migrations/.test(text)) lines.push(`${text.replace(/;$/, '')};`)
    if (text === 'COMMIT') inside = false
  }
  return `${HEADER}\n${lines.filter((line) => line !== ';').join('\n\n')}\n`
}

/** Takes away the indentation that the statement has from its place in a migration's code. */
function outdent(statement: string): string {
  const lines = statement.split('\n').map((line) => line.trimEnd())
  const indents = lines
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.length - line.trimStart().length)
  const indent = Math.min(...indents, 40)
  return lines
    .map((line, index) => (index === 0 ? line.trimStart() : line.slice(indent)))
    .join('\n')
    .trim()
}
