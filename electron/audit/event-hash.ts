import { createHash } from 'node:crypto'
import { linkHash } from './chain.ts'

/** An event of the firm's trail as a bundle's line holds it. Instants are UTC with milliseconds. */
export interface TrailEvent {
  readonly sequence: number
  readonly id: string
  readonly recordedAt: string
  readonly occurredAt: string
  readonly origin: 'server' | 'laptop'
  readonly deviceId: string | null
  readonly deviceSequence: number | null
  readonly actorId: string | null
  readonly actorLogin: string
  readonly appVersion: string | null
  readonly transactionId: string
  readonly type: string
  readonly action: string
  readonly table: string | null
  readonly rowId: string | null
  readonly householdId: string | null
  /** JSON as the database stores it: the text is what was hashed. */
  readonly changes: string | null
  readonly reason: string | null
  readonly payload: string | null
  readonly previousHash: string | null
  readonly hash: string
}

/**
 * The hash that an event must carry, as `audit.hash_of` in the database computes it: of a laptop's event over the hash
 * before it and its payload, of a server's over a JSON array, a line break, and the changes.
 */
export function eventHash(event: TrailEvent): string {
  if (event.origin === 'laptop') return linkHash(event.previousHash ?? '', event.payload ?? '')
  const head = [
    event.recordedAt,
    event.occurredAt,
    event.origin,
    event.deviceId,
    event.actorId,
    event.actorLogin,
    event.appVersion,
    event.transactionId,
    event.table,
    event.type,
    event.action,
    event.reason,
    event.id,
    event.rowId,
    event.householdId,
  ]
  // PostgreSQL writes a blank after each comma.
  const array = `[${head.map((item) => JSON.stringify(item)).join(', ')}]`
  return createHash('sha256')
    .update(`${array}\n${event.changes ?? ''}`, 'utf8')
    .digest('hex')
}

/** What of a laptop's event says something else than the payload that its hash covers; null when nothing does. */
export function findContradiction(event: TrailEvent): string | null {
  if (event.origin !== 'laptop') return null
  const payload = JSON.parse(event.payload ?? '{}') as Record<string, unknown>
  const pairs: [string, unknown, unknown][] = [
    ['sequence', event.deviceSequence, payload.sequence],
    ...(
      ['id', 'deviceId', 'actorId', 'appVersion', 'type', 'action', 'table', 'rowId', 'householdId', 'reason'] as const
    ).map((name): [string, unknown, unknown] => [name, event[name], payload[name]]),
  ]
  return pairs.find(([, said, written]) => (said ?? null) !== (written ?? null))?.[0] ?? null
}

/** What a digest over no event is. */
export const FIRST_DIGEST = '0'.repeat(64)

/** The digest after one more event; as `audit.month_digest` computes it. */
export function extendDigest(digest: string, event: Pick<TrailEvent, 'sequence' | 'hash'>): string {
  return createHash('sha256').update(`${digest}${event.sequence} ${event.hash}`, 'utf8').digest('hex')
}
