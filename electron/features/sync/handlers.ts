import type { OutboxRow } from '#electron/cache/local-tables.ts'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import type { OutboxEntry, SyncStatus, syncChannels, VerifiedBook } from '#shared/ipc/sync.ts'
import { recordOf } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'

/** What the sync screens need of the session. */
export interface SyncDesk {
  status(): Promise<SyncStatus>
  wake(): void
  /** Syncs and resolves when that is through, well or not. */
  settle(): Promise<void>
  /** Compares the whole book with the firm's. @throws WorkstationError when it could not be compared. */
  verify(): Promise<VerifiedBook>
  resolve(mutationId: string, keep: 'mine' | 'theirs'): Promise<boolean>
}

type OpenPart = { 'sync.status': () => Promise<SyncStatus> }
type BookPart = Omit<HandlersOf<typeof syncChannels>, 'sync.status'>

export function createSyncHandlers(desk: SyncDesk): { readonly open: OpenPart; readonly book: BookPart } {
  return {
    open: { 'sync.status': () => desk.status() },
    book: {
      'sync.now': async () => {
        await desk.settle()
        return {}
      },
      'sync.verify': () => desk.verify(),
      'sync.outbox': async ({ book }) => {
        const rows = await book
          .selectFrom('outbox')
          .leftJoin('households', 'households.id', 'outbox.householdId')
          .selectAll('outbox')
          .select('households.name as householdName')
          .orderBy('outbox.sequence')
          .execute()
        return rows.map(toEntry)
      },
      'sync.resolve': async (_context, { mutationId, keep }) => {
        if (!(await desk.resolve(mutationId, keep))) {
          throw new WorkstationError('not_found', 'This change was already sent or decided. Refresh the list.')
        }
        desk.wake()
        return {}
      },
    },
  }
}

function toEntry(row: OutboxRow & { householdName: string | null }): OutboxEntry {
  const patch = JSON.parse(row.patch) as Record<string, unknown>
  const base = JSON.parse(row.baseValues) as Record<string, unknown>
  const theirs = row.theirs ? (JSON.parse(row.theirs) as Record<string, unknown>) : null
  const record = recordOf(row.tableName)
  const specs = record.fields as Readonly<Record<string, FieldSpec>>
  const { mutationId, rowId, householdId, householdName, operation, state, reason, createdAt } = row
  return {
    mutationId,
    table: row.tableName,
    label: record.label,
    rowId,
    householdId,
    householdName,
    operation,
    state,
    reason,
    createdAt,
    fields: Object.entries(patch)
      .filter(([name, value]) => isShown(specs[name], value, operation))
      .map(([name, value]) => ({
        label: specs[name]?.label ?? name,
        kind: specs[name]?.kind ?? 'text',
        mine: toText(specs[name], value),
        theirs: theirs ? toText(specs[name], theirs[name]) : null,
        base: toText(specs[name], base[name]),
      })),
  }
}

/** References, ciphertext, and bytes say nothing to people; an empty field of a new row does not either. */
function isShown(spec: FieldSpec | undefined, value: unknown, operation: OutboxRow['operation']): boolean {
  if (!spec || ['ref', 'bytes', 'encrypted'].includes(spec.kind)) return false
  return operation !== 'insert' || value !== null
}

function toText(spec: FieldSpec | undefined, value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (spec?.kind === 'choice') return spec.choices?.[String(value)] ?? String(value)
  if (spec?.kind === 'boolean') return value ? 'Yes' : 'No'
  return String(value)
}
