import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commitChange } from '#electron/cache/commit-change.ts'
import { type CacheDatabase, type CacheFile, openCache } from '#electron/cache/open-cache.ts'
import { toCacheValues } from '#electron/cache/row-json.ts'
import { writeServerRows } from '#electron/cache/write-rows.ts'
import type { LocalMutation } from '#electron/ipc/handlers.ts'
import type { Cipher } from '#electron/platform/policy.ts'
import { bookTableNames } from '#shared/records/index.ts'
import { buildRow, testId } from './builders.ts'

/** What happens to one of a book's two files: the book itself, or the log of what was written last. */
export interface Damage {
  readonly file: 'book' | 'log'
  /** `page`: without a frame's head, in the log. `head`: a frame of the log with its head, or the log's own. */
  readonly kind: 'bit' | 'swap' | 'tail' | 'zero page' | 'zero head'
  /** Where, as a share of the file. */
  readonly at: number
  /** The other page of two that are swapped; the bit of a byte. */
  readonly other: number
}

export const PAGE = 4096
const HEAD = 24
const LOG_HEAD = 32
const FRAME = HEAD + PAGE

/** What the rows of a book are, by table, as a digest; null where they cannot be read. */
export type Content = Readonly<Record<string, string | null>>

/** A book as a laptop left it, with what is in it. */
export interface Scene {
  readonly file: CacheFile
  /** What was in it after each command, the last one last. */
  readonly states: readonly Content[]
  /** Pages that lead to unsent changes or hold some. */
  readonly ownPages: ReadonlySet<number>
  /** The page in each frame of the log, in order. */
  readonly frames: readonly number[]
}

const actor = { deviceId: testId(2), actorId: testId(3), actorLogin: 'amelia', appVersion: 'test' }
const householdId = testId(0xa1)
const ROWS = 40
const COMMANDS = 60

/** Reads every table, search and all. */
export function readContent(db: CacheDatabase): Content {
  const tables = [...bookTableNames, 'outbox', 'shadow', 'local_audit', 'sync_state', 'search_rows']
  const read = (sql: string) => {
    try {
      return createHash('sha256')
        .update(JSON.stringify(db.prepare(sql).raw().all()))
        .digest('hex')
    } catch (error) {
      if (/^SQLITE_(CORRUPT|NOTADB)/.test((error as { code: string }).code)) return null
      throw error
    }
  }
  const content = Object.fromEntries(tables.map((table) => [table, read(`SELECT * FROM ${table}`)]))
  const words = read(`SELECT row_id FROM search_index WHERE search_index MATCH 'Command*' ORDER BY row_id`)
  return { ...content, words }
}

export function buildScene(folder: string, { cipher, killed }: { cipher: Cipher; killed: boolean }): Scene {
  const key = new Uint8Array(32).fill(7)
  const path = join(folder, `${cipher}-${killed ? 'killed' : 'closed'}.db`)
  const live = { path: `${path}.live`, key, cipher }
  let db = openCache(live)
  fill(db, 0)
  // A book that has all there is, and so a log from the next opening on.
  db.prepare(`INSERT INTO sync_state (name, value) VALUES ('cursor', 'x')`).run()
  const states: Content[] = []
  for (let index = 0; index < COMMANDS; index += 1) {
    // What came before is in the book, and what comes now in the log.
    if (index === COMMANDS / 2) {
      db.close()
      db = openCache(live)
    }
    commitCommand(db, index)
    states.push(readContent(db))
  }
  // The last pages are the firm's, so that a file may lose its end and have all unsent work.
  fill(db, ROWS)
  states.push(readContent(db))
  const ownPages = readOwnPages(db)
  if (!killed) db.close()
  for (const part of ['', '-wal']) if (existsSync(live.path + part)) copyFileSync(live.path + part, path + part)
  if (killed) db.close()
  return { file: { path, key, cipher }, states, ownPages, frames: killed ? readFrames(`${path}-wal`) : [] }
}

function fill(db: CacheDatabase, first: number): void {
  const write = db.transaction(() => {
    for (const table of bookTableNames) {
      const count = table === 'households' ? 1 : ROWS
      for (let index = first; index < first + count; index += 1) {
        const id = table === 'households' ? householdId : testId(bookTableNames.indexOf(table) * 1_000 + index + 1)
        const row: Record<string, unknown> = { ...buildRow(table), id }
        if ('householdId' in row) row.householdId = householdId
        writeServerRows(db, table, [toCacheValues(table, row as never)])
      }
    }
  })
  write()
}

/** Of one change or of three, some of them longer than a page. */
function commitCommand(db: CacheDatabase, index: number): void {
  const ids = Array.from({ length: index % 3 === 0 ? 3 : 1 }, (_, place) => 500_000 + index * 10 + place)
  const insert = (id: number): LocalMutation => ({
    table: 'tasks',
    operation: 'insert',
    row: {
      ...buildRow('tasks'),
      id: testId(id),
      householdId,
      title: `Command${id}`,
      details: 'x'.repeat(index % 4 === 0 ? 1_900 : 20),
    } as never,
  })
  const update: LocalMutation = {
    table: 'tasks',
    operation: 'update',
    id: testId(bookTableNames.indexOf('tasks') * 1_000 + (index % ROWS) + 1),
    patch: { details: `Command${index}` },
  }
  const mutations = index % 5 === 1 ? [update] : ids.map(insert)
  const stamped = mutations.map((mutation, place) => ({
    mutation,
    mutationId: testId(700_000 + index * 10 + place),
    id: testId(800_000 + index * 10 + place),
    occurredAt: '2026-11-22T10:00:00.000Z',
  }))
  commitChange(db, { actor, mutations: stamped, entries: [] })
}

function readOwnPages(db: CacheDatabase): ReadonlySet<number> {
  const pages = db.prepare(`SELECT pageno FROM dbstat WHERE name IN ('sqlite_schema', 'outbox')`).pluck().all()
  return new Set([1, ...(pages as number[])])
}

function readFrames(log: string): number[] {
  const bytes = readFileSync(log)
  const count = Math.floor((bytes.length - LOG_HEAD) / FRAME)
  return Array.from({ length: count }, (_, frame) => bytes.readUInt32BE(LOG_HEAD + frame * FRAME))
}

/** What became of a copy of the scene. */
export interface Damaged {
  readonly file: CacheFile
  /** Pages of which the last version is not what it was. */
  readonly pages: ReadonlySet<number>
  /** The end of the log is missing, as if the workstation had been killed earlier, or in the middle of its last write. */
  readonly isShorter: boolean
  /** A frame of the log does not say any more whose it was. */
  readonly isNameless: boolean
  readonly words: string
}

export function damage(scene: Scene, folder: string, { file, kind, at, other }: Damage): Damaged {
  const path = join(folder, 'book.db')
  for (const part of ['', '-wal', '-shm']) if (existsSync(path + part)) truncateSync(path + part)
  for (const part of ['', '-wal'])
    if (existsSync(scene.file.path + part)) copyFileSync(scene.file.path + part, path + part)
  const isLog = file === 'log' && scene.frames.length > 0
  const target = isLog ? `${path}-wal` : path
  const before = readFileSync(target)
  const after = change(before, isLog, { kind, at, other })
  writeFileSync(target, after)
  const changed = findChanged(before, after)
  const units = new Set(
    changed.map((byte) => (isLog ? Math.floor((byte - LOG_HEAD) / FRAME) : Math.floor(byte / PAGE) + 1)),
  )
  const pages = isLog ? pagesOfFrames(scene, units, after) : pagesOfBook(scene, units)
  const isLast = isLog && [...units].every((unit) => unit === scene.frames.length - 1)
  return {
    file: { ...scene.file, path },
    pages,
    isNameless: isLog && kind === 'zero head',
    isShorter: isLog && (after.length < before.length || isLast),
    words: `${kind} in the ${isLog ? 'log' : 'book'}, ${isLog ? 'frames' : 'pages'} ${[...units].slice(0, 4)} (from byte ${changed[0]})`,
  }
}

function change(before: Buffer, isLog: boolean, { kind, at, other }: Pick<Damage, 'kind' | 'at' | 'other'>): Buffer {
  const after = Buffer.from(before)
  const byte = Math.floor(at * before.length)
  const [first, size] = isLog ? [LOG_HEAD, FRAME] : [0, PAGE]
  const count = Math.floor((before.length - first) / size)
  const page = (share: number) => first + Math.floor(share * count) * size + (isLog ? HEAD : 0)
  if (kind === 'bit') after[byte] = (after[byte] ?? 0) ^ (1 << Math.floor(other * 8))
  if (kind === 'tail') return after.subarray(0, byte)
  if (kind === 'zero page') after.fill(0, page(at), page(at) + PAGE)
  if (kind === 'zero head') after.fill(0, at < 0.2 ? 0 : page(at) - (isLog ? HEAD : 0), at < 0.2 ? LOG_HEAD : page(at))
  if (kind === 'swap') {
    before.copy(after, page(at), page(other), page(other) + PAGE)
    before.copy(after, page(other), page(at), page(at) + PAGE)
  }
  return after
}

/** Every byte that is another, or missing. */
function findChanged(before: Buffer, after: Buffer): number[] {
  const changed: number[] = []
  for (let byte = 0; byte < before.length; byte += 1) if (before[byte] !== after[byte]) changed.push(byte)
  return changed
}

/** A page that has a later version in the log is not what the book shows of it; but the first carries SQLCipher's salt. */
function pagesOfBook({ frames, file }: Scene, pages: ReadonlySet<number>): ReadonlySet<number> {
  const isShown = (page: number) => !frames.includes(page) || (page === 1 && file.cipher !== 'aegis256')
  return new Set([...pages].filter(isShown))
}

/** The pages whose last version was in these frames, and those that a changed head names in their place. */
function pagesOfFrames({ frames }: Scene, changed: ReadonlySet<number>, after: Buffer): ReadonlySet<number> {
  const pages = new Set<number>()
  for (const frame of changed) {
    const page = frames[frame]
    if (page === undefined) continue
    if (frames.lastIndexOf(page) === frame) pages.add(page)
    const start = LOG_HEAD + frame * FRAME
    const named = start + 4 <= after.length ? after.readUInt32BE(start) : page
    if (named !== page && frames.lastIndexOf(named) < frame) pages.add(named)
  }
  return pages
}
