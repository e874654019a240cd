import { z } from 'zod'
import type { Role } from '#shared/domain/permissions.ts'
import { users } from '#shared/records/users.ts'
import { uuidSchema } from '#shared/schema/validators.ts'
import { command, nothing, query } from './contract.ts'
import { type ErrorCode, errorMessages } from './errors.ts'

const roleSchema = z.enum(Object.keys(users.fields.role.choices ?? {}) as [Role, ...Role[]])

export const problemSchema = z.object({
  code: z.enum(Object.keys(errorMessages) as [ErrorCode, ...ErrorCode[]]),
  message: z.string(),
})

export const sessionStatusSchema = z.object({
  /** `signed_out`: nobody; `opening`: the book is being opened or brought; `open`: the book answers. */
  state: z.enum(['signed_out', 'opening', 'open']),
  user: z
    .object({
      id: uuidSchema,
      login: z.string(),
      displayName: z.string(),
      role: roleSchema,
      title: z.string().nullable(),
    })
    .nullable(),
  /** The login used last on this laptop, to fill in the form. */
  rememberedLogin: z.string().nullable(),
  server: z.object({ host: z.string(), port: z.int(), database: z.string() }),
  /** Why the book could not be opened or the firm not be asked; null when all is well. */
  problem: problemSchema.nullable(),
})

export type SessionStatus = z.infer<typeof sessionStatusSchema>

export const sessionChannels = {
  'session.status': query({
    input: nothing,
    output: sessionStatusSchema,
    permission: null,
    audit: null,
    offline: 'cache',
  }),
  /** Signs in to the firm's database with a personal login; the password goes to the keychain and nowhere else. */
  'session.signIn': command({
    input: z.strictObject({
      login: z.string().trim().min(1, 'Enter your login').max(63),
      password: z.string().min(1, 'Enter your password').max(1024),
    }),
    output: sessionStatusSchema,
    permission: null,
    audit: null,
    offline: 'online',
  }),
  /** Closes the book. The encrypted cache stays for the next sign-in; the password leaves the keychain. */
  'session.signOut': command({
    input: nothing,
    output: sessionStatusSchema,
    permission: null,
    audit: null,
    offline: 'cache',
  }),
}
