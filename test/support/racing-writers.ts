import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import type { CacheDatabase } from '#electron/cache/open-cache.ts'
import { withBook } from './laptop-book.ts'
import { raceWrites, type Writes } from './racing-writes.ts'
import type { SmallFirm } from './small-firm.ts'
import { createLaptop, type Laptop, type Workstation } from './workstation.ts'

export interface RaceOptions {
  readonly writers: number
  /** Ends once the writers together have committed so many changes. */
  readonly changes: number
  /** The most rows of one statement. */
  readonly rowsPerStatement: number
  /** One more session writes first and commits last. */
  readonly openThroughout: boolean
  /** Ends the writing earlier, at this moment of `performance.now()`. */
  readonly until?: number
}

export interface RaceResult {
  readonly changes: number
  readonly pulls: number
  /** Committed changes that the book does not show, or that only a comparison with the firm's digests brought. */
  readonly missed: number
  /** Of the changes committed while the one transaction was open, those that came only after its end. */
  readonly late: number
  /** Milliseconds from commit to being readable in the book; medians and 99th percentiles of new rows. */
  readonly lagP50: number
  readonly lagP99: number
}

const POLL = { least: 20, most: 40 }

/**
 * Lets sessions write with savepoints, rollbacks, and commits late, out of order, and in two phases, while a laptop pulls every 20 to
 * 40 milliseconds; then compares what was committed with what arrived.
 */
export async function runRace(firm: SmallFirm, options: RaceOptions): Promise<RaceResult> {
  const householdId = await firm.insertHousehold({ name: 'Raced over' })
  const laptop = createLaptop(firm)
  const workstation = await laptop.start()
  try {
    await workstation.signIn(firm.adviser)
    await workstation.sync()
    const open = options.openThroughout ? await beginOpen(firm, householdId) : null
    const seen = new Map<string, number>()
    const writing = raceWrites(firm, householdId, options)
    const pulls = await pullUntil(workstation, laptop, writing, seen)
    const writes = await writing
    // What is there now came while the one transaction was still open.
    const early = readVersions(laptop)
    const late = open ? countMissing(writes, early) : 0
    await open?.commit()
    await workstation.sync()
    const missed =
      countMissing(writes, readVersions(laptop)) + (await countRepairs(firm)) + (open ? open.missed(laptop) : 0)
    return { changes: writes.count, pulls, missed, late, ...lags(writes, seen) }
  } finally {
    await workstation.stop()
    laptop.remove()
  }
}

/** A transaction that wrote before everybody else and is still open. */
async function beginOpen(firm: SmallFirm, householdId: string) {
  const client = await connectAsOwner(firm)
  const id = uuidv7()
  await client.query('BEGIN')
  await client.query(
    `INSERT INTO tasks (id, household_id, title, owner_id, priority, status) VALUES ($1, $2, 'Open', $3, 'low', 'open')`,
    [id, householdId, firm.adviser.id],
  )
  return {
    async commit() {
      await client.query('COMMIT')
      await client.end()
    },
    missed: (laptop: Laptop) => (readVersions(laptop).has(id) ? 0 : 1),
  }
}

export async function connectAsOwner({ database, connectAs }: SmallFirm): Promise<pg.Client> {
  const { user, password } = database.superuser
  return connectAs({ id: '', login: user, password })
}

/** Pulls until the writers are through, and once more; notes when each new row could be read. */
async function pullUntil(
  workstation: Workstation,
  laptop: Laptop,
  writing: Promise<Writes>,
  seen: Map<string, number>,
): Promise<number> {
  let done = false
  const ended = writing.finally(() => {
    done = true
  })
  let pulls = 0
  let last = 0
  for (let over = false; !over; ) {
    over = done
    await workstation.sync()
    pulls += 1
    const at = performance.now()
    const rows = withBook(laptop, (db) => readNew(db, last))
    for (const { place, id } of rows) {
      last = Math.max(last, place)
      seen.set(id, at)
    }
    if (!over) await pause(POLL.least + Math.random() * (POLL.most - POLL.least))
  }
  await ended
  return pulls
}

function readNew(db: CacheDatabase, last: number): { place: number; id: string }[] {
  return db.prepare('SELECT rowid AS place, id FROM tasks WHERE rowid > ?').all(last) as { place: number; id: string }[]
}

function readVersions(laptop: Laptop): Map<string, number> {
  return withBook(
    laptop,
    (db) => new Map(db.prepare('SELECT id, version FROM tasks').raw().all() as [string, number][]),
  )
}

/** Each row stands for as many changes as its version says; one that is behind has missed the rest. */
function countMissing(writes: Writes, shown: ReadonlyMap<string, number>): number {
  let missing = 0
  for (const [id, { version }] of writes.rows) missing += Math.max(0, version - (shown.get(id) ?? 0))
  return missing
}

/** Rows that a pull had missed and the comparison of digests found would hide the miss. */
async function countRepairs(firm: SmallFirm): Promise<number> {
  const [row] = await firm.query(`SELECT count(*) AS events FROM audit_events WHERE type = 'integrity'`)
  return Number(row?.events)
}

function lags(writes: Writes, seen: ReadonlyMap<string, number>): { lagP50: number; lagP99: number } {
  const all = [...writes.rows]
    .flatMap(([id, { insertedAt }]) => {
      const at = seen.get(id)
      return at === undefined ? [] : [Math.max(0, at - insertedAt)]
    })
    .sort((a, b) => a - b)
  const at = (share: number) => Math.round(all[Math.floor(all.length * share)] ?? 0)
  return { lagP50: at(0.5), lagP99: at(0.99) }
}
