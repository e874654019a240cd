import { type Account, type LegalEntity, type Person, records } from '#shared/records/index.ts'
import { type AccountIdea, drawAccountIdeas, type Owner, type Registration } from './account-ideas.ts'
import { splitEvenly, toRatio } from './amounts.ts'
import { addDays, instantAt } from './calendar.ts'
import { scheduleOfAccount } from './fee-schedules.ts'
import { addRow, digits, type HouseholdContext, type Stamp, sealNumber } from './household-context.ts'
import { ageOf, fullName, type People } from './household-people.ts'
import type { Profile } from './household-profile.ts'
import { type ModelName, modelAt, modelLabel } from './models.ts'
import { charities } from './name-list.ts'

/** An account with what its history needs to know. */
export interface AccountPlan {
  readonly account: Account
  readonly model: ModelName
  /** Whole dollars at the beginning. */
  readonly openingValue: number
  /** The person whose age decides on distributions; null for entities. */
  readonly owner: Person | null
}

const retirement: readonly Registration[] = [
  ...(['traditional_ira', 'rollover_ira', 'roth_ira', 'sep', 'simple', 'inherited_ira', 'inherited_roth'] as const),
  ...(['plan_401k', 'solo_401k', 'plan_403b', 'plan_457b', 'pension'] as const),
]
const heldAway: readonly Registration[] = ['plan_401k', 'plan_403b', 'plan_457b', 'pension', 'annuity']
const withBeneficiaries: readonly Registration[] = [...retirement, 'individual_tod', 'hsa', 'annuity', 'plan_529']
const custodians = { 'Northgate Custody': 60, 'Meridian Vale Trust': 28, 'Eastwick Clearing': 12 } as const

/** Adds the household's accounts with their owners and beneficiaries. */
export function addAccounts(
  context: HouseholdContext,
  profile: Profile,
  people: People,
  entities: readonly LegalEntity[],
  stamp: Stamp,
): AccountPlan[] {
  const ideas = drawAccountIdeas(context, profile, people, entities)
  const total = ideas.reduce((sum, { share }) => sum + share, 0)
  const custodian = context.dice.weighted(custodians)
  return ideas.map((idea) => {
    const model = modelFor(context, profile, idea)
    const account = addAccount(context, profile, idea, model, custodian, stamp)
    for (const owner of idea.owners) addOwner(context, account, owner, stamp)
    if (withBeneficiaries.includes(idea.registration)) addBeneficiaries(context, people, account, idea, stamp)
    const openingValue = Math.round((profile.wealth * idea.share) / total)
    return { account, model, openingValue, owner: idea.owners[0]?.person ?? null }
  })
}

function modelFor({ dice }: HouseholdContext, profile: Profile, { registration }: AccountIdea): ModelName {
  if (registration === 'annuity') return 'annuity'
  if (registration === 'pension') return 'income'
  const boldness = Math.round((82 - profile.headAge) / 14) + dice.integer(-1, 1)
  return modelAt(boldness)
}

function addAccount(
  context: HouseholdContext,
  profile: Profile,
  idea: AccountIdea,
  model: ModelName,
  usualCustodian: string,
  stamp: Stamp,
): Account {
  const { dice, today } = context
  const id = context.nextId()
  const isAway = profile.status === 'prospect' || heldAway.includes(idea.registration)
  const number = `${dice.pick(['NG', 'MV', 'EW'])}${digits(dice, 8)}`
  const since = profile.clientSince ?? addDays(today, -1200)
  const status = statusOf(context, profile)
  return addRow(
    context,
    'accounts',
    {
      ...{ id, name: accountName(idea), registration: idea.registration, status },
      management: isAway ? dice.weighted({ held_away: 7, reporting_only: 3 }) : managementOf(context, idea),
      taxStatus: taxStatusOf(idea.registration),
      custodian: isAway ? dice.pick(['Holmgarth Retirement Services', 'Tallow County Plan Services']) : usualCustodian,
      ...(status === 'prospective' ? {} : sealNumber(context, 'accounts', 'numberEncrypted', id, number)),
      openedOn: openedOn(context, status, since),
      closedOn: profile.terminatedOn,
      modelId: isAway || model === 'annuity' ? null : context.modelIds[model],
      benchmark: isAway ? null : `${modelLabel(model)} benchmark`,
      lotMethod: retirement.includes(idea.registration)
        ? 'average'
        : dice.weighted({ fifo: 5, highest_cost: 4, specific: 1 }),
      ...(isAway ? ({ feeBasis: 'none', feeScheduleId: null, billing: 'arrears' } as const) : feeOf(context, profile)),
      custodyFlag: idea.registration === 'trust' && dice.chance(0.04),
      standingLetter: !isAway && dice.chance(0.2),
      rmdRequired: needsDistribution(context, idea),
    },
    stamp,
  )
}

/** The account's name as the custodian prints it: whose it is, and what. */
function accountName({ owners, registration }: AccountIdea): string {
  const names = owners.map(({ person, entity }) => (person ? fullName(person) : (entity?.name ?? '')))
  return `${names.join(' & ')} – ${records.accounts.fields.registration.choices?.[registration] ?? registration}`.slice(
    0,
    200,
  )
}

function statusOf({ dice }: HouseholdContext, profile: Profile): Account['status'] {
  if (profile.status === 'prospect') return 'prospective'
  if (profile.status === 'onboarding') return dice.weighted({ pending: 4, transferring_in: 6 })
  if (profile.status === 'terminated') return 'closed'
  return dice.weighted({ active: 970, restricted: profile.status === 'estate' ? 400 : 15, transferring_out: 8 })
}

function managementOf({ dice }: HouseholdContext, { registration }: AccountIdea): Account['management'] {
  return registration === 'daf' || dice.chance(0.12) ? 'non_discretionary' : 'discretionary'
}

function taxStatusOf(registration: Registration): Account['taxStatus'] {
  if (['roth_ira', 'inherited_roth', 'hsa', 'plan_529', 'coverdell'].includes(registration)) return 'tax_free'
  if (['nonprofit', 'daf'].includes(registration)) return 'exempt'
  return retirement.includes(registration) || registration === 'annuity' ? 'tax_deferred' : 'taxable'
}

function openedOn({ dice, today }: HouseholdContext, status: Account['status'], since: string): string | null {
  if (status === 'prospective' || status === 'pending') return null
  if (status === 'closed') return since
  const opened = addDays(since, dice.chance(0.5) ? 3 : dice.integer(10, 2600))
  return opened < addDays(today, -20) ? opened : since
}

function feeOf(context: HouseholdContext, profile: Profile): Pick<Account, 'feeBasis' | 'feeScheduleId' | 'billing'> {
  const { dice } = context
  const feeBasis = dice.weighted({
    tiered: 70,
    flat_bps: 15,
    fixed: profile.wealth > 5_000_000 ? 8 : 0,
    retainer: 3,
    none: 4,
  })
  const feeScheduleId = scheduleOfAccount(context, feeBasis)
  return { feeBasis, feeScheduleId, billing: dice.weighted({ arrears: 7, advance: 3 }) }
}

function needsDistribution({ today }: HouseholdContext, { registration, owners }: AccountIdea): boolean {
  if (registration === 'inherited_ira') return true
  const owner = owners[0]?.person
  const isPreTax = retirement.includes(registration) && !registration.includes('roth') && registration !== 'pension'
  return isPreTax && owner !== undefined && ageOf(owner, today) >= 73
}

function addOwner(context: HouseholdContext, account: Account, owner: Owner, stamp: Stamp): void {
  const fields = {
    ...{ accountId: account.id, personId: owner.person?.id ?? null, entityId: owner.entity?.id ?? null },
    percent: toRatio(owner.percent),
  }
  addRow(context, 'account_owners', fields, stamp)
}

/** Primary and contingent beneficiaries; some accounts lack them, so that a check has something to find. */
function addBeneficiaries(
  context: HouseholdContext,
  people: People,
  account: Account,
  idea: AccountIdea,
  stamp: Stamp,
): void {
  const { dice, today } = context
  if (dice.chance(0.08)) return
  const owner = idea.owners[0]?.person
  const partner = [people.head, people.spouse].find(
    (person) => person && person.id !== owner?.id && person.diedOn === null,
  )
  const heirs = people.children.filter((child) => child.id !== owner?.id)
  const first: Person[] = partner && idea.registration !== 'plan_529' ? [partner] : heirs
  const second = first === heirs ? [] : heirs
  const verifiedOn = dice.chance(0.8) ? addDays(today, -dice.integer(30, 1500)) : null
  const add = (classOf: 'primary' | 'contingent', party: { personId?: string; name?: string }, percent: string) => {
    const fields = {
      accountId: account.id,
      ...party,
      class: classOf,
      percent,
      perStirpes: dice.chance(0.3),
      verifiedOn,
    }
    addRow(context, 'beneficiaries', fields, stamp)
  }
  const addAll = (classOf: 'primary' | 'contingent', persons: readonly Person[]) => {
    const shares = splitEvenly(Math.max(1, persons.length))
    for (const [index, person] of persons.entries()) add(classOf, { personId: person.id }, toRatio(shares[index] ?? 0))
  }
  addAll('primary', first)
  if (first.length === 0) add('primary', { name: dice.pick(charities) }, toRatio(100))
  if (second.length > 0 && dice.chance(0.85)) addAll('contingent', second)
}

/** When the custodian's overnight feed wrote what belongs to a day. */
export function feedStamp(date: string): Stamp {
  const known = feedStamps.get(date)
  if (known !== undefined) return known
  const stamp = { at: instantAt(addDays(date, 1), 5 * 60), by: null }
  feedStamps.set(date, stamp)
  return stamp
}

/** Some eight hundred days are asked for tens of thousands of times. */
const feedStamps = new Map<string, Stamp>()
