import type { CommitRequest, FirmRow, Touched } from '#electron/cache/commit-change.ts'
import { toJsonValue } from '#electron/cache/row-json.ts'
import type { Ports } from '#electron/platform/ports.ts'
import type { FirmBook } from '#electron/postgres/firm-book.ts'
import { errorMessages, WorkstationError } from '#shared/ipc/errors.ts'
import { recordOf, type TableName } from '#shared/records/index.ts'
import { type OpenBook, stamp } from './open-session.ts'
import type { Session } from './session-service.ts'

type Sender = Pick<OpenBook, 'cache' | 'actor'> & Pick<Session, 'engine'>

/**
 * Changes rows of the firm that are not in the book: the unit goes into the outbox and is sent at once, in the same
 * order and with the same proof against repetition as everything that this laptop sends. What the firm refuses is taken
 * back here, and said. Where the connection is lost while it is on its way, it stays in the outbox and is settled later.
 *
 * @throws WorkstationError `offline` before anything is written, `not_found`, `refused` or `conflict` in the firm's words.
 */
export async function sendToFirm(
  { cache, actor, engine }: Sender,
  live: FirmBook,
  ports: Ports,
  request: CommitRequest,
): Promise<Touched> {
  const firmRows = await live.steady(() => readFirmRows(live, request))
  const touched = await cache.run('commitChange', { ...request, firmRows })
  const unitId = request.mutations[0]?.mutationId ?? ''
  await engine.settle()
  const unit = await cache.run('readUnit', { unitId })
  const parked = unit.find(({ state, reason }) => (state === 'refused' || state === 'conflict') && reason !== null)
  if (parked === undefined) return touched
  const { mutationId, state, reason } = parked
  const stamps = unit.map(() => stamp(ports))
  await cache.run('decide', { mutationId, choice: { kind: 'discard' }, actor, stamps, newId: ports.ids.next() })
  engine.wake()
  if (state === 'conflict')
    throw new WorkstationError('conflict', `${reason} Close this and open it again to see what.`)
  throw new WorkstationError('refused', reason ?? errorMessages.refused)
}

/** The rows that are to be changed, as they are now: what the change is made on. */
async function readFirmRows({ book }: FirmBook, { mutations }: CommitRequest): Promise<FirmRow[]> {
  const asked = mutations.flatMap(({ mutation }) =>
    mutation.operation === 'insert' ? [] : [{ table: mutation.table as TableName, id: mutation.id }],
  )
  const rows: FirmRow[] = []
  for (const { table, id } of asked) {
    const row = await book
      .selectFrom(table)
      .where('id', '=', id as never)
      .selectAll()
      .executeTakeFirst()
    if (row !== undefined) rows.push({ table, row: toJson(table, row as unknown as Record<string, unknown>) })
  }
  return rows
}

function toJson(table: TableName, row: Readonly<Record<string, unknown>>): FirmRow['row'] {
  return Object.fromEntries(Object.keys(recordOf(table).allFields).map((name) => [name, toJsonValue(row[name])]))
}
