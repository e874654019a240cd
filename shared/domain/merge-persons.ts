import type { AccountOwner, Beneficiary, Patch, Relationship } from '#shared/records/index.ts'
import {
  differenceOf,
  type MergeChange,
  type MergeFacts,
  type MergeMove,
  type MergePart,
  type MergeWarning,
} from './merge-facts.ts'
import { endingBefore, mergeMemberships, primaryHouseholdOf } from './merge-memberships.ts'
import { sumOf } from './money.ts'
import { saysTheSame } from './relationship-roles.ts'

/**
 * What makes one person of two, in the order in which the database takes it row by row, the merged person last.
 *
 * @param keptPatch the fields that the kept person takes over.
 */
export function planMerge(facts: MergeFacts, keptPatch: Patch<'persons'>): MergePart {
  const { kept, merged, today, members } = facts
  const places = mergeMemberships({ today, members, keptId: kept.id, mergedId: merged.id })
  const owners = mergeShares('account_owners', facts.owners, facts)
  const heirs = mergeShares('beneficiaries', facts.beneficiaries, facts)
  const ties = mergeRelationships(facts)
  const home = primaryHouseholdOf(kept.id, members, places.changes, today)
  const patch = differenceOf(kept, { ...kept, ...keptPatch, householdId: home ?? kept.householdId })
  const changes = [
    ...[places, owners, heirs, ties].flatMap((part) => part.changes),
    ...facts.households.map(({ id }) => changeOf('households', id, { primaryPersonId: kept.id })),
    ...(Object.keys(patch).length === 0 ? [] : [changeOf('persons', kept.id, patch)]),
    // Before the merged person, since nobody may be merged into one who is.
    ...facts.earlier.map(({ id }) => changeOf('persons', id, { mergedIntoId: kept.id })),
    changeOf('persons', merged.id, { mergedIntoId: kept.id }),
  ]
  const primary = facts.households.map(({ id }): MergeMove => ({ table: 'households', id, how: 'moves' }))
  return {
    changes,
    moves: [...[places, owners, heirs, ties].flatMap((part) => part.moves), ...primary],
    warnings: [...doubts(facts), ...places.warnings, ...ownBeneficiaries(facts)],
  }
}

function changeOf<T extends MergeChange['table']>(table: T, id: string, patch: Patch<T>): MergeChange {
  return { table, id, patch } as MergeChange
}

type Share = AccountOwner | Beneficiary

/** Shares of one account are added up in the kept person's line, so that they make 100% all the time. */
function mergeShares(
  table: 'account_owners' | 'beneficiaries',
  rows: readonly Share[],
  { kept, merged, today }: MergeFacts,
): MergePart {
  const now = new Map(rows.map((row) => [row.id, row]))
  const moves: MergeMove[] = []
  for (const row of rows.filter(({ personId }) => personId === merged.id)) {
    const into = row.endedOn === null ? findLine(now, row, kept.id) : undefined
    if (into === undefined) now.set(row.id, { ...row, personId: kept.id })
    else {
      now.set(into.id, { ...into, percent: sumOf([into.percent, row.percent]) })
      now.set(row.id, { ...row, endedOn: today })
    }
    moves.push({ table, id: row.id, how: into === undefined ? 'moves' : 'joins' })
  }
  const changes = rows.flatMap((row) => {
    const patch = differenceOf(row, now.get(row.id) ?? row)
    return Object.keys(patch).length === 0 ? [] : [changeOf(table, row.id, patch as never)]
  })
  return { changes, moves, warnings: [] }
}

function findLine(now: ReadonlyMap<string, Share>, row: Share, keptId: string): Share | undefined {
  const classOf = (share: Share) => ('class' in share ? share.class : null)
  return [...now.values()].find(
    (other) =>
      other.personId === keptId &&
      other.endedOn === null &&
      other.accountId === row.accountId &&
      classOf(other) === classOf(row),
  )
}

/** What the merged person is to others, the kept one becomes, unless they are already; what the two are to each other ends. */
function mergeRelationships({ kept, merged, relationships, today }: MergeFacts): MergePart {
  const moves: MergeMove[] = []
  const changes: MergeChange[] = []
  const said = relationships.filter(({ fromPersonId, toPersonId }) => [fromPersonId, toPersonId].includes(kept.id))
  for (const row of relationships) {
    const side = row.fromPersonId === merged.id ? 'fromPersonId' : row.toPersonId === merged.id ? 'toPersonId' : null
    if (side === null) continue
    const moved: Relationship = { ...row, [side]: kept.id }
    const isBetween = moved.fromPersonId !== null && moved.fromPersonId === moved.toPersonId
    const isSaid = said.some((other) => other.householdId === row.householdId && saysTheSame(moved, other))
    const patch = isBetween || isSaid ? { toDate: endingBefore(row, today) } : { [side]: kept.id }
    if (!isBetween && !isSaid) said.push(moved)
    const differing = differenceOf(row, { ...row, ...patch })
    if (Object.keys(differing).length > 0) changes.push(changeOf('relationships', row.id, differing))
    moves.push({ table: 'relationships', id: row.id, how: isBetween ? 'ends' : isSaid ? 'joins' : 'moves' })
  }
  return { changes, moves, warnings: [] }
}

/** Reasons to think that the two are not one person. */
function doubts({ kept, merged, relationships, today }: MergeFacts): MergeWarning[] {
  const differ = (one: string | null, other: string | null) => one !== null && other !== null && one !== other
  const pair = [kept.id, merged.id]
  const isRelated = relationships.some(
    ({ fromPersonId, toPersonId, toDate }) =>
      pair.includes(fromPersonId ?? '') && pair.includes(toPersonId ?? '') && (toDate === null || toDate >= today),
  )
  return [
    ...(differ(kept.bornOn, merged.bornOn) ? [{ kind: 'birth' } as const] : []),
    ...(differ(kept.ssnLast4, merged.ssnLast4) || differ(kept.taxIdLast4, merged.taxIdLast4)
      ? [{ kind: 'number' } as const]
      : []),
    ...(isRelated ? [{ kind: 'related' } as const] : []),
  ]
}

/** Accounts that the person will own and receive, who did not before. */
function ownBeneficiaries({ kept, merged, owners, beneficiaries }: MergeFacts): MergeWarning[] {
  const accountsOf = (rows: readonly Share[], ids: readonly string[]) =>
    rows.filter((row) => row.endedOn === null && ids.includes(row.personId ?? '')).map((row) => row.accountId)
  const both = (ids: readonly string[]) => {
    const received = accountsOf(beneficiaries, ids)
    return accountsOf(owners, ids).filter((accountId) => received.includes(accountId))
  }
  const before = [...both([kept.id]), ...both([merged.id])]
  return [...new Set(both([kept.id, merged.id]))]
    .filter((accountId) => !before.includes(accountId))
    .map((accountId) => ({ kind: 'own_beneficiary', accountId }))
}
