import { readFileSync } from 'node:fs'
import pg from 'pg'
import { expect, test } from 'vitest'
import { tableNames } from '#shared/records/index.ts'
import { openScratchDatabase } from '#test/support/database.ts'

const database = await openScratchDatabase()

function connectionTo(overrides: pg.ClientConfig = {}): pg.Client {
  const { host, port, superuser, caFile } = database
  const ssl = { ca: readFileSync(caFile, 'utf8') }
  return new pg.Client({ host, port, database: database.database, ...superuser, ssl, ...overrides })
}

async function attempt(overrides: pg.ClientConfig): Promise<string> {
  const client = connectionTo(overrides)
  try {
    await client.connect()
    await client.end()
    return 'connected'
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

test('a scratch database has every record as a table, empty but for what the migrations bring', async () => {
  const client = connectionTo()
  await client.connect()
  const counts: Record<string, number> = {}
  for (const table of tableNames) {
    const { rows } = await client.query(`SELECT count(*)::integer AS rows FROM ${table}`)
    counts[table] = rows[0].rows
  }
  await client.end()

  expect(counts).toEqual({
    ...Object.fromEntries(tableNames.map((table) => [table, 0])),
    firm_settings: 1,
    retention_policies: 4,
  })
})

test('the server takes a verified TLS connection with the right password, and nothing else', async () => {
  const { caFile } = database
  const ca = readFileSync(caFile, 'utf8')

  expect({
    right: await attempt({}),
    wrongPassword: await attempt({ password: 'wrong' }),
    withoutTls: await attempt({ ssl: false }),
    systemAuthorities: await attempt({ ssl: true }),
    otherName: await attempt({ host: '127.0.0.1', ssl: { ca } }),
  }).toEqual({
    right: 'connected',
    wrongPassword: '28P01',
    withoutTls: '28000',
    systemAuthorities: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    otherName: 'ERR_TLS_CERT_ALTNAME_INVALID',
  })
})
