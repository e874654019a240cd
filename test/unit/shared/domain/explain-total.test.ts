import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Counting, countingOf, uncountedAccounts } from '#shared/domain/counted-accounts.ts'
import { explainTotal } from '#shared/domain/explain-total.ts'
import { sumOf } from '#shared/domain/money.ts'
import { rollUp } from '#shared/domain/roll-ups.ts'

const TODAY = '2026-11-24'
const everything = { accountId: null, assetClass: null }
const HOUSEHOLDS = ['h0', 'h1', 'h2']
const PEOPLE = ['p0', 'p1', 'p2', 'p3', 'p4']

/** Cents as money text, made without the product's own arithmetic. */
function money(cents: bigint): string {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0')
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

const membership = fc.record({
  householdId: fc.constantFrom(...HOUSEHOLDS),
  personId: fc.constantFrom(...PEOPLE),
  toDate: fc.constantFrom(null, '2026-11-23', '2026-11-24'),
  inRollUp: fc.boolean(),
})
const account = fc.record({
  householdId: fc.constantFrom(...HOUSEHOLDS),
  status: fc.constantFrom('active' as const, 'closed' as const, 'pending' as const),
  management: fc.constantFrom('discretionary' as const, 'non_discretionary' as const, 'held_away' as const),
  // A null owner is a trust. The same person twice is two shares of one account.
  owners: fc.array(fc.constantFrom(null, ...PEOPLE), { maxLength: 4 }),
  ended: fc.array(fc.constantFrom(...PEOPLE), { maxLength: 1 }),
  cents: fc.array(fc.bigInt({ min: -(10n ** 8n), max: 10n ** 14n }), { maxLength: 4 }),
})

interface Drawn {
  readonly members: { householdId: string; personId: string; toDate: string | null; inRollUp: boolean }[]
  readonly accounts: {
    householdId: string
    status: 'active' | 'closed' | 'pending'
    management: 'discretionary' | 'non_discretionary' | 'held_away'
    owners: (string | null)[]
    ended: string[]
    cents: bigint[]
  }[]
}

/** What each household is worth, reckoned from the rule's sentences with whole cents and nothing of the product. */
function independentTotals({ members, accounts }: Drawn): Map<string, bigint> {
  const totals = new Map(HOUSEHOLDS.map((household) => [household, 0n]))
  for (const { householdId, status, owners, cents } of accounts) {
    if (status === 'closed') continue
    const memberships = (person: string) =>
      members.filter((m) => m.personId === person && m.householdId === householdId && m.toDate !== '2026-11-23')
    const allLeftOut =
      owners.length > 0 &&
      owners.every((owner) => {
        if (owner === null) return false
        const own = memberships(owner)
        return own.length > 0 && own.every(({ inRollUp }) => !inRollUp)
      })
    if (allLeftOut) continue
    for (const amount of cents) totals.set(householdId, (totals.get(householdId) ?? 0n) + amount)
  }
  return totals
}

/** The same firm as rows of the product. */
function toRows({ accounts }: Drawn) {
  const owners = accounts.flatMap(({ householdId, owners: current, ended }, index) => [
    ...current.map((personId) => ({ householdId, accountId: `a${index}`, personId, endedOn: null })),
    ...ended.map((personId) => ({ householdId, accountId: `a${index}`, personId, endedOn: '2020-01-01' })),
  ])
  const positions = accounts.flatMap(({ householdId, cents }, index) =>
    cents.map((amount, at) => ({
      ...{ householdId, id: `a${index}-${at}`, accountId: `a${index}`, securityId: `s${at}`, asOf: '2026-11-23' },
      ...{ quantity: '3', price: '1.005', marketValue: money(amount) },
      assetClass: at % 2 === 0 ? ('us_equity' as const) : ('cash' as const),
    })),
  )
  return { owners, positions }
}

function explainFirm(drawn: Drawn) {
  const { owners, positions } = toRows(drawn)
  const uncounted = uncountedAccounts(owners, drawn.members, TODAY)
  return new Map(
    HOUSEHOLDS.map((householdId) => {
      const own = drawn.accounts
        .map((row, index) => ({ ...row, id: `a${index}`, name: `Account ${index}` }))
        .filter((row) => row.householdId === householdId)
        .map((row) => ({ ...row, counting: countingOf(row, uncounted) }))
      // As a query that joins owners would hand them over: a position once for each owner.
      const joined = positions
        .filter((position) => position.householdId === householdId)
        .flatMap((position) => [
          position,
          ...owners.filter((o) => o.accountId === position.accountId).map(() => position),
        ])
      return [householdId, { own, joined, explained: explainTotal(own, joined, everything) }] as const
    }),
  )
}

const firm = fc.record({
  members: fc.array(membership, { maxLength: 10 }),
  accounts: fc.array(account, { maxLength: 8 }),
})

test('whoever owns what, each household’s total is what an independent reckoning in whole cents says', () => {
  fc.assert(
    fc.property(firm, (drawn) => {
      const totals = new Map([...explainFirm(drawn)].map(([id, { explained }]) => [id, explained.total]))

      expect(totals).toEqual(new Map([...independentTotals(drawn)].map(([id, cents]) => [id, money(cents)])))
    }),
    { numRuns: 500 },
  )
})

test('the parts, the asset classes, and the managed and other assets each add up to the total', () => {
  fc.assert(
    fc.property(firm, (drawn) => {
      for (const { own, joined, explained } of explainFirm(drawn).values()) {
        const { total, managed, notManaged, parts } = explained
        const classes = ['us_equity', 'cash'].map(
          (assetClass) => explainTotal(own, joined, { accountId: null, assetClass }).total,
        )
        const open = joined.filter(({ accountId }) => parts.some(({ id }) => id === accountId))

        expect({
          parts: sumOf(parts.map(({ value }) => value)),
          positions: sumOf(parts.flatMap(({ positions }) => positions.map(({ marketValue }) => marketValue))),
          products: sumOf(
            parts.flatMap(({ positions }) => positions.flatMap(({ product, difference }) => [product, difference])),
          ),
          classes: sumOf(classes),
          management: sumOf([managed, notManaged]),
          headline: rollUp(open).total,
        }).toEqual({
          ...{ parts: total, positions: total, products: total, classes: total, management: total, headline: total },
        })
      }
    }),
  )
})

test('an account that is left out still explains itself, and quantity × price is rounded half to even', () => {
  const child = { id: 'a', name: 'Child’s own', counting: 'not_in_totals' as Counting }
  const position = {
    ...{ id: 'p', accountId: 'a', securityId: 's', asOf: '2026-11-23', assetClass: 'cash' as const },
    ...{ quantity: '3', price: '1.005', marketValue: '3.10' },
  }

  const whole = explainTotal([child], [position], everything)
  const alone = explainTotal([child], [position], { accountId: 'a', assetClass: null })

  expect([whole.total, whole.leftOut, alone.total, alone.parts[0]?.positions[0]]).toEqual([
    '0.00',
    [{ ...child, value: '3.10' }],
    '3.10',
    { ...position, product: '3.02', difference: '0.08' },
  ])
})
