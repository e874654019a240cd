import type { Book } from '#electron/book-queries/book.ts'
import { requireRow } from '#electron/book-queries/row-changes.ts'
import type { OutboxState } from '#electron/cache/local-tables.ts'
import type { CommandContext, LocalMutation } from '#electron/ipc/handlers.ts'
import { fullName } from '#shared/domain/labels.ts'
import { type DoneChange, takeBack } from '#shared/domain/merge-facts.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { MergedPerson } from '#shared/ipc/merging.ts'
import { recordOf, type TableName } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { countStaying } from './describe-merge.ts'

const GONE =
  'This merge was made on another laptop, or too long ago, and cannot be taken back here. Change by hand what should be otherwise.'
const PARKED =
  'The firm has not taken this merge yet: decide about it on the sync page. Discarding it there takes it back as well.'

/** A person who was merged, as they were, and whether that can be taken back. @throws WorkstationError `not_found`. */
export async function readMergedPerson(book: Book, personId: string): Promise<MergedPerson> {
  const person = await requireRow(book, 'persons', personId)
  if (person.mergedIntoId === null) throw new WorkstationError('not_found', 'This person was not merged into another.')
  const [kept, stays, problem] = await Promise.all([
    book.selectFrom('persons').where('id', '=', person.mergedIntoId).selectAll().executeTakeFirst(),
    countStaying(book, personId),
    findProblem(book, personId),
  ])
  return {
    ...{ person, name: fullName(person), keptId: person.mergedIntoId, stays, problem },
    keptName: kept === undefined ? 'somebody outside your book' : fullName(kept),
    keptHouseholdId: kept?.householdId ?? null,
  }
}

async function findProblem(book: Book, personId: string): Promise<string | null> {
  try {
    await readTakingBack(book, personId)
    return null
  } catch (error) {
    if (error instanceof WorkstationError) return error.message
    throw error
  }
}

/** Takes a merge back. @throws WorkstationError `bad_input` with a sentence where that is no longer possible. */
export async function undoMerge({ book, steady, commit }: CommandContext, mergedId: string): Promise<void> {
  const person = await requireRow(book, 'persons', mergedId)
  const changes = await steady(() => readTakingBack(book, mergedId))
  await commit({
    mutations: changes.map(({ table, id, patch }) => ({ table, id, patch, operation: 'update' }) as LocalMutation),
    audit: [
      {
        ...{ type: 'data', action: 'unlink', table: 'persons', rowId: mergedId, householdId: person.householdId },
        reason: `Merge into ${person.mergedIntoId} taken back`,
      },
    ],
  })
}

/**
 * What takes the merge of a person back: from what this laptop has sent or is about to send, so that it works without
 * the firm and after a restart.
 *
 * @throws WorkstationError `bad_input`.
 */
async function readTakingBack(book: Book, mergedId: string): Promise<readonly DoneChange[]> {
  const person = await requireRow(book, 'persons', mergedId)
  if (person.mergedIntoId === null) {
    throw new WorkstationError('bad_input', 'This merge was taken back already. There is nothing to do.')
  }
  const unit = await readUnit(book, mergedId, person.mergedIntoId)
  if (unit === null) throw new WorkstationError('bad_input', GONE)
  if (unit.some(({ state }) => state === 'refused' || state === 'conflict')) {
    throw new WorkstationError('bad_input', PARKED)
  }
  const done = unit.map(toDone)
  const rows = new Map(
    await Promise.all(done.map(async (change) => [keyOf(change), await readNow(book, change)] as const)),
  )
  const { changes, changed } = takeBack(done, (change) => rows.get(keyOf(change)), specOf)
  if (changed.length === 0) return changes
  const labels = [...new Set(changed.map(({ table }) => recordOf(table).label.toLowerCase()))].join(', ')
  throw new WorkstationError(
    'bad_input',
    `This was changed since the merge: ${labels}. So nothing was taken back; change by hand what should be as before.`,
  )
}

interface UnitRow {
  readonly mutationId: string
  readonly unitId: string
  readonly sequence: number
  readonly tableName: string
  readonly rowId: string
  readonly patch: string
  readonly baseValues: string
  readonly state?: OutboxState
}

const columns = ['mutationId', 'unitId', 'sequence', 'tableName', 'rowId', 'patch', 'baseValues'] as const

/** The newest unit that merged the two, in its order; null where it is no longer here whole. */
async function readUnit(book: Book, mergedId: string, keptId: string): Promise<UnitRow[] | null> {
  const isMerge = ({ patch }: UnitRow) => (JSON.parse(patch) as Patch).mergedIntoId === keptId
  const unsent = await book
    .selectFrom('outbox')
    .where('tableName', '=', 'persons')
    .where('rowId', '=', mergedId)
    .orderBy('sequence', 'desc')
    .select(columns)
    .execute()
  const waiting = unsent.find(isMerge)
  if (waiting !== undefined) {
    const { unitId } = waiting
    return whole(
      await book
        .selectFrom('outbox')
        .where('unitId', '=', unitId)
        .select([...columns, 'state'])
        .execute(),
    )
  }
  const sent = await book
    .selectFrom('sentChanges')
    .where('tableName', '=', 'persons')
    .where('rowId', '=', mergedId)
    .orderBy('unitSequence', 'desc')
    .select(columns)
    .execute()
  const last = sent.find(isMerge)
  if (last === undefined) return null
  return whole(await book.selectFrom('sentChanges').where('unitId', '=', last.unitId).select(columns).execute())
}

type Patch = Readonly<Record<string, unknown>>

/** A unit begins with the change it is called after and ends with the merged person; rows that left the book leave a gap. */
function whole(rows: UnitRow[]): UnitRow[] | null {
  const unit = rows.toSorted((a, b) => a.sequence - b.sequence)
  const [first, last] = [unit[0], unit.at(-1)]
  if (first === undefined || last === undefined || first.mutationId !== first.unitId) return null
  const isMergeLast = last.tableName === 'persons' && 'mergedIntoId' in (JSON.parse(last.patch) as Patch)
  return isMergeLast && last.sequence - first.sequence === unit.length - 1 ? unit : null
}

function toDone({ tableName, rowId, patch, baseValues }: UnitRow): DoneChange {
  return { table: tableName, id: rowId, patch: JSON.parse(patch) as Patch, base: JSON.parse(baseValues) as Patch }
}

const keyOf = ({ table, id }: DoneChange) => `${table} ${id}`

async function readNow(book: Book, { table, id }: DoneChange): Promise<Patch | undefined> {
  return book
    .selectFrom(table as TableName)
    .where('id', '=', id as never)
    .selectAll()
    .executeTakeFirst() as Promise<Patch | undefined>
}

function specOf(table: string, field: string): FieldSpec | undefined {
  return (recordOf(table).fields as Readonly<Record<string, FieldSpec>>)[field]
}
