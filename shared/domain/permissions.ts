import type { User } from '#shared/records/index.ts'

export type Role = User['role']

/** What the workstation lets a role try. A convenience for people: the database decides. */
export type Permission = 'book.read' | 'book.write' | 'book.export' | 'transactions.correct' | 'audit.read' | 'self'

const forAdvisers: readonly Permission[] = ['book.read', 'book.write', 'book.export', 'audit.read', 'self']

const granted: Readonly<Record<Role, readonly Permission[]>> = {
  adviser: forAdvisers,
  assistant: ['book.read', 'book.write', 'audit.read', 'self'],
  compliance: ['book.read', 'book.export', 'audit.read', 'self'],
  operations: ['book.read', 'book.write', 'transactions.correct', 'self'],
  administrator: ['audit.read', 'self'],
  examiner: ['book.read', 'audit.read', 'self'],
}

/** Roles that row-level security shows the whole firm: they have no book of their own and read the firm's database live. */
const firmWide: readonly Role[] = ['operations', 'compliance', 'examiner']

/** @returns whether somebody of the role works on the whole firm rather than on a book. */
export function seesWholeFirm(role: Role): boolean {
  return firmWide.includes(role)
}

/** @returns whether the role may try what the permission covers. */
export function mayDo(role: Role, permission: Permission): boolean {
  return granted[role].includes(permission)
}
