import type { Clock } from '#electron/platform/ports.ts'
import type { AuditEntry } from '#shared/domain/audit-event.ts'

/** A screen that stays open asks again whenever the book changes; within this time that is one look, not many. */
const ONE_LOOK_MILLISECONDS = 5 * 60_000

/**
 * Writes each person's look at a record once: reading the same record again within five minutes adds no event. Whatever is not
 * a plain read (a reveal, an export, a change) is always written.
 */
export function collapseReads(
  clock: Clock,
  who: () => string,
  write: (entry: AuditEntry) => Promise<void>,
): (entry: AuditEntry) => Promise<void> {
  const lastWritten = new Map<string, number>()
  return async (entry) => {
    if (entry.type !== 'data' || entry.action !== 'read') return write(entry)
    const record = `${who()} ${entry.table} ${entry.rowId}`
    const now = clock.now()
    const last = lastWritten.get(record)
    if (last !== undefined && now - last < ONE_LOOK_MILLISECONDS && now >= last) return
    await write(entry)
    lastWritten.set(record, now)
  }
}
