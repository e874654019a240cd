import type { LegalEntity, Person, Relationship } from '#shared/records/index.ts'
import { splitEvenly, toRatio } from './amounts.ts'
import { addDays, addYears, laterOf } from './calendar.ts'
import { addRow, digits, type HouseholdContext, type Stamp, sealNumber } from './household-context.ts'
import { adultSince, fullName, isMinor, type People } from './household-people.ts'
import type { Profile } from './household-profile.ts'

type EntityType = LegalEntity['type']

const taxClassifications: Readonly<Partial<Record<EntityType, LegalEntity['taxClassification']>>> = {
  ...{ revocable_trust: 'grantor', irrevocable_trust: 'complex', charitable_trust: 'exempt', llc: 'disregarded' },
  ...{
    special_needs_trust: 'complex',
    estate: 'complex',
    lp: 'partnership',
    s_corp: 'corporation',
    foundation: 'exempt',
  },
}

/** Chance of each kind of entity, for households of some wealth. */
const likelihoods: readonly { readonly type: EntityType; readonly from: number; readonly chance: number }[] = [
  { type: 'revocable_trust', from: 900_000, chance: 0.45 },
  { type: 'irrevocable_trust', from: 3_000_000, chance: 0.3 },
  { type: 'special_needs_trust', from: 1_500_000, chance: 0.04 },
  { type: 'charitable_trust', from: 6_000_000, chance: 0.2 },
  { type: 'llc', from: 2_500_000, chance: 0.35 },
  { type: 'lp', from: 8_000_000, chance: 0.25 },
  { type: 's_corp', from: 1_200_000, chance: 0.08 },
  { type: 'foundation', from: 12_000_000, chance: 0.3 },
]

/** Adds the trusts and companies the household holds assets through, and who is what to them. */
export function addEntities(context: HouseholdContext, profile: Profile, people: People, stamp: Stamp): LegalEntity[] {
  if (profile.status === 'prospect') return []
  const wanted = likelihoods.filter(({ from, chance }) => profile.wealth >= from && context.dice.chance(chance))
  const types = [...wanted.map(({ type }) => type), ...(profile.status === 'estate' ? (['estate'] as const) : [])]
  return types.map((type) => {
    const entity = addEntity(context, profile, people, type, stamp)
    addRoles(context, people, entity, stamp)
    return entity
  })
}

/** Employer identification numbers begin with 00, which was never issued. */
function addEntity(
  context: HouseholdContext,
  profile: Profile,
  people: People,
  type: EntityType,
  stamp: Stamp,
): LegalEntity {
  const { dice } = context
  const id = context.nextId()
  const ein = `00-${digits(dice, 7)}`
  const hasOwnNumber = type !== 'revocable_trust'
  const drawn = addDays(profile.clientSince ?? context.today, -dice.integer(60, 5000))
  const formedOn = laterOf(drawn, adultSince(people.head))
  const fields = {
    ...{ id, name: entityName(context, profile, people, type, formedOn), type },
    ...(hasOwnNumber ? sealNumber(context, 'entities', 'einEncrypted', id, ein) : {}),
    ...{ formedOn, formationState: profile.place.state, taxClassification: taxClassifications[type] ?? null },
    trustDate: type.endsWith('_trust') ? formedOn : null,
    situs: type.endsWith('_trust') ? dice.pick([profile.place.state, 'DE', 'SD']) : null,
  }
  return addRow(context, 'entities', fields, stamp)
}

function entityName(
  { dice }: HouseholdContext,
  profile: Profile,
  people: People,
  type: EntityType,
  formed: string,
): string {
  const { surname } = profile
  const endings: Readonly<Partial<Record<EntityType, string>>> = {
    revocable_trust: `${fullName(people.head)} Revocable Living Trust u/a dated ${formed}`,
    irrevocable_trust: `${surname} Family Irrevocable Trust for the Benefit of Descendants u/a dated ${formed}`,
    special_needs_trust: `${surname} Supplemental Needs Trust`,
    charitable_trust: `${surname} Charitable Remainder Unitrust`,
    llc: `${surname} ${dice.pick(['Holdings', 'Properties', 'Ventures'])} LLC`,
    lp: `${surname} Family Limited Partnership`,
    s_corp: `${surname} ${dice.pick(['Consulting', 'Orthodontics', 'Landscape Design'])}, Inc.`,
    foundation: `${surname} Family Foundation`,
    estate: `Estate of ${fullName(people.head)}`,
  }
  return (endings[type] ?? `${surname} ${type}`).slice(0, 200)
}

interface Role {
  readonly person: Person | null
  readonly role: Relationship['role']
  readonly percent?: string
}

function addRoles(context: HouseholdContext, people: People, entity: LegalEntity, stamp: Stamp): void {
  for (const { person, role, percent } of rolesIn(context, people, entity.type)) {
    if (person === null) continue
    const fields = {
      fromPersonId: person.id,
      toEntityId: entity.id,
      role,
      percent: percent ?? null,
      fromDate: entity.formedOn,
    }
    addRow(context, 'relationships', fields, stamp)
  }
}

function rolesIn(context: HouseholdContext, people: People, type: EntityType): Role[] {
  const { head, spouse, children } = people
  const adults = children.filter((child) => !isMinor(child, context.today))
  const successor = adults[0] ?? people.trustedContact
  if (type === 'estate') return [{ person: spouse ?? successor, role: 'executor' }]
  if (type.endsWith('_trust')) return trustRoles(people, successor)
  const owners = spouse === null ? [head] : [head, spouse]
  if (type === 'foundation') return owners.map((person) => ({ person, role: 'director' }))
  const role = type === 's_corp' ? 'beneficial_owner' : 'member'
  return splitEvenly(owners.length).map((share, index) => ({
    ...{ person: owners[index] ?? null, role, percent: toRatio(share) },
  }))
}

function trustRoles({ head, spouse, children }: People, successor: Person | null): Role[] {
  const shares = children.length === 0 ? [] : splitEvenly(children.length)
  return [
    ...[
      { person: head, role: 'grantor' as const },
      { person: head, role: 'trustee' as const },
    ],
    ...[
      { person: spouse, role: 'co_trustee' as const },
      { person: successor, role: 'successor_trustee' as const },
    ],
    ...shares.map((share, index) => ({
      ...{ person: children[index] ?? null, role: 'beneficiary' as const, percent: toRatio(share) },
    })),
  ]
}

/**
 * Adds what the people are to each other: children, trusted contact, accountant, and now and then a power of attorney,
 * of which some have run out and some soon will.
 *
 * @returns the power of attorney, for which a document is owed.
 */
export function addRelationships(context: HouseholdContext, people: People, stamp: Stamp): Relationship | null {
  const { head, spouse, children, parent, trustedContact, accountant } = people
  const link = (from: Person | null, role: Relationship['role'], to: Person | null) => {
    if (from === null || to === null) return
    addRow(context, 'relationships', { fromPersonId: from.id, toPersonId: to.id, role }, stamp)
  }
  link(spouse, 'spouse', head)
  for (const child of children) link(child, 'child', head)
  link(parent, 'parent', head)
  link(trustedContact, 'trusted_contact', head)
  link(accountant, 'cpa', head)
  return addPowerOfAttorney(context, people, stamp)
}

function addPowerOfAttorney(context: HouseholdContext, people: People, stamp: Stamp): Relationship | null {
  const { dice, today } = context
  const adult = people.children.find((child) => !isMinor(child, today))
  const subject = people.parent ?? (people.head.diedOn === null ? people.head : null)
  const agent = people.parent !== null ? people.head : (adult ?? people.spouse)
  if (subject === null || agent === null || agent.id === subject.id || agent.diedOn !== null) return null
  if (!dice.chance(people.parent === null ? 0.25 : 0.8)) return null
  const toDate = addDays(today, dice.pick([-45, 21, 52, 400, 900]) + dice.integer(0, 20))
  const fields = {
    ...{ fromPersonId: agent.id, toPersonId: subject.id, role: 'power_of_attorney' as const },
    ...{ fromDate: addYears(toDate, -5), toDate },
  }
  return addRow(context, 'relationships', fields, stamp)
}
