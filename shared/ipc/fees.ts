import { z } from 'zod'
import type { FeeState, Quarter } from '#shared/domain/fees.ts'
import { accounts } from '#shared/records/accounts.ts'
import { feeSchedules } from '#shared/records/fee-schedules.ts'
import type { Account, FeeSchedule } from '#shared/records/index.ts'
import { dateSchema, decimalSchema, fieldSchema, uuidSchema } from '#shared/schema/validators.ts'

const quarterSchema: z.ZodType<Quarter> = z.object({
  name: z.string(),
  startsOn: dateSchema,
  endsOn: dateSchema,
  valuedOn: dateSchema,
})

const stateSchema: z.ZodType<FeeState> = z.enum(['agrees', 'over', 'under', 'not_charged', 'not_due', 'not_reckoned'])

/** What was charged in the quarter beside what is due; a difference is what was charged too much, or below zero too little. */
const chargeSchema = z.object({
  due: decimalSchema.nullable(),
  charged: decimalSchema,
  difference: decimalSchema.nullable(),
  state: stateSchema,
})

const feeAccountSchema = chargeSchema.extend({
  id: uuidSchema,
  name: z.string(),
  billing: fieldSchema(accounts.fields.billing) as z.ZodType<Account['billing']>,
  /** The days that the fee is for. */
  covers: z.object({ from: dateSchema, to: dateSchema }),
  value: decimalSchema.nullable(),
})

const feeGroupSchema = z.object({
  scheduleId: uuidSchema,
  schedule: z.string(),
  method: fieldSchema(feeSchedules.fields.method) as z.ZodType<FeeSchedule['method']>,
  yearlyMinimum: decimalSchema.nullable(),
  isMinimum: z.boolean(),
  /** The figures are null where the value of one of the accounts is not known. */
  total: decimalSchema.nullable(),
  yearly: decimalSchema.nullable(),
  quarterly: decimalSchema.nullable(),
  /** In basis points a year. */
  effectiveRate: decimalSchema.nullable(),
  tiers: z.array(
    z.object({
      fromAmount: decimalSchema,
      toAmount: decimalSchema.nullable(),
      rate: decimalSchema,
      amount: decimalSchema.nullable(),
      fee: decimalSchema.nullable(),
    }),
  ),
  accounts: z.array(feeAccountSchema),
})

export type FeeGroupView = z.infer<typeof feeGroupSchema>

/** A household's fees of a quarter: `shared/domain/fees.ts`. */
export const householdFeesSchema = z.object({
  quarter: quarterSchema,
  groups: z.array(feeGroupSchema),
  leftOut: z.array(chargeSchema.extend({ id: uuidSchema, name: z.string(), reason: z.string() })),
})

export type HouseholdFees = z.infer<typeof householdFeesSchema>

/** An account whose quarter does not agree. */
const feeExceptionSchema = chargeSchema.extend({
  householdId: uuidSchema,
  householdName: z.string(),
  accountId: uuidSchema,
  accountName: z.string(),
  /** Null where no fee is reckoned, for the reason. */
  schedule: z.string().nullable(),
  reason: z.string().nullable(),
})

export type FeeException = z.infer<typeof feeExceptionSchema>

/** What of the whole book does not agree, and how much was looked at. */
export const feeExceptionsSchema = z.object({
  quarter: quarterSchema,
  /** Accounts that a fee was reckoned or charged for. */
  checked: z.int(),
  due: decimalSchema,
  charged: decimalSchema,
  rows: z.array(feeExceptionSchema),
})

export type FeeExceptions = z.infer<typeof feeExceptionsSchema>

/** A fee schedule that may be chosen. */
export const feeScheduleSchema = z.object({ id: uuidSchema, name: z.string(), endedOn: dateSchema.nullable() })
