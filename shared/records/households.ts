import { defineRecord } from '#shared/schema/define-record.ts'
import { field } from '#shared/schema/field.ts'

const risk = {
  conservative: 'Conservative',
  moderately_conservative: 'Moderately conservative',
  moderate: 'Moderate',
  moderately_aggressive: 'Moderately aggressive',
  aggressive: 'Aggressive',
} as const

const bands = {
  under_100k: 'Under $100k',
  from_100k_to_500k: '$100k – $500k',
  from_500k_to_1m: '$500k – $1m',
  from_1m_to_5m: '$1m – $5m',
  from_5m_to_25m: '$5m – $25m',
  over_25m: 'Over $25m',
} as const

/** A client relationship: the people and entities an adviser serves together. */
export const households = defineRecord({
  table: 'households',
  label: 'Household',
  plural: 'Households',
  scope: 'household',
  conflict: 'fields',
  retention: 'client',
  fields: {
    name: field.text('Name', { searchable: true, sensitivity: 'identity', maxLength: 200 }),
    type: field.choice('Type', {
      individual: 'Individual',
      couple: 'Couple',
      family: 'Family',
      multigenerational: 'Multigenerational',
    }),
    status: field.choice('Status', {
      prospect: 'Prospect',
      onboarding: 'Onboarding',
      active: 'Active',
      inactive: 'Inactive',
      terminated: 'Terminated',
      estate: 'Estate',
    }),
    advisorId: field.ref('Adviser', 'users', { sensitivity: 'internal' }),
    primaryPersonId: field.ref('Primary person', 'persons', { nullable: true }),
    serviceTier: field.choice('Service tier', {
      platinum: 'Platinum',
      gold: 'Gold',
      silver: 'Silver',
      bronze: 'Bronze',
    }),
    reviewCadence: field.choice('Review', {
      monthly: 'Monthly',
      quarterly: 'Quarterly',
      semiannual: 'Twice a year',
      annual: 'Yearly',
    }),
    lastReviewOn: field.date('Last review', { nullable: true }),
    nextReviewOn: field.date('Next review', { nullable: true }),
    clientSince: field.date('Client since', { nullable: true }),
    terminatedOn: field.date('Terminated', { nullable: true }),
    terminationReason: field.text('Reason for termination', { nullable: true, maxLength: 500 }),
    /** What its accounts together are managed to: the target of its investment policy statement. */
    modelId: field.ref('Target model', 'models', { nullable: true }),
    /** By its breakpoints the accounts are charged together that have none of their own. */
    feeScheduleId: field.ref('Fee schedule', 'fee_schedules', { nullable: true }),
    retailInvestor: field.boolean('Retail investor'),
    objective: field.choice(
      'Objective',
      {
        preservation: 'Preservation',
        income: 'Income',
        growth_and_income: 'Growth and income',
        growth: 'Growth',
        aggressive_growth: 'Aggressive growth',
      },
      { nullable: true, conflict: 'ask' },
    ),
    riskTolerance: field.choice('Risk tolerance', risk, { nullable: true, conflict: 'ask' }),
    riskCapacity: field.choice('Risk capacity', risk, { nullable: true, conflict: 'ask' }),
    horizon: field.choice(
      'Horizon',
      {
        under_3_years: 'Under 3 years',
        from_3_to_5_years: '3 – 5 years',
        from_6_to_10_years: '6 – 10 years',
        over_10_years: 'Over 10 years',
      },
      { nullable: true, conflict: 'ask' },
    ),
    liquidity: field.choice(
      'Liquidity need',
      { low: 'Low', medium: 'Medium', high: 'High' },
      { nullable: true, conflict: 'ask' },
    ),
    incomeBand: field.choice('Income', bands, { nullable: true, conflict: 'ask' }),
    netWorthBand: field.choice('Net worth', bands, { nullable: true, conflict: 'ask' }),
    liquidNetWorthBand: field.choice('Liquid net worth', bands, { nullable: true, conflict: 'ask' }),
    taxBracket: field.ratio('Tax bracket (%)', { nullable: true, min: '0', max: '100', conflict: 'ask' }),
    profileConfirmedOn: field.date('Profile confirmed', { nullable: true, conflict: 'ask' }),
    profileConfirmedBy: field.ref('Profile confirmed by', 'users', {
      nullable: true,
      sensitivity: 'internal',
      conflict: 'ask',
    }),
  },
  indexes: [['advisorId', 'name'], ['name'], ['primaryPersonId'], ['modelId'], ['feeScheduleId']],
  partialIndexes: [
    {
      fields: ['advisorId', 'nextReviewOn'],
      where: ['status', ['prospect', 'onboarding', 'active', 'inactive', 'estate']],
    },
  ],
  rules: {
    ordered: [['clientSince', 'terminatedOn']],
    required: [{ when: ['status', 'terminated'], set: 'terminatedOn' }],
  },
})
