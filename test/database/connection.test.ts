import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeCertificates } from '#build/database/certificates.ts'
import { type Database, startDatabase } from '#build/database/start-database.ts'
import { openFirmDatabase } from '#electron/postgres/connection.ts'
import { checkSchemaVersion, expectedMigration } from '#electron/postgres/schema-version.ts'
import type { WorkstationError } from '#shared/ipc/errors.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

let firm: SmallFirm
let expired: Database
const folder = join(tmpdir(), `adviser-expired-${process.pid}`)

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  const notAfter = new Date(Date.now() - 86_400_000)
  const { server } = firm.database
  expired = await startDatabase({ folder, server, durable: false, tls: { notAfter } })
})
afterAll(async () => {
  await expired.stop()
  rmSync(folder, { recursive: true, force: true })
  await firm.close()
})

/** What somebody reads who tries to connect: code and sentence, or null when it worked. */
async function tryConnection(
  server: Partial<{ host: string; port: number; database: string; caFile: string }>,
  credentials: Partial<{ login: string; password: string }> = {},
): Promise<{ code: string; message: string } | null> {
  const where = firm.database
  const target = { host: where.host, port: where.port, database: where.database, caFile: where.caFile, ...server }
  try {
    const opened = await openFirmDatabase(target, { ...firm.adviser, ...credentials })
    await opened.end()
    return null
  } catch (error) {
    const { code, message } = error as WorkstationError
    return { code, message }
  }
}

test('the right login at the right server connects', async () => {
  expect(await tryConnection({})).toBeNull()
})

test.each([
  ['a wrong password', () => tryConnection({}, { password: 'guess' }), 'wrong_password', /Check both/],
  ['an unknown login', () => tryConnection({}, { login: 'nobody' }), 'wrong_password', /Check both/],
  ['a port where nothing listens', () => tryConnection({ port: 1 }), 'unreachable', /Check the network/],
  ['a host that does not exist', () => tryConnection({ host: 'nowhere.invalid' }), 'unreachable', /Check the network/],
  ['a database that does not exist', () => tryConnection({ database: 'none' }), 'unreachable', /check the policy/],
  ['a certificate of another host', () => tryConnection({ host: '127.0.0.1' }), 'certificate', /another server/],
  [
    'an authority file that is missing',
    () => tryConnection({ caFile: '/nowhere/ca.crt' }),
    'certificate',
    /authority file/,
  ],
])('%s gives one sentence that says what to do', async (_case, attempt, code, sentence) => {
  expect(await attempt()).toEqual({ code, message: expect.stringMatching(sentence) })
})

test('an expired certificate is told from others', async () => {
  const { port: expiredPort, caFile: expiredAuthority } = expired

  expect(await tryConnection({ port: expiredPort, caFile: expiredAuthority, database: 'postgres' })).toEqual({
    code: 'certificate',
    message: expect.stringMatching(/expired.*renew/),
  })
})

test('a server signed by an authority that is not the firm’s is refused', async () => {
  const foreign = await makeCertificates({ folder: join(folder, 'foreign') })

  expect(await tryConnection({ caFile: foreign.caFile })).toMatchObject({ code: 'certificate' })
})

test('a server that asks for the password in clear does not get it', async () => {
  const login = `careless.${firm.adviser.id.slice(-8)}`
  await firm.query(`CREATE ROLE "${login}" LOGIN PASSWORD 'told-nobody'`)
  const rules = join(firm.database.folder, 'cluster', 'pg_hba.conf')
  const before = readFileSync(rules, 'utf8')
  const attempt = () => tryConnection({}, { login, password: 'told-nobody' })

  const asFirm = await attempt()
  writeFileSync(rules, `hostssl all "${login}" all password\n${before}`)
  await firm.query('SELECT pg_reload_conf()')
  // The server reads its rules again in its own time; until then the login still works.
  let asked = await attempt()
  for (let tries = 0; asked === null && tries < 200; tries += 1) asked = await attempt()
  writeFileSync(rules, before)
  await firm.query('SELECT pg_reload_conf()')
  await firm.query(`DROP ROLE "${login}"`)

  expect({ asFirm, asked }).toEqual({
    asFirm: null,
    asked: { code: 'certificate', message: expect.stringMatching(/it was not sent.*SCRAM/) },
  })
})

test('a database newer or older than the workstation is refused, and the sentence says which', async () => {
  const client = await firm.connectAs(firm.adviser)
  const query = async (text: string) => (await client.query(text)).rows
  const outcome = () =>
    checkSchemaVersion({ query }).then(
      () => null,
      (error: WorkstationError) => error.message,
    )

  const same = await outcome()
  await firm.query(`INSERT INTO schema_migrations (timestamp, name) VALUES (1999999999999, 'Future1999999999999')`)
  const newer = await outcome()
  await firm.query(`DELETE FROM schema_migrations WHERE name IN ('Future1999999999999', '${expectedMigration}')`)
  const older = await outcome()
  await client.end()

  expect({ same, newer, older }).toEqual({
    same: null,
    newer: expect.stringMatching(/newer than this workstation.*update/),
    older: expect.stringMatching(/older than this workstation.*migration:run/),
  })
})
