import type {
  Account,
  Beneficiary,
  Disclosure,
  Household,
  Person,
  Position,
  Relationship,
  Security,
  Task,
  Transaction,
} from '#shared/records/index.ts'
import type { Allocation } from './allocation.ts'

/** Something to settle before a meeting, or good to know. */
export interface MeetingCheck {
  readonly severity: 'attention' | 'notice'
  readonly title: string
  readonly detail: string
}

/** What the checks before a meeting look at. Nothing here identifies a person beyond the name. */
export interface MeetingFacts {
  /** The day of asking. */
  readonly today: string
  readonly household: Pick<Household, 'profileConfirmedOn' | 'status' | 'retailInvestor'>
  /** What was delivered, in any order. */
  readonly disclosures: readonly Pick<Disclosure, 'kind' | 'deliveredOn'>[]
  readonly people: readonly PersonFacts[]
  readonly accounts: readonly AccountFacts[]
  readonly authorities: readonly AuthorityFacts[]
  readonly positions: readonly PositionFacts[]
  /** The household beside its target; null where it has none, or nothing to compare. */
  readonly target: { readonly model: string; readonly allocation: Allocation } | null
  readonly openTasks: readonly Pick<Task, 'title' | 'dueOn'>[]
}

export interface PersonFacts extends Pick<Person, 'id' | 'bornOn' | 'diedOn' | 'idType' | 'idExpiresOn'> {
  readonly name: string
}

export interface AccountFacts
  extends Pick<Account, 'id' | 'name' | 'registration' | 'status' | 'numberLast4' | 'rmdRequired'> {
  /** People who own it; entities are left out, for they have no age. */
  readonly ownerIds: readonly string[]
  readonly beneficiaries: readonly Pick<Beneficiary, 'class' | 'percent'>[]
  /** Kinds of the transactions of this calendar year that were not reversed. */
  readonly transactionTypesThisYear: readonly Transaction['type'][]
}

/** One relationship that gives power over another's affairs. */
export interface AuthorityFacts extends Pick<Relationship, 'role' | 'toDate'> {
  readonly from: string
  readonly to: string
}

export interface PositionFacts extends Pick<Position, 'id' | 'asOf' | 'marketValue' | 'reconciliation' | 'securityId'> {
  readonly symbol: string
  readonly securityType: Security['type']
  readonly assetClass: Security['assetClass']
}
