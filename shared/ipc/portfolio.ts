import { z } from 'zod'
import { keptOfReversed, MOST_REASON } from '#shared/domain/reversal.ts'
import { transactions } from '#shared/records/transactions.ts'
import { additionSchema } from '#shared/schema/edits.ts'
import { dateSchema, decimalSchema, uuidSchema, viewSchema } from '#shared/schema/validators.ts'
import { command, nothing, query, WHOLE_BOOK } from './contract.ts'
import { distributionSchema } from './distributions.ts'
import { feeExceptionsSchema, feeScheduleSchema, householdFeesSchema } from './fees.ts'
import { gainsSchema } from './gains.ts'
import { accountViewSchema } from './households.ts'
import { modelSchema } from './targets.ts'

export const holdingSchema = z.object({
  positionId: uuidSchema,
  accountId: uuidSchema,
  accountName: z.string(),
  symbol: z.string(),
  securityName: z.string(),
  assetClass: z.string(),
  quantity: decimalSchema,
  price: decimalSchema,
  asOf: dateSchema,
  marketValue: decimalSchema,
  costBasis: decimalSchema.nullable(),
  /** Market value less cost basis; null without a cost basis. */
  unrealized: decimalSchema.nullable(),
  reconciliation: z.string(),
  /** False in an account that its household's total leaves out: `shared/domain/counted-accounts.ts`. */
  inTotals: z.boolean(),
})

export type Holding = z.infer<typeof holdingSchema>

export const transactionViewSchema = viewSchema(transactions).and(
  z.object({
    accountName: z.string(),
    symbol: z.string().nullable(),
    /** Of a reversal: when what it takes back was traded. */
    reversesOn: dateSchema.nullable(),
    /** Of what was taken back: when. */
    reversedOn: dateSchema.nullable(),
  }),
)

export type TransactionView = z.infer<typeof transactionViewSchema>

const returnsSchema = z.object({
  timeWeighted: decimalSchema.nullable(),
  moneyWeighted: decimalSchema.nullable(),
  moneyProblem: z.string().nullable(),
})

/** How a household, or one of its accounts, did between two days. Returns are per cent of the period, never made yearly. */
export const performanceSchema = z.object({
  /** The days the figures are really of, which `missing` explains where they are not those asked for. */
  begins: dateSchema.nullable(),
  ends: dateSchema.nullable(),
  startValue: decimalSchema.nullable(),
  endValue: decimalSchema.nullable(),
  /** What came in less what went out. */
  netFlows: decimalSchema,
  fees: decimalSchema,
  net: returnsSchema,
  gross: returnsSchema,
  /** Why time- and money-weighted return, net of fees, differ. Empty where there are none. */
  explanation: z.string(),
  missing: z.array(z.string()),
  /** Names of the accounts that the figures are of, and of those that the household's total leaves out, and so they do. */
  covers: z.object({ accounts: z.array(z.string()), notInTotals: z.array(z.string()) }),
  /** The time-weighted return net of fees, in per cent, up to the end of each month and of the period. */
  growth: z.array(z.object({ on: dateSchema, percent: decimalSchema })),
})

export type Performance = z.infer<typeof performanceSchema>

const explainedPositionSchema = z.object({
  id: uuidSchema,
  symbol: z.string(),
  securityName: z.string(),
  assetClass: z.string(),
  quantity: decimalSchema,
  price: decimalSchema,
  /** The day the custodian valued it, and so of the price. */
  asOf: dateSchema,
  marketValue: decimalSchema,
  /** Quantity × price in cents, and what the recorded value is more than that. */
  product: decimalSchema,
  difference: decimalSchema,
  /** Where the firm's price of that day is from, and that price where it is another one. Null: it has none. */
  priceSource: z.object({ source: z.string(), otherPrice: decimalSchema.nullable() }).nullable(),
  /** When the row came into the firm's book, and by whom; a null name is the custodian's feed. */
  recordedAt: z.string(),
  recordedBy: z.string().nullable(),
})

const explainedAccountSchema = z.object({
  id: uuidSchema,
  name: z.string(),
  counting: accountViewSchema.shape.counting,
  owners: z.array(z.object({ name: z.string(), percent: decimalSchema })),
  value: decimalSchema,
})

/** A total taken apart: the values of `parts` add up to `total`, and those of their positions to theirs. */
export const explanationSchema = z.object({
  total: decimalSchema,
  managed: decimalSchema,
  notManaged: decimalSchema,
  asOf: dateSchema.nullable(),
  newest: dateSchema.nullable(),
  parts: z.array(explainedAccountSchema.extend({ positions: z.array(explainedPositionSchema) })),
  leftOut: z.array(explainedAccountSchema),
})

export type Explanation = z.infer<typeof explanationSchema>

const shareSchema = z.object({ value: decimalSchema, percent: decimalSchema, isOver: z.boolean() })

/** How much hangs on single securities and lies in cash: `shared/domain/portfolio-checks.ts`. */
export const exposureSchema = z.object({
  total: decimalSchema,
  singles: z.array(shareSchema.extend({ securityId: uuidSchema, symbol: z.string() })),
  cash: shareSchema,
})

export type ExposureView = z.infer<typeof exposureSchema>

export const portfolioChannels = {
  /** The firm's fee schedules by name, those that nobody is given any more among them. */
  'portfolio.feeSchedules': query({
    input: nothing,
    output: z.array(feeScheduleSchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** What a household owes for the quarter that a day lies in, and what was charged. */
  'portfolio.fees': query({
    input: z.strictObject({ householdId: uuidSchema, on: dateSchema }),
    output: householdFeesSchema,
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** What was charged otherwise than it is due, in the whole book, in the quarter that a day lies in. */
  'portfolio.feeExceptions': query({
    input: z.strictObject({ on: dateSchema }),
    output: feeExceptionsSchema,
    permission: 'book.read',
    audit: null,
    offline: 'cache',
    needsBook: () => WHOLE_BOOK,
  }),
  /** The firm's models by name, those that nobody is given any more among them. */
  'portfolio.models': query({
    input: nothing,
    output: z.array(modelSchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  'portfolio.exposure': query({
    input: z.strictObject({ householdId: uuidSchema }),
    output: exposureSchema,
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** What a total of a household, of one of its accounts, or of one asset class is made of. */
  'portfolio.explain': query({
    input: z.strictObject({
      householdId: uuidSchema,
      accountId: uuidSchema.nullable().default(null),
      assetClass: z.string().max(40).nullable().default(null),
    }),
    output: explanationSchema,
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** Realized gains of a calendar year, and the lots still held, of taxable accounts. */
  'portfolio.gains': query({
    input: z.strictObject({ householdId: uuidSchema, year: z.int().min(1900).max(2200) }),
    output: gainsSchema,
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** This year's minimum distributions of a household; null: of the whole book. */
  'portfolio.distributions': query({
    input: z.strictObject({ householdId: uuidSchema.nullable() }),
    output: z.array(distributionSchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
    needsBook: ({ householdId }) => (householdId === null ? WHOLE_BOOK : null),
  }),
  'portfolio.performance': query({
    input: z.strictObject({
      householdId: uuidSchema,
      accountId: uuidSchema.nullable().default(null),
      from: dateSchema,
      to: dateSchema,
    }),
    output: performanceSchema,
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  'portfolio.holdings': query({
    input: z.strictObject({ householdId: uuidSchema }),
    output: z.array(holdingSchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** Newest first, a page at a time: pass the last row's `tradedOn` and `id` as `before`. */
  'portfolio.transactions': query({
    input: z.strictObject({
      householdId: uuidSchema,
      accountId: uuidSchema.nullable().default(null),
      before: z.strictObject({ tradedOn: dateSchema, id: uuidSchema }).nullable().default(null),
      limit: z.int().min(1).max(500).default(100),
    }),
    output: z.array(transactionViewSchema),
    permission: 'book.read',
    audit: null,
    offline: 'cache',
  }),
  /** Takes a posted transaction back by another one, in one unit. There is no way back: the right one is entered anew. */
  'portfolio.reverse': command({
    input: z.strictObject({
      transactionId: uuidSchema,
      tradedOn: dateSchema,
      reason: z
        .string()
        .trim()
        .min(3, 'Say why: the trail and the client’s history keep it')
        .max(MOST_REASON, `Say it in ${MOST_REASON} characters`),
    }),
    output: z.object({ reversalId: uuidSchema }),
    permission: 'transactions.correct',
    audit: null,
    offline: 'online',
  }),
  /** Enters what should have been booked in place of a transaction that was reversed: the same security and trade. */
  'portfolio.enterRight': command({
    input: z.strictObject({ reversedId: uuidSchema, transaction: additionSchema(transactions, keptOfReversed) }),
    output: z.object({ transactionId: uuidSchema }),
    permission: 'transactions.correct',
    audit: null,
    offline: 'online',
  }),
}
