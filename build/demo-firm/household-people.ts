import type { HouseholdMember, Person } from '#shared/records/index.ts'
import { addDays, addYears, ageOn, instantAt } from './calendar.ts'
import { addRow, digits, type HouseholdContext, type Stamp, sealNumber } from './household-context.ts'
import { birthday, type Profile } from './household-profile.ts'
import { cities, employers, namePools, preferredNames, streets, toMailName } from './name-list.ts'

export interface People {
  readonly head: Person
  readonly spouse: Person | null
  readonly children: readonly Person[]
  readonly parent: Person | null
  /** Somebody outside the household, to be called when the client cannot be reached. */
  readonly trustedContact: Person | null
  readonly accountant: Person | null
}

interface Idea {
  readonly age: number
  readonly woman: boolean
  readonly surname: string
  readonly marital: Person['maritalStatus']
  readonly atHome: boolean
  readonly isClient: boolean
}

/** When the household's own records were opened, and by its adviser. */
export function openingStamp(context: HouseholdContext, profile: Profile): Stamp {
  const opened = profile.clientSince ?? addDays(context.today, -context.dice.integer(10, 90))
  return { at: instantAt(opened, 15 * 60), by: context.adviser.id }
}

/** Adds the household's people, those at its side, and their places in it. */
export function addPeople(context: HouseholdContext, profile: Profile): People {
  const { dice } = context
  const stamp = openingStamp(context, profile)
  const home = `${dice.integer(2, 980)} ${dice.pick(streets)}`
  const add = (idea: Idea) => addPerson(context, profile, idea, home, stamp)
  const isCouple = profile.type !== 'individual' && (profile.type === 'couple' || dice.chance(0.88))
  const headIsWoman = dice.chance(0.45)
  const base = { surname: profile.surname, atHome: true, isClient: true }
  const marital = isCouple ? partnership(context) : loneStatus(context, profile)
  const head = add({ ...base, age: profile.headAge, woman: headIsWoman, marital })
  const spouseAge = Math.max(25, profile.headAge + dice.integer(-6, 5))
  const spouseWoman = dice.chance(0.06) ? headIsWoman : !headIsWoman
  const spouseMarital = profile.status === 'estate' ? ('widowed' as const) : marital
  const spouse = isCouple ? add({ ...base, age: spouseAge, woman: spouseWoman, marital: spouseMarital }) : null
  const people = {
    ...{ head, spouse },
    children: addChildren(context, profile, add),
    parent: profile.type === 'multigenerational' ? add({ ...base, ...parentIdea(context, profile) }) : null,
    trustedContact: dice.chance(0.7) ? add(outsiderIdea(context, 40, 72)) : null,
    accountant: dice.chance(0.5) ? add(outsiderIdea(context, 32, 64)) : null,
  }
  addMembers(context, profile, people, stamp)
  return people
}

function partnership({ dice }: HouseholdContext): Person['maritalStatus'] {
  return dice.chance(0.92) ? 'married' : 'domestic_partner'
}

function loneStatus({ dice }: HouseholdContext, profile: Profile): Person['maritalStatus'] {
  if (profile.headAge > 70) return dice.weighted({ widowed: 6, divorced: 2, single: 1 })
  return dice.weighted({ single: 5, divorced: 4, widowed: 1 })
}

function parentIdea({ dice }: HouseholdContext, profile: Profile): Pick<Idea, 'age' | 'woman' | 'marital'> {
  return { age: Math.min(97, profile.headAge + dice.integer(22, 34)), woman: dice.chance(0.7), marital: 'widowed' }
}

function outsiderIdea({ dice }: HouseholdContext, youngest: number, oldest: number): Idea {
  const surname = dice.pick(dice.pick(namePools).surnames)
  return {
    age: dice.integer(youngest, oldest),
    woman: dice.chance(0.5),
    surname,
    marital: null,
    atHome: false,
    isClient: false,
  }
}

function addChildren({ dice }: HouseholdContext, profile: Profile, add: (idea: Idea) => Person): Person[] {
  const count = profile.type === 'individual' ? 0 : profile.type === 'couple' ? dice.integer(-2, 2) : dice.integer(1, 4)
  const children: Person[] = []
  for (let index = 0; index < count; index++) {
    const age = profile.headAge - dice.integer(25, 37)
    if (age < 0 || (profile.type === 'couple' && age < 24)) continue
    const atHome = age < 22
    const marital = age > 30 && dice.chance(0.5) ? 'married' : 'single'
    children.push(add({ age, woman: dice.chance(0.5), surname: profile.surname, marital, atHome, isClient: true }))
  }
  return children
}

function addPerson(context: HouseholdContext, profile: Profile, idea: Idea, home: string, stamp: Stamp): Person {
  const { dice } = context
  const id = context.nextId()
  const pool = idea.isClient ? profile.pool : dice.pick(namePools)
  // A family calls no two of its members alike.
  const taken = new Set(context.rows.persons.map((person) => person.firstName))
  const firstName = dice.pick((idea.woman ? pool.women : pool.men).filter((name) => !taken.has(name)))
  const born = birthday(context, idea.age)
  const place = idea.atHome ? profile.place : dice.pick(cities)
  const hasDied = profile.status === 'estate' && context.rows.persons.length === 0
  return addRow(
    context,
    'persons',
    {
      ...{ id, firstName, lastName: idea.surname },
      preferredName: dice.chance(0.6) ? (preferredNames[firstName] ?? null) : null,
      middleName: idea.isClient && dice.chance(0.35) ? dice.pick(idea.woman ? pool.women : pool.men) : null,
      bornOn: idea.isClient ? born : null,
      diedOn: hasDied ? addDays(context.today, -dice.integer(40, 380)) : null,
      ...(idea.isClient && profile.status !== 'prospect' ? identity(context, id, idea.age) : {}),
      ...(idea.isClient ? { citizenship: dice.chance(0.93) ? 'US' : dice.pick(['CA', 'DE', 'IN', 'VN', 'MX']) } : {}),
      ...(idea.isClient ? { taxResidency: 'US', ...employment(context, idea.age) } : {}),
      maritalStatus: idea.marital,
      ...contact(context, firstName, idea),
      addressLine: idea.atHome ? home : `${dice.integer(2, 980)} ${dice.pick(streets)}`,
      ...place,
      politicallyExposed: idea.isClient && dice.chance(0.01),
      controlPersonTicker: idea.isClient && idea.age > 40 && dice.chance(0.015) ? 'QUIL' : null,
      brokerAffiliated: idea.isClient && dice.chance(0.02),
      accreditedInvestor: idea.isClient && idea.age > 21 && profile.wealth > 1_000_000,
      qualifiedClient: idea.isClient && idea.age > 21 && profile.wealth > 2_200_000,
      vulnerableClient: idea.isClient && idea.age > 80 && dice.chance(0.3),
      emailConsent: idea.age > 17 && dice.chance(0.9),
    },
    stamp,
  )
}

/** Social security numbers begin with 9 and identity numbers with Z: neither was ever issued to anybody. */
function identity(context: HouseholdContext, id: string, age: number): Partial<Person> {
  const { dice, today } = context
  const ssn = `9${digits(dice, 2)}-${dice.integer(10, 49)}-${digits(dice, 4)}`
  const social = sealNumber(context, 'persons', 'ssnEncrypted', id, ssn)
  if (age < 18) return social
  const idType = dice.weighted({ driver_license: 6, passport: 4, state_id: age > 75 ? 2 : 0 })
  const isExpiringSoon = dice.chance(0.08)
  return {
    ...social,
    idType,
    ...sealNumber(context, 'persons', 'idNumberEncrypted', id, `Z${digits(dice, 8)}`),
    idExpiresOn: addDays(today, isExpiringSoon ? dice.integer(-20, 60) : dice.integer(120, 3200)),
  }
}

function employment({ dice }: HouseholdContext, age: number): Pick<Person, 'employmentStatus' | 'employer'> {
  if (age < 16) return { employmentStatus: null, employer: null }
  if (age < 22) return { employmentStatus: 'student', employer: null }
  const chances =
    age < 62 ? { employed: 70, self_employed: 18, homemaker: 8, unemployed: 2, retired: 2 } : { retired: 1 }
  const stillWorks = { retired: 55, employed: 25, self_employed: 20 }
  const employmentStatus = dice.weighted<NonNullable<Person['employmentStatus']>>(
    age < 62 || age > 72 ? chances : stillWorks,
  )
  return { employmentStatus, employer: employmentStatus === 'employed' ? dice.pick(employers) : null }
}

/** Addresses at example.com and numbers from 555-0100 to 555-0199 are set aside for fiction. */
function contact({ dice }: HouseholdContext, firstName: string, idea: Idea): Pick<Person, 'email' | 'phone'> {
  if (idea.age < 16) return { email: null, phone: null }
  const area = dice.pick(['207', '401', '203', '617', '518', '609', '410', '434', '912', '941', '512', '805', '206'])
  return {
    email: dice.chance(0.95) ? `${toMailName(firstName)}.${toMailName(idea.surname)}@example.com` : null,
    phone: `(${area}) 555-01${digits(dice, 2)}`,
  }
}

function addMembers(context: HouseholdContext, profile: Profile, people: People, stamp: Stamp): void {
  const fromDate = profile.clientSince
  const add = (person: Person | null, role: HouseholdMember['role'], inRollUp: boolean) => {
    if (person === null) return
    const born = person.bornOn ?? context.today
    const from = fromDate !== null && fromDate < born ? born : fromDate
    const fields = { personId: person.id, role, fromDate: from, toDate: person.diedOn, isPrimary: true, inRollUp }
    addRow(context, 'household_members', fields, stamp)
  }
  add(people.head, 'head', true)
  add(people.spouse, people.head.maritalStatus === 'domestic_partner' ? 'partner' : 'spouse', true)
  for (const child of people.children) add(child, 'child', isMinor(child, context.today))
  add(people.parent, 'parent', true)
}

export function isMinor(person: Person, today: string): boolean {
  return person.bornOn !== null && ageOn(person.bornOn, today) < 18
}

/** The name in full, as it stands on papers. */
export function fullName(person: Person): string {
  return `${person.firstName} ${person.lastName}`
}

/** Years of a person's age; 50 for somebody whose birthday is not known. */
export function ageOf(person: Person, today: string): number {
  return person.bornOn === null ? 50 : ageOn(person.bornOn, today)
}

/** The day somebody came of age, for papers that need it. */
export function adultSince(person: Person): string {
  return addYears(person.bornOn ?? '1980-01-01', 18)
}
