import { accounts as accountRecord } from '#shared/records/accounts.ts'
import { disclosures as disclosureRecord } from '#shared/records/disclosures.ts'
import { documents as documentRecord } from '#shared/records/documents.ts'
import type {
  Account,
  Beneficiary,
  ClientDocument,
  Disclosure,
  Household,
  HouseholdMember,
  Relationship,
  Task,
  Transaction,
} from '#shared/records/index.ts'
import { relationships as relationshipRecord } from '#shared/records/relationships.ts'
import { compareDays } from './dates.ts'
import { flowKinds } from './external-flows.ts'
import { formatCount, formatMoney, formatPercent } from './format.ts'
import { groupBy } from './group.ts'
import { labelOf, maskedNumber } from './labels.ts'
import { compareAmounts, sumOf } from './money.ts'

/** Something that became different. */
export interface Change {
  readonly kind: 'people' | 'profile' | 'accounts' | 'beneficiaries' | 'money' | 'documents' | 'tasks'
  /** `YYYY-MM-DD`: the day it happened, or where the record does not say, the day it was written down. */
  readonly on: string
  readonly title: string
  readonly detail: string
}

type Stamped = { readonly createdAt: string; readonly updatedAt: string }

/** What the book has of a household that bears a date. Former rows among them. */
export interface ChangeFacts {
  /** The day of the last meeting; what happened on it counts, since it may have been after. */
  readonly since: string
  /** The day of asking: what is to end later has not changed yet. */
  readonly today: string
  readonly household: Pick<Household, 'profileConfirmedOn' | 'clientSince' | 'status'>
  readonly members: readonly (Pick<HouseholdMember, 'fromDate' | 'toDate'> & Stamped & { readonly name: string })[]
  readonly people: readonly (Stamped & { readonly name: string; readonly diedOn: string | null })[]
  readonly relationships: readonly (Pick<Relationship, 'role' | 'fromDate' | 'toDate'> &
    Stamped & { readonly from: string; readonly to: string })[]
  readonly accounts: readonly (Pick<
    Account,
    'name' | 'numberLast4' | 'registration' | 'custodian' | 'openedOn' | 'closedOn'
  > &
    Stamped)[]
  readonly beneficiaries: readonly (Pick<Beneficiary, 'class' | 'percent' | 'endedOn'> &
    Stamped & { readonly name: string; readonly accountName: string })[]
  readonly transactions: readonly Pick<Transaction, 'type' | 'status' | 'netAmount' | 'tradedOn'>[]
  readonly documents: readonly (Pick<ClientDocument, 'title' | 'type' | 'documentDate'> & Stamped)[]
  readonly disclosures: readonly Pick<Disclosure, 'kind' | 'deliveredOn' | 'edition'>[]
  readonly tasks: readonly Pick<Task, 'title' | 'status' | 'completedAt'>[]
}

/**
 * What changed in a household since a day, newest first. Told from what rows say of themselves: which field of a person
 * was changed is in the firm's trail and not here, so that such a change is named without its content.
 */
export function changesSince(facts: ChangeFacts): Change[] {
  return [
    ...ofPeople(facts),
    ...ofProfile(facts),
    ...ofAccounts(facts),
    ...ofBeneficiaries(facts),
    ...ofMoney(facts),
    ...ofDocuments(facts),
    ...ofTasks(facts),
  ]
    .filter(({ on }) => on <= facts.today)
    .sort((a, b) => compareDays(b.on, a.on) || compareDays(a.title, b.title))
}

/** A change on a day, where that day is known and not before the last meeting. */
function at(since: string, on: string | null, change: Omit<Change, 'on'>): Change[] {
  return on !== null && on.slice(0, 10) >= since ? [{ ...change, on: on.slice(0, 10) }] : []
}

function ofPeople({ since, members, people, relationships }: ChangeFacts): Change[] {
  const kind = 'people' as const
  return [
    ...members.flatMap(({ name, fromDate, toDate, createdAt }) => [
      ...at(since, fromDate ?? createdAt, { kind, title: `${name} joined the household`, detail: '' }),
      ...at(since, toDate, { kind, title: `${name} left the household`, detail: '' }),
    ]),
    ...people.flatMap(({ name, diedOn, createdAt, updatedAt }) => [
      ...at(since, diedOn, { kind, title: `${name} died`, detail: '' }),
      ...(createdAt.slice(0, 10) >= since
        ? []
        : at(since, updatedAt, { kind, title: `Details of ${name} were changed`, detail: '' })),
    ]),
    ...relationships.flatMap(({ role, from, to, fromDate, toDate, createdAt }) => {
      const detail = `${from} for ${to}`
      const title = labelOf(relationshipRecord, 'role', role)
      return [
        ...at(since, fromDate ?? createdAt, { kind, title: `${title} added`, detail }),
        ...at(since, toDate, { kind, title: `${title} ended`, detail }),
      ]
    }),
  ]
}

function ofProfile({ since, household }: ChangeFacts): Change[] {
  const change = { kind: 'profile' as const, title: 'Profile confirmed', detail: 'Objectives, risk, and horizon' }
  return at(since, household.profileConfirmedOn, change)
}

function ofAccounts({ since, accounts }: ChangeFacts): Change[] {
  const kind = 'accounts' as const
  return accounts.flatMap(({ name, numberLast4, registration, custodian, openedOn, closedOn, createdAt }) => {
    const detail = [labelOf(accountRecord, 'registration', registration), custodian, maskedNumber(numberLast4)]
      .filter((part) => part !== '')
      .join(' · ')
    return [
      ...at(since, openedOn ?? createdAt, { kind, title: `${name} opened`, detail }),
      ...at(since, closedOn, { kind, title: `${name} closed`, detail }),
    ]
  })
}

/** One line for each account and day: beneficiaries are named together, and replaced together. */
function ofBeneficiaries({ since, beneficiaries }: ChangeFacts): Change[] {
  const dated = beneficiaries.flatMap((one) => [
    { one, on: one.createdAt.slice(0, 10), verb: 'named' },
    ...(one.endedOn === null ? [] : [{ one, on: one.endedOn, verb: 'ended' }]),
  ])
  const groups = groupBy(dated, ({ one, on, verb }) => `${on} ${verb} ${one.accountName}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const names = group.map(({ one }) => `${one.name} (${one.class}, ${formatPercent(one.percent)})`)
    const title = `Beneficiaries of ${first.one.accountName} ${first.verb}`
    return at(since, first.on, { kind: 'beneficiaries', title, detail: names.join(', ') })
  })
}

/** Money that came and went by somebody's decision, added up; the days in between earned the rest. */
function ofMoney({ since, transactions }: ChangeFacts): Change[] {
  const flows = transactions.filter(
    ({ type, status, tradedOn }) => flowKinds[type] === 'external' && status === 'posted' && tradedOn >= since,
  )
  const sides = [
    ['Money in', flows.filter(({ netAmount }) => compareAmounts(netAmount, '0') > 0)],
    ['Money out', flows.filter(({ netAmount }) => compareAmounts(netAmount, '0') < 0)],
  ] as const
  return sides.flatMap(([side, members]) => {
    const latest =
      members
        .map(({ tradedOn }) => tradedOn)
        .sort()
        .at(-1) ?? null
    const total = formatMoney(sumOf(members.map(({ netAmount }) => netAmount)))
    const detail = `${formatCount(members.length, 'transaction')} since then, the latest on this day`
    return at(since, latest, { kind: 'money', title: `${side}: ${total}`, detail })
  })
}

function ofDocuments({ since, documents, disclosures }: ChangeFacts): Change[] {
  const kind = 'documents' as const
  return [
    ...documents.flatMap(({ title, type, createdAt }) =>
      at(since, createdAt, { kind, title: `Filed: ${title}`, detail: labelOf(documentRecord, 'type', type) }),
    ),
    ...disclosures.flatMap(({ kind: what, edition, deliveredOn }) =>
      at(since, deliveredOn, {
        ...{ kind, title: `${labelOf(disclosureRecord, 'kind', what)} delivered`, detail: edition },
      }),
    ),
  ]
}

function ofTasks({ since, tasks }: ChangeFacts): Change[] {
  return tasks.flatMap(({ title, status, completedAt }) =>
    status === 'done' ? at(since, completedAt, { kind: 'tasks', title: `Done: ${title}`, detail: '' }) : [],
  )
}
