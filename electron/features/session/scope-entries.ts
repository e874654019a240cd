import type { AuditEntry } from '#shared/domain/audit-event.ts'

/** What the laptop's trail says of households that left it or came to it. */
export function scopeEntries(purged: readonly string[], gained: readonly string[]): AuditEntry[] {
  const entry = (action: 'wipe' | 'checkout', reason: string) => (householdId: string) => ({
    type: 'sync' as const,
    action,
    householdId,
    reason,
  })
  return [
    ...purged.map(entry('wipe', 'No longer assigned: removed from this laptop')),
    ...gained.map(entry('checkout', 'Newly assigned: brought to this laptop')),
  ]
}
