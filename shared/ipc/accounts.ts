import { z } from 'zod'
import { accounts } from '#shared/records/accounts.ts'
import { beneficiaries } from '#shared/records/beneficiaries.ts'
import type { Beneficiary } from '#shared/records/index.ts'
import { additionSchema, editSchema } from '#shared/schema/edits.ts'
import { numbersSchema } from '#shared/schema/number-kinds.ts'
import { decimalSchema, fieldSchema, uuidSchema } from '#shared/schema/validators.ts'
import { command, nothing, query } from './contract.ts'

const { fields } = beneficiaries

/** Null for one that is only being added. */
const shareId = uuidSchema.nullable()

/** Who owns an account, and how much of it. */
export const ownerShareSchema = z.strictObject({ id: shareId, partyId: uuidSchema, percent: decimalSchema })
export type OwnerShare = z.infer<typeof ownerShareSchema>

/** Who receives an account: a party of the book, or a name. */
export const beneficiaryShareSchema = z.strictObject({
  id: shareId,
  class: fieldSchema(fields.class) as z.ZodType<Beneficiary['class']>,
  partyId: uuidSchema.nullable(),
  name: fieldSchema(fields.name) as z.ZodType<string | null>,
  percent: decimalSchema,
  perStirpes: z.boolean(),
})
export type BeneficiaryShare = z.infer<typeof beneficiaryShareSchema>

export const accountsChannels = {
  /** Who owns an account and who would receive it, as they are now. */
  'accounts.shares': query({
    input: z.strictObject({ accountId: uuidSchema }),
    output: z.object({ owners: z.array(ownerShareSchema), beneficiaries: z.array(beneficiaryShareSchema) }),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** Makes these the owners, in one unit; those left out end today. */
  'accounts.setOwners': command({
    input: z.strictObject({ accountId: uuidSchema, shares: z.array(ownerShareSchema).max(50) }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Makes these the beneficiaries of both classes, in one unit; those left out end today. */
  'accounts.setBeneficiaries': command({
    input: z.strictObject({ accountId: uuidSchema, shares: z.array(beneficiaryShareSchema).max(100) }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  /** Adds an account that one party owns whole; shares are set afterwards. */
  'accounts.add': command({
    input: z.strictObject({
      householdId: uuidSchema,
      account: additionSchema(accounts, ['householdId']),
      /** A person or legal entity of the book. */
      ownerId: uuidSchema,
      /** Sealed in the main process; null takes one away. */
      numbers: numbersSchema(accounts).optional(),
      /** True where it was said that a number is in the book already. */
      evenIfKnown: z.boolean().optional(),
    }),
    output: z.object({ accountId: uuidSchema }),
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
  'accounts.update': command({
    input: z.strictObject({
      accountId: uuidSchema,
      patch: editSchema(accounts, ['modelId', 'feeScheduleId']),
      /** Sealed in the main process; null takes one away. */
      numbers: numbersSchema(accounts).optional(),
      /** True where it was said that a number is in the book already. */
      evenIfKnown: z.boolean().optional(),
    }),
    output: nothing,
    permission: 'book.write',
    audit: null,
    offline: 'queue',
  }),
}
