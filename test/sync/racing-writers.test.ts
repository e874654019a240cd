import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { createScratchDatabase } from '#build/database/scratch.ts'
import { LONG_TIMEOUT, readEffort } from '#test/support/effort.ts'
import { type RaceOptions, runRace } from '#test/support/racing-writers.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'

const { long, minutes, changes: longChanges } = readEffort()
const race: RaceOptions = { writers: 8, changes: 3_000, rowsPerStatement: 3, openThroughout: true }
const longRace: RaceOptions = { writers: 24, changes: 250_000, rowsPerStatement: 100, openThroughout: true }

let firm: SmallFirm

beforeEach(async () => {
  firm = await createSmallFirm(await createScratchDatabase(inject('scratchCluster')))
})
afterEach(async () => {
  await firm.close()
  await firm.database.drop()
})

/** Races one after another, each over an empty book, until there were enough changes or the time is up. */
async function raceAgainAndAgain() {
  const until = minutes === null ? Number.POSITIVE_INFINITY : performance.now() + minutes * 60_000
  const sum = { changes: 0, missed: 0, late: 0 }
  do {
    const { changes, missed, late } = await runRace(firm, long ? { ...longRace, until } : race)
    sum.changes += changes
    sum.missed += missed
    sum.late += late
    await firm.emptyBook()
  } while (long && sum.changes < longChanges && performance.now() < until)
  return sum
}

test(
  'a pull misses nothing that was committed late or out of order, and waits for nobody’s open transaction',
  async () => {
    const { changes, missed, late } = await raceAgainAndAgain()

    expect({ enough: changes >= 1_000, missed, late }).toEqual({ enough: true, missed: 0, late: 0 })
  },
  LONG_TIMEOUT,
)

/** Has the change log read by another rule than the product's, as other engines do. */
async function readLogBy(rule: string): Promise<void> {
  const [row] = await firm.query(`SELECT pg_get_functiondef(oid) AS text FROM pg_proc WHERE proname = 'look'`)
  const product = row?.text as string
  const changed = product.replaceAll('NOT pg_visible_in_snapshot(xid, previous)', rule)
  if (changed === product) throw new Error('the rule of the cursor is not where this test looks for it')
  await firm.query(changed)
}

test('the race is one: a cursor at the newest transaction seen would miss changes in it', async () => {
  await readLogBy('xid >= pg_snapshot_xmax(previous)')

  const { missed } = await runRace(firm, { ...race, openThroughout: false })

  expect(missed).toBeGreaterThan(0)
})

test('the race is one: a cursor that waits for the oldest transaction would bring nothing while it is open', async () => {
  await readLogBy('NOT pg_visible_in_snapshot(xid, previous) AND xid < pg_snapshot_xmin(pg_current_snapshot())')

  const { late, changes } = await runRace(firm, { ...race, changes: 500 })

  expect(late).toBe(changes)
})
