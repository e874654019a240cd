import type { Relationship } from '#shared/records/index.ts'
import { addDays } from './dates.ts'
import { spansMeet } from './memberships.ts'
import { NOTICE_DAYS } from './notice.ts'

type Role = Relationship['role']

/** What the other party is in turn, where that is a role too: whoever has a parent is a child. */
const reciprocal: Partial<Readonly<Record<Role, Role>>> = { spouse: 'spouse', parent: 'child', child: 'parent' }

/** Roles that let somebody act for another, which a document evidences, and whose end stops what is done under them. */
export const AUTHORITY_ROLES = [
  'guardian',
  'conservator',
  'trustee',
  'co_trustee',
  'successor_trustee',
  'executor',
  'power_of_attorney',
  'authorized_trader',
] as const satisfies readonly Role[]

const authorities: ReadonlySet<Role> = new Set(AUTHORITY_ROLES)

/** The role seen from the other side; null where that side has no role of its own, as the client of an attorney. */
export function reciprocalOf(role: Role): Role | null {
  return reciprocal[role] ?? null
}

/** Whether the role gives power over another's affairs. */
export function isAuthority(role: Role): boolean {
  return authorities.has(role)
}

/** Whether what ends on a day has ended, or does so within the notice that an expiring document is given. */
export function endingOf(toDate: string | null, today: string): 'open' | 'soon' | 'over' {
  if (toDate === null || toDate > addDays(today, NOTICE_DAYS)) return 'open'
  return toDate < today ? 'over' : 'soon'
}

type Side = Pick<Relationship, 'fromPersonId' | 'fromEntityId' | 'toPersonId' | 'toEntityId'>
type Known = Side & Pick<Relationship, 'id' | 'role' | 'fromDate' | 'toDate'>

const fromOf = (side: Side) => side.fromPersonId ?? side.fromEntityId
const toOf = (side: Side) => side.toPersonId ?? side.toEntityId

/** Whether two say the same of the same time: in the same words, or from the other side. */
export function saysTheSame(one: Known, other: Known): boolean {
  if (one.id === other.id || !spansMeet(one, other)) return false
  const isSame = one.role === other.role && fromOf(one) === fromOf(other) && toOf(one) === toOf(other)
  const isTurned = reciprocalOf(one.role) === other.role && fromOf(one) === toOf(other) && toOf(one) === fromOf(other)
  return isSame || isTurned
}
