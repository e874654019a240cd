import { createScratchDatabase, startScratchCluster } from '#build/database/scratch.ts'
import { type RaceResult, runRace } from '#test/support/racing-writers.ts'
import { createSmallFirm } from '#test/support/small-firm.ts'
import { type BenchPart, roundTo } from '../part.ts'

const race = { writers: 24, changes: 60_000, rowsPerStatement: 4 }

/** What a laptop misses, and how long it waits, while many sessions write; with a transaction open throughout, too. */
export const measureRacingWriters: BenchPart = async (say) => {
  const { cluster, stop } = await startScratchCluster({ durable: true })
  try {
    const results: RaceResult[] = []
    for (const openThroughout of [false, true]) {
      say(
        `${race.changes} changes by ${race.writers} writers${openThroughout ? ', one transaction open throughout' : ''}`,
      )
      const firm = await createSmallFirm(await createScratchDatabase(cluster))
      results.push(await runRace(firm, { ...race, openThroughout }))
      await firm.close()
    }
    return summarise(results as [RaceResult, RaceResult])
  } finally {
    await stop()
  }
}

function summarise([alone, beside]: [RaceResult, RaceResult]) {
  return {
    figures: {
      'changes committed': alone.changes + beside.changes,
      'changes missed': alone.missed + beside.missed,
      'changes that waited for the open transaction': beside.late,
      'pulls meanwhile': alone.pulls + beside.pulls,
      'lag, p50 (ms)': alone.lagP50,
      'lag, p99 (ms)': alone.lagP99,
      'lag beside an open transaction, p50 (ms)': beside.lagP50,
      'lag beside an open transaction, p99 (ms)': beside.lagP99,
    },
    ratios: { 'lag beside an open transaction over lag without, p50': roundTo(beside.lagP50 / alone.lagP50, 2) },
    limits: {
      'changes missed': 0,
      'changes that waited for the open transaction': 0,
      'lag beside an open transaction over lag without, p50': 1.5,
    },
  }
}
