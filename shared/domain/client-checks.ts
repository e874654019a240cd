import { accounts as accountRecord } from '#shared/records/accounts.ts'
import type { Account, Transaction } from '#shared/records/index.ts'
import { persons } from '#shared/records/persons.ts'
import { relationships } from '#shared/records/relationships.ts'
import { addDays, yearOf } from './dates.ts'
import { formatDay, formatPercent } from './format.ts'
import { byId, groupBy } from './group.ts'
import { labelOf, maskedNumber } from './labels.ts'
import type { AccountFacts, AuthorityFacts, MeetingCheck, MeetingFacts, PersonFacts } from './meeting-facts.ts'
import { applicableAge } from './minimum-distributions.ts'
import { sumOf, totalHundred } from './money.ts'
import { NOTICE_DAYS } from './notice.ts'
import { isAuthority } from './relationship-roles.ts'

/** Registrations that pass by designation and not by will, so that a missing beneficiary sends them through probate. */
const NEEDS_BENEFICIARY: ReadonlySet<Account['registration']> = new Set([
  'individual_tod',
  'traditional_ira',
  'rollover_ira',
  'roth_ira',
  'sep',
  'simple',
  'inherited_ira',
  'inherited_roth',
  'plan_401k',
  'solo_401k',
  'plan_403b',
  'plan_457b',
  'pension',
  'hsa',
  'plan_529',
  'coverdell',
  'annuity',
])

/** Whether an account of this registration goes to whom it names, so that somebody should be named. */
export function passesByDesignation(registration: Account['registration']): boolean {
  return NEEDS_BENEFICIARY.has(registration)
}

/** IRAs of one owner may be satisfied from any one of them (26 CFR 1.408-8, Q&A-9); other plans each stand alone. */
const AGGREGATED_IRAS: ReadonlySet<Account['registration']> = new Set([
  'traditional_ira',
  'rollover_ira',
  'sep',
  'simple',
])

/** A qualified charitable distribution counts towards the minimum (26 USC 408(d)(8)); so does any other distribution. */
const SATISFIES_MINIMUM: ReadonlySet<Transaction['type']> = new Set(['rmd', 'qcd', 'distribution'])

/** Missing beneficiaries, and classes that do not total 100%. */
export function checkBeneficiaries({ accounts }: MeetingFacts): MeetingCheck[] {
  return accounts.filter(isOpen).flatMap((account) => {
    const classes = groupBy(account.beneficiaries, (beneficiary) => beneficiary.class)
    const missing = passesByDesignation(account.registration) && !classes.has('primary')
    const wrong = [...classes].flatMap(([name, members]) => {
      const percents = members.map(({ percent }) => percent)
      return totalHundred(percents) ? [] : [{ name, total: sumOf(percents) }]
    })
    return [
      ...(missing ? [missingBeneficiary(account)] : []),
      ...wrong.map(({ name, total }) => ({
        severity: 'attention' as const,
        title: 'Beneficiary shares do not total 100%',
        detail: `The ${name} beneficiaries of ${describe(account)} add up to ${formatPercent(total)}. Ask the custodian what is on file.`,
      })),
    ]
  })
}

function missingBeneficiary(account: AccountFacts): MeetingCheck {
  const registration = labelOf(accountRecord, 'registration', account.registration)
  return {
    severity: 'attention',
    title: 'No primary beneficiary',
    detail: `${describe(account)} (${registration}) passes by designation, and names no primary beneficiary. Have one designated.`,
  }
}

/**
 * Minimum distributions not seen this year, one line for each owner of age, or each account that stands alone.
 * An inherited account is due whatever its owner's age (26 USC 401(a)(9)(B)). The amount due is not judged here.
 */
export function checkDistributions({ accounts, people, today }: MeetingFacts): MeetingCheck[] {
  const known = byId(people)
  const due = accounts
    .filter((account) => isOpen(account) && account.rmdRequired)
    .flatMap((account) => {
      const owner = account.ownerIds.map((id) => known.get(id)).find((person) => person !== undefined)
      return isInherited(account) || (owner !== undefined && mustDistribute(owner, today)) ? [{ account, owner }] : []
    })
  const groups = groupBy(due, ({ account, owner }) =>
    AGGREGATED_IRAS.has(account.registration) && owner !== undefined ? `iras of ${owner.id}` : account.id,
  )
  return [...groups.values()].flatMap((group) => {
    const taken = group.some(({ account }) =>
      account.transactionTypesThisYear.some((type) => SATISFIES_MINIMUM.has(type)),
    )
    return taken ? [] : [distributionDue(group, today)]
  })
}

function distributionDue(
  group: readonly { account: AccountFacts; owner: PersonFacts | undefined }[],
  today: string,
): MeetingCheck {
  const names = group.map(({ account }) => describe(account)).join(', ')
  const owner = group[0]?.owner
  const reason =
    owner?.bornOn === null || owner === undefined
      ? ''
      : ` ${owner.name} reaches age ${yearOf(today) - yearOf(owner.bornOn)} this year.`
  return {
    severity: 'attention',
    title: 'Minimum distribution not taken',
    detail: `No distribution was recorded in ${yearOf(today)} from ${names}.${reason} Settle how much, and when.`,
  }
}

/** Distributions are due for the year in which a person reaches the applicable age. */
function mustDistribute({ bornOn, diedOn }: PersonFacts, today: string): boolean {
  if (bornOn === null || diedOn !== null) return false
  return yearOf(today) - yearOf(bornOn) >= applicableAge(bornOn)
}

/** Identity documents that have expired, or do so within 90 days. */
export function checkIdentification({ people, today }: MeetingFacts): MeetingCheck[] {
  return people.flatMap(({ name, diedOn, idType, idExpiresOn }) => {
    if (diedOn !== null || idExpiresOn === null || idExpiresOn > addDays(today, NOTICE_DAYS)) return []
    const document = idType === null ? 'identity document' : labelOf(persons, 'idType', idType).toLowerCase()
    return [
      ending({
        what: 'ID',
        whose: `The ${keepAcronym(document)} of ${name}`,
        on: idExpiresOn,
        today,
        advice: 'Ask to see the new one.',
      }),
    ]
  })
}

/** Powers that have ended, or do so within 90 days. */
export function checkAuthorities({ authorities, today }: MeetingFacts): MeetingCheck[] {
  return endingAuthorities(authorities, today).map(({ from, to, role, toDate }) => {
    const what = labelOf(relationships, 'role', role)
    const whose =
      role === 'power_of_attorney'
        ? `The power of attorney of ${from} for ${to}`
        : `${from} as ${what.toLowerCase()} of ${to}`
    return ending({ what, whose, on: toDate, today, advice: 'Ask for what follows it before acting on it.' })
  })
}

/**
 * Powers to act that have ended on a day, or do so within 90 days of it, unless a longer one in the same role for the
 * same party follows.
 */
export function endingAuthorities<A extends AuthorityFacts>(
  authorities: readonly A[],
  today: string,
): (A & { readonly toDate: string })[] {
  const powers = authorities.filter(({ role }) => isAuthority(role))
  return powers.flatMap((power) => {
    if (power.toDate === null || power.toDate > addDays(today, NOTICE_DAYS)) return []
    const follows = powers.some(
      ({ role, to, toDate }) => role === power.role && to === power.to && outlasts(toDate, power),
    )
    return follows ? [] : [{ ...power, toDate: power.toDate }]
  })
}

function ending(end: { what: string; whose: string; on: string; today: string; advice: string }): MeetingCheck {
  const isOver = end.on < end.today
  return {
    severity: isOver ? 'attention' : 'notice',
    title: `${end.what} ${isOver ? 'expired' : 'expires soon'}`,
    detail: `${end.whose} ${isOver ? 'expired' : 'expires'} on ${formatDay(end.on)}. ${end.advice}`,
  }
}

function outlasts(toDate: string | null, power: AuthorityFacts): boolean {
  return power.toDate !== null && (toDate === null || toDate > power.toDate)
}

function isOpen({ status }: AccountFacts): boolean {
  return status !== 'closed' && status !== 'prospective'
}

function isInherited({ registration }: AccountFacts): boolean {
  return registration === 'inherited_ira' || registration === 'inherited_roth'
}

function describe({ name, numberLast4 }: AccountFacts): string {
  return numberLast4 === null ? name : `${name} ${maskedNumber(numberLast4)}`
}

function keepAcronym(document: string): string {
  return document.replace('state id', 'state ID')
}
