import { z } from 'zod'

/** What an event is about. */
export const AUDIT_TYPES = [
  'data',
  'pii_access',
  'document',
  'communication',
  'compliance',
  'authentication',
  'authorization',
  'sync',
  'export',
  'retention',
  'admin',
  'integrity',
] as const

/** What was done. */
export const AUDIT_ACTIONS = [
  'create',
  'read',
  'reveal',
  'search',
  'update',
  'delete',
  'restore',
  'link',
  'unlink',
  'print',
  'export',
  'import',
  'login',
  'login_failed',
  'logout',
  'permission_change',
  'checkout',
  'conflict_resolved',
  'wipe',
  'hold_placed',
  'hold_released',
  'disposed',
  'signed',
  'delivered',
  'verified',
] as const

export type AuditType = (typeof AUDIT_TYPES)[number]
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

/**
 * One event of a laptop's trail, as written: the payload that the hash chain covers.
 * `occurredAt` is the laptop's clock; the server adds its own `recorded_at`.
 */
export const auditPayloadSchema = z.strictObject({
  id: z.string(),
  sequence: z.int().positive(),
  occurredAt: z.string(),
  deviceId: z.string(),
  actorId: z.string().nullable(),
  actorLogin: z.string(),
  appVersion: z.string(),
  type: z.enum(AUDIT_TYPES),
  action: z.enum(AUDIT_ACTIONS),
  table: z.string().nullable(),
  rowId: z.string().nullable(),
  householdId: z.string().nullable(),
  changes: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])).nullable(),
  reason: z.string().nullable(),
})

export type AuditPayload = z.infer<typeof auditPayloadSchema>

/** What a feature says; the chain adds id, sequence, time, device, and actor. */
export type AuditEntry = Pick<AuditPayload, 'type' | 'action'> &
  Partial<Pick<AuditPayload, 'table' | 'rowId' | 'householdId' | 'changes' | 'reason'>>
