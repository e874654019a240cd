import { sql } from 'kysely'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import type { AuditPayload } from '#shared/domain/audit-event.ts'
import type { auditChannels } from '#shared/ipc/audit.ts'

/** Walks the chain where it lies. */
export type VerifyTrail = () => Promise<{
  ok: boolean
  events: number
  firstBroken: { sequence: number; problem: string } | null
}>

export function createAuditHandlers(verifyTrail: VerifyTrail): HandlersOf<typeof auditChannels> {
  return {
    'audit.recent': async ({ laptop: { book } }, { limit }) => {
      const rows = await book
        .selectFrom('localAudit')
        .leftJoin('households', (join) =>
          join.on('households.id', '=', sql<string>`json_extract(local_audit.payload, '$.householdId')`),
        )
        .select(['localAudit.payload', 'localAudit.sent', 'households.name as householdName'])
        .orderBy('localAudit.sequence', 'desc')
        .limit(limit)
        .execute()
      return rows.map(({ payload, sent, householdName }) => {
        const { id, sequence, occurredAt, actorLogin, type, action, table, rowId, householdId, reason } = JSON.parse(
          payload,
        ) as AuditPayload
        const what = { type, action, table, rowId, householdId }
        return { id, sequence, occurredAt, actorLogin, ...what, householdName, reason, sent: sent === 1 }
      })
    },
    'audit.verify': () => verifyTrail(),
  }
}
