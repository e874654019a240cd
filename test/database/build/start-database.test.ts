import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeCertificates } from '#build/database/certificates.ts'
import { projectFolder } from '#build/database/project-folder.ts'
import { asSuperuser, type Database, startDatabase } from '#build/database/start-database.ts'

let folder = ''

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'adviser-database-')), 'database')
  // As a person's checkout may be: for its owner alone, root here.
  spawnSync('chmod', ['755', join(folder, '..')])
})

afterEach(async () => {
  await (await startDatabase({ folder })).stop()
  rmSync(join(folder, '..'), { recursive: true })
})

async function attempt(server: Database): Promise<string> {
  try {
    return await asSuperuser(server, 'postgres', async () => 'connected')
  } catch (error) {
    return (error as { code: string }).code
  }
}

test('a second start joins the running server, and only its starter stops it', async () => {
  const first = await startDatabase({ folder, durable: false })
  const program = `import { startDatabase } from '#build/database/start-database.ts'
    const server = await startDatabase({ folder: ${JSON.stringify(folder)} })
    await server.stop()
    process.stdout.write(String(server.port))`
  const options = { cwd: projectFolder, encoding: 'utf8' } as const
  const other = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], options)
  const afterOther = await attempt(first)
  await first.stop()

  expect({ port: other.stdout, afterOther, afterStop: await attempt(first) }).toEqual({
    port: String(first.port),
    afterOther: 'connected',
    afterStop: 'ECONNREFUSED',
  })
})

test('the server of a killed run is taken over, on the same port', async () => {
  const program = `import { startDatabase } from '#build/database/start-database.ts'
    const server = await startDatabase({ folder: ${JSON.stringify(folder)}, durable: false })
    process.stdout.write(String(server.port))
    process.kill(process.pid, 'SIGKILL')`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { cwd: projectFolder })
  let port = ''
  child.stdout.on('data', (data) => {
    port += data
  })
  const signal = await new Promise((done) => child.on('exit', (_, name) => done(name)))
  const server = await startDatabase({ folder })
  await server.stop()

  expect({ signal, port, afterStop: await attempt(server) }).toEqual({
    signal: 'SIGKILL',
    port: String(server.port),
    afterStop: 'ECONNREFUSED',
  })
})

test('secrets are readable by their owner alone, and the log quotes no value of a failing statement', async () => {
  const server = await startDatabase({ folder, durable: false })
  await asSuperuser(server, 'postgres', async (client) => {
    await client.query('CREATE TABLE people (name text PRIMARY KEY)')
    await client.query('INSERT INTO people VALUES ($1)', ['Marigold Featherstone'])
    await client.query('INSERT INTO people VALUES ($1)', ['Marigold Featherstone']).catch(() => undefined)
    await client.query(`SELECT 'Marigold Featherstone'::integer`).catch(() => undefined)
  })
  await server.stop()
  const modes = ['superuser-password', 'tls/server.key', 'cluster'].map(
    (name) => statSync(join(folder, name)).mode & 0o077,
  )
  const log = readFileSync(join(folder, 'run/postgresql.log'), 'utf8')

  expect({ modes, started: log.includes('ready to accept'), quotes: /Marigold|INSERT|SELECT/.test(log) }).toEqual({
    modes: [0, 0, 0],
    started: true,
    quotes: false,
  })
})

test('a test can have a server whose certificate is over, or is for another host', async () => {
  const expired = await startDatabase({ folder, durable: false, tls: { notAfter: new Date('2025-01-01') } })
  const expiredAnswer = await attempt(expired)
  await expired.stop()
  rmSync(folder, { recursive: true })
  const elsewhere = await startDatabase({ folder, durable: false, tls: { commonName: 'db.example.org' } })
  const elsewhereAnswer = await attempt(elsewhere)
  const foreign = await makeCertificates({ folder: join(folder, '../foreign') })

  expect({
    expiredAnswer,
    elsewhereAnswer,
    foreignDiffers: readFileSync(foreign.caFile, 'utf8') !== readFileSync(elsewhere.caFile, 'utf8'),
  }).toEqual({
    expiredAnswer: 'CERT_HAS_EXPIRED',
    elsewhereAnswer: 'ERR_TLS_CERT_ALTNAME_INVALID',
    foreignDiffers: true,
  })
})
