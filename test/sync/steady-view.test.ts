import { afterAll, beforeAll, expect, test } from 'vitest'
import { openScratchDatabase } from '#test/support/database.ts'
import { withBook } from '#test/support/laptop-book.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { createLaptop, type Laptop, type Workstation } from '#test/support/workstation.ts'

const PURSES = 40
const EACH = 100

let firm: SmallFirm
let laptop: Laptop
let workstation: Workstation
let householdId: string

beforeAll(async () => {
  firm = await createSmallFirm(await openScratchDatabase())
  householdId = await firm.insertHousehold()
  // What is moved from one to another stands in a field of text, since no money is anybody's to change.
  await firm.query(
    `INSERT INTO tasks (id, household_id, title, owner_id, priority, status, details)
     SELECT gen_random_uuid(), $1, 'Purse', $2, 'low', 'open', $4 FROM generate_series(1, $3::integer)`,
    [householdId, firm.adviser.id, PURSES, String(EACH)],
  )
  laptop = createLaptop(firm)
  workstation = await laptop.start()
  await workstation.signIn(firm.adviser)
})
afterAll(async () => {
  await workstation.stop()
  laptop.remove()
  await firm.close()
})

/** Moves one from a purse to another, in two statements of one transaction. */
async function transfer(from: string, to: string): Promise<void> {
  await firm.query('BEGIN')
  await firm.query('UPDATE tasks SET details = (details::integer - 1)::text WHERE id = $1', [from])
  await firm.query('UPDATE tasks SET details = (details::integer + 1)::text WHERE id = $1', [to])
  await firm.query('COMMIT')
}

const readSum = () =>
  withBook(laptop, (db) =>
    db.prepare(`SELECT sum(CAST(details AS INTEGER)) FROM tasks WHERE title = 'Purse'`).pluck().get(),
  ) as number

/** Looks again and again while something goes on. */
async function watchWhile<T>(work: Promise<unknown>, look: () => T): Promise<T[]> {
  const seen: T[] = []
  let over = false
  const ended = work.finally(() => {
    over = true
  })
  while (!over) {
    seen.push(look())
    await new Promise((later) => setImmediate(later))
  }
  await ended
  return seen
}

test('whenever the book is read, what moves between two rows at the firm is in one of them', async () => {
  const ids = (await firm.query(`SELECT id FROM tasks WHERE title = 'Purse' ORDER BY id`)).map(({ id }) => id as string)
  async function moveAll(): Promise<void> {
    for (const [index, id] of ids.entries()) await transfer(id, ids[(index + 1) % 5] ?? id)
  }
  async function syncMeanwhile(moving: Promise<void>): Promise<void> {
    let over = false
    const moved = moving.then(() => {
      over = true
    })
    while (!over) await workstation.sync()
    await moved
    await workstation.sync()
  }

  const sums = await watchWhile(syncMeanwhile(moveAll()), readSum)

  const [atFirm] = await firm.query(`SELECT count(*) FILTER (WHERE details <> $1) > 1 AS moved FROM tasks`, [
    String(EACH),
  ])
  expect({ sums: [...new Set(sums)], moved: atFirm?.moved }).toEqual({ sums: [PURSES * EACH], moved: true })
})

test('what was typed and taken by the firm never shows an earlier value again', async () => {
  const typed = ['income', 'growth', 'preservation', 'income', 'aggressive_growth', 'growth'] as const
  const flickers: string[] = []
  for (const objective of typed) {
    await workstation.call('households.updateProfile', { householdId, patch: { objective }, confirm: false })
    await firm.query(`UPDATE households SET next_review_on = current_date WHERE id = $1`, [householdId])
    const shown = await watchWhile(Promise.all([workstation.sync(), workstation.sync()]), () =>
      withBook(laptop, (db) => db.prepare('SELECT objective FROM households').pluck().get()),
    )
    flickers.push(...shown.filter((value) => value !== objective).map((value) => `${value} instead of ${objective}`))
  }

  const [kept] = await firm.query('SELECT objective FROM households')
  expect({ flickers, kept: kept?.objective }).toEqual({ flickers: [], kept: 'growth' })
})
