import type { AuditPayload } from '#shared/domain/audit-event.ts'
import { trailDefinition } from './durable-tables.ts'
import { type Actor, appendAudit, type Stamp } from './local-audit.ts'
import type { CacheDatabase } from './open-cache.ts'

export interface Renewal {
  /** Who goes on, with the new device id. */
  readonly actor: Actor
  readonly stamp: Stamp
}

/**
 * Makes a book that is a copy of another, or an older state of itself, a device of its own: a new id, a new trail that
 * says so and takes over the events not yet sent, and a new count of units. Unsent work stays, under the ids it has, so
 * that what the firm knows of it already is applied once. The former trail is kept under another name.
 */
export function renewIdentity(db: CacheDatabase, { actor, stamp }: Renewal): void {
  db.transaction(() => {
    const former = db.prepare(`SELECT value FROM sync_state WHERE name = 'device_id'`).pluck().get()
    const payloads = db.prepare('SELECT payload FROM local_audit WHERE sent = 0 ORDER BY sequence').pluck().all()
    const unsent = payloads.map((payload) => JSON.parse(payload as string) as AuditPayload)
    beginTrail(db)
    db.prepare(`UPDATE sync_state SET value = ? WHERE name = 'device_id'`).run(actor.deviceId)
    db.exec(`DELETE FROM sync_state WHERE name = 'unit_sequence'`)
    db.exec('DELETE FROM sent_changes')
    const waiting = db.prepare('SELECT count(*) FROM outbox').pluck().get()
    const reason = `This book is a copy or an older state of the one the firm knows as device ${former}; it goes on as a device of its own, with ${waiting} unsent changes`
    appendAudit(db, actor, [{ ...stamp, type: 'integrity', action: 'restore', reason }])
    for (const { deviceId: _former, sequence: _place, ...event } of unsent) {
      appendAudit(db, { ...actor, actorId: event.actorId, actorLogin: event.actorLogin }, [event])
    }
  })()
}

/** Puts the trail aside, which nobody may delete, and begins an empty one. */
function beginTrail(db: CacheDatabase): void {
  const kept = db
    .prepare(`SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name LIKE 'former_audit_%'`)
    .pluck()
    .get() as number
  db.exec('DROP INDEX ix_local_audit_unsent')
  db.exec('DROP TRIGGER local_audit_no_update')
  db.exec('DROP TRIGGER local_audit_no_delete')
  db.exec(`ALTER TABLE local_audit RENAME TO former_audit_${kept + 1}`)
  for (const sql of trailDefinition) db.exec(sql)
}
