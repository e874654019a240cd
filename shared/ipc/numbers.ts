import { z } from 'zod'
import { accounts } from '#shared/records/accounts.ts'
import { legalEntities } from '#shared/records/legal-entities.ts'
import { persons } from '#shared/records/persons.ts'
import { numberFields } from '#shared/schema/number-kinds.ts'
import { uuidSchema } from '#shared/schema/validators.ts'
import { command } from './contract.ts'

const holders = [persons, legalEntities, accounts] as const

/** Where a number is kept: `persons.ssnEncrypted`. */
const placeSchema = z.enum(
  holders.flatMap((record) => numberFields(record).map(({ name }) => `${record.table}.${name}`)) as [
    string,
    ...string[],
  ],
)

export const numbersChannels = {
  /** Opens one sealed number, for a reason that the trail keeps. It changes nothing; it is no query, since nothing may ask it anew. */
  'numbers.reveal': command({
    input: z.strictObject({
      place: placeSchema,
      rowId: uuidSchema,
      reason: z
        .string()
        .trim()
        .min(5, 'says too little: why do you need to see it?')
        .max(300, 'is too long')
        // The trail must not say what it guards.
        .refine((reason) => !/\d([\s./-]?\d){6}/.test(reason), 'has a long number in it. Say it in words'),
    }),
    output: z.object({ value: z.string(), householdId: uuidSchema }),
    permission: 'book.read',
    audit: {
      type: 'pii_access',
      action: 'reveal',
      subject: ({ place, rowId, reason }, output) => {
        const [table = '', field = ''] = place.split('.')
        const household = output === null ? {} : { householdId: output.householdId }
        return { table, rowId, ...household, reason: `${field.replace(/Encrypted$/, '')}: ${reason}` }
      },
    },
    offline: 'cache',
  }),
}
