import { z } from 'zod'
import { auditPayloadSchema } from '#shared/domain/audit-event.ts'
import { nothing, query } from './contract.ts'

export const auditChannels = {
  /** This laptop's own trail, newest first. */
  'audit.recent': query({
    input: z.strictObject({ limit: z.int().min(1).max(500).default(100) }),
    output: z.array(
      auditPayloadSchema
        .pick({ id: true, sequence: true, occurredAt: true, actorLogin: true, type: true, action: true, table: true })
        .extend({ rowId: z.string().nullable(), householdId: z.string().nullable() })
        .extend({ householdName: z.string().nullable(), reason: z.string().nullable(), sent: z.boolean() }),
    ),
    permission: 'audit.read',
    audit: null,
    offline: 'cache',
  }),
  /** Walks this laptop's hash chain from the first event to the last. */
  'audit.verify': query({
    input: nothing,
    output: z.object({
      ok: z.boolean(),
      events: z.int(),
      firstBroken: z.object({ sequence: z.int(), problem: z.string() }).nullable(),
    }),
    permission: 'audit.read',
    audit: null,
    offline: 'cache',
  }),
}
