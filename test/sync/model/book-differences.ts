import type { CacheDatabase } from '#electron/cache/open-cache.ts'
import { toCacheValue } from '#electron/cache/row-json.ts'
import type { CacheValue } from '#electron/postgres/row-codec.ts'
import { bookTableNames, recordOf } from '#shared/records/index.ts'
import { columnsOf, toColumn } from '#shared/schema/names.ts'
import { readFirmRows } from '#test/support/compare-book.ts'
import type { ModelFirm } from './model-firm.ts'
import type { ModelLaptop } from './model-laptop.ts'
import { isSame, readOutbox, type Unsent } from './typed.ts'

type Row = Readonly<Record<string, CacheValue | undefined>>
type Rows = ReadonlyMap<string, Row>

/** What a laptop's book shows otherwise than the firm's database shows its person, unsent work laid on top. */
export async function bookDifferences(firm: ModelFirm, laptop: ModelLaptop): Promise<string[]> {
  const client = await firm.connect(laptop.person)
  const firmRows = await readFirmRows(client).finally(() => client.end())
  const { person } = laptop
  return laptop.read((db) => {
    const outbox = readOutbox(db)
    const problems = bookTableNames.flatMap((table) => {
      const columns = columnsOf(recordOf(table))
      const theirs = byId(columns, firmRows[table] ?? [])
      const sql = `SELECT ${columns.join(', ')} FROM ${table}`
      const mine = byId(columns, db.prepare(sql).raw().all() as CacheValue[][])
      return tableDifferences(table, mine, theirs, outbox).map((problem) => `${person.login}: ${problem}`)
    })
    return [...problems, ...leftovers(db, outbox)]
  })
}

function byId(columns: readonly string[], rows: readonly (readonly CacheValue[])[]): Rows {
  return new Map(
    rows.map((row) => [row[0] as string, Object.fromEntries(columns.map((column, index) => [column, row[index]]))]),
  )
}

const BOOKKEEPING = ['version', 'created_at', 'created_by', 'updated_at', 'updated_by']

function tableDifferences(table: string, mine: Rows, theirs: Rows, outbox: readonly Unsent[]): string[] {
  const problems: string[] = []
  for (const id of new Set([...mine.keys(), ...theirs.keys()])) {
    const unsent = outbox.filter((change) => change.table === table && change.rowId === id)
    const [shown, known] = [mine.get(id), theirs.get(id)]
    const isNew = unsent.some(({ operation }) => operation === 'insert')
    if (!known && shown && !isNew) problems.push(`${table} ${id} is shown and not theirs`)
    if (known && !shown) problems.push(`${table} ${id} is missing`)
    if (!shown || (!known && !isNew)) continue
    const wanted: Row = { ...known, ...patchOf(unsent) }
    const columns = unsent.length > 0 ? Object.keys(wanted).filter((name) => !BOOKKEEPING.includes(name)) : null
    for (const column of columns ?? Object.keys(wanted)) {
      if (isSameValue(shown[column], wanted[column])) continue
      problems.push(`${table}.${column} ${id}: ${String(shown[column])} instead of ${String(wanted[column])}`)
    }
  }
  return problems
}

function patchOf(unsent: readonly Unsent[]): Row {
  const patches = unsent.flatMap(({ table, patch }) =>
    Object.entries(patch).map(([name, value]) => [toColumn(name), toCacheValue(table, name, value)] as const),
  )
  return Object.fromEntries(patches)
}

function isSameValue(left: CacheValue | undefined, right: CacheValue | undefined): boolean {
  if (left instanceof Uint8Array && right instanceof Uint8Array) return Buffer.from(left).equals(right)
  return isSame(left, right)
}

/** What must not stay behind: words of rows that are gone, and the firm's versions of rows with nothing unsent. */
function leftovers(db: CacheDatabase, outbox: readonly Unsent[]): string[] {
  const searched = db.prepare('SELECT table_name AS "table", row_id AS id FROM search_rows').all() as {
    table: string
    id: string
  }[]
  const words = searched.filter(
    ({ table, id }) => db.prepare(`SELECT 1 FROM ${table} WHERE id = ?`).get(id) === undefined,
  )
  const shadows = db.prepare('SELECT table_name AS "table", row_id AS id FROM shadow').all() as typeof searched
  const idle = shadows.filter(({ table, id }) => !outbox.some((one) => one.table === table && one.rowId === id))
  return [
    ...words.map(({ table, id }) => `words of ${table} ${id} are left`),
    ...idle.map(({ table, id }) => `a version of ${table} ${id} is left`),
  ]
}
