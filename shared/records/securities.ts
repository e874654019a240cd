import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

/** Asset classes, in the order in which tables and charts have them. */
export const assetClasses = {
  us_equity: 'US equity',
  intl_equity: 'International equity',
  em_equity: 'Emerging markets',
  taxable_fixed: 'Taxable fixed income',
  municipal_fixed: 'Municipal fixed income',
  cash: 'Cash',
  real_assets: 'Real assets',
  commodities: 'Commodities',
  alternatives: 'Alternatives',
  other: 'Other',
} as const

/** What can be held: the firm's security master. */
export const securities = defineRecord({
  table: 'securities',
  label: 'Security',
  plural: 'Securities',
  scope: 'firm',
  conflict: 'server',
  retention: 'reference',
  fields: {
    symbol: field.text('Symbol', { sensitivity: 'internal', maxLength: 20 }),
    name: field.text('Name', { sensitivity: 'internal', maxLength: 200 }),
    cusip: field.text('CUSIP', { nullable: true, sensitivity: 'internal', maxLength: 9 }),
    isin: field.text('ISIN', { nullable: true, sensitivity: 'internal', maxLength: 12 }),
    figi: field.text('FIGI', { nullable: true, sensitivity: 'internal', maxLength: 12 }),
    type: field.choice(
      'Type',
      {
        stock: 'Stock',
        etf: 'ETF',
        mutual_fund: 'Mutual fund',
        money_market: 'Money market',
        treasury: 'Treasury',
        municipal: 'Municipal bond',
        corporate_bond: 'Corporate bond',
        cd: 'Certificate of deposit',
        option: 'Option',
        reit: 'REIT',
        structured_note: 'Structured note',
        private_fund: 'Private fund',
        annuity: 'Annuity',
        digital_asset: 'Digital asset',
        cash: 'Cash',
      },
      { sensitivity: 'internal' },
    ),
    assetClass: field.choice('Asset class', assetClasses, { sensitivity: 'internal' }),
    sector: field.text('Sector', { nullable: true, sensitivity: 'internal', maxLength: 100 }),
    coupon: field.ratio('Coupon (%)', { nullable: true, sensitivity: 'internal', min: '0' }),
    maturesOn: field.date('Matures', { nullable: true, sensitivity: 'internal' }),
    expenseRatio: field.ratio('Expense ratio (%)', { nullable: true, sensitivity: 'internal', min: '0' }),
  },
  unique: [['symbol']],
})
