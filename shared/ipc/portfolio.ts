import { z } from 'zod'
import { transactions } from '#shared/records/transactions.ts'
import { dateSchema, decimalSchema, uuidSchema, viewSchema } from '#shared/schema/validators.ts'
import { query } from './contract.ts'

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
})

export type Holding = z.infer<typeof holdingSchema>

export const transactionViewSchema = viewSchema(transactions).and(
  z.object({ accountName: z.string(), symbol: z.string().nullable() }),
)

export type TransactionView = z.infer<typeof transactionViewSchema>

export const portfolioChannels = {
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
}
