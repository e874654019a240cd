import type { Transaction } from '#shared/records/index.ts'

/**
 * What a transaction is to a return. `external`: money or securities that enter or leave the account by somebody's
 * decision, which no return may count as gain or loss. `fee`: the adviser's own fee, the difference between gross and
 * net. `internal`: everything the account earns, pays, or exchanges by being invested, trading costs and taxes that
 * cannot be reclaimed among it. `reversal`: what the transaction it takes back is.
 */
export type FlowKind = 'external' | 'fee' | 'internal' | 'reversal'

/**
 * The classification by type, as the GIPS standards define external cash flows, net- and gross-of-fees returns. Tax
 * withheld is external: it is part of a distribution that went to the client's account with the tax office. A journal
 * and a transfer between two accounts of a household are external to each account and come to nothing in their sum. An
 * adjustment puts the books right; that earns nobody anything.
 */
export const flowKinds = {
  ...{ buy: 'internal', sell: 'internal', short: 'internal', cover: 'internal' },
  ...{ dividend: 'internal', reinvest: 'internal', interest: 'internal', cap_gain_st: 'internal' },
  ...{ cap_gain_lt: 'internal', return_of_capital: 'internal' },
  ...{ deposit: 'external', withdrawal: 'external', transfer_in_cash: 'external', transfer_out_cash: 'external' },
  ...{ transfer_in_kind: 'external', transfer_out_kind: 'external', journal: 'external', contribution: 'external' },
  ...{ rollover: 'external', roth_conversion: 'external', distribution: 'external', rmd: 'external', qcd: 'external' },
  ...{ advisory_fee: 'fee', custodian_fee: 'internal', rebate: 'internal' },
  ...{ tax_withheld: 'external', foreign_tax: 'internal' },
  ...{ split: 'internal', reverse_split: 'internal', spin_off: 'internal', merger: 'internal' },
  ...{ cash_in_lieu: 'internal', option_exercise: 'internal', option_assign: 'internal', option_expire: 'internal' },
  ...{ maturity: 'internal', call: 'internal', paydown: 'internal' },
  ...{ gift: 'external', adjustment: 'external', reversal: 'reversal' },
} as const satisfies Readonly<Record<Transaction['type'], FlowKind>>
