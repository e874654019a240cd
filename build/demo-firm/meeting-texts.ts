/** What advisers write down in meetings of the demo firm. */
export const notes: readonly string[] = [
  'Both feel comfortable with the plan. Travel is becoming more important; they expect to spend about $18,000 more next year.',
  'Went through performance since the last meeting, gross and net of fees. No surprises; they asked how the bond funds earn their income.',
  'Grandchild born in spring. They would like to begin saving for college and asked about a 529.',
  'Considering to sell the lake house within two years. Proceeds might be about $640,000 before tax.',
  'Health is stable. Long-term care policy was renewed; premium rose by 11%.',
  'Employer offers a new deferred compensation plan. Will send the plan document.',
  'Brother’s estate is settled; a distribution of about $95,000 is expected before the end of the year.',
  'Walked through the allocation and where it has drifted. Comfortable with the range, does not want less in equities.',
  'Confirmed address, phone, trusted contact and beneficiaries; no changes.',
  'Retirement moved forward by a year. Wants to see what this does to the withdrawal rate before deciding.',
]

export const recommendations: readonly { readonly body: string; readonly basis: string }[] = [
  {
    body: 'Move 5% from US equity to short Treasuries, to hold two years of withdrawals outside equities.',
    basis: 'Withdrawals begin within a year; risk capacity is below tolerance. Fits the stated need for liquidity.',
  },
  {
    body: 'Name contingent beneficiaries on both IRAs.',
    basis: 'Only primary beneficiaries are on file; without contingent ones the estate would inherit.',
  },
  {
    body: 'Convert up to the top of the 24% bracket from the traditional to a Roth IRA this year.',
    basis: 'Income is lower this year than expected later; tax can be paid from the taxable account.',
  },
  {
    body: 'Fund the emergency reserve to six months of spending before adding to the brokerage account.',
    basis: 'The reserve covers about three months; income depends on a single employer.',
  },
  {
    body: 'Use appreciated shares rather than cash for this year’s giving.',
    basis: 'The shares have been held for over a year with a large gain; the charities accept securities.',
  },
  {
    body: 'Have the durable power of attorney renewed by counsel.',
    basis: 'The one on file runs out soon and names an agent who has moved abroad.',
  },
]

export const decisions: readonly string[] = [
  'Stay with the current model; revisit at the next review.',
  'Raise the monthly withdrawal by $500, beginning next month.',
  'Proceed with the transfer of the old 401(k) into the rollover IRA.',
  'No change to risk tolerance; questionnaire signed today.',
  'Take this year’s minimum distribution in two parts, November and December, with 10% withheld.',
  'Open a 529 for the youngest grandchild with $10,000.',
  'Sell the concentrated position over three tax years.',
]

export const questions: readonly string[] = [
  'Can the trust own the vacation property without a new appraisal?',
  'What happens to the joint account if one of us moves into care?',
  'How much would the fee be if the children’s accounts were counted together with ours?',
  'Is the municipal fund’s income taxed in our state?',
  'Would it be better to begin Social Security at 67 or at 70?',
]
