import { recordLabel } from '#renderer/data/labels.ts'
import type { AuditAction, AuditType } from '#shared/domain/audit-event.ts'

const actions: Readonly<Record<AuditAction, string>> = {
  create: 'Added',
  read: 'Opened',
  reveal: 'Revealed',
  search: 'Searched',
  update: 'Changed',
  delete: 'Removed',
  restore: 'Restored',
  link: 'Linked',
  unlink: 'Unlinked',
  print: 'Printed',
  export: 'Exported',
  import: 'Imported',
  login: 'Signed in',
  login_failed: 'Failed to sign in',
  logout: 'Signed out',
  permission_change: 'Permission changed',
  checkout: 'Brought to this laptop',
  conflict_resolved: 'Conflict decided',
  wipe: 'Wiped from this laptop',
  hold_placed: 'Hold placed',
  hold_released: 'Hold released',
  disposed: 'Disposed of',
  signed: 'Signed',
  delivered: 'Delivered',
  verified: 'Verified',
}

/** What was done, in a word or two. Of a person, what is linked is merged. */
export function describeAction(type: AuditType, action: AuditAction, table: string | null = null): string {
  if (table === 'persons' && action === 'link') return 'Merged'
  if (table === 'persons' && action === 'unlink') return 'Merge taken back'
  if (type === 'authorization') return 'Denied'
  return type === 'sync' && action === 'update' ? 'Synced' : actions[action]
}

/** What it was done to. Of a meeting, it is the pack that is opened and exported. */
export function describeSubject({
  table,
  action,
}: {
  readonly table: string | null
  readonly action: AuditAction
}): string {
  if (table === null) return ''
  return table === 'meetings' && (action === 'read' || action === 'export') ? 'Meeting pack' : recordLabel(table)
}
