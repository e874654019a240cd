import type { AuditAction, AuditType } from '#shared/domain/audit-event.ts'
import type { OutputOf } from '#shared/ipc/index.ts'
import { id, instant, user } from './fixture-base.ts'
import { householdRows } from './fixture-book.ts'

/** Events of a laptop's trail. */
export function makeAudit(): OutputOf<'audit.recent'> {
  const events: [AuditType, AuditAction, string | null][] = [
    ['data', 'read', 'households'],
    ['data', 'update', 'households'],
    ['export', 'export', 'meetings'],
    ['data', 'create', 'meeting_notes'],
    ['authentication', 'login', null],
  ]
  return Array.from({ length: 40 }, (_, at) => {
    const [type, action, table] = events[at % events.length] ?? ['data', 'read', 'households']
    return {
      id: id(),
      sequence: 1284 - at,
      occurredAt: instant(0, 15 - Math.floor(at / 6), 59 - (at % 6) * 9),
      actorLogin: user.login,
      type,
      action,
      table,
      rowId: null,
      householdId: null,
      householdName: table === null ? null : (householdRows[at % 9]?.name ?? null),
      reason: null,
      sent: at > 3,
    }
  })
}
