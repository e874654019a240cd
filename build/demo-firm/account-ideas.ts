import type { Account, LegalEntity, Person } from '#shared/records/index.ts'
import { splitEvenly } from './amounts.ts'
import type { HouseholdContext } from './household-context.ts'
import { ageOf, isMinor, type People } from './household-people.ts'
import type { Profile } from './household-profile.ts'

export type Registration = Account['registration']

export interface Owner {
  readonly person?: Person
  readonly entity?: LegalEntity
  readonly percent: string
}

/** An account the household is to have: what it is, whose, and how large beside the others. */
export interface AccountIdea {
  readonly registration: Registration
  readonly owners: readonly Owner[]
  readonly share: number
}

const communityStates = ['CA', 'TX', 'WA']

/** Which accounts the household has. Prospects show at most what they hold elsewhere. */
export function drawAccountIdeas(
  context: HouseholdContext,
  profile: Profile,
  people: People,
  entities: readonly LegalEntity[],
): AccountIdea[] {
  const { dice } = context
  const adults = [people.head, people.spouse].filter((person) => person !== null)
  if (profile.status === 'prospect') {
    return dice.chance(0.6) ? [idea('plan_401k', people.head, 60), idea('individual', people.head, 40)] : []
  }
  const main = profile.status === 'estate' ? survivorAccounts(people) : [mainAccount(context, profile, people)]
  return [
    ...main,
    ...adults.flatMap((person) => (person.diedOn === null ? retirementAccounts(context, person) : [])),
    ...people.children
      .filter((child) => isMinor(child, context.today))
      .flatMap((child) => childAccounts(context, child)),
    ...(people.parent === null ? [] : [idea('individual_tod', people.parent, 14)]),
    ...specialAccounts(context, profile, people),
    ...entities.flatMap(entityAccounts),
  ]
}

function idea(registration: Registration, person: Person, share: number): AccountIdea {
  return { registration, owners: [{ person, percent: '100' }], share }
}

function survivorAccounts({ spouse }: People): AccountIdea[] {
  return spouse === null ? [] : [idea('individual', spouse, 40)]
}

function mainAccount({ dice }: HouseholdContext, profile: Profile, { head, spouse, children }: People): AccountIdea {
  if (spouse === null) return idea(dice.weighted({ individual: 6, individual_tod: 4 }), head, 45)
  const inCommunityState = communityStates.includes(profile.place.state)
  const registration = dice.weighted<Registration>({
    ...{ jtwros: 56, joint_tbe: 12, joint_tic: 8, individual: 12, individual_tod: 6 },
    community_property: inCommunityState ? 40 : 0,
  })
  if (registration === 'individual' || registration === 'individual_tod') return idea(registration, head, 45)
  const adultChild = children[0]
  if (registration === 'joint_tic' && adultChild !== undefined) {
    const shares = splitEvenly(3).map(String)
    const owners = [head, spouse, adultChild].map((person, index) => ({ person, percent: shares[index] ?? '0' }))
    return { registration, owners, share: 45 }
  }
  const [first, second] = registration === 'joint_tic' ? ['60', '40'] : ['50', '50']
  const owners = [
    { person: head, percent: first },
    { person: spouse, percent: second },
  ] as const
  return { registration, owners, share: 50 }
}

function retirementAccounts(context: HouseholdContext, person: Person): AccountIdea[] {
  const { dice } = context
  const age = ageOf(person, context.today)
  const works = person.employmentStatus === 'employed'
  const chances: Partial<Record<Registration, number>> = {
    ...{
      traditional_ira: age > 40 ? 0.17 : 0.08,
      rollover_ira: age > 45 ? 0.3 : 0.12,
      roth_ira: age < 75 ? 0.31 : 0.12,
    },
    ...{
      plan_401k: works ? 0.4 : 0,
      plan_403b: works ? 0.07 : 0,
      plan_457b: works ? 0.05 : 0,
      simple: works ? 0.04 : 0,
    },
    ...(person.employmentStatus === 'self_employed' ? { sep: 0.4, solo_401k: 0.3 } : {}),
    ...{ inherited_ira: age > 40 ? 0.08 : 0.02, inherited_roth: 0.03, hsa: age < 65 ? 0.1 : 0.03 },
    ...{ pension: person.employmentStatus === 'retired' ? 0.07 : 0, annuity: age > 60 ? 0.09 : 0.01 },
  }
  const drawn = Object.entries(chances).filter(([, likelihood]) => dice.chance(likelihood)) as [Registration, number][]
  return drawn.map(([registration]) => idea(registration, person, shareOf(registration)))
}

function shareOf(registration: Registration): number {
  if (registration === 'rollover_ira') return 28
  if (registration === 'hsa') return 3
  return registration === 'roth_ira' || registration.startsWith('inherited') ? 10 : 16
}

/** The account belongs to the child's benefit; a 529 is owned by nobody but its beneficiary here. */
function childAccounts({ dice }: HouseholdContext, child: Person): AccountIdea[] {
  const chances: Partial<Record<Registration, number>> = { plan_529: 0.45, utma_ugma: 0.22, coverdell: 0.03 }
  const drawn = Object.entries(chances).filter(([, likelihood]) => dice.chance(likelihood)) as [Registration, number][]
  return drawn.map(([registration]) => idea(registration, child, registration === 'plan_529' ? 5 : 3))
}

function specialAccounts({ dice }: HouseholdContext, profile: Profile, { head }: People): AccountIdea[] {
  const hasFund = profile.wealth > 1_800_000 && dice.chance(0.22)
  const hasPartnership = profile.wealth > 4_000_000 && dice.chance(0.04)
  return [
    ...(hasFund && head.diedOn === null ? [idea('daf', head, 5)] : []),
    ...(hasPartnership && head.diedOn === null ? [idea('partnership', head, 8)] : []),
  ]
}

const entityRegistrations: Readonly<Partial<Record<LegalEntity['type'], Registration>>> = {
  ...{ llc: 'llc', lp: 'partnership', s_corp: 'corporate', foundation: 'nonprofit', estate: 'estate' },
}

function entityAccounts(entity: LegalEntity): AccountIdea[] {
  const registration = entity.type.endsWith('_trust') ? 'trust' : entityRegistrations[entity.type]
  if (registration === undefined) return []
  return [{ registration, owners: [{ entity, percent: '100' }], share: entity.type === 'revocable_trust' ? 35 : 20 }]
}
