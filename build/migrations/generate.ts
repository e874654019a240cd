import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DataSource } from 'typeorm'
import { isDerivedName } from '#shared/schema/constraint-names.ts'
import { checkDrift } from './check-drift.ts'
import { formatStatements } from './format-sql.ts'
import { migrationsFolder } from './load-migrations.ts'
import { hideSearchColumns, searchDrift } from './search-drift.ts'

export interface Difference {
  readonly up: readonly string[]
  readonly down: readonly string[]
}

/** What has to run so that the database becomes what the records say; empty on both sides when it is. */
export async function findDifference(dataSource: DataSource): Promise<Difference> {
  const log = await hideSearchColumns(dataSource, () => dataSource.driver.createSchemaBuilder().log())
  const checks = await checkDrift(dataSource)
  const search = await searchDrift(dataSource)
  const up = [...log.upQueries.map(({ query }) => query).filter(isOurs), ...checks.up, ...search.up]
  const undo = [...log.downQueries.map(({ query }) => query).filter(isOurs), ...checks.down, ...search.down]
  const reserved = await readReservedWords(dataSource)
  // Undoing goes backwards.
  return { up: formatStatements(up, reserved), down: formatStatements(undo.reverse(), reserved) }
}

/** What a migration added by hand is none of the records' business; see `isDerivedName`. */
function isOurs(statement: string): boolean {
  const [, name] =
    /^(?:DROP INDEX (?:"\w+"\.)?|CREATE (?:UNIQUE )?INDEX |ALTER TABLE .* (?:DROP|ADD) CONSTRAINT )"(\w+)"/.exec(
      statement,
    ) ?? []
  return name === undefined || isDerivedName(name)
}

async function readReservedWords(dataSource: DataSource): Promise<Set<string>> {
  const rows: { word: string }[] = await dataSource.query(
    `SELECT word FROM pg_catalog.pg_get_keywords() WHERE catcode IN ('R', 'T')`,
  )
  return new Set(rows.map((row) => row.word))
}

/**
 * Writes a migration that makes the database what the records say.
 * @param given kebab-case, such as `add-account-nickname`; the folder `migrations/` before it is understood.
 * @returns the file's path, or null when there is nothing to change.
 */
export async function generateMigration(
  dataSource: DataSource,
  given: string,
  options: { readonly timestamp?: number; readonly folder?: string } = {},
): Promise<string | null> {
  const name = given.replace(/^(\.[\\/])?migrations[\\/]/, '')
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Error(`${given} is not a name such as add-account-nickname`)
  const difference = await findDifference(dataSource)
  if (difference.up.length === 0) return null
  const timestamp = options.timestamp ?? Date.now()
  const file = join(options.folder ?? migrationsFolder, `${timestamp}-${name}.ts`)
  writeFileSync(file, writeMigration(`${toClassName(name)}${timestamp}`, difference), { flag: 'wx' })
  return file
}

function toClassName(name: string): string {
  return name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase())
}

/** Renews what the trail made for the columns of each table; until then it would make its statements at every write. */
const REWATCH = "await queryRunner.query(`SELECT audit.watch(tgrelid) FROM pg_trigger WHERE tgname = 'b_audit_insert'`)"

function writeMigration(className: string, difference: Difference): string {
  return `import type { MigrationInterface, QueryRunner } from 'typeorm'

export class ${className} implements MigrationInterface {
  name = '${className}'

  async up(queryRunner: QueryRunner): Promise<void> {
    // Policies bind the tables' owner too; references and moves must see every row.
    await queryRunner.query(\`SELECT app.force_policies(false)\`)
${difference.up.map(writeQuery).join('\n')}
    await queryRunner.query(\`SELECT app.force_policies(true)\`)
    ${REWATCH}
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`SELECT app.force_policies(false)\`)
${difference.down.map(writeQuery).join('\n')}
    await queryRunner.query(\`SELECT app.force_policies(true)\`)
    ${REWATCH}
  }
}
`
}

function writeQuery(statement: string): string {
  const sql = statement.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')
  return `    await queryRunner.query(\`\n${sql.replace(/^/gm, '      ')}\n    \`)`
}
