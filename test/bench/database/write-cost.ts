import type pg from 'pg'
import { createScratchDatabase, startScratchCluster } from '#build/database/scratch.ts'
import { createSmallFirm, type SmallFirm } from '#test/support/small-firm.ts'
import { type BenchPart, medianOf, roundTo } from '../part.ts'
import {
  clearRows,
  insertAll,
  insertGround,
  insertOne,
  MEASURED_TABLES,
  type MeasuredTable,
  stageRows,
  updateAll,
  updateOne,
} from './write-rows.ts'

const SINGLE_ROUNDS = 41
const SINGLE_WRITES = 12
const BULK_ROUNDS = 10
const BULK_ROWS = 10_000

/** Which triggers fire. Everything else (stamps, policies, foreign keys, indexes) is the same. */
const MODES = {
  neither: 'nothing',
  audit: '^b_audit',
  changeLog: '^[cd]_sync',
  both: '^(b_audit|[cd]_sync)',
} as const
type Mode = keyof typeof MODES

/** By what was written, then by mode: one median for each round. */
type Times = Map<string, Record<Mode, number[]>>

/**
 * What the audit and the change log add to a write, on a server that forces its log to disk, over TLS. Rounds with and
 * without the triggers follow each other in one run, in turning order, so that nothing else comes between.
 */
export const measureWriteCost: BenchPart = async (say) => {
  const { cluster, stop } = await startScratchCluster({ durable: true })
  try {
    const firm = await createSmallFirm(await createScratchDatabase(cluster))
    await insertGround(firm)
    for (const table of MEASURED_TABLES) await stageRows(firm, table, BULK_ROWS)
    const times: Times = new Map()
    say(`${SINGLE_ROUNDS} rounds of ${SINGLE_WRITES} single rows by an adviser, a transaction each`)
    await measureSingle(firm, times)
    say(`${BULK_ROUNDS} rounds of ${BULK_ROWS} rows in one statement by the tables’ owner`)
    await measureBulk(firm, times)
    await firm.close()
    return summarise(times)
  } finally {
    await stop()
  }
}

function note(times: Times, name: string, mode: Mode, milliseconds: number): void {
  const byMode = times.get(name) ?? { neither: [], audit: [], changeLog: [], both: [] }
  times.set(name, byMode)
  byMode[mode].push(milliseconds)
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** The modes in another order each round: whoever comes first pays for what the server puts off. */
function turningModes(round: number): Mode[] {
  const modes = Object.keys(MODES) as Mode[]
  return modes.map((_, index) => modes[(index + round) % modes.length] as Mode)
}

async function chooseTriggers(firm: SmallFirm, table: MeasuredTable, mode: Mode): Promise<void> {
  const triggers = await firm.query(
    `SELECT tgname, tgname ~ $2 AS fires FROM pg_trigger WHERE tgrelid = $1::regclass AND tgname ~ $3`,
    [table, MODES[mode], MODES.both],
  )
  for (const { tgname, fires } of triggers) {
    await firm.query(`ALTER TABLE ${table} ${fires ? 'ENABLE' : 'DISABLE'} TRIGGER ${tgname}`)
  }
}

async function measureSingle(firm: SmallFirm, times: Times): Promise<void> {
  const adviser = await firm.connectAs(firm.adviser)
  for (const table of ['tasks', 'persons'] as const) {
    for (let round = 0; round < SINGLE_ROUNDS; round += 1) {
      for (const mode of turningModes(round)) {
        await chooseTriggers(firm, table, mode)
        const { inserts, updates } = await writeSingles(firm, adviser, table)
        if (round > 0) note(times, `one row, INSERT ${table}`, mode, medianOf(inserts))
        if (round > 0) note(times, `one row, UPDATE ${table}`, mode, medianOf(updates))
        await clearRows({ query: firm.query as unknown as pg.Client['query'] }, table)
      }
    }
  }
  await adviser.end()
}

/** The first writes after triggers were switched plan the statements that the connection keeps; they do not count. */
const PLANNING_WRITES = 2

async function writeSingles(firm: SmallFirm, adviser: pg.Client, table: MeasuredTable) {
  const rows = await firm.query(`SELECT * FROM staged_${table} LIMIT ${SINGLE_WRITES + PLANNING_WRITES}`)
  const inserts: number[] = []
  const updates: number[] = []
  for (const row of rows) inserts.push(await timeOf(() => adviser.query(insertOne(table, row))))
  for (const [index, row] of rows.entries()) {
    updates.push(await timeOf(() => adviser.query(updateOne(table, row.id as string, `Changed ${index}`))))
  }
  return { inserts: inserts.slice(PLANNING_WRITES), updates: updates.slice(PLANNING_WRITES) }
}

async function measureBulk(firm: SmallFirm, times: Times): Promise<void> {
  for (const table of MEASURED_TABLES) {
    for (let round = 0; round < BULK_ROUNDS; round += 1) {
      for (const mode of turningModes(round)) {
        await chooseTriggers(firm, table, mode)
        const inserted = await timeOf(() => firm.query(insertAll(table)))
        const updated = await timeOf(() => firm.query(updateAll(table)))
        await clearRows({ query: firm.query as unknown as pg.Client['query'] }, table)
        if (round === 0) continue
        note(times, `${BULK_ROWS} rows, INSERT ${table}`, mode, inserted)
        note(times, `${BULK_ROWS} rows, UPDATE ${table}`, mode, updated)
      }
    }
  }
}

function summarise(times: Times) {
  const figures: Record<string, number> = {}
  const ratios: Record<string, number> = {}
  const limits: Record<string, number> = {}
  for (const [name, byMode] of times) {
    for (const mode of Object.keys(MODES) as Mode[]) figures[`${name}: ${mode}`] = roundTo(medianOf(byMode[mode]), 3)
    ratios[`${name}: audit`] = ratioOf(byMode, 'audit')
    ratios[`${name}: change log`] = ratioOf(byMode, 'changeLog')
    ratios[name] = ratioOf(byMode, 'both')
    limits[name] = name.startsWith('one row') ? 1.3 : 2.5
  }
  return { figures, ratios, limits }
}

/** Round against round, so that a machine that is slow for a minute is slow for both sides. */
function ratioOf(byMode: Record<Mode, number[]>, mode: Mode): number {
  return roundTo(medianOf(byMode[mode].map((time, round) => time / (byMode.neither[round] ?? time))), 2)
}
