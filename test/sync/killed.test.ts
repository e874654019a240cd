import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCacheForReading } from '#electron/cache/open-cache.ts'
import { readBookRows, readFirmRows } from '#test/support/compare-book.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import { fileDocument, listFiles, makeContent, readFiled } from '#test/support/filed-documents.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'

const script = fileURLToPath(new URL('../support/laptop-process.ts', import.meta.url))
const TRANSACTIONS = 30_000
const KILLS = 6

let firm: SmallFirm
let householdId: string
let folder: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  householdId = await firm.insertHousehold({ name: 'Killed and well' })
  const accountId = await firm.insert('accounts', {
    householdId,
    name: 'Individual',
    registration: 'individual',
    status: 'active',
    management: 'discretionary',
    taxStatus: 'taxable',
    custodian: 'Northgate Custody',
    lotMethod: 'fifo',
    feeBasis: 'tiered',
    billing: 'arrears',
    custodyFlag: false,
    standingLetter: false,
    rmdRequired: false,
  })
  await firm.query(
    `INSERT INTO transactions (id, household_id, account_id, type, traded_on, gross_amount, commission, fee, net_amount, status)
     SELECT gen_random_uuid(), $1, $2, 'deposit', date '2026-01-01' + n % 300, n, 0, 0, n, 'posted'
     FROM generate_series(1, $3::integer) AS n`,
    [householdId, accountId, TRANSACTIONS],
  )
  folder = makeTemporaryFolder()
})
afterAll(async () => {
  await firm.close()
})

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

interface Run {
  readonly lines: readonly string[]
  readonly killed: boolean
}

/** Runs the laptop of one test; kills it at the moment the condition takes a line, or some milliseconds later. */
function runLaptop(
  name: string,
  work: { tasks?: number; files?: number; keep?: string },
  killAt: (line: string, count: number) => boolean,
  later = 0,
): Promise<Run> {
  const { host, port, database, caFile } = firm.database
  const policy = join(folder, 'policy.json')
  writeFileSync(policy, JSON.stringify({ server: { host, port, database, caFile }, sync: { pollSeconds: 3600 } }))
  const child = spawn(process.execPath, [
    script,
    `--profile=${join(folder, name)}`,
    `--policy=${policy}`,
    `--keychain=${join(folder, `${name}.json`)}`,
    `--login=${firm.adviser.login}`,
    `--password=${firm.adviser.password}`,
    `--household=${householdId}`,
    ...Object.entries(work).map(([option, value]) => `--${option}=${value}`),
  ])
  const lines: string[] = []
  let errors = ''
  child.stderr.on('data', (data) => {
    errors += String(data)
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    if (!killAt(line, lines.length)) return
    if (later === 0) child.kill('SIGKILL')
    else setTimeout(() => child.kill('SIGKILL'), later)
  })
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve({ lines, killed: signal === 'SIGKILL' })
      else reject(new Error(errors))
    })
  })
}

function bookFile(name: string): { path: string; key: Uint8Array } {
  const books = join(folder, name, 'books')
  const file = readdirSync(books).find((entry) => entry.endsWith('.db')) ?? ''
  const secrets = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Record<string, string>
  const key = Object.entries(secrets).find(([account]) => account.startsWith('cache-key:'))?.[1] ?? ''
  return { path: join(books, file), key: Buffer.from(key, 'hex') }
}

function bookOf(name: string) {
  const { path, key } = bookFile(name)
  return readBookRows(path, key)
}

async function firmRows() {
  const client = await firm.connectAs(firm.adviser)
  try {
    return await readFirmRows(client)
  } finally {
    await client.end()
  }
}

test('killed again and again in the first sync, the book ends as the firm has it', async () => {
  // Each run gets a little further before it is killed: at a few thousand rows, then more.
  for (const rows of [1, 3_000, 9_000, 15_000, 24_000]) {
    const reached = (line: string) => line.startsWith('progress first_sync') && Number(line.split(' ')[2]) >= rows
    const run = await runLaptop('first', {}, reached)
    expect(run.killed).toBe(true)
  }

  const last = await runLaptop('first', {}, () => false)

  expect(last.lines).toContain('done')
  expect(bookOf('first')).toEqual(await firmRows())
})

/** Where each table stands by what it says and by what it holds. */
function readPlaces(name: string) {
  const db = openCacheForReading({ ...bookFile(name), cipher: 'aegis256' })
  try {
    const progress = db.prepare('SELECT table_name, last_id, done, complete FROM load_progress').raw().all() as Place[]
    const held = progress.map(([table, , , complete]): Place => {
      const from = complete === 1 ? table : `incoming_${table}`
      const [lastId, rows] = db.prepare(`SELECT max(id), count(*) FROM ${from}`).raw().get() as [string | null, number]
      return [table, lastId, rows, complete]
    })
    return { said: progress, held, check: db.pragma('quick_check') }
  } finally {
    db.close()
  }
}

type Place = [table: string, lastId: string | null, rows: number, complete: number]

test('killed at any moment of the first sync, the book is whole and its place never ahead of its rows', async () => {
  const seed = Number(process.env.KILL_SEED ?? randomInt(1_000_000))
  const random = seededRandom(seed)
  const reached: number[] = []
  for (let kill = 0; kill < KILLS; kill += 1) {
    const after = { line: 1 + Math.floor(random() * 12), milliseconds: Math.floor(random() * 40) }
    const run = await runLaptop('anywhere', {}, (_, count) => count === after.line, after.milliseconds)
    if (!run.killed) break

    const { said, held, check } = readPlaces('anywhere')
    reached.push(held.reduce((sum, [, , rows]) => sum + rows, 0))
    expect({ seed, places: held, check }).toEqual({ seed, places: said, check: [{ quick_check: 'ok' }] })
  }

  const last = await runLaptop('anywhere', {}, () => false)

  expect(last.lines).toContain('done')
  expect(reached).toEqual([...reached].sort((a, b) => a - b))
  expect(bookOf('anywhere')).toEqual(await firmRows())
})

test('killed again and again while pushing, every saved task is in the firm’s database once', async () => {
  const saved: string[] = []
  for (const moment of [2, 5, 11, 23]) {
    let savedNow = 0
    const run = await runLaptop('push', { tasks: 25 }, (line) => {
      if (line.startsWith('saved ')) savedNow += 1
      return savedNow >= moment
    })
    expect(run.killed).toBe(true)
    saved.push(...run.lines.filter((line) => line.startsWith('saved ')).map((line) => line.slice(6)))
  }

  const last = await runLaptop('push', {}, () => false)

  const sent = (await firm.query('SELECT id FROM tasks ORDER BY id')).map(({ id }) => id as string)
  expect(last.lines).toContain('done')
  // A task may be saved an instant before the kill, with no time left to say so: it must be there once as well.
  expect(sent.filter((id) => saved.includes(id))).toEqual([...saved].sort())
  expect(bookOf('push')).toEqual(await firmRows())
})

test('killed again and again while files are added and sent, each is filed once and whole, and none is half there', async () => {
  const said: string[] = []
  for (const [word, times] of [
    ['piece', 1],
    ['piece', 12],
    ['filed', 1],
    ['filed', 2],
    ['progress pulling', 3],
  ] as const) {
    let seen = 0
    const run = await runLaptop('files', { files: 2 }, (line) => {
      if (line.startsWith(word)) seen += 1
      return seen >= times
    })
    expect(run.killed).toBe(true)
    said.push(...run.lines.filter((line) => line.startsWith('filed ')).map((line) => line.slice(6)))
  }

  const last = await runLaptop('files', {}, () => false)

  const filed = await readFiled(firm)
  const titles = filed.map(({ title }) => title)
  expect(last.lines).toContain('done')
  // A file may be filed an instant before the kill, with no time left to say so.
  expect({
    missing: said.filter((title) => !titles.includes(title)),
    broken: filed.filter(({ versions, whole }) => versions !== 1 || whole !== true),
    files: listFiles(join(folder, 'files')).length,
    left: await firm.query('SELECT version_id FROM sync.arriving_pieces'),
  }).toEqual({ missing: [], broken: [], files: filed.length, left: [] })
  expect(bookOf('files')).toEqual(await firmRows())
})

test('killed again and again while a document is fetched, it is here in the end, whole', async () => {
  const { documentId } = await fileDocument(firm, householdId, { content: makeContent(30_000_000) })
  for (const bytes of [1, 9_000_000, 17_000_000]) {
    const reached = (line: string) => line.startsWith('documents ') && Number(line.slice(10)) >= bytes
    const run = await runLaptop('fetch', { keep: documentId }, reached)
    expect(run.killed).toBe(true)
  }

  const last = await runLaptop('fetch', {}, () => false)

  expect([last.lines.includes('done'), last.lines.includes('documents 30000000')]).toEqual([true, true])
  expect(listFiles(join(folder, 'fetch')).filter((name) => name.endsWith('.part'))).toEqual([])
})
