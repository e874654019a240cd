import type {
  AccountOwner,
  Beneficiary,
  Household,
  HouseholdMember,
  Patch,
  Person,
  Relationship,
} from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { sameValue } from '#shared/schema/same-value.ts'

/** Everything of the book that speaks of one of two persons who are one. */
export interface MergeFacts {
  readonly today: string
  readonly kept: Person
  readonly merged: Person
  /** All memberships of every household in which one of the two ever was, and those of the two. */
  readonly members: readonly HouseholdMember[]
  /** Those whose primary person is the merged one. */
  readonly households: readonly Pick<Household, 'id' | 'primaryPersonId'>[]
  /** Of the two, those that ended included. */
  readonly owners: readonly AccountOwner[]
  readonly beneficiaries: readonly Beneficiary[]
  readonly relationships: readonly Relationship[]
  /** Persons who were merged into the one that is merged now. */
  readonly earlier: readonly Pick<Person, 'id'>[]
}

type MergedTable = 'persons' | 'households' | 'household_members' | 'account_owners' | 'beneficiaries' | 'relationships'

export type MergeChange = {
  [T in MergedTable]: { readonly table: T; readonly id: string; readonly patch: Patch<T> }
}[MergedTable]

/** What becomes of a row: it names the kept person from now on, is joined with one that does, or ends where it is. */
export interface MergeMove {
  readonly table: Exclude<MergedTable, 'persons'>
  readonly id: string
  readonly how: 'moves' | 'joins' | 'ends'
}

/** A reason to look twice, with what it is about. */
export type MergeWarning =
  | { readonly kind: 'birth' | 'number' | 'related' }
  | { readonly kind: 'head'; readonly householdId: string }
  | { readonly kind: 'own_beneficiary'; readonly accountId: string }

export interface MergePart {
  readonly changes: readonly MergeChange[]
  readonly moves: readonly MergeMove[]
  readonly warnings: readonly MergeWarning[]
}

/** The fields in which a row differs from what it was. */
export function differenceOf<Row extends object>(before: Row, after: Row): Partial<Row> {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => (before as Record<string, unknown>)[name] !== value),
  ) as Partial<Row>
}

/** A row of a unit of work that is to be taken back. */
export interface DoneChange {
  readonly table: string
  readonly id: string
  /** The fields that were set, and what they were before. */
  readonly patch: Readonly<Record<string, unknown>>
  readonly base: Readonly<Record<string, unknown>>
}

/**
 * What takes a unit of work back: each row gets back what it had, the last change first, since the database judges row
 * by row and passes through the same states again.
 *
 * @param now the row as it is; undefined for one that is gone.
 * @returns `changed`: the rows that are no longer as the unit left them; then nothing may be taken back.
 */
export function takeBack(
  done: readonly DoneChange[],
  now: (change: DoneChange) => Readonly<Record<string, unknown>> | undefined,
  specOf: (table: string, field: string) => FieldSpec | undefined,
): { readonly changes: readonly DoneChange[]; readonly changed: readonly DoneChange[] } {
  const isAsLeft = (change: DoneChange) => {
    const row = now(change)
    return (
      row !== undefined &&
      Object.entries(change.patch).every(([name, value]) => sameValue(specOf(change.table, name), row[name], value))
    )
  }
  const changed = done.filter((change) => !isAsLeft(change))
  const changes = done.toReversed().map(({ table, id, patch, base }) => {
    const before = Object.fromEntries(Object.keys(patch).map((name) => [name, base[name] ?? null]))
    return { table, id, patch: before, base: patch }
  })
  return { changes, changed }
}
