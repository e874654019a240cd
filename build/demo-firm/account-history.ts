import { Decimal } from 'decimal.js'
import type { Transaction } from '#shared/records/index.ts'
import { roundToCents } from './amounts.ts'
import { addDays, addMonths, ageOn, firstOfMonth } from './calendar.ts'
import type { AccountPlan } from './household-accounts.ts'
import type { HouseholdContext } from './household-context.ts'
import { payIncome } from './income.ts'
import { buy, createLedger, type Ledger, post, raiseCash, reverse, sell, valueOn, worthOf } from './ledger.ts'
import { closeOn } from './market.ts'
import { chooseTargets, type Target } from './models.ts'
import { openAccount } from './opening.ts'

/** What an account does besides earning income. */
interface Story {
  readonly plan: AccountPlan
  readonly ledger: Ledger
  readonly targets: readonly Target[]
  readonly reinvests: boolean
  readonly trades: boolean
  /** Money in or out once a quarter, as a share of the account's value; 0 for none. */
  readonly flow: number
  /** The month within a half-year (0–5) in which it is rebalanced. */
  readonly rebalanceMonth: number
}

/**
 * Tells the account's last three years day by day, writing its transactions.
 *
 * @returns what it holds at the end; null for an account that never held anything.
 */
export function tellHistory(context: HouseholdContext, plan: AccountPlan): Ledger | null {
  const { market, today } = context
  const { account } = plan
  if (account.status === 'pending') return null
  const story = makeStory(context, plan)
  const opened = openAccount(story.ledger, plan, story.targets)
  const firstMonth = addMonths(firstOfMonth(market.days[opened] ?? today), 1)
  const end = account.closedOn ?? today
  for (let month = firstMonth; month < end; month = addMonths(month, 1)) tellMonth(story, month, end)
  if (account.closedOn !== null) closeAccount(story.ledger, account.closedOn)
  return story.ledger
}

function makeStory(context: HouseholdContext, plan: AccountPlan): Story {
  const { dice } = context
  const { account, model, openingValue, owner } = plan
  const isManaged = account.management === 'discretionary' || account.management === 'non_discretionary'
  const isOld = owner !== null && (owner.bornOn ?? '9999') < addDays(context.today, -68 * 365)
  return {
    plan,
    ledger: createLedger(context, account),
    targets: chooseTargets(context.market, dice, model, openingValue),
    reinvests: dice.chance(0.16),
    trades: isManaged,
    flow: isManaged ? drawFlow(context, plan, isOld) : 0,
    rebalanceMonth: dice.integer(0, 5),
  }
}

/** Retired people draw on their accounts, younger ones add to them; nobody adds to what was inherited. */
function drawFlow({ dice }: HouseholdContext, { account }: AccountPlan, isOld: boolean): number {
  if (isOld) return dice.pick([0, -0.008, -0.012])
  return account.registration.startsWith('inherited') ? 0 : dice.pick([0, 0, 0.006, 0.015])
}

/** The most a person may add in a quarter, roughly as the law has it, in dollars. */
function mostAdded({ account }: AccountPlan): number {
  if (account.taxStatus === 'taxable' || account.taxStatus === 'exempt') return 250_000
  return ['sep', 'solo_401k', 'plan_529'].includes(account.registration) ? 12_000 : 1_700
}

function tellMonth(story: Story, month: string, end: string): void {
  const { ledger, trades } = story
  const number = Number(month.slice(5, 7)) - 1
  const on = (least: number, most: number, run: (day: number) => void) => {
    const date = `${month.slice(0, 8)}${String(ledger.context.dice.integer(least, most)).padStart(2, '0')}`
    const day = ledger.context.market.dayIndexFrom(date)
    if (day !== null && (ledger.context.market.days[day] ?? end) < end) run(day)
  }
  if (trades && number % 3 === 0) on(1, 1, (day) => chargeFee(ledger, day))
  if (trades) on(5, 12, (day) => payIncome(ledger, month, day, story.reinvests))
  if (story.flow !== 0 && number % 3 === 1) on(13, 16, (day) => moveMoney(story, day))
  if (trades && story.plan.account.rmdRequired && number >= 10) on(13, 16, (day) => distribute(story, day, number))
  if (trades && number % 6 === story.rebalanceMonth) on(17, 20, (day) => rebalance(story, day))
  if (trades) on(21, 23, (day) => investCash(story, day))
  if (trades && number % 6 === 5) on(26, 27, (day) => creditInterest(ledger, day))
}

/** Yearly rate in hundredths of a percent, by the fee schedule's breakpoints. */
function feePoints(value: Decimal): number {
  if (value.gt(5_000_000)) return 55
  return value.gt(1_000_000) ? 80 : 100
}

function chargeFee(ledger: Ledger, day: number): void {
  const { account, context } = ledger
  if (account.feeBasis === 'none') return
  const value = valueOn(ledger, day)
  const points = account.feeBasis === 'flat_bps' ? 75 : feePoints(value)
  const isFixed = account.feeBasis === 'fixed' || account.feeBasis === 'retainer'
  const due = isFixed ? new Decimal(1250) : roundToCents(value.times(points).div(40_000))
  const charge = (type: 'advisory_fee' | 'custodian_fee', amount: Decimal, description: string): Transaction | null => {
    const paid = raiseCash(ledger, amount, day)
    return paid.isZero() ? null : post(ledger, { type, day, gross: paid.negated(), description })
  }
  const fee = charge('advisory_fee', due, `Advisory fee, billed in ${account.billing}`)
  if (fee !== null && context.dice.chance(0.012)) {
    reverse(ledger, fee, undefined, day, 'fee charged on a wrong value')
    charge('advisory_fee', roundToCents(due.times('0.9')), 'Advisory fee, corrected')
  }
  if (ledger.context.market.days[day]?.slice(5, 7) === '01')
    charge('custodian_fee', new Decimal(35), 'Yearly account fee')
}

function moveMoney({ ledger, flow, plan }: Story, day: number): void {
  const wanted = valueOn(ledger, day).times(flow).div(100).toDecimalPlaces(0).times(100)
  const amount = Decimal.min(wanted, mostAdded(plan))
  if (amount.isZero()) return
  const { taxStatus } = plan.account
  if (amount.isPositive()) {
    const tradedOn = ledger.context.market.days[day] ?? ''
    const isForLastYear = taxStatus !== 'taxable' && tradedOn.slice(5, 7) < '04'
    const taxYear = Number(tradedOn.slice(0, 4)) - (isForLastYear ? 1 : 0)
    post(ledger, { type: taxStatus === 'taxable' ? 'deposit' : 'contribution', day, gross: amount, taxYear })
    return
  }
  const paid = raiseCash(ledger, amount.abs(), day)
  if (paid.isZero()) return
  const type = taxStatus === 'taxable' ? 'withdrawal' : 'distribution'
  post(ledger, { type, day, gross: paid.negated(), description: 'Electronic transfer to bank on file' })
}

/** Two payments, in November and December, of a year's minimum distribution; some are still owed when the year ends. */
function distribute({ ledger, plan }: Story, day: number, month: number): void {
  const { dice, market } = ledger.context
  if (month === 11 && dice.chance(0.2)) return
  const age = plan.owner?.bornOn ? ageOn(plan.owner.bornOn, market.days[day] ?? '') : 75
  const due = valueOn(ledger, day)
    .div(Math.max(8, 99 - age) * 2)
    .toDecimalPlaces(0)
  const paid = raiseCash(ledger, due, day)
  if (paid.isZero()) return
  if (age > 70 && dice.chance(0.12)) {
    post(ledger, { type: 'qcd', day, gross: paid.negated(), description: 'Qualified charitable distribution' })
    return
  }
  const withheld = paid.times('0.1').toDecimalPlaces(2, Decimal.ROUND_DOWN)
  post(ledger, {
    type: 'rmd',
    day,
    gross: paid.minus(withheld).negated(),
    description: 'Required minimum distribution',
  })
  post(ledger, { type: 'tax_withheld', day, gross: withheld.negated(), description: 'Federal tax withheld, 10%' })
}

/** Sells what has grown beyond its share and buys what has fallen behind; now and then an order goes wrong. */
function rebalance(story: Story, day: number): void {
  const { ledger, targets } = story
  const value = valueOn(ledger, day)
  for (const { listing, weight } of targets) {
    const lot = ledger.lots.get(listing.id)
    if (lot === undefined || listing.idea.type === 'private_fund') continue
    const excess = worthOf(lot, day).minus(value.times(weight))
    if (excess.lt(value.times('0.02'))) continue
    const quantity = excess.div(closeOn(listing, day)).toDecimalPlaces(0)
    if (quantity.gt(0) && quantity.lte(lot.quantity)) sell(ledger, lot, quantity, day)
  }
  const target = ledger.context.dice.pick(targets)
  const bought = buy(ledger, target.listing, Decimal.min(ledger.cash.times('0.5'), value.times('0.03')), day)
  if (bought !== null && ledger.context.dice.chance(0.02)) {
    reverse(ledger, bought, target.listing, day, 'order entered for the wrong account')
  }
}

/** Puts money beyond a reserve of three percent to work, in what is most below its share. */
function investCash(story: Story, day: number): void {
  const { ledger, targets } = story
  const value = valueOn(ledger, day)
  const spare = ledger.cash.minus(value.times('0.03'))
  if (spare.lt(value.times('0.012')) || spare.lt(250)) return
  const gaps = targets
    .map(({ listing, weight }) => {
      const lot = ledger.lots.get(listing.id)
      return { listing, gap: value.times(weight).minus(lot === undefined ? 0 : worthOf(lot, day)) }
    })
    .filter(({ listing }) => listing.idea.type !== 'private_fund')
    .sort((a, b) => b.gap.comparedTo(a.gap))
  for (const { listing, gap } of gaps.slice(0, 2)) {
    const amount = Decimal.min(ledger.cash.minus(value.times('0.02')), Decimal.max(gap, spare.div(2)))
    if (amount.gt(100)) buy(ledger, listing, amount, day)
  }
}

function creditInterest(ledger: Ledger, day: number): void {
  const gross = roundToCents(ledger.cash.times('0.0045').div(2))
  if (gross.gt(0)) post(ledger, { type: 'interest', day, gross, description: 'Interest on cash' })
}

/** Everything leaves for the next adviser's custodian. */
function closeAccount(ledger: Ledger, closedOn: string): void {
  const day = ledger.context.market.dayIndexFrom(closedOn)
  if (day === null) return
  for (const { listing, quantity } of [...ledger.lots.values()]) {
    post(ledger, {
      type: 'transfer_out_kind',
      day,
      listing,
      quantity: quantity.negated(),
      description: 'Account closed',
    })
  }
  const gross = ledger.cash.negated()
  if (!gross.isZero()) post(ledger, { type: 'transfer_out_cash', day, gross, description: 'Account closed' })
}
