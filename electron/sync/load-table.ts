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
import type { Traffic } from './traffic.ts'

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
  /** Shared by all tables: how much may wait for the cache. */
  readonly traffic: Traffic
  /** The last row that the book has; null before the first. */
  readonly lastId: string | null
  /** Rows arrived and are committed. */
  progress(rows: number): void
  stopped(): boolean
}

/** All that the server sends of a table; the last rows may still be on their way into the book. */
export interface FetchedTable {
  /** Resolves once nothing is on its way: whether all rows are in the book; false when it was told to stop. */
  readonly written: Promise<boolean>
}

/**
 * Brings the rows of a table, in order of id, after the last one that the book has; each write is committed with the
 * place it reaches, so a cut goes on from there. Resolves when the server has sent everything, so that it can sort the
 * next table while the cache writes the rest of this one. Rejects with nothing on its way.
 */
export async function loadRowsOf(load: TableLoad): Promise<FetchedTable> {
  const asImages = load.images && !hasContent(load.table)
  const fetched = await fetchBy(load, asImages ? buildImages : buildValues, load.lastId)
  return { written: asImages ? writeOrTakeValues(load, fetched) : isWritten(fetched) }
}

const isWritten = async ({ end, writer }: Fetched) => (await writer.settle()) && end === 'whole'

/** Once the cache has refused an image, what is missing is brought by values. */
async function writeOrTakeValues(load: TableLoad, fetched: Fetched): Promise<boolean> {
  if ((await isWritten(fetched)) || fetched.end === 'stopped') return fetched.end === 'whole'
  return isWritten(await fetchBy(load, buildValues, await readPlace(load)))
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
type FetchEnd = 'whole' | 'stopped' | 'refused'

interface Fetched {
  readonly end: FetchEnd
  readonly writer: Writer
}

/** @param from the last id that the book has. */
async function fetchBy(load: TableLoad, build: Build, from: string | null): Promise<Fetched> {
  let place = from
  for (;;) {
    const writer = createWriter(load, place)
    const end = await fetchRows(load, writer, build(load))
    if (end !== 'whole' || writer.rows() < ROWS_PER_COPY) return { end, writer }
    if (!(await writer.settle())) return { end: 'refused', writer }
    place = writer.after()
  }
}

async function fetchRows(load: TableLoad, writer: Writer, builder: RowBuilder): Promise<FetchEnd> {
  try {
    return await load.database.unitOfWork('repeatable read, read only', (run) => copyRows(run, load, writer, builder))
  } catch (error) {
    await writer.settle().catch(() => undefined)
    throw error
  }
}

async function copyRows(run: Run, load: TableLoad, writer: Writer, builder: RowBuilder): Promise<FetchEnd> {
  const { table, scope } = load
  // Instants in UTC need no arithmetic.
  await run(`SET LOCAL TimeZone = 'UTC'`)
  // The rows come in the order of an index of theirs by household, and are sorted before the first is sent.
  await run(`SET LOCAL work_mem = '${SORTING_MEMORY}'`)
  const where = `id > '${requireId(writer.after())}' AND ${scope}`
  for await (const text of run.copy(
    `COPY (${selectColumns(table)} WHERE ${where} ORDER BY id LIMIT ${ROWS_PER_COPY}) TO STDOUT`,
  )) {
    for (const built of builder.push(text)) if (!(await writer.write(built))) return 'refused'
    if (load.stopped()) return 'stopped'
  }
  for (const built of builder.end()) if (!(await writer.write(built))) return 'refused'
  return 'whole'
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
  /**
   * Waits while too many are on their way.
   *
   * @returns false when the cache refused an image: nothing after it is written.
   * @throws what the cache threw for one before.
   */
  write(built: BuiltRows): Promise<boolean>
  /** Resolves once the last write is through, as `write` would for the next. */
  settle(): Promise<boolean>
  /** The id that the next row has to follow. */
  after(): string | null
  rows(): number
}

function createWriter(load: TableLoad, from: string | null): Writer {
  let after = from
  let rows = 0
  let refused = false
  let failure: { readonly error: unknown } | null = null
  let last = Promise.resolve()
  const note = async (written: Promise<boolean>) => {
    try {
      if (!(await written)) refused = true
    } catch (error) {
      // What was on its way behind a refused image does not follow what the book has.
      if (!refused) failure ??= { error }
    } finally {
      load.traffic.leave()
    }
  }
  const answer = () => {
    if (failure) throw failure.error
    return !refused
  }
  return {
    async write(built) {
      await load.traffic.enter()
      if (failure || refused) load.traffic.leave()
      if (!answer()) return false
      const noted = note(writeBuilt(load, built, after))
      last = last.then(() => noted)
      after = built.lastId
      rows += built.kind === 'image' ? built.rows : built.fields.length
      return true
    },
    async settle() {
      await last
      return answer()
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
