import { z } from 'zod'
import { accounts } from '#shared/records/accounts.ts'
import { additionSchema, editSchema } from '#shared/schema/edits.ts'
import { uuidSchema } from '#shared/schema/validators.ts'
import { command, nothing } from './contract.ts'

export const accountsChannels = {
  /** Adds an account that one party owns whole; shares are set afterwards. */
  'accounts.add': command({
    input: z.strictObject({
      householdId: uuidSchema,
      account: additionSchema(accounts, ['householdId']),
      /** A person or legal entity of the book. */
      ownerId: uuidSchema,
    }),
    output: z.object({ accountId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  'accounts.update': command({
    input: z.strictObject({ accountId: uuidSchema, patch: editSchema(accounts) }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
}
