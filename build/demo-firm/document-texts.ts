import type { ClientDocument } from '#shared/records/index.ts'

export interface PaperText {
  readonly title: string
  readonly isSigned: boolean
  readonly isDelivered: boolean
  readonly aboutAccount: boolean
  /** `{family}` stands for the surname. */
  readonly lines: readonly string[]
}

function paper(title: string, traits: string, ...lines: string[]): PaperText {
  const has = (trait: string) => traits.includes(trait)
  return { title, isSigned: has('signed'), isDelivered: has('delivered'), aboutAccount: has('account'), lines }
}

/** The demo firm's papers by type; traits are `signed`, `delivered`, `account`. */
export const paperTexts: Readonly<Partial<Record<ClientDocument['type'], PaperText>>> = {
  advisory_agreement: paper(
    'Investment advisory agreement',
    'signed delivered',
    '1. Services. The adviser manages the accounts listed in Schedule A in line with the investment policy statement.',
    '2. Authority. Discretion covers the purchase and sale of securities, never the withdrawal of money or securities except fees.',
    '3. Fees. Charged quarterly by the tiers of Schedule B on the value of all household accounts taken together.',
    '4. Custody. Assets stay with the custodian; the adviser never holds them.',
    '5. Ending. Either side may end this agreement in writing at any time; prepaid fees are refunded by the day.',
  ),
  crs: paper(
    'Form CRS: client relationship summary',
    'delivered',
    'What services and advice can you provide me? What fees will I pay?',
    'What are your legal obligations to me? How else does your firm make money, and what conflicts do you have?',
    'Do you or your professionals have a legal or disciplinary history? No.',
  ),
  adv_2a: paper(
    'Form ADV Part 2A: firm brochure',
    'delivered',
    'Advisory business, fees, types of clients, methods of analysis, code of ethics, brokerage practices, custody, voting.',
  ),
  adv_2b: paper(
    'Form ADV Part 2B: brochure supplement',
    'delivered',
    'Education, business background, disciplinary information, other business activities, supervision.',
  ),
  privacy_notice: paper(
    'Privacy notice',
    'delivered',
    'What we collect, with whom we share it, and how you can limit sharing.',
    'We never sell information about clients.',
  ),
  ips: paper(
    'Investment policy statement',
    'signed',
    'Purpose: to agree how the {family} household’s assets are invested, and how we will know whether it works.',
    'Rebalancing: when an asset class is more than five points from its target, or twice a year.',
    'Review: at least once a year, and after any material change.',
  ),
  account_application: paper(
    'Account application',
    'signed account',
    'Application for the account above. Identity verified from the documents on file.',
  ),
  beneficiary_form: paper(
    'Beneficiary designation',
    'signed account',
    'Primary and contingent beneficiaries are listed with shares that total one hundred percent in each class.',
  ),
  trust_certificate: paper(
    'Certificate of trust',
    'signed',
    'The undersigned certify that the trust exists, is not revoked, and that the trustees may open and manage accounts.',
  ),
  poa: paper(
    'Durable power of attorney',
    'signed',
    'The principal appoints the agent named here to act in financial matters until the day stated or until revoked.',
  ),
  government_id: paper(
    'Copy of identity document',
    '',
    'A copy was seen and compared with the original. The image is not part of this demonstration.',
  ),
  w9: paper(
    'Form W-9',
    'signed',
    'Request for taxpayer identification number and certification. The number is kept encrypted in the client’s record.',
  ),
  statement: paper(
    'Custodian statement',
    'delivered account',
    'Opening value, deposits and withdrawals, income, fees, change in value, closing value.',
    'Please compare this statement with those of your adviser.',
  ),
  form_1099: paper(
    'Form 1099 consolidated',
    'delivered account',
    'Dividends, interest, proceeds, and original issue discount of the tax year.',
  ),
  k1: paper('Schedule K-1', '', 'Partner’s share of income, deductions, and credits.'),
  tax_return: paper(
    'Federal income tax return',
    'signed',
    'Summary page. The complete return is kept by the accountant.',
  ),
  estate_plan: paper(
    'Estate plan summary',
    '',
    'Wills, trusts, powers of attorney, and health care directives, with dates and who holds the originals.',
  ),
  insurance: paper(
    'Long-term care policy',
    '',
    'Benefit per day, waiting period, inflation rider, premium, and beneficiary of the policy.',
  ),
  performance_report: paper(
    'Performance report',
    'delivered',
    'Returns are time-weighted, before and after fees, for the quarter, the year, and since the beginning.',
    'Past performance does not show what will happen.',
  ),
  invoice: paper(
    'Fee invoice',
    'delivered account',
    'Value on the last business day of the quarter, tier by tier, rate, days, and the amount charged.',
  ),
  meeting_notes: paper(
    'Notes of the meeting',
    'delivered',
    'What was discussed, recommended, and decided, and who does what by when.',
  ),
  risk_questionnaire: paper(
    'Risk questionnaire',
    'signed',
    'Twelve questions on experience, horizon, need for money, and reaction to loss. Score and category on the last line.',
  ),
  loa: paper(
    'Standing letter of authorisation',
    'signed account',
    'The custodian may send money to the bank account named here on the adviser’s instruction, within the limits stated.',
  ),
  correspondence: paper('Letter', 'delivered', 'Thank you for our conversation. Enclosed is what we agreed to send.'),
}
