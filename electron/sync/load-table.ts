import type { CachePort } from '#electron/cache/cache-port.ts'
import { tableDefinition } from '#electron/cache/derive-tables.ts'
import { incomingTable } from '#electron/cache/incoming-rows.ts'
import {
  type BuiltRows,
  createImageBuilder,
  createValueBuilder,
  type RowBuilder,
} from '#electron/cache/page-images/build-images.ts'
import type { ImagePool } from '#electron/cache/page-images/image-pool.ts'
import type { FirmDatabase, Run } from '#electron/postgres/connection.ts'
import { rowDecoder } from '#electron/postgres/row-codec.ts'
import { recordOf, type TableName } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { selectColumns } from './scope.ts'

/**
 * Rows of one statement. It bounds how long the server keeps a snapshot for one laptop; but each statement begins by
 * sorting what is left of the table, so it is not small.
 */
const ROWS_PER_COPY = 1_000_000
/** What the server may take for sorting them, which is most of what a statement of ours costs there. */
const SORTING_MEMORY = '64MB'
/** Rows by bound values, a transaction each: the other way, for tables that do not go into images. */
const VALUES_PER_WRITE = 4_000
/** Rows with content in bytes are written a few at a time, so that memory stays flat. */
const CONTENTS_PER_WRITE = 64
const FIRST_ID = '00000000-0000-0000-0000-000000000000'

export interface TableLoad {
  readonly database: FirmDatabase
  readonly cache: CachePort
  readonly table: TableName
  /** Which rows are wanted, as a predicate. */
  readonly scope: string
  /** Whether rows may come as images of pages. */
  readonly images: boolean
  readonly pool: ImagePool
  /** Rows arrived and are committed. */
  progress(rows: number): void
  stopped(): boolean
}

/**
 * Brings the rows of a table, in order of id, after the last one that the book has; each write is committed with the
 * place it reaches, so a cut goes on from there.
 *
 * @returns whether all are here; false when it was told to stop.
 */
export async function loadRowsOf(load: TableLoad): Promise<boolean> {
  if (load.images && !hasContent(load.table)) {
    const end = await loadBy(load, buildImages)
    if (end !== 'refused') return end === 'whole'
  }
  return (await loadBy(load, buildValues)) === 'whole'
}

const hasContent = (table: TableName) =>
  Object.values<FieldSpec>(recordOf(table).allFields).some(({ kind }) => kind === 'bytes')

async function readPlace({ cache, table }: TableLoad): Promise<string | null> {
  const { progress } = await cache.run('readLoadState', null)
  return progress.find((row) => row.table === table)?.lastId ?? null
}

type Build = (load: TableLoad) => RowBuilder

function buildImages({ table, pool }: TableLoad): RowBuilder {
  const incoming = incomingTable(table)
  return createImageBuilder(recordOf(table), incoming, tableDefinition(recordOf(table), incoming), pool)
}

function buildValues({ table }: TableLoad): RowBuilder {
  return createValueBuilder(recordOf(table), hasContent(table) ? CONTENTS_PER_WRITE : VALUES_PER_WRITE)
}

/** `refused`: the cache took an image for none that it can use. */
type LoadEnd = 'whole' | 'stopped' | 'refused'

async function loadBy(load: TableLoad, build: Build): Promise<LoadEnd> {
  for (;;) {
    const writer = createWriter(load, await readPlace(load))
    const end = await load.database.unitOfWork('repeatable read, read only', (run) =>
      copyRows(run, load, writer, build(load)),
    )
    if (end !== 'whole' || writer.rows() < ROWS_PER_COPY) return end
  }
}

async function copyRows(run: Run, load: TableLoad, writer: Writer, builder: RowBuilder): Promise<LoadEnd> {
  const { table, scope } = load
  // Instants in UTC need no arithmetic.
  await run(`SET LOCAL TimeZone = 'UTC'`)
  // The rows come in the order of an index of theirs by household, and are sorted before the first is sent.
  await run(`SET LOCAL work_mem = '${SORTING_MEMORY}'`)
  const where = `id > '${requireId(writer.after())}' AND ${scope}`
  try {
    for await (const text of run.copy(
      `COPY (${selectColumns(table)} WHERE ${where} ORDER BY id LIMIT ${ROWS_PER_COPY}) TO STDOUT`,
    )) {
      for (const built of builder.push(text)) if (!(await writer.write(built))) return 'refused'
      if (load.stopped()) return 'stopped'
    }
    for (const built of builder.end()) if (!(await writer.write(built))) return 'refused'
    return (await writer.settle()) ? 'whole' : 'refused'
  } finally {
    await writer.settle().catch(() => undefined)
  }
}

/** The place comes from this laptop's own file, and has to be an id before it becomes part of a statement. */
function requireId(after: string | null): string {
  if (after !== null && !/^[0-9a-f-]{36}$/.test(after)) throw new Error('the place reached is not an id')
  return after ?? FIRST_ID
}

/**
 * Writes one after another, while those after it are built: the cache is at its indexes for seconds, and what comes
 * meanwhile waits here.
 */
interface Writer {
  /** Waits while too many are on their way. @returns false when the cache refused an image: nothing after it is written. */
  write(built: BuiltRows): Promise<boolean>
  /** Resolves once the last write is through, as `write` would for the next. */
  settle(): Promise<boolean>
  /** The id that the next row has to follow. */
  after(): string | null
  rows(): number
}

/** Images on their way to the cache; with the one being built they take a fifth of the memory a first sync may have. */
const MOST_ON_THEIR_WAY = 20

function createWriter(load: TableLoad, from: string | null): Writer {
  let after = from
  let rows = 0
  let refused = false
  const under: Promise<boolean>[] = []
  const wait = async () => {
    try {
      const kept = await under.shift()
      refused ||= kept === false
    } catch (error) {
      // What was on its way behind a refused image does not follow what the book has.
      if (!refused) throw error
    }
    return !refused
  }
  return {
    async write(built) {
      if (under.length >= MOST_ON_THEIR_WAY && !(await wait())) return false
      const written = writeBuilt(load, built, after)
      // Whoever waits for it next hears of it.
      written.catch(() => undefined)
      under.push(written)
      after = built.lastId
      rows += built.kind === 'image' ? built.rows : built.fields.length
      return true
    },
    async settle() {
      while (under.length > 0) await wait()
      return !refused
    },
    after: () => after,
    rows: () => rows,
  }
}

async function writeBuilt({ cache, table, pool, progress }: TableLoad, built: BuiltRows, after: string | null) {
  if (built.kind === 'image') {
    const { image, rows, lastId } = built
    if (!(await cache.run('loadImage', { table, image, rows, after, lastId }))) return false
    pool.giveBack(image)
    progress(rows)
    return true
  }
  const values = built.fields.map(rowDecoder(recordOf(table)))
  await cache.run('loadRows', { table, values, rows: values.length, after, lastId: built.lastId })
  progress(values.length)
  return true
}
