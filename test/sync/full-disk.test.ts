import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openCache } from '#electron/cache/open-cache.ts'
import { limitLog } from '#electron/cache/serve-writes.ts'
import { systemClock } from '#electron/platform/system-ports.ts'
import { readBookRows, readFirmRows } from '#test/support/compare-book.ts'
import { openScratchDatabase } from '#test/support/database.ts'
import {
  addFile,
  fileDocument,
  listFiles,
  makeContent,
  readPlaces,
  readShown,
  syncDocuments,
} from '#test/support/filed-documents.ts'
import { findBook, withBook } from '#test/support/laptop-book.ts'
import { mountSmallDisk, type SmallDisk } from '#test/support/small-disk.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { type Network, startNetwork } from '#test/support/tcp-proxy.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

const TASKS = 4_000
const KIB = 1024

let firm: SmallFirm
let network: Network
let disk: SmallDisk
let laptop: Laptop
let workstation: Workstation
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  network = await startNetwork(firm.database)
})
afterAll(async () => {
  await network.close()
  await firm.close()
})
beforeEach(async () => {
  householdId = await firm.insertHousehold()
  await firm.query(
    `INSERT INTO tasks (id, household_id, title, owner_id, priority, status)
     SELECT gen_random_uuid(), $1, 'Firm’s task ' || n, $2, 'low', 'open' FROM generate_series(1, $3::integer) AS n`,
    [householdId, firm.adviser.id, TASKS],
  )
  await begin()
})
afterEach(async () => {
  await end()
  await firm.emptyBook()
})

/** A new laptop on a disk of its own. */
async function begin(): Promise<void> {
  network.restore()
  disk = mountSmallDisk()
  laptop = createLaptop(firm)
  workstation = await laptop.start({ port: network.port, profileFolder: disk.folder })
}

/** What the log has room for already is given back with it. */
async function restartOffline(): Promise<void> {
  network.cut()
  await workstation.stop()
  workstation = await laptop.start({ port: network.port, profileFolder: disk.folder })
}

async function end(): Promise<void> {
  disk.giveBack()
  await workstation.stop()
  laptop.remove()
  disk.unmount()
}

const onDisk = () => ({ profileFolder: disk.folder, keychain: laptop.keychain })
const addTask = (title: string) => workstation.reply('tasks.add', { householdId, title })

/** Signs in and waits until the first sync is through, or does not go on. @returns what somebody reads. */
async function trySignIn(): Promise<string | null> {
  const settled = workstation.until('sync.changed', ({ phase, asOf, problem }) => {
    return phase === 'idle' && (asOf !== null || problem !== null)
  })
  const reply = await workstation.reply('session.signIn', credentials())
  if (!reply.ok) return reply.message
  return (await settled).problem?.message ?? null
}

const credentials = () => ({ login: firm.adviser.login, password: firm.adviser.password })

/** What the laptop shows beside what the firm shows its person. */
async function compare() {
  const { path, key } = findBook(onDisk())
  const client = await firm.connectAs(firm.adviser)
  const theirs = await readFirmRows(client).finally(() => client.end())
  return { book: readBookRows(path, key), theirs }
}

const readProblem = async () => (await workstation.call('sync.status', {})).problem?.message ?? null

/** Whatever is said of a disk is one sentence that says what to do. */
const isOfTheDisk = (message: string | null) => /^The disk (is full\. Free some space|did not take)/.test(message ?? '')

test('a first sync that meets a full disk, among rows or indexes, says so, goes on once there is room, and ends whole', async () => {
  await workstation.signIn(firm.adviser)
  await workstation.stop()
  const whole = disk.used()
  const met: string[] = []
  const wrong: unknown[] = []
  for (let tenth = 0; tenth < 10; tenth += 1) {
    await end()
    await begin()
    disk.leave((whole * tenth) / 10)

    const said = await trySignIn()
    met.push(said === null ? 'nothing' : await whereItStands())
    disk.giveBack()
    if ((await workstation.call('session.status', {})).state === 'signed_out') await trySignIn()
    await workstation.whenOpen()
    await workstation.sync()

    const { book, theirs } = await compare()
    const { state } = await workstation.call('session.status', {})
    const isWhole = JSON.stringify(book) === JSON.stringify(theirs)
    if ((said !== null && !isOfTheDisk(said)) || state !== 'open' || !isWhole)
      wrong.push({ tenth, said, state, isWhole })
  }

  expect({ wrong, met: ['start', 'rows', 'indexes'].filter((place) => !met.includes(place)) }).toEqual({
    wrong: [],
    met: [],
  })
})

/** How far a first sync came. */
async function whereItStands(): Promise<string> {
  try {
    return withBook(onDisk(), (db) => {
      const row = db.prepare(`SELECT done, total, complete FROM load_progress WHERE table_name = 'tasks'`).get()
      if (row === undefined) return 'start'
      const { done, total, complete } = row as { done: number; total: number; complete: number }
      if (complete === 1) return 'later'
      return done < total ? 'rows' : 'indexes'
    })
  } catch {
    return 'start'
  }
}

test('a pull that meets a full disk leaves the book as it was, says so, and comes whole once there is room', async () => {
  await workstation.signIn(firm.adviser)
  const before = (await compare()).book
  await restartOffline()
  network.restore()
  await firm.query(`UPDATE tasks SET details = repeat('changed ', 20)`)
  const outcomes: unknown[] = []
  for (const free of [0, 8, 100, 400]) {
    disk.leave(free * KIB)
    await workstation.sync()
    const { path, key } = findBook(onDisk())
    const isAsBefore = JSON.stringify(readBookRows(path, key)) === JSON.stringify(before)
    outcomes.push([isOfTheDisk(await readProblem()), isAsBefore])
  }
  disk.giveBack()
  await workstation.sync()

  const { book, theirs } = await compare()
  expect({ outcomes, problem: await readProblem(), book }).toEqual({
    outcomes: [0, 8, 100, 400].map(() => [true, true]),
    problem: null,
    book: theirs,
  })
})

test('a push whose local note finds no room is repeated, and takes effect once', async () => {
  await workstation.signIn(firm.adviser)
  const frees = [0, 4, 8, 16, 24, 32, 48, 64, 96, 128]
  const said: (string | null)[] = []
  for (const free of frees) {
    await restartOffline()
    for (let index = 0; index < 5; index += 1) await addTask(`With ${free} left, ${index}`)
    network.restore()
    disk.leave(free * KIB)
    await workstation.sync()
    said.push(await readProblem())
    disk.giveBack()
    await workstation.sync()
  }

  const sent = await firm.query(`SELECT title FROM tasks WHERE title LIKE 'With%'`)
  const { waiting, problem } = await workstation.call('sync.status', {})
  const { book, theirs } = await compare()
  expect({
    unclear: said.filter((message) => message !== null && !isOfTheDisk(message)),
    full: said.filter(isOfTheDisk).length > 2,
    sent: new Set(sent.map(({ title }) => title)).size,
    rows: sent.length,
    waiting,
    problem,
    book,
  }).toEqual({
    unclear: [],
    full: true,
    sent: frees.length * 5,
    rows: frees.length * 5,
    waiting: 0,
    problem: null,
    book: theirs,
  })
})

test('a command that finds no room is refused whole, and what was answered as saved is what the firm gets', async () => {
  await workstation.signIn(firm.adviser)
  await restartOffline()
  const saved: string[] = []
  const refused: unknown[] = []
  for (let free = 0; free <= 120; free += 8) {
    disk.leave(free * KIB)
    for (let index = 0; index < 8; index += 1) {
      const title = `With ${free} left, ${index}`
      const reply = await addTask(title)
      if (reply.ok) saved.push(title)
      else refused.push(isOfTheDisk(reply.message))
    }
  }
  disk.giveBack()
  const outbox = await workstation.call('sync.outbox', {})
  const afterwards = await addTask('Afterwards')
  network.restore()
  await workstation.sync()
  await workstation.sync()

  const sent = await firm.query(`SELECT title FROM tasks WHERE title LIKE 'With%' OR title = 'Afterwards'`)
  expect({
    some: saved.length > 10 && refused.length > 10,
    unclear: refused.filter((isClear) => !isClear),
    outbox: outbox.length,
    afterwards: afterwards.ok,
    sent: sent.map(({ title }) => title as string).toSorted(),
    trail: (await workstation.call('audit.verify', {})).ok,
  }).toEqual({
    some: true,
    unclear: [],
    outbox: saved.length,
    afterwards: true,
    sent: [...saved, 'Afterwards'].toSorted(),
    trail: true,
  })
})

test('a file that finds no room, among its pieces or as it is filed, is refused whole, and added once there is room', async () => {
  await workstation.signIn(firm.adviser)
  await restartOffline()
  const content = makeContent(600_000)
  const filed: string[] = []
  const refused: unknown[] = []
  for (const free of [0, 200, 500, 584, 588, 592, 600, 620, 640, 660, 700, 800, 1_200]) {
    disk.leave(free * KIB)
    const title = `With ${free} left`
    await addFile(workstation, householdId, content, { title }).then(
      () => filed.push(title),
      (error: Error) => refused.push(isOfTheDisk(error.message)),
    )
  }
  disk.giveBack()
  await addFile(workstation, householdId, content, { title: 'Afterwards' })
  network.restore()
  await syncDocuments(workstation)

  const titles = [...filed, 'Afterwards'].toSorted()
  const whole = await firm.query(
    `SELECT title FROM documents JOIN document_versions AS version ON version.document_id = documents.id
     WHERE sha256 = (SELECT encode(sha256(string_agg(content, ''::bytea ORDER BY chunk_number)), 'hex')
       FROM document_contents AS piece WHERE piece.version_id = version.id)`,
  )
  expect({
    some: refused.length > 3 && filed.length > 0,
    unclear: refused.filter((isClear) => !isClear),
    shown: Object.keys(await readPlaces(workstation, householdId)).toSorted(),
    whole: whole.map(({ title }) => title as string).toSorted(),
  }).toEqual({ some: true, unclear: [], shown: titles, whole: titles })
})

test('a document that finds no room while it is fetched says so, is never half there, and comes whole once there is room', async () => {
  const filed = await fileDocument(firm, householdId, { content: makeContent(3_000_000), pieceBytes: 500_000 })
  await workstation.signIn(firm.adviser)
  await workstation.call('documents.keep', { documentId: filed.documentId, keep: true })
  const met: unknown[] = []
  for (const free of [0, 100, 600, 1_100]) {
    disk.leave(free * KIB)
    await workstation.sync()
    const { documents } = await workstation.call('sync.status', {})
    const said = (await readProblem()) ?? documents?.problem?.message ?? null
    met.push([isOfTheDisk(said), await readShown(workstation, filed.documentId)])
  }
  disk.giveBack()
  await syncDocuments(workstation)

  const shown = await readShown(workstation, filed.documentId)
  const files = listFiles(disk.folder).length
  expect({ met, problem: await readProblem(), whole: shown?.equals(filed.content), files }).toEqual({
    met: [0, 100, 600, 1_100].map(() => [true, null]),
    problem: null,
    whole: true,
    files: 1,
  })
})

test('a log that cannot be written back for want of room takes no word back from what was saved, and is once there is', async () => {
  const path = join(disk.folder, 'log.db')
  const db = openCache({ path, key: new Uint8Array(32).fill(7), cipher: 'aegis256' })
  // As a book in use has it; one that is being filled has no log.
  db.pragma('journal_mode = WAL')
  const shorten = limitLog(db, path, 1)
  const write = (name: string) =>
    db.prepare('INSERT INTO sync_state (name, value) VALUES (?, ?)').run(name, 'x'.repeat(200_000))
  write('before')
  disk.leave(240 * KIB)

  write('saved')
  shorten()
  disk.giveBack()
  write('afterwards')
  shorten()

  const names = db.prepare(`SELECT name FROM sync_state WHERE length(value) = 200000`).pluck().all()
  const log = db.pragma('wal_checkpoint(PASSIVE)')
  db.close()
  expect({ names, log }).toEqual({
    names: ['afterwards', 'before', 'saved'],
    log: [{ busy: 0, log: 0, checkpointed: 0 }],
  })
})

test('a workstation that starts on a full disk says so, and opens with everything once there is room', async () => {
  await workstation.signIn(firm.adviser)
  network.cut()
  await addTask('Saved before')
  await workstation.stop()
  disk.leave(0)
  workstation = await laptop.start({ port: network.port, profileFolder: disk.folder })
  const { state, problem } = await workstation.call('session.status', {})
  await workstation.stop()
  disk.giveBack()
  workstation = await laptop.start({ port: network.port, profileFolder: disk.folder })
  await workstation.whenOpen()
  network.restore()
  await workstation.sync()

  expect({
    state,
    says: isOfTheDisk(problem?.message ?? null),
    sent: await firm.query(`SELECT title FROM tasks WHERE title = 'Saved before'`),
    book: (await compare()).book.tasks?.length,
  }).toEqual({ state: 'signed_out', says: true, sent: [{ title: 'Saved before' }], book: TASKS + 1 })
})

test('a disk that is full while the firm cannot be reached closes nothing: reads go on, and saving once there is room', async () => {
  await workstation.signIn(firm.adviser)
  await restartOffline()
  disk.leave(0)
  await workstation.sync()
  const { state } = await workstation.call('session.status', {})
  const read = await workstation.reply('tasks.list', {})
  const refused = await addTask('Refused')
  disk.giveBack()
  const saved = await addTask('Saved')

  expect({ state, read: read.ok, refused: refused.ok, saved: saved.ok }).toEqual({
    state: 'open',
    read: true,
    refused: false,
    saved: true,
  })
})

test.each([20, 120])('a lease that ended closes the book on a full disk as well, %i days after', async (days) => {
  let offset = 0
  const clock = { ...systemClock, now: () => systemClock.now() + offset }
  await workstation.signIn(firm.adviser)
  await workstation.stop()
  network.cut()
  workstation = await laptop.start({ port: network.port, profileFolder: disk.folder, ports: { clock } })
  disk.leave(0)
  offset = days * 86_400_000

  await workstation.sync()

  const { state, problem } = await workstation.call('session.status', {})
  expect({ state, code: problem?.code }).toEqual({ state: 'signed_out', code: 'lease_ended' })
})
