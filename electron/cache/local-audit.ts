import { type ChainLink, type ChainVerdict, linkEvent, verifyChain } from '#electron/audit/chain.ts'
import type { AuditEntry } from '#shared/domain/audit-event.ts'
import type { CacheDatabase } from './open-cache.ts'

/** Who is at the laptop; the same for all events of one call. */
export interface Actor {
  readonly deviceId: string
  readonly actorId: string | null
  readonly actorLogin: string
  readonly appVersion: string
}

/** Id and instant of one event, given by the main process's ports. */
export interface Stamp {
  readonly id: string
  readonly occurredAt: string
}

export type StampedEntry = AuditEntry & Stamp

function lastLink(db: CacheDatabase): Pick<ChainLink, 'sequence' | 'hash'> | null {
  const row = db.prepare('SELECT sequence, hash FROM local_audit ORDER BY sequence DESC LIMIT 1').get()
  return (row as Pick<ChainLink, 'sequence' | 'hash'> | undefined) ?? null
}

/** Adds events to the laptop's chain. Call inside the transaction of what they tell of. */
export function appendAudit(db: CacheDatabase, actor: Actor, entries: readonly StampedEntry[]): void {
  const insert = db.prepare('INSERT INTO local_audit (sequence, payload, previous_hash, hash) VALUES (?, ?, ?, ?)')
  let last = lastLink(db)
  for (const entry of entries) {
    const link: ChainLink = linkEvent(last, {
      id: entry.id,
      occurredAt: entry.occurredAt,
      ...actor,
      type: entry.type,
      action: entry.action,
      table: entry.table ?? null,
      rowId: entry.rowId ?? null,
      householdId: entry.householdId ?? null,
      changes: entry.changes ?? null,
      reason: entry.reason ?? null,
    })
    insert.run(link.sequence, link.payload, link.previousHash, link.hash)
    last = link
  }
}

/** The oldest events the firm has not acknowledged. */
export function readUnsentAudit(db: CacheDatabase, limit: number): ChainLink[] {
  return db
    .prepare(
      `SELECT sequence, payload, previous_hash AS previousHash, hash FROM local_audit
       WHERE sent = 0 ORDER BY sequence LIMIT ?`,
    )
    .all(limit) as ChainLink[]
}

export function markAuditSent(db: CacheDatabase, upTo: number): void {
  db.prepare('UPDATE local_audit SET sent = 1 WHERE sent = 0 AND sequence <= ?').run(upTo)
}

/** Walks the whole chain on this laptop. */
export function verifyLocalAudit(db: CacheDatabase): ChainVerdict {
  const rows = db
    .prepare('SELECT sequence, payload, previous_hash AS previousHash, hash FROM local_audit ORDER BY sequence')
    .iterate()
  return verifyChain(rows as Iterable<ChainLink>)
}
