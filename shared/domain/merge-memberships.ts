import type { HouseholdMember } from '#shared/records/index.ts'
import { addDays } from './dates.ts'
import { findPlaceProblem, isCurrent, primariesGivingWay, spansMeet } from './memberships.ts'
import { differenceOf, type MergeChange, type MergeFacts, type MergeMove, type MergePart } from './merge-facts.ts'

type Span = Pick<HouseholdMember, 'fromDate' | 'toDate'>
type Facts = Pick<MergeFacts, 'today' | 'members'> & { readonly keptId: string; readonly mergedId: string }

/**
 * Memberships of two persons who are one. Where the kept one has no place in a household at the time, the other's becomes
 * theirs; else the two are joined into the kept one's, and the other's ends. The changes are in an order in which the
 * database refuses none (`one_head_at_a_time`, `one_place_at_a_time`, `one_primary_household_at_a_time`).
 */
export function mergeMemberships(facts: Facts): MergePart {
  const { keptId, mergedId, members } = facts
  const now = new Map(members.map((row) => [row.id, row]))
  const moves: MergeMove[] = []
  for (const { id, personId } of members) {
    const row = now.get(id)
    if (row === undefined || personId !== mergedId) continue
    const there = [...now.values()].filter(
      (other) => other.personId === keptId && other.householdId === row.householdId && spansMeet(other, row),
    )
    const into = there.find((other) => isCurrent(other, facts.today)) ?? there[0]
    const changed = into === undefined ? [moveTo(keptId, row, now)] : joinInto(into, row, now, facts.today)
    for (const after of changed) now.set(after.id, after)
    moves.push({ table: 'household_members', id, how: into === undefined ? 'moves' : 'joins' })
  }
  return { changes: inOrder(members, now, facts), moves, warnings: findHeadless(members, now, facts) }
}

function moveTo(keptId: string, row: HouseholdMember, now: ReadonlyMap<string, HouseholdMember>): HouseholdMember {
  const moved = { ...row, personId: keptId }
  const ofKept = [...now.values()].filter(({ personId }) => personId === keptId)
  return { ...moved, isPrimary: row.isPrimary && primariesGivingWay(moved, ofKept).length === 0 }
}

/** The kept one's place takes the other's days, office, and rank, as far as nobody else is in the way. */
function joinInto(
  into: HouseholdMember,
  row: HouseholdMember,
  now: ReadonlyMap<string, HouseholdMember>,
  today: string,
): HouseholdMember[] {
  const others = [...now.values()].filter(({ id }) => id !== into.id && id !== row.id)
  const inHousehold = others.filter(({ householdId }) => householdId === into.householdId)
  const ofKept = others.filter(({ personId }) => personId === into.personId)
  const role = row.role === 'head' || into.role === 'other' ? row.role : into.role
  const wanted = [unionOf(into, row), spanOf(into)].flatMap((span) =>
    [role, into.role].flatMap((taken) =>
      [into.isPrimary || row.isPrimary, into.isPrimary].map((isPrimary) => ({ ...span, role: taken, isPrimary })),
    ),
  )
  const allowed = wanted.find((choice) => {
    const place = { ...into, ...choice }
    return findPlaceProblem(place, inHousehold) === null && primariesGivingWay(place, ofKept).length === 0
  })
  const joined = { ...into, ...allowed, inRollUp: into.inRollUp || row.inRollUp }
  const stepsDown = joined.role === 'head' && row.role === 'head'
  return [joined, { ...row, role: stepsDown ? 'other' : row.role, toDate: endingBefore(row, today) }]
}

const spanOf = ({ fromDate, toDate }: Span): Span => ({ fromDate, toDate })

function unionOf(one: Span, other: Span): Span {
  const [from, to] = [
    [one.fromDate, other.fromDate],
    [one.toDate, other.toDate],
  ] as const
  return {
    fromDate: from.includes(null) ? null : (from.toSorted()[0] ?? null),
    toDate: to.includes(null) ? null : (to.toSorted()[1] ?? null),
  }
}

/** The day before, or its own first day where it begins later; one that ended earlier stays so. */
export function endingBefore({ fromDate, toDate }: Span, today: string): string {
  const yesterday = addDays(today, -1)
  const last = fromDate !== null && fromDate > yesterday ? fromDate : yesterday
  return toDate !== null && toDate < last ? toDate : last
}

/** What stays with the merged person gives way first, then the kept one's places grow, then the others move. */
function inOrder(
  before: readonly HouseholdMember[],
  now: ReadonlyMap<string, HouseholdMember>,
  { keptId, mergedId }: Facts,
): MergeChange[] {
  const stepOf = (row: HouseholdMember) =>
    row.personId === keptId ? 1 : now.get(row.id)?.personId === mergedId ? 0 : 2
  return before
    .toSorted((a, b) => stepOf(a) - stepOf(b))
    .flatMap((row): MergeChange[] => {
      const patch = differenceOf(row, now.get(row.id) ?? row)
      return Object.keys(patch).length === 0 ? [] : [{ table: 'household_members', id: row.id, patch }]
    })
}

/** Households whose head was the merged person and is nobody afterwards. */
function findHeadless(
  before: readonly HouseholdMember[],
  now: ReadonlyMap<string, HouseholdMember>,
  { mergedId, today }: Facts,
): MergePart['warnings'] {
  const heads = before.filter((row) => row.personId === mergedId && row.role === 'head' && isCurrent(row, today))
  return heads
    .filter(
      ({ householdId }) =>
        ![...now.values()].some(
          (row) => row.householdId === householdId && row.role === 'head' && isCurrent(row, today),
        ),
    )
    .map(({ householdId }) => ({ kind: 'head', householdId }))
}

/** The household that is primary for a person today; null where none is. */
export function primaryHouseholdOf(
  personId: string,
  members: readonly HouseholdMember[],
  changes: readonly MergeChange[],
  today: string,
): string | null {
  const rows = members.map((row): HouseholdMember => {
    const change = changes.find(({ table, id }) => table === 'household_members' && id === row.id)
    return { ...row, ...(change?.patch as Partial<HouseholdMember> | undefined) }
  })
  const primary = rows.find((row) => row.personId === personId && row.isPrimary && isCurrent(row, today))
  return primary?.householdId ?? null
}
