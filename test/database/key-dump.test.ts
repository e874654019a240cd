import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { ensureDemoKeys, recoveryFile } from '#build/commands/demo-keys.ts'
import { loadFirm } from '#build/demo-firm/load-firm.ts'
import { openFirmDatabase } from '#electron/postgres/connection.ts'
import { parseIdentities } from '#electron/vault/age-envelope.ts'
import { normalizeNumber } from '#electron/vault/blind-index.ts'
import { encryptedFields } from '#electron/vault/encrypted-fields.ts'
import { recoverKeys } from '#electron/vault/firm-keys.ts'
import { createKeyRing, type KeyRing } from '#electron/vault/key-ring.ts'
import { decryptField } from '#electron/vault/pii-cipher.ts'
import { openScratchDatabase } from '#test/support/database.ts'

const folder = mkdtempSync(join(tmpdir(), 'adviser-dump-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every row of every table of every schema, as text. */
async function dump(client: pg.Client): Promise<string> {
  const tables = await client.query(
    `SELECT oid::regclass::text AS name FROM pg_class
     WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('public', 'app', 'audit', 'sync')`,
  )
  const texts: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await client.query(`SELECT to_jsonb(row)::text AS line FROM ${name} AS row`)
    texts.push(...rows.map(({ line }) => line))
  }
  return texts.join('\n')
}

async function readNumbers(client: pg.Client, ring: KeyRing): Promise<string[]> {
  const numbers: string[] = []
  for (const { table, field, column } of encryptedFields()) {
    const { rows } = await client.query(`SELECT id, ${column} AS envelope FROM ${table} WHERE ${column} IS NOT NULL`)
    for (const { id, envelope } of rows) numbers.push(decryptField(ring.findKey, { table, field, rowId: id }, envelope))
  }
  return numbers
}

/** A number as it might be left lying about: in clear, or as a hash that can be found by trying all numbers. */
function tracesOf(number: string): string[] {
  const forms = [number, normalizeNumber(number)]
  const hashes = ['md5', 'sha1', 'sha256', 'sha512'].flatMap((algorithm) =>
    forms.flatMap((form) =>
      (['hex', 'base64', 'base64url'] as const).map((encoding) =>
        createHash(algorithm).update(form).digest(encoding).slice(0, 22),
      ),
    ),
  )
  const encoded = (['base64', 'hex'] as const).flatMap((way) => forms.map((form) => Buffer.from(form).toString(way)))
  return [...forms, ...encoded, ...hashes]
}

test('everything in the database of a whole firm shows no number and no key', async () => {
  const scratch = await openScratchDatabase()
  const { host, port, database, superuser, caFile } = scratch
  const client = new pg.Client({ host, port, database, ...superuser, ssl: { ca: readFileSync(caFile, 'utf8') } })
  await client.connect()
  const file = recoveryFile({ folder }, database)
  await loadFirm(client, { households: 3, today: '2026-03-18', ...(await ensureDemoKeys(client, file)) })
  const owner = await openFirmDatabase({ host, port, database, caFile }, { login: superuser.user, ...superuser })
  const identities = parseIdentities(readFileSync(file, 'utf8'))
  const keys = await recoverKeys(owner, identities)
  const numbers = await readNumbers(client, createKeyRing(keys))
  // So that the trail holds envelopes before and after, too.
  await client.query('UPDATE persons SET email_consent = NOT email_consent, ssn_encrypted = NULL')

  const content = await dump(client)
  await Promise.all([client.end(), owner.end()])

  const keyTexts = keys.flatMap(({ key }) =>
    (['hex', 'base64', 'base64url'] as const).map((e) => Buffer.from(key).toString(e)),
  )
  const found = [...numbers.flatMap(tracesOf), ...keyTexts, ...identities].filter((trace) => content.includes(trace))
  expect({ found, isEnough: numbers.length > 20 && content.length > 100_000, keys: keys.length }).toEqual({
    found: [],
    isEnough: true,
    keys: 2,
  })
})
