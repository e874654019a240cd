import { createHash } from 'node:crypto'
import type { AuditPayload } from '#shared/domain/audit-event.ts'

/** What the first event of a laptop names as its predecessor. */
export const FIRST_HASH = '0'.repeat(64)

export interface ChainLink {
  readonly sequence: number
  readonly payload: string
  readonly previousHash: string
  readonly hash: string
}

/** Lower-case hex SHA-256 of the previous hash followed by the payload's bytes in UTF-8. */
export function linkHash(previousHash: string, payload: string): string {
  return createHash('sha256').update(previousHash, 'utf8').update(payload, 'utf8').digest('hex')
}

/** JSON with keys in order at every depth, so that one event has one text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

/** Makes the link that follows `last`; null starts a chain. The payload's `sequence` is set here. */
export function linkEvent(
  last: Pick<ChainLink, 'sequence' | 'hash'> | null,
  event: Omit<AuditPayload, 'sequence'>,
): ChainLink {
  const sequence = (last?.sequence ?? 0) + 1
  const previousHash = last?.hash ?? FIRST_HASH
  const payload = canonicalJson({ ...event, sequence })
  return { sequence, payload, previousHash, hash: linkHash(previousHash, payload) }
}

export interface ChainVerdict {
  readonly ok: boolean
  readonly events: number
  readonly firstBroken: { readonly sequence: number; readonly problem: string } | null
}

/**
 * Walks a chain and names the first link that does not hold.
 *
 * @param before - the link before the first, where the chain's beginning lies elsewhere.
 */
export function verifyChain(
  links: Iterable<ChainLink>,
  before: Pick<ChainLink, 'sequence' | 'hash'> | null = null,
): ChainVerdict {
  let events = 0
  let last = before
  const broken = (sequence: number, problem: string): ChainVerdict => ({
    ok: false,
    events,
    firstBroken: { sequence, problem },
  })
  for (const link of links) {
    const expected: number = (last?.sequence ?? 0) + 1
    if (link.sequence !== expected) return broken(expected, `event ${expected} is missing`)
    if (link.previousHash !== (last?.hash ?? FIRST_HASH))
      return broken(expected, 'it does not follow the event before it')
    if (linkHash(link.previousHash, link.payload) !== link.hash) return broken(expected, 'its content was changed')
    if ((JSON.parse(link.payload) as AuditPayload).sequence !== expected) return broken(expected, 'it was moved')
    last = link
    events += 1
  }
  return { ok: true, events, firstBroken: null }
}
