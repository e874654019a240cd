import type { DataSource, Table } from 'typeorm'
import { recordOf, tableNames } from '#shared/records/index.ts'
import { toColumn } from '#shared/schema/names.ts'

/** The generated column that holds a row's searchable words (`app.search_words`); TypeORM does not know of it. */
const SEARCH_COLUMN = 'search_text'

interface StoredSearch {
  readonly table: string
  readonly definition: string
}

const STORED = `
  SELECT relname AS table, pg_catalog.pg_get_expr(adbin, adrelid) AS definition
  FROM pg_catalog.pg_attrdef
  JOIN pg_catalog.pg_attribute ON attrelid = adrelid AND attnum = adnum
  JOIN pg_catalog.pg_class ON pg_class.oid = adrelid
  WHERE attname = $1 AND attgenerated = 's' AND relnamespace = 'public'::regnamespace`

/**
 * Finds tables whose search column does not hold just the fields that their record calls searchable. Each such table has
 * one generated column with all of them, and one trigram index, so that any part of any of them is found.
 */
export async function searchDrift(dataSource: DataSource): Promise<{ up: string[]; down: string[] }> {
  const stored: StoredSearch[] = await dataSource.query(STORED, [SEARCH_COLUMN])
  const before = new Map(stored.map(({ table, definition }) => [table, definition]))
  const up: string[] = []
  const down: string[] = []
  for (const table of tableNames) {
    const columns = searchColumns(table)
    const definition = before.get(table)
    if (sameColumns(columns, definition)) continue
    const drop = [`ALTER TABLE "${table}" DROP COLUMN "${SEARCH_COLUMN}"`]
    const now = columns.length === 0 ? [] : addSearch(table, searchExpression(columns))
    const then = definition === undefined ? [] : addSearch(table, definition)
    up.push(...(definition === undefined ? [] : drop), ...now)
    // What undoes it is run backwards.
    down.push(...[...(columns.length === 0 ? [] : drop), ...then].reverse())
  }
  return { up, down }
}

/**
 * Runs a comparison by TypeORM in which the search columns are not seen: it would take them for left-overs, drop them, or
 * rename them into a new column. It also asks a table of its own about every generated column, which no firm's database
 * has; an empty one of its session answers.
 */
export async function hideSearchColumns<T>(dataSource: DataSource, compare: () => Promise<T>): Promise<T> {
  const { createQueryRunner } = dataSource
  dataSource.createQueryRunner = (mode) => {
    const runner = createQueryRunner.call(dataSource, mode)
    const { getTables } = runner
    runner.getTables = async (names) => {
      await runner.query(METADATA)
      const tables = await getTables.call(runner, names)
      return tables.map(withoutSearchColumn)
    }
    return runner
  }
  try {
    return await compare()
  } finally {
    dataSource.createQueryRunner = createQueryRunner
  }
}

const METADATA = `CREATE TEMPORARY TABLE IF NOT EXISTS typeorm_metadata
  ("type" text, "database" text, "schema" text, "table" text, "name" text, "value" text)`

function withoutSearchColumn(table: Table): Table {
  table.columns = table.columns.filter(({ name }) => name !== SEARCH_COLUMN)
  return table
}

/** The columns that the record's searchable fields are kept in, in declaration order. */
function searchColumns(table: string): string[] {
  return Object.entries(recordOf(table).fields)
    .filter(([, spec]) => spec.searchable)
    .map(([name]) => toColumn(name))
}

function searchExpression(columns: readonly string[]): string {
  return `app.search_words(${columns.map((column) => `coalesce("${column}", '')`).join(` || ' ' || `)})`
}

/** PostgreSQL prints the expression its own way; what counts is which columns it names, and in which order. */
function sameColumns(columns: readonly string[], definition: string | undefined): boolean {
  const named = [...(definition ?? '').matchAll(/COALESCE\("?(\w+)"?, ''::text\)/g)].map(([, column]) => column)
  return named.join() === columns.join() && (definition === undefined || definition.startsWith('app.search_words('))
}

function addSearch(table: string, expression: string): string[] {
  return [
    `ALTER TABLE "${table}" ADD "${SEARCH_COLUMN}" text GENERATED ALWAYS AS (${expression}) STORED`,
    `CREATE INDEX "${table}_search" ON "${table}" USING gin ("${SEARCH_COLUMN}" gin_trgm_ops)`,
  ]
}
