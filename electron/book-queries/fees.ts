import { coveredDays, type FeeGroup, householdFees, judgeCharge, quarterWith, yearlyFee } from '#shared/domain/fees.ts'
import { groupBy } from '#shared/domain/group.ts'
import { compareAmounts, isZero, subtract, sumOf } from '#shared/domain/money.ts'
import type { FeeException, FeeExceptions, FeeGroupView, HouseholdFees } from '#shared/ipc/fees.ts'
import { type ChargedAccount, readBilling } from './billing.ts'
import type { Book } from './book.ts'

/** What a household owes for the quarter that a day lies in, and what was charged. */
export async function readHouseholdFees(
  book: Book,
  householdId: string,
  on: string,
  today: string,
): Promise<HouseholdFees> {
  const quarter = quarterWith(on)
  const { groups, leftOut } = householdFees(await readBilling(book, householdId, quarter, today))
  return {
    quarter,
    groups: groups.map((group) => toGroup(group, quarter)),
    leftOut: leftOut.map(({ id, name, reason, charged, mayBeCharged }) => ({
      ...{ id, name, reason },
      ...compare(charged, null, mayBeCharged),
    })),
  }
}

/** What of the whole book was charged otherwise than it is due, household by household. */
export async function readFeeExceptions(book: Book, on: string, today: string): Promise<FeeExceptions> {
  const quarter = quarterWith(on)
  const accounts = await readBilling(book, null, quarter, today)
  const rows = [...groupBy(accounts, ({ householdId }) => householdId).values()].flatMap((own) => {
    const { groups, leftOut } = householdFees(own)
    return [
      ...groups.flatMap((group) =>
        group.accounts.map((account) => ({
          ...toRow(account, group.schedule.name, compare(account.charged, account.due, true)),
          reason: account.due === null ? unknownValue(group) : null,
        })),
      ),
      ...leftOut.map((account) => ({
        ...toRow(account, null, compare(account.charged, null, account.mayBeCharged)),
        reason: account.reason,
      })),
    ]
  })
  const checked = rows.filter(({ due, charged }) => due !== null || !isZero(charged))
  return {
    quarter,
    checked: checked.length,
    due: sumOf(rows.flatMap(({ due }) => due ?? [])),
    charged: sumOf(rows.map(({ charged }) => charged)),
    rows: checked.filter(({ state }) => state !== 'agrees').sort(compareWeight),
  }
}

const ORDER: readonly FeeException['state'][] = ['not_due', 'over', 'under', 'not_charged', 'not_reckoned']

/** What a client paid too much comes first, the largest difference before the others. */
function compareWeight(a: FeeException, b: FeeException): number {
  const size = ({ difference, charged }: FeeException) => (difference ?? charged).replace('-', '')
  return ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || compareAmounts(size(b), size(a))
}

function toRow(account: ChargedAccount, schedule: string | null, charge: ReturnType<typeof compare>) {
  const { householdId, householdName, id, name } = account
  return {
    householdId,
    householdName,
    accountId: id,
    accountName: name,
    schedule,
    ...charge,
  } satisfies Partial<FeeException>
}

function toGroup(group: FeeGroup<ChargedAccount>, quarter: ReturnType<typeof quarterWith>): FeeGroupView {
  const { schedule, yearly, total, quarterly, effectiveRate } = group
  const { id, name, method, yearlyMinimum, tiers } = schedule
  return {
    ...{ scheduleId: id, schedule: name, method, yearlyMinimum, isMinimum: yearly?.isMinimum ?? false },
    ...{ total, yearly: yearly?.fee ?? null, quarterly, effectiveRate },
    tiers: yearly === null ? emptyTiers(tiers) : [...yearly.parts],
    accounts: group.accounts.map((account) => ({
      ...{ id: account.id, name: account.name, billing: account.billing, value: account.value },
      covers: coveredDays(quarter, account.billing),
      ...compare(account.charged, account.due, true),
    })),
  }
}

/** The breakpoints alone, where it is not known what lies in them. */
function emptyTiers(tiers: FeeGroup['schedule']['tiers']): FeeGroupView['tiers'] {
  return yearlyFee('0', { method: 'marginal', yearlyMinimum: null, tiers }).parts.map((part) => ({
    ...part,
    amount: null,
    fee: null,
  }))
}

function unknownValue({ accounts }: FeeGroup): string {
  const names = accounts.filter(({ value }) => value === null).map(({ name }) => name)
  return `The book does not know what ${names.join(', ')} was worth on the day of valuation.`
}

function compare(charged: string, due: string | null, mayBeCharged: boolean) {
  const difference = due === null ? null : subtract(charged, due)
  return { due, charged, difference, state: judgeCharge(charged, due, mayBeCharged) }
}
