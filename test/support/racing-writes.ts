import type pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { connectAsOwner, type RaceOptions } from './racing-writers.ts'
import type { SmallFirm } from './small-firm.ts'

export interface WrittenRow {
  readonly version: number
  /** When its COMMIT was answered, by `performance.now()`. */
  readonly insertedAt: number
}

/** What was committed. */
export interface Writes {
  readonly rows: ReadonlyMap<string, WrittenRow>
  readonly count: number
}

const SHARE = { savepoint: 0.2, rollbackToSavepoint: 0.5, rollback: 0.1, update: 0.3, late: 0.3, twoPhases: 0.05 }
const MOST_STATEMENTS = 4

/** Writes with many sessions at once until enough is committed. */
export async function raceWrites(firm: SmallFirm, householdId: string, options: RaceOptions): Promise<Writes> {
  const rows = new Map<string, { version: number; insertedAt: number }>()
  let count = 0
  const isOver = () => count >= options.changes || performance.now() > (options.until ?? Number.POSITIVE_INFINITY)
  async function write(): Promise<void> {
    const client = await connectAsOwner(firm)
    const own: string[] = []
    while (!isOver()) {
      const unit = await runUnit(client, { householdId, ownerId: firm.adviser.id, own, ...options })
      const at = performance.now()
      for (const id of unit.inserted) {
        rows.set(id, { version: 1, insertedAt: at })
        own.push(id)
      }
      for (const id of unit.updated) {
        const row = rows.get(id)
        if (row) row.version += 1
      }
      count += unit.inserted.length + unit.updated.length
    }
    await client.end()
  }
  await Promise.all(Array.from({ length: options.writers }, write))
  return { rows, count }
}

interface Unit {
  readonly inserted: string[]
  readonly updated: string[]
}

interface UnitOptions extends RaceOptions {
  readonly householdId: string
  readonly ownerId: string
  /** Rows of this session, which nobody else changes. */
  readonly own: readonly string[]
}

const nothing: Unit = { inserted: [], updated: [] }

/** One transaction, which may end late or in nothing. @returns what it committed. */
async function runUnit(client: pg.Client, options: UnitOptions): Promise<Unit> {
  const unit: Unit = { inserted: [], updated: [] }
  await client.query('BEGIN')
  const statements = 1 + Math.floor(Math.random() * MOST_STATEMENTS)
  for (let index = 0; index < statements; index += 1) {
    const isSaved = Math.random() < SHARE.savepoint
    if (isSaved) await client.query('SAVEPOINT here')
    const done = await runStatement(client, options, unit)
    const isTakenBack = isSaved && Math.random() < SHARE.rollbackToSavepoint
    if (isTakenBack) await client.query('ROLLBACK TO here')
    else {
      unit.inserted.push(...done.inserted)
      unit.updated.push(...done.updated)
    }
  }
  // Later begun, earlier committed: what makes a cursor by number or by time lose changes.
  if (Math.random() < SHARE.late) await client.query('SELECT pg_sleep(random() * 0.05)')
  const isKept = Math.random() >= SHARE.rollback
  if (Math.random() < SHARE.twoPhases) await endInTwoPhases(client, isKept)
  else await client.query(isKept ? 'COMMIT' : 'ROLLBACK')
  return isKept ? unit : nothing
}

/** As a system does that coordinates several databases: between the two, no session has the transaction. */
async function endInTwoPhases(client: pg.Client, isKept: boolean): Promise<void> {
  const name = uuidv7()
  await client.query(`PREPARE TRANSACTION '${name}'`)
  await client.query('SELECT pg_sleep(random() * 0.2)')
  await client.query(`${isKept ? 'COMMIT' : 'ROLLBACK'} PREPARED '${name}'`)
}

async function runStatement(client: pg.Client, options: UnitOptions, unit: Unit): Promise<Unit> {
  const { householdId, ownerId, own, rowsPerStatement } = options
  const rows = 1 + Math.floor(Math.random() * rowsPerStatement)
  if (own.length > 0 && Math.random() < SHARE.update) {
    const drawn = Array.from({ length: rows }, () => own[Math.floor(Math.random() * own.length)] as string)
    const updated = [...new Set(drawn)].filter((id) => !unit.updated.includes(id))
    await client.query('UPDATE tasks SET details = $2 WHERE id = ANY ($1)', [updated, uuidv7()])
    return { inserted: [], updated }
  }
  const inserted = Array.from({ length: rows }, () => uuidv7())
  await client.query(
    `INSERT INTO tasks (id, household_id, title, owner_id, priority, status)
     SELECT id, $2, 'Raced', $3, 'low', 'open' FROM unnest($1::uuid[]) AS id`,
    [inserted, householdId, ownerId],
  )
  return { inserted, updated: [] }
}
