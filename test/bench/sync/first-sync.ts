import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { bundleThreads } from '#build/bundle/threads.ts'
import { createScratchDatabase, type ScratchDatabase, startScratchCluster } from '#build/database/scratch.ts'
import { recordOf } from '#shared/records/index.ts'
import { columnsOf } from '#shared/schema/names.ts'
import { type BenchPart, medianOf, type PartResult, roundTo } from '../part.ts'
import type { FirstSyncFigures } from './first-sync-process.ts'
import { BOOK_LOGIN, BOOK_TABLES, loadMillionRowBook } from './million-row-book.ts'

const ROUNDS = 3
const PASSWORD = 'million-rows'
const TOTAL_LIMIT = 0.85
const MEMORY_LIMIT_MEGABYTES = 512

const script = fileURLToPath(new URL('./first-sync-process.ts', import.meta.url))

interface Round {
  /** The same rows through `psql` and the `sqlite3` tool into plaintext tables with primary keys and nothing else. */
  readonly plainMilliseconds: number
  readonly images: FirstSyncFigures
  readonly values: FirstSyncFigures
}

/**
 * A first sync of a million rows into the encrypted, indexed, searchable book, against the same rows piped from one
 * command line tool into another. By turns in one run, each round beginning with another of them.
 */
export const measureFirstSync: BenchPart = async (say) => {
  const { cluster, stop } = await startScratchCluster()
  const folder = mkdtempSync(join(tmpdir(), 'adviser-first-sync-'))
  try {
    const database = await createScratchDatabase(cluster)
    await fill(database)
    say('a book of a million rows is made')
    // As the product has it.
    const worker = join(await bundleThreads(), 'cache-worker.js')
    const rounds: Round[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push(runRound(database, { folder, worker }, round))
      say(describe(rounds.at(-1) as Round))
    }
    return summarise(rounds)
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await stop()
  }
}

async function fill({ host, port, database, caFile, superuser }: ScratchDatabase): Promise<void> {
  const client = new pg.Client({ host, port, database, ssl: { ca: readFileSync(caFile, 'utf8') }, ...superuser })
  await client.connect()
  await loadMillionRowBook(client)
  await client.query('SELECT app.ensure_login($1, $2)', [BOOK_LOGIN, PASSWORD])
  await client.end()
}

interface Places {
  readonly folder: string
  /** The cache's thread. */
  readonly worker: string
}

function runRound(database: ScratchDatabase, { folder, worker }: Places, round: number): Round {
  const sync = (name: string, flags: readonly string[]) =>
    syncOnce(database, join(folder, `${name}-${round}.db`), [`--worker=${worker}`, ...flags])
  const work = {
    plainMilliseconds: () => pipeIntoPlaintext(database, join(folder, `plain-${round}.db`)),
    images: () => sync('images', []),
    values: () => sync('values', ['--values']),
  }
  const names = Object.keys(work) as (keyof typeof work)[]
  const turned = names.map((_, index) => names[(index + round) % names.length] as keyof typeof work)
  return Object.fromEntries(turned.map((name) => [name, work[name]()])) as unknown as Round
}

function syncOnce({ host, port, database, caFile }: ScratchDatabase, file: string, flags: string[]): FirstSyncFigures {
  const server = JSON.stringify({ host, port, database, caFile })
  const parameters = [`--database=${server}`, `--login=${BOOK_LOGIN}`, `--password=${PASSWORD}`, `--file=${file}`]
  const figures = JSON.parse(execFileSync(process.execPath, [script, ...parameters, ...flags]).toString())
  for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true })
  return figures as FirstSyncFigures
}

function pipeIntoPlaintext({ host, port, database, caFile }: ScratchDatabase, file: string): number {
  const environment = {
    ...process.env,
    PGHOST: host,
    PGPORT: String(port),
    PGDATABASE: database,
    PGUSER: BOOK_LOGIN,
    PGPASSWORD: PASSWORD,
    PGSSLMODE: 'verify-full',
    PGSSLROOTCERT: caFile,
  }
  const tables = BOOK_TABLES.map((table) => {
    const [id, ...others] = columnsOf(recordOf(table))
    return `CREATE TABLE ${table} (${id} TEXT PRIMARY KEY, ${others.map((column) => `${column} TEXT`).join(', ')});`
  })
  execFileSync('sqlite3', [file], { input: tables.join('\n') })
  const pipes = BOOK_TABLES.map((table) => {
    const copy = `COPY (SELECT ${columnsOf(recordOf(table)).join(', ')} FROM public.${table}) TO STDOUT`
    return `psql -qc "${copy}" | sqlite3 -cmd '.mode tabs' ${file} '.import /dev/stdin ${table}'`
  })
  const began = performance.now()
  execFileSync('bash', ['-o', 'pipefail', '-ec', pipes.join('\n')], { env: environment })
  const milliseconds = Math.round(performance.now() - began)
  rmSync(file)
  return milliseconds
}

function describe({ plainMilliseconds, images, values }: Round): string {
  const ratio = (time: number) => roundTo(time / plainMilliseconds, 2)
  return (
    `plaintext ${plainMilliseconds} ms; images ${images.milliseconds} ms (${ratio(images.milliseconds)}×), ` +
    `ready at ${images.readyMilliseconds} ms, ${images.peakMegabytes} MB; values ${values.milliseconds} ms ` +
    `(${ratio(values.milliseconds)}×)`
  )
}

function summarise(rounds: readonly Round[]): PartResult {
  const median = (of: (round: Round) => number) => medianOf(rounds.map(of))
  // Round against round, so that a machine that is slow for a minute is slow for both sides.
  const ratio = (of: (round: Round) => number) =>
    roundTo(
      median((round) => of(round) / round.plainMilliseconds),
      2,
    )
  const total = 'first sync: images ÷ plaintext pipe'
  const memory = 'first sync: peak memory (MB)'
  return {
    figures: {
      'first sync: plaintext pipe': median(({ plainMilliseconds }) => plainMilliseconds),
      'first sync: images': median(({ images }) => images.milliseconds),
      'first sync: images, ready to work with': median(({ images }) => images.readyMilliseconds),
      'first sync: bound values': median(({ values }) => values.milliseconds),
      'first sync: images (rows per second)': Math.round(
        median(({ images }) => (1000 * images.rows) / images.milliseconds),
      ),
      'first sync: progress was told (times)': median(({ images }) => images.progressed),
      [memory]: Math.max(...rounds.map(({ images }) => images.peakMegabytes)),
    },
    ratios: {
      [total]: ratio(({ images }) => images.milliseconds),
      'first sync: ready to work with ÷ plaintext pipe': ratio(({ images }) => images.readyMilliseconds),
      'first sync: bound values ÷ plaintext pipe': ratio(({ values }) => values.milliseconds),
    },
    limits: { [total]: TOTAL_LIMIT, [memory]: MEMORY_LIMIT_MEGABYTES },
  }
}
