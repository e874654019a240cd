import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createScratchDatabase, startScratchCluster } from '#build/database/scratch.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { createLaptop, type Workstation } from '#test/support/workstation.ts'
import { type BenchPart, medianOf, type PartResult, roundTo } from '../part.ts'

const HOUSEHOLDS = 500
const TRANSACTIONS = 100_000
const CHANGED = 10_000
const ROUNDS = 3
/** Between two questions, as of a person who does not rest. */
const PAUSE_MILLISECONDS = 20
const IDLE_MILLISECONDS = 2_000

/** A frame, in milliseconds: a pause that nobody sees. */
const MOST_PAUSE = 16

interface Pauses {
  /** Processor time of the main thread, which says what it did even on a busy machine. */
  readonly worked: number
  readonly p50: number
  readonly p99: number
  readonly longest: number
}

/** How the main thread was delayed in each round, and how long each question of a screen took. */
interface Notes {
  readonly pauses: Pauses[]
  readonly reads: number[]
}

type Work = () => Promise<void>

/**
 * A book of more than a hundred thousand rows is brought, and ten thousand changed rows are pulled, by turns with a rest:
 * the main thread's pauses, and, apart from these, what a screen's question takes to answer meanwhile.
 */
export const measureMainThread: BenchPart = async (say) => {
  const { cluster, stop } = await startScratchCluster()
  const firm = await createSmallFirm(await createScratchDatabase(cluster))
  const laptop = createLaptop(firm)
  try {
    await fillFirm(firm)
    const workstation = await laptop.start()
    const signIn = await measurePauses(() => workstation.signIn(firm.adviser))
    say(`the first sync brought ${(await workstation.call('sync.status', {})).rowsSynced} rows`)
    const works: Record<string, Work> = {
      'a rest': rest,
      'a pull of 10,000 rows': () => pullChanges(workstation, firm),
      'a first sync': () => bringAnew(workstation, firm),
    }
    const notes = await takeNotes(works, await questionOf(workstation), say)
    await workstation.stop()
    return report({ 'the sign-in and its first sync': { pauses: [signIn], reads: [] }, ...notes })
  } finally {
    laptop.remove()
    await firm.close()
    await stop()
  }
}

async function takeNotes(works: Record<string, Work>, ask: Work, say: (line: string) => void) {
  const notes: Record<string, Notes> = Object.fromEntries(
    Object.keys(works).map((name) => [name, { pauses: [], reads: [] }]),
  )
  for (let round = 1; round <= ROUNDS; round += 1) {
    say(`round ${round} of ${ROUNDS}`)
    for (const [name, work] of Object.entries(works)) {
      notes[name]?.pauses.push(await measurePauses(work))
      notes[name]?.reads.push(...(await measureReads(work, ask)))
    }
  }
  return notes
}

/** What a household's page asks for: its transactions. */
async function questionOf(workstation: Workstation): Promise<Work> {
  const { rows } = await workstation.call('households.list', {})
  const householdId = rows[0]?.id ?? ''
  return async () => void (await workstation.call('portfolio.transactions', { householdId }))
}

async function fillFirm(firm: SmallFirm): Promise<void> {
  const { id } = firm.adviser
  await firm.query(
    `INSERT INTO households (id, name, type, status, advisor_id, service_tier, review_cadence, retail_investor)
     SELECT gen_random_uuid(), 'Household ' || n, 'couple', 'active', $1, 'gold', 'annual', true
     FROM generate_series(1, $2::integer) AS n`,
    [id, HOUSEHOLDS],
  )
  await firm.query(
    `INSERT INTO accounts (id, household_id, name, registration, status, management, tax_status, custodian, lot_method,
       fee_basis, billing, custody_flag, standing_letter, rmd_required)
     SELECT gen_random_uuid(), id, 'Individual', 'individual', 'active', 'discretionary', 'taxable', 'Northgate Custody',
       'fifo', 'tiered', 'arrears', false, false, false FROM households`,
  )
  await firm.query(
    `INSERT INTO transactions (id, household_id, account_id, type, traded_on, gross_amount, commission, fee, net_amount, status)
     SELECT gen_random_uuid(), household_id, id, 'deposit', date '2026-01-01' + n % 300, n, 0, 0, n, 'posted'
     FROM accounts, generate_series(1, $1::integer) AS n`,
    [TRANSACTIONS / HOUSEHOLDS],
  )
  await firm.query('ANALYZE')
}

const rest: Work = () => new Promise((resolve) => setTimeout(resolve, IDLE_MILLISECONDS))

async function pullChanges(workstation: Workstation, firm: SmallFirm): Promise<void> {
  await firm.query(
    `UPDATE transactions SET fee = fee + 1 WHERE id IN (SELECT id FROM transactions ORDER BY id LIMIT ${CHANGED})`,
  )
  await workstation.sync()
}

/** A database of another epoch is brought whole again, while the screens are open. */
async function bringAnew(workstation: Workstation, firm: SmallFirm): Promise<void> {
  await firm.query('UPDATE sync.epoch SET epoch = gen_random_uuid()')
  await workstation.sync()
}

async function measurePauses(work: Work): Promise<Pauses> {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  const before = process.threadCpuUsage()
  await work()
  const { user, system } = process.threadCpuUsage(before)
  delays.disable()
  const [p50 = 0, p99 = 0, longest = 0] = [delays.percentile(50), delays.percentile(99), delays.max]
  return { worked: (user + system) / 1e3, p50: p50 / 1e6, p99: p99 / 1e6, longest: longest / 1e6 }
}

/** Asks one question after another for as long as the work goes on. */
async function measureReads(work: Work, ask: Work): Promise<number[]> {
  const reads: number[] = []
  let goesOn = true
  const through = work().finally(() => {
    goesOn = false
  })
  while (goesOn) {
    const began = performance.now()
    await ask()
    reads.push(performance.now() - began)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS))
  }
  await through
  return reads
}

function report(all: Readonly<Record<string, Notes>>): PartResult {
  const figures: Record<string, number> = {}
  const ratios: Record<string, number> = {}
  const limits: Record<string, number> = {}
  for (const [name, { pauses, reads }] of Object.entries(all)) {
    const p99 = `main thread in ${name}: p99`
    figures[`main thread in ${name}: processor time`] = roundTo(medianOf(pauses.map(({ worked }) => worked)), 0)
    figures[`main thread in ${name}: p50`] = roundTo(medianOf(pauses.map((pause) => pause.p50)), 1)
    figures[p99] = roundTo(medianOf(pauses.map((pause) => pause.p99)), 1)
    figures[`main thread in ${name}: longest`] = roundTo(Math.max(...pauses.map(({ longest }) => longest)), 1)
    limits[p99] = MOST_PAUSE
    for (const [label, share] of Object.entries(reads.length > 0 ? SHARES : {})) {
      figures[`question in ${name}: ${label}`] = roundTo(shareOf(reads, share), 1)
      const atRest = shareOf(all['a rest']?.reads ?? [], share)
      if (name !== 'a rest')
        ratios[`question in ${name} ÷ at rest: ${label}`] = roundTo(shareOf(reads, share) / atRest, 2)
    }
  }
  return { figures, ratios, limits }
}

const SHARES = { p50: 0.5, p95: 0.95, p99: 0.99 }

function shareOf(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
