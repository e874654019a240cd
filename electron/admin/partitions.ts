import { Command } from 'commander'
import { type BundleVerdict, verifyBundle } from '#electron/audit/trail-bundle.ts'
import type { FirmDatabase } from '#electron/postgres/connection.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { archiveMonth, dropMonth } from './archive-month.ts'
import { print } from './output.ts'
import { findPlace, type PlaceOptions, placedCommand } from './place.ts'
import { withFirm } from './with-firm.ts'

interface Options extends PlaceOptions {
  readonly json?: boolean
}

/** One month of the trail; the default partition has none. */
export interface Partition {
  /** `YYYY-MM` */
  readonly month: string | null
  readonly rows: number
  readonly bytes: number
  readonly attached: boolean
}

const NEED = { role: 'an administrator' }

export function partitionsCommand(): Command {
  return new Command('partitions')
    .description('The months of the audit trail in the firm’s database. For administrators.')
    .addCommand(
      withPlace('ensure', 'Makes this month and those ahead.')
        .option('--months <n>', 'how many ahead', '3')
        .action(runEnsure),
    )
    .addCommand(withPlace('list', 'Shows the months, their events, and whether they are attached.').action(runList))
    .addCommand(
      withPlace('archive', 'Writes a month to a verified bundle and detaches it.')
        .argument('<month>', 'YYYY-MM')
        .requiredOption('--to <folder>', 'where the bundle is written, or lies')
        .option('--drop', 'drops a month that was archived before, once its bundle verifies again')
        .action(runArchive),
    )
    .addCommand(
      new Command('verify')
        .description('Recomputes every hash of a bundle. Needs no database.')
        .argument('<file>', 'the bundle, ending in .jsonl.gz')
        .option('--json', 'the report as JSON')
        .action(runVerify),
    )
}

function withPlace(name: string, description: string): Command {
  return placedCommand(name, description).option('--json', 'the report as JSON')
}

async function runEnsure(options: Options & { readonly months: string }): Promise<void> {
  const months = Number(options.months)
  if (!Number.isInteger(months) || months < 0 || months > 24) {
    throw new WorkstationError('bad_input', '--months takes a number from 0 to 24.')
  }
  const report = await withFirm(findPlace(options), NEED, (database) => ensurePartitions(database, months))
  if (options.json) print(JSON.stringify(report))
  else print(describeEnsured(report))
  process.exitCode = report.ok ? 0 : 1
}

interface EnsureReport {
  readonly ok: boolean
  readonly made: number
  /** Months, `YYYY-MM`, that should be there and are not. */
  readonly missing: readonly string[]
  /** Events that found no month. */
  readonly inDefault: number
}

/** Makes this month and those ahead, and says what is still missing: making is put off while something blocks it. */
export async function ensurePartitions(database: FirmDatabase, months: number): Promise<EnsureReport> {
  const [answer] = await database.query('SELECT audit.ensure_partitions($1) AS made', [months])
  const wanted = await database.query(
    `SELECT to_char(audit.this_month() + make_interval(months => step), 'YYYY-MM') AS month
     FROM generate_series(0, $1::integer) AS step ORDER BY step`,
    [months],
  )
  const partitions = await listPartitions(database)
  const there = new Set(partitions.filter(({ attached }) => attached).map(({ month }) => month))
  const missing = wanted.map(({ month }) => month ?? '').filter((month) => !there.has(month))
  const inDefault = partitions.find(({ month }) => month === null)?.rows ?? 0
  return { ok: missing.length === 0, made: Number(answer?.made), missing, inDefault }
}

function describeEnsured({ made, missing, inDefault }: EnsureReport): string {
  const waiting = inDefault === 0 ? '' : ` ${inDefault} events lie in the default partition.`
  if (missing.length === 0) return `All months are there; ${made} made now.${waiting}`
  return `Still missing: ${missing.join(', ')}. Something long is reading the trail; try again when it is done.${waiting}`
}

async function runList(options: Options): Promise<void> {
  const partitions = await withFirm(findPlace(options), NEED, listPartitions)
  if (options.json) return print(JSON.stringify(partitions))
  for (const { month, rows, bytes, attached } of partitions) {
    const size = `${(bytes / 1_048_576).toFixed(1)} MB`
    print(
      `${(month ?? 'default').padEnd(8)} ${String(rows).padStart(12)} events ${size.padStart(12)}  ${attached ? 'attached' : 'detached'}`,
    )
  }
}

/** Every month there is, detached ones included, and the default partition at the end. */
export async function listPartitions(database: FirmDatabase): Promise<Partition[]> {
  const rows = await database.query(
    `SELECT to_char(month, 'YYYY-MM') AS month, events, bytes, attached FROM audit.list_partitions()`,
  )
  return rows
    .map(({ month, events, bytes, attached }) => ({
      month: month ?? null,
      rows: Number(events),
      bytes: Number(bytes),
      attached: attached === 't',
    }))
    .sort((one, other) => ((one.month ?? '~') < (other.month ?? '~') ? -1 : 1))
}

async function runArchive(
  month: string,
  options: Options & { readonly to: string; readonly drop?: boolean },
): Promise<void> {
  const place = findPlace(options)
  const work = options.drop ? dropMonth : archiveMonth
  const verdict = await withFirm(place, NEED, (database) => work(database, month, options.to))
  if (options.json) print(JSON.stringify(verdict))
  else
    print(
      `${month}: ${verdict.events} events, digest ${verdict.manifest.digest}, ${options.drop ? 'dropped' : 'written, verified, and detached'}.`,
    )
}

async function runVerify(file: string, options: { readonly json?: boolean }): Promise<void> {
  const verdict = await verifyBundle(file)
  if (options.json) print(JSON.stringify(verdict))
  else print(describeVerdict(verdict))
  process.exitCode = verdict.ok ? 0 : 1
}

function describeVerdict({ ok, events, problem, manifest }: BundleVerdict): string {
  if (!ok) return `FAIL  ${manifest.month}: ${problem} (${events} events before it hold).`
  return `PASS  ${manifest.month}: ${events} events, every one in place. Digest ${manifest.digest}`
}
