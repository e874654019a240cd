import { readFileSync } from 'node:fs'
import pg from 'pg'
import { expect, test } from 'vitest'
import type { ScratchDatabase } from '#build/database/scratch.ts'
import { type Firm, generateFirm } from '#build/demo-firm/generate-firm.ts'
import { loadFirm } from '#build/demo-firm/load-firm.ts'
import { records, tableNames } from '#shared/records/index.ts'
import { columnsOf } from '#shared/schema/names.ts'
import { buildRow, testDataKey } from '#test/support/builders.ts'
import { openScratchDatabase } from '#test/support/database.ts'

const options = { households: 3, today: '2026-03-18', dataKey: testDataKey }

async function withClient<T>(scratch: ScratchDatabase, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const { host, port, database, superuser, caFile } = scratch
  const client = new pg.Client({ host, port, database, ...superuser, ssl: { ca: readFileSync(caFile, 'utf8') } })
  await client.connect()
  try {
    return await run(client)
  } finally {
    await client.end()
  }
}

/** Every row as text in the order of ids, values as PostgreSQL writes them. */
async function readTables(client: pg.Client): Promise<Record<string, unknown[][]>> {
  await client.query(`SET timezone = 'UTC'`)
  const tables: Record<string, unknown[][]> = {}
  for (const table of tableNames) {
    const columns = columnsOf(records[table]).map((column) => `${column}::text`)
    const result = await client.query({ text: `SELECT ${columns} FROM ${table} ORDER BY id`, rowMode: 'array' })
    tables[table] = result.rows
  }
  return tables
}

function expectedTables(firm: Firm): Record<string, unknown[][]> {
  const entries = tableNames.map((table) => {
    const fields = Object.entries(records[table].allFields)
    const rows = [...firm[table]].sort((a, b) => (a.id < b.id ? -1 : 1)) as unknown as Record<string, unknown>[]
    return [table, rows.map((row) => fields.map(([name, { kind }]) => asText(kind, row[name])))]
  })
  return Object.fromEntries(entries)
}

function asText(kind: string, value: unknown): string | null {
  if (value === null) return null
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  if (kind === 'instant')
    return `${String(value)
      .replace('T', ' ')
      .replace(/\.?0*Z$/, '')}+00`
  return String(value)
}

test('loads every row as it was made, and a second time nothing', async () => {
  const database = await openScratchDatabase()
  const steps: number[] = []
  const results = await withClient(database, async (client) => {
    // What the migrations brought is not the demo firm's.
    await client.query('DELETE FROM firm_settings')
    await client.query('DELETE FROM retention_policies')
    const first = await loadFirm(client, {
      ...options,
      batchRows: 300,
      onProgress: ({ households }) => steps.push(households),
    })
    return [first, await loadFirm(client, options)]
  })

  const stored = await withClient(database, readTables)

  const firm = generateFirm(options)
  const rows = tableNames.reduce((sum, table) => sum + firm[table].length, 0)
  expect({ results, steps, stored }).toEqual({
    results: [
      { loaded: true, households: 5, rows },
      { loaded: false, households: 0, rows: 0 },
    ],
    steps: [0, 1, 2, 3, 4, 5],
    stored: expectedTables(firm),
  })
})

test('leaves nothing behind when a batch is refused', async () => {
  const database = await openScratchDatabase()
  const taken = buildRow('securities', { symbol: 'CASH' })
  const outcome = await withClient(database, async (client) => {
    const columns = columnsOf(records.securities).map((column) => `"${column}"`)
    const values = Object.values(taken)
    const places = values.map((_, index) => `$${index + 1}`)
    await client.query(`INSERT INTO securities (${columns}) VALUES (${places})`, values)
    const error = await loadFirm(client, options).catch((thrown: unknown) => thrown)
    return {
      error,
      triggers: await client.query('SHOW session_replication_role'),
      left: await client.query('TABLE users'),
    }
  })

  expect([outcome.error, outcome.triggers.rows, outcome.left.rows]).toEqual([
    expect.objectContaining({ code: '23505', constraint: 'uq_securities_symbol' }),
    [{ session_replication_role: 'origin' }],
    [],
  ])
})
