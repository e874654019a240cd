import { parseArgs } from 'node:util'
import { DATABASE_NAME, startDevelopmentDatabase } from '#build/database/development.ts'
import { asSuperuser, type Database, ensureDatabase } from '#build/database/start-database.ts'
import type { MigrationTarget } from './data-source.ts'
import { generateMigration } from './generate.ts'
import { loadMigrations } from './load-migrations.ts'
import { listMigrations, revertMigration, runMigrations, withDataSource } from './run-migrations.ts'
import { writeSnapshot } from './snapshot.ts'

const USAGE = `npm run migration:run                 apply what is missing
npm run migration:revert              take back the newest one
npm run migration:show                list them, applied or not
npm run migration:generate -- NAME    write one that makes the tables what the records say (also migrations/NAME)
npm run migration:snapshot            write migrations/schema.sql

Without options they use the development database, starting it when needed. For another one:
  -- --host HOST [--port 5432] [--database ${DATABASE_NAME}] --user USER [--ca FILE]
and the password in the environment variable ADVISER_DB_PASSWORD.
`

const options = {
  host: { type: 'string' },
  port: { type: 'string', default: '5432' },
  database: { type: 'string', default: DATABASE_NAME },
  user: { type: 'string' },
  ca: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

type Arguments = ReturnType<typeof readArguments>

function readArguments(list: readonly string[]) {
  return parseArgs({ args: [...list], options, allowPositionals: true })
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function main(list: readonly string[]): Promise<void> {
  const parsed = readArguments(list)
  const [command, name] = parsed.positionals
  if (parsed.values.help || command === undefined) return say(USAGE)
  if (command === 'snapshot') return await withEmptyDatabase(snapshot)
  await withTarget(parsed, (target) => runCommand(command, name, target))
}

async function runCommand(command: string, name: string | undefined, target: MigrationTarget): Promise<void> {
  switch (command) {
    case 'run': {
      const applied = await runMigrations(target)
      return say(
        applied.length === 0 ? 'Nothing to apply: the database is up to date.' : `Applied ${applied.join(', ')}.`,
      )
    }
    case 'revert': {
      const reverted = await revertMigration(target)
      return say(reverted === null ? 'Nothing to take back: no migration is applied.' : `Took back ${reverted}.`)
    }
    case 'show':
      for (const { name: migration, applied } of await listMigrations(target)) {
        say(`${applied ? '[x]' : '[ ]'} ${migration}`)
      }
      return
    case 'generate':
      return await generate(name, target)
    default:
      throw new Error(`there is no migration:${command}\n\n${USAGE}`)
  }
}

async function generate(name: string | undefined, target: MigrationTarget): Promise<void> {
  if (name === undefined) throw new Error('say what it does: npm run migration:generate -- add-account-nickname')
  const pending = (await listMigrations(target)).filter((migration) => !migration.applied)
  if (pending.length > 0) throw new Error('apply the migrations there are first: npm run migration:run')
  const file = await withDataSource(target, [], (dataSource) => generateMigration(dataSource, name))
  say(file === null ? 'Nothing to write: the tables are what the records say.' : `Wrote ${file}. Read it, then run it.`)
}

async function snapshot(target: MigrationTarget): Promise<void> {
  say(`Wrote ${await writeSnapshot(target, await loadMigrations())}.`)
}

async function withTarget(parsed: Arguments, run: (target: MigrationTarget) => Promise<void>): Promise<void> {
  const { host, port, database, user, ca } = parsed.values
  if (host === undefined) {
    return await withDevelopmentDatabase((server) => run(targetOf(server, database)))
  }
  const password = process.env.ADVISER_DB_PASSWORD
  if (user === undefined || password === undefined) {
    throw new Error('give --user, and the password in the environment variable ADVISER_DB_PASSWORD')
  }
  await run({ host, port: Number(port), database, user, password, ...(ca === undefined ? {} : { caFile: ca }) })
}

async function withDevelopmentDatabase(run: (server: Database) => Promise<void>): Promise<void> {
  const server = await startDevelopmentDatabase(say)
  try {
    await run(server)
  } finally {
    await server.stop()
  }
}

async function withEmptyDatabase(run: (target: MigrationTarget) => Promise<void>): Promise<void> {
  await withDevelopmentDatabase(async (server) => {
    const name = `empty_${process.pid}`
    await ensureDatabase(server, name)
    try {
      await run(targetOf(server, name))
    } finally {
      await asSuperuser(server, 'postgres', (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`))
    }
  })
}

function targetOf(server: Database, database: string): MigrationTarget {
  return { host: server.host, port: server.port, caFile: server.caFile, ...server.superuser, database }
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
