import type { User } from '#shared/records/index.ts'

export const DEMO_FIRM_NAME = 'Harbour & Vale Advisers'

/** Everybody's password in the demo firm. For demonstration only: a database with real clients never has these users. */
export const DEMO_PASSWORD = 'harbour-vale-demo'

export type DemoUser = Pick<User, 'id' | 'login' | 'displayName' | 'role'> & { readonly title: string }

function demoUser(number: number, login: string, displayName: string, role: User['role'], title: string): DemoUser {
  return { id: `018cc251-f400-7000-8000-00000000000${number}`, login, displayName, role, title }
}

/** The first three are the advisers, the one with the largest book first. Ids are the same in every demo firm. */
export const DEMO_USERS = [
  demoUser(1, 'amelia.hart', 'Amelia Hart', 'adviser', 'Partner, Senior Adviser'),
  demoUser(2, 'jonas.weber', 'Jonas Weber', 'adviser', 'Adviser'),
  demoUser(3, 'priya.nair', 'Priya Nair', 'adviser', 'Associate Adviser'),
  demoUser(4, 'margaret.osei', 'Margaret Osei', 'compliance', 'Chief Compliance Officer'),
  demoUser(5, 'tomas.novak', 'Tomáš Novák', 'operations', 'Head of Client Operations'),
  demoUser(6, 'ruth.delgado', 'Ruth Delgado', 'administrator', 'IT Administrator'),
] as const

/** Households per adviser, in the order of `DEMO_USERS`, when the first has the number asked for. */
export function householdsPerAdviser(households: number): { readonly adviser: DemoUser; readonly count: number }[] {
  const [first, second, third] = DEMO_USERS
  return [
    { adviser: first, count: households },
    { adviser: second, count: Math.ceil(households / 3) },
    { adviser: third, count: Math.ceil((households * 5) / 24) },
  ]
}

/** Who looks after paperwork and money movements. */
export const DEMO_OPERATIONS: DemoUser = DEMO_USERS[4]
