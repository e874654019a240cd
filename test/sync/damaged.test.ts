import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3-multiple-ciphers'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { CIPHERS, type Cipher } from '#electron/platform/policy.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import {
  addFile,
  listFiles,
  makeContent,
  readPlaces,
  readShown,
  sha256Of,
  syncDocuments,
} from '#test/support/filed-documents.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'
import { makeTemporaryFolder } from '#test/support/temporary-folder.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

let firm: SmallFirm
let network: Network
let laptop: Laptop
let workstation: Workstation
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  householdId = await firm.insertHousehold({ name: 'Ånonymous-Canary' })
  network = await startNetwork(firm.database)
})
afterAll(async () => {
  await network.close()
  await firm.close()
})
afterEach(async () => {
  network.restore()
  await workstation.stop()
  laptop.remove()
  await firm.removeRows('tasks')
})

/** A laptop with the book on it, an unsent task, and the network gone; switched off. */
async function leaveWithUnsentWork(cipher: Cipher = 'aegis256'): Promise<void> {
  laptop = createLaptop(firm)
  workstation = await laptop.start({ port: network.port, cipher })
  await workstation.signIn(firm.adviser)
  network.cut()
  await workstation.call('tasks.add', { householdId, title: 'Note-Canary: call back' })
  await workstation.stop()
}

function bookFile(): string {
  const books = join(laptop.profileFolder, 'books')
  const name = readdirSync(books).find((entry) => entry.endsWith('.db'))
  return join(books, name ?? '')
}

function cacheKey(): string {
  return [...laptop.keychain.secrets].find(([account]) => account.startsWith('cache-key:'))?.[1] ?? ''
}

/** Every byte below the profile, as one text. */
function everythingWritten(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

const latin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1')

test.each(CIPHERS)('with %s nothing of a client is readable in any file', async (cipher) => {
  await leaveWithUnsentWork(cipher)

  const written = everythingWritten(laptop.profileFolder)

  const open = readdirSync(join(laptop.profileFolder, 'books')).filter(
    (name) => (statSync(join(laptop.profileFolder, 'books', name)).mode & 0o077) !== 0,
  )
  const found = ['Canary', latin1('Ånonymous'), firm.adviser.password, cacheKey()].filter((text) =>
    written.includes(text),
  )
  expect({ found, open, searched: written.length > 50_000 }).toEqual({ found: [], open: [], searched: true })
})

test('Debian’s sqlcipher opens the cache with the key, and nothing opens it without', async () => {
  await leaveWithUnsentWork('sqlcipher')
  const ask = (key: string) => {
    const input = `PRAGMA key = "${key}"; SELECT name FROM households; SELECT count(*) FROM outbox;`
    try {
      return execFileSync('sqlcipher', [bookFile()], { input, stdio: ['pipe', 'pipe', 'ignore'] })
        .toString()
        .trim()
    } catch (error) {
      return String((error as { stdout: Buffer }).stdout).trim()
    }
  }

  const withKey = ask(`x'${cacheKey()}'`)
  const withAnother = ask(`x'${'ab'.repeat(32)}'`)
  const withoutKey = (() => {
    const db = new Database(bookFile())
    try {
      return db.prepare('SELECT name FROM households').all()
    } catch (error) {
      return (error as { code: string }).code
    } finally {
      db.close()
    }
  })()

  expect({ withKey: withKey.split('\n').slice(-2), withAnother: withAnother.includes('Canary'), withoutKey }).toEqual({
    withKey: ['Ånonymous-Canary', '1'],
    withAnother: false,
    withoutKey: 'SQLITE_NOTADB',
  })
})

test('a flipped byte in the book costs a new load, and unsent work and trail are taken over', async () => {
  await leaveWithUnsentWork()
  const before = readFileSync(bookFile())
  damageTable(before, 'households')
  writeFileSync(bookFile(), before)

  workstation = await laptop.start({ port: network.port })
  network.restore()
  const reply = await workstation.reply('households.list', {})
  await workstation.whenOpen()
  await workstation.sync()

  expect({
    reply: reply.ok ? 'answered' : reply.code,
    tasks: await firm.query('SELECT title FROM tasks'),
    names: (await workstation.call('households.list', {})).rows.map(({ name }) => name),
    trail: (await workstation.call('audit.verify', {})).ok,
    kept: readdirSync(join(laptop.profileFolder, 'books')).some((name) => name.includes('.unreadable-')),
  }).toEqual({
    reply: 'cache_unreadable',
    tasks: [{ title: 'Note-Canary: call back' }],
    names: ['Ånonymous-Canary'],
    trail: true,
    kept: true,
  })
})

test('a flipped byte that only a sync meets costs a new load as well', async () => {
  await leaveWithUnsentWork()
  const before = readFileSync(bookFile())
  damageTable(before, 'tasks')
  writeFileSync(bookFile(), before)
  network.restore()

  workstation = await laptop.start({ port: network.port })
  await workstation.until('session.changed', ({ state }) => state === 'opening')
  await workstation.whenOpen()
  await workstation.sync()

  expect({
    tasks: await firm.query('SELECT title FROM tasks'),
    shown: (await workstation.call('tasks.list', {})).map(({ title }) => title),
    trail: (await workstation.call('audit.verify', {})).ok,
    kept: readdirSync(join(laptop.profileFolder, 'books')).some((name) => name.includes('.unreadable-')),
  }).toEqual({
    tasks: [{ title: 'Note-Canary: call back' }],
    shown: ['Note-Canary: call back'],
    trail: true,
    kept: true,
  })
})

test('a flipped byte in the log of a workstation that was killed loses nothing that was saved after it', async () => {
  laptop = createLaptop(firm)
  workstation = await laptop.start({ port: network.port })
  await workstation.signIn(firm.adviser)
  network.cut()
  for (const title of ['First', 'Second', 'Third']) await workstation.call('tasks.add', { householdId, title })
  const left = join(makeTemporaryFolder(), 'profile')
  cpSync(laptop.profileFolder, left, { recursive: true, filter: (path) => !/-shm$|\.lock$/.test(path) })
  await workstation.stop()
  damageLog(join(left, 'books', `${basename(bookFile())}-wal`))

  workstation = await laptop.start({ port: network.port, profileFolder: left })
  network.restore()
  await workstation.whenOpen()
  await workstation.sync()

  const events = await workstation.call('audit.recent', {})
  expect({
    tasks: await firm.query('SELECT title FROM tasks ORDER BY title'),
    trail: (await workstation.call('audit.verify', {})).ok,
    said: events.some(({ type }) => type === 'integrity'),
  }).toEqual({ tasks: [{ title: 'First' }, { title: 'Second' }, { title: 'Third' }], trail: true, said: true })
})

/** Flips one byte of a page that the log has a later version of. */
function damageLog(path: string): void {
  const log = readFileSync(path)
  const frames = Array.from({ length: Math.floor((log.length - 32) / 4120) }, (_, index) => 32 + index * 4120)
  const pageAt = (frame: number) => log.readUInt32BE(frame)
  const frame = frames.findLast((at) => frames.some((later) => later > at && pageAt(later) === pageAt(at))) ?? 0
  log[frame + 2000] = (log[frame + 2000] ?? 0) ^ 1
  writeFileSync(path, log)
}

/** Flips one byte in the middle of the page where a table begins. */
function damageTable(file: Buffer, table: string): void {
  const db = new Database(bookFile())
  db.pragma(`cipher = 'aegis'`)
  db.pragma(`algorithm = 'aegis-256'`)
  db.pragma(`key = "raw:${cacheKey()}"`)
  const page = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table) as number
  db.close()
  const place = (page - 1) * 4096 + 2000
  file[place] = (file[place] ?? 0) ^ 1
}

test('with another key in the keychain the book is set aside untouched, said so, and loaded anew', async () => {
  await leaveWithUnsentWork()
  const before = readFileSync(bookFile())
  for (const account of laptop.keychain.secrets.keys()) {
    if (account.startsWith('cache-key:')) laptop.keychain.secrets.set(account, 'cd'.repeat(32))
  }

  workstation = await laptop.start({ port: network.port })
  const closed = await workstation.call('session.status', {})
  network.restore()
  await workstation.signIn(firm.adviser)

  const aside = readdirSync(join(laptop.profileFolder, 'books')).find((name) => /unreadable-[0-9a-f-]+$/.test(name))
  const events = await workstation.call('audit.recent', {})
  expect({
    state: closed.state,
    problem: closed.problem?.code,
    untouched: aside !== undefined && readFileSync(join(laptop.profileFolder, 'books', aside)).equals(before),
    names: (await workstation.call('households.list', {})).rows.map(({ name }) => name),
    said: events.some(({ type }) => type === 'integrity'),
  }).toEqual({
    state: 'signed_out',
    problem: 'cache_unreadable',
    untouched: true,
    names: ['Ånonymous-Canary'],
    said: true,
  })
})

test('another cipher by policy begins a new book in it, with the unsent work of the old', async () => {
  await leaveWithUnsentWork('aegis256')

  workstation = await laptop.start({ port: network.port, cipher: 'sqlcipher4' })
  network.restore()
  await workstation.whenOpen()
  await workstation.sync()

  expect({
    tasks: await firm.query('SELECT title FROM tasks'),
    trail: await workstation.call('audit.verify', {}),
  }).toEqual({
    tasks: [{ title: 'Note-Canary: call back' }],
    trail: { ok: true, events: expect.any(Number), firstBroken: null },
  })
})

test('a full disk refuses the change in one sentence and loses nothing queued before', async () => {
  await leaveWithUnsentWork()
  const small = mkdtempSync(join(tmpdir(), 'adviser-full-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', small])
  try {
    execFileSync('cp', ['-r', `${laptop.profileFolder}/.`, small])
    workstation = await laptop.start({ port: network.port, profileFolder: small })
    const codes: string[] = []
    for (let index = 0; index < 400 && !codes.includes('disk_full'); index += 1) {
      const reply = await workstation.reply('tasks.add', { householdId, title: 'x'.repeat(300) })
      codes.push(reply.ok ? 'saved' : reply.code)
    }
    const saved = codes.filter((code) => code === 'saved').length
    const shown = await workstation.call('sync.outbox', {})

    expect({ last: codes.at(-1), saved: saved > 0, kept: shown.length }).toEqual({
      last: 'disk_full',
      saved: true,
      kept: saved + 1,
    })
  } finally {
    await workstation.stop()
    execFileSync('umount', ['-l', small])
    rmSync(small, { recursive: true, force: true })
  }
})

test('a file that was added is taken over from a damaged book with its key, opens, and is sent', async () => {
  const content = makeContent(1_000_000)
  laptop = createLaptop(firm)
  workstation = await laptop.start({ port: network.port })
  await workstation.signIn(firm.adviser)
  network.cut()
  const documentId = await addFile(workstation, householdId, content, { title: 'Taken over' })
  await workstation.stop()
  const book = readFileSync(bookFile())
  damageTable(book, 'households')
  writeFileSync(bookFile(), book)

  workstation = await laptop.start({ port: network.port })
  network.restore()
  await workstation.reply('households.list', {})
  await workstation.whenOpen()
  await syncDocuments(workstation)

  expect({
    places: await readPlaces(workstation, householdId),
    shown: (await readShown(workstation, documentId))?.equals(content),
    filed: await firm.query(
      `SELECT version.sha256 FROM document_versions AS version JOIN documents ON documents.id = document_id
       WHERE title = 'Taken over'`,
    ),
  }).toEqual({ places: { 'Taken over': 'here' }, shown: true, filed: [{ sha256: sha256Of(content) }] })
})

test('a full disk refuses a file in one sentence, gives the room back, and takes the next change', async () => {
  await leaveWithUnsentWork()
  const small = mkdtempSync(join(tmpdir(), 'adviser-full-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', small])
  try {
    execFileSync('cp', ['-r', `${laptop.profileFolder}/.`, small])
    workstation = await laptop.start({ port: network.port, profileFolder: small })
    const byteLength = 8_000_000
    const { fileId } = await workstation.call('documents.beginFile', { householdId, fileName: 'scan.pdf', byteLength })
    const codes: string[] = []
    for (let index = 0; !codes.includes('disk_full') && index < 30; index += 1) {
      const content = new Uint8Array(makeContent(262_144))
      const reply = await workstation.reply('documents.addPiece', { fileId, index, content })
      codes.push(reply.ok ? 'taken' : reply.code)
    }
    await workstation.call('documents.dropAdded', { fileId })
    const after = await workstation.reply('tasks.add', { householdId, title: 'Afterwards' })

    expect({ last: codes.at(-1), after: after.ok, files: listFiles(small) }).toEqual({
      last: 'disk_full',
      after: true,
      files: [],
    })
  } finally {
    await workstation.stop()
    execFileSync('umount', ['-l', small])
    rmSync(small, { recursive: true, force: true })
  }
})
