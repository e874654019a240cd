import type { HouseholdMember } from '#shared/records/index.ts'

type Span = Pick<HouseholdMember, 'fromDate' | 'toDate'>
type Place = Span & Pick<HouseholdMember, 'id' | 'householdId' | 'personId' | 'role' | 'isPrimary'>

/** Whether two spans share a day. Both days of a span belong to it; an open end reaches for ever. */
export function spansMeet(one: Span, other: Span): boolean {
  return startsBy(one, other.toDate) && startsBy(other, one.toDate)
}

function startsBy({ fromDate }: Span, day: string | null): boolean {
  return fromDate === null || day === null || fromDate <= day
}

/** Whether a span has begun and not ended on a day. */
export function isCurrent(span: Span, today: string): boolean {
  return spansMeet(span, { fromDate: today, toDate: today })
}

/** What is in the way of a membership, with the field to mark. */
export interface PlaceProblem {
  readonly field: 'role' | 'personId' | 'fromDate'
  readonly kind: 'head' | 'place'
  /** The membership that is in the way. */
  readonly other: Place
}

/**
 * What the database would refuse (`one_head_at_a_time`, `one_place_at_a_time`): one head to a household, and one place
 * of a person in a household, on any day.
 *
 * @param others other memberships of the household.
 */
export function findPlaceProblem(place: Place, others: readonly Place[]): PlaceProblem | null {
  const meeting = others.filter((other) => other.id !== place.id && spansMeet(place, other))
  const same = meeting.find(({ personId }) => personId === place.personId)
  if (same !== undefined) return { field: 'fromDate', kind: 'place', other: same }
  const head = place.role === 'head' ? meeting.find(({ role }) => role === 'head') : undefined
  return head === undefined ? null : { field: 'role', kind: 'head', other: head }
}

/**
 * The memberships that give way when one becomes primary: a person has one primary household on any day.
 *
 * @param others other memberships of the person.
 */
export function primariesGivingWay<P extends Place>(place: Place, others: readonly P[]): P[] {
  if (!place.isPrimary) return []
  return others.filter((other) => other.id !== place.id && other.isPrimary && spansMeet(place, other))
}
