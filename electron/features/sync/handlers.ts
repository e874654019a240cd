import type { Choice } from '#electron/cache/decide-change.ts'
import type { OutboxRow } from '#electron/cache/local-tables.ts'
import { findStuckUnits } from '#electron/cache/unit-order.ts'
import type { HandlersOf, QueryContext } from '#electron/ipc/handlers.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { SyncStatus, syncChannels, VerifiedBook } from '#shared/ipc/sync.ts'
import { checkCorrection } from './check-correction.ts'
import { toEntry } from './outbox-entry.ts'

/** What the sync screens need of the session. */
export interface SyncDesk {
  status(): Promise<SyncStatus>
  wake(): void
  /** Syncs and resolves when that is through, well or not. */
  settle(): Promise<void>
  /** Compares the whole book with the firm's. @throws WorkstationError when it could not be compared. */
  verify(): Promise<VerifiedBook>
  /** Carries out a person's decision. @returns false when the change was sent or decided meanwhile. */
  decide(mutationId: string, choice: Choice): Promise<boolean>
}

type OpenPart = { 'sync.status': () => Promise<SyncStatus> }
type BookPart = Omit<HandlersOf<typeof syncChannels>, 'sync.status'>

export function createSyncHandlers(desk: SyncDesk): { readonly open: OpenPart; readonly book: BookPart } {
  const decide = async (mutationId: string, choice: Choice) => {
    if (!(await desk.decide(mutationId, choice))) throw settledMeanwhile()
    desk.wake()
    return {}
  }
  return {
    open: { 'sync.status': () => desk.status() },
    book: {
      'sync.now': async () => {
        await desk.settle()
        return {}
      },
      'sync.verify': () => desk.verify(),
      'sync.outbox': ({ laptop: { book, steady } }) => steady(() => readOutbox(book)),
      'sync.resolve': async ({ laptop: { book } }, { mutationId, keep }) =>
        decide(mutationId, choiceOf(await readParked(book, mutationId), keep)),
      'sync.retry': async ({ laptop: { book } }, { mutationId, changes }) => {
        const parked = await readParked(book, mutationId)
        await checkCorrection(book, parked, changes)
        return decide(mutationId, { kind: 'send', changes, theirs: [] })
      },
      'sync.retryAll': async ({ laptop: { book } }) => {
        const refused = await book.selectFrom('outbox').where('state', '=', 'refused').selectAll().execute()
        const units = new Map(refused.map((row) => [row.unitId ?? row.mutationId, row.mutationId]))
        const sent = [...units.values()].map((mutationId) => desk.decide(mutationId, sendAsItIs))
        const outcomes = await Promise.all(sent)
        desk.wake()
        return { sent: outcomes.filter(Boolean).length }
      },
      'sync.discard': (_context, { mutationId }) => decide(mutationId, { kind: 'discard' }),
    },
  }
}

async function readOutbox(book: QueryContext['book']) {
  const rows = await book
    .selectFrom('outbox')
    .leftJoin('households', 'households.id', 'outbox.householdId')
    .selectAll('outbox')
    .select('households.name as householdName')
    .orderBy('outbox.sequence')
    .execute()
  const users = await book.selectFrom('users').select(['id', 'displayName']).execute()
  const names = new Map<unknown, string>(users.map(({ id, displayName }) => [id, displayName]))
  const changes = rows.map((row) => ({ ...row, unitId: row.unitId ?? row.mutationId }))
  const patches = new Map(changes.map(({ mutationId, patch }) => [mutationId, patch]))
  const stuck = findStuckUnits(changes, ({ mutationId }) => patches.get(mutationId) ?? '{}')
  return withoutPages(changes).map(({ householdName, ...row }) =>
    toEntry({
      row,
      householdName,
      isBehind: stuck.has(row.unitId) && (row.state === 'waiting' || row.state === 'sending'),
      nameOf: (id) => names.get(id) ?? null,
    }),
  )
}

/** Pages of a document go with it, often hundreds of them: they are said only where the firm has something against one. */
function withoutPages<Row extends Pick<OutboxRow, 'unitId' | 'tableName' | 'reason'>>(rows: readonly Row[]): Row[] {
  const isPage = ({ tableName }: Row) => tableName === 'document_pages'
  const explained = new Set(rows.filter((row) => !isPage(row) && row.reason !== null).map(({ unitId }) => unitId))
  return rows.filter((row) => !isPage(row) || (row.reason !== null && !explained.has(row.unitId)))
}

async function readParked(book: QueryContext['book'], mutationId: string): Promise<OutboxRow> {
  const row = await book.selectFrom('outbox').where('mutationId', '=', mutationId).selectAll().executeTakeFirst()
  if (row === undefined) throw settledMeanwhile()
  return row
}

function settledMeanwhile(): WorkstationError {
  return new WorkstationError('not_found', 'This change was already sent or decided. Refresh the list.')
}

const sendAsItIs: Choice = { kind: 'send', changes: {}, theirs: [] }

type Keep = 'mine' | 'theirs' | Readonly<Record<string, 'mine' | 'theirs'>>

function choiceOf({ state, patch }: OutboxRow, keep: Keep): Choice {
  if (keep === 'mine') return sendAsItIs
  if (keep === 'theirs') return state === 'refused' ? { kind: 'discard' } : { kind: 'yield' }
  const mine = Object.keys(JSON.parse(patch) as object)
  const theirs = mine.filter((name) => keep[name] === 'theirs')
  const unknown = Object.keys(keep).find((name) => !mine.includes(name))
  if (unknown !== undefined) {
    throw new WorkstationError('bad_input', `The change does not set ${unknown}. Refresh the list and decide again.`)
  }
  return theirs.length === mine.length ? { kind: 'yield' } : { kind: 'send', changes: {}, theirs }
}
