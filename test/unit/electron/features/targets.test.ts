import { beforeEach, expect, test } from 'vitest'
import { readMeetingPack } from '#electron/book-queries/meeting-pack.ts'
import { accountsHandlers } from '#electron/features/accounts/handlers.ts'
import { householdsHandlers } from '#electron/features/households/handlers.ts'
import { portfolioHandlers } from '#electron/features/portfolio.ts'
import { accountsChannels } from '#shared/ipc/accounts.ts'
import { householdsChannels } from '#shared/ipc/households.ts'
import { portfolioChannels } from '#shared/ipc/portfolio.ts'
import { callerOf, id, NOW, openTestBook, TODAY } from './support.ts'

const call = callerOf(householdsChannels, householdsHandlers)
const callAccounts = callerOf(accountsChannels, accountsHandlers)
const callPortfolio = callerOf(portfolioChannels, portfolioHandlers)

const householdId = id(10)
const [balanced, income, retired, empty] = [id(50), id(51), id(52), id(53)]
let testBook: ReturnType<typeof openTestBook>

beforeEach(() => {
  testBook = openTestBook()
  const { add } = testBook
  for (const [model, name, endedOn] of [
    [balanced, 'Balanced', null],
    [income, 'Income', null],
    [retired, 'Retired', '2026-01-01'],
    [empty, 'Empty', null],
  ] as const) {
    add('models', { id: model, name, endedOn })
  }
  let next = 500
  const weigh = (modelId: string, inForceFrom: string, assetClass: 'us_equity' | 'cash', target: string) =>
    add('model_weights', { id: id(next++), modelId, inForceFrom, assetClass, target, tolerance: '5' })
  weigh(balanced, '2024-01-01', 'us_equity', '50')
  weigh(balanced, '2024-01-01', 'cash', '50')
  weigh(balanced, '2026-06-01', 'us_equity', '60')
  weigh(balanced, '2026-06-01', 'cash', '40')
  weigh(balanced, '2030-01-01', 'cash', '100')
  weigh(income, '2024-01-01', 'cash', '100')
  add('households', { id: householdId, name: 'Lee', modelId: balanced })
  add('persons', { id: id(21), householdId, firstName: 'Bo', lastName: 'Lee' })
  add('household_members', { id: id(31), householdId, personId: id(21), role: 'child', inRollUp: false })
  const account = { householdId, status: 'active', management: 'discretionary' } as const
  add('accounts', { ...account, id: id(40), name: 'Joint', modelId: income })
  add('accounts', { ...account, id: id(41), name: 'Away', management: 'held_away', modelId: null })
  add('accounts', { ...account, id: id(42), name: 'Bo’s own', modelId: empty })
  add('account_owners', { id: id(45), householdId, accountId: id(42), personId: id(21), percent: '100' })
  add('securities', { id: id(60), symbol: 'VTI', name: 'Total Market', type: 'etf', assetClass: 'us_equity' })
  add('securities', { id: id(61), symbol: 'CASH', name: 'Cash', type: 'cash', assetClass: 'cash' })
  const hold = (position: number, accountId: string, securityId: string, marketValue: string) =>
    add('positions', {
      ...{ id: id(position), householdId, accountId, securityId, marketValue, asOf: '2026-11-23', quantity: '1' },
    })
  hold(70, id(40), id(60), '500')
  hold(71, id(40), id(61), '200')
  hold(72, id(41), id(60), '300')
  hold(73, id(42), id(60), '9000')
})

test('the household is set beside its target in the accounts that count, and each account beside its own model', async () => {
  const { targets } = await call(testBook, 'households.get', { householdId })

  expect(
    targets.map(({ accountId, model, inForceFrom, allocation, notes }) => ({
      ...{ accountId, model, inForceFrom, notes },
      rows: allocation?.rows.map((row) => `${row.assetClass} ${row.actual} ${row.drift} ${row.state} ${row.toMove}`),
    })),
  ).toEqual([
    {
      ...{ accountId: null, model: 'Balanced', inForceFrom: '2026-06-01' },
      rows: ['us_equity 80.00 20.00 over -200.00', 'cash 20.00 -20.00 under 200.00'],
      notes: [
        '$300.00 lies in accounts that the firm does not manage: it counts here and cannot be moved by the firm.',
      ],
    },
    {
      ...{ accountId: id(40), model: 'Income', inForceFrom: '2024-01-01' },
      rows: ['us_equity 71.43 71.43 not_in_model -500.00', 'cash 28.57 -71.43 under 500.00'],
      notes: [],
    },
    {
      ...{ accountId: id(42), model: 'Empty', inForceFrom: null, rows: undefined },
      notes: ['Empty has no weights in force. Operations enter them.'],
    },
  ])
})

test('a meeting is told of classes outside their band, and of nothing where the household has no target', async () => {
  testBook.add('meetings', { id: id(90), householdId, subject: 'Review', startsAt: NOW, status: 'planned' })
  const asked = { today: TODAY, now: NOW }
  const found = async () => {
    const { checks } = await readMeetingPack(testBook.book, id(90), asked, null)
    return checks.filter(({ title }) => title === 'Allocation outside its band')
  }

  const before = await found()
  await call(testBook, 'households.update', { householdId, patch: { modelId: null } })
  const after = await found()

  expect({ before, after }).toEqual({
    before: [
      {
        severity: 'notice',
        title: 'Allocation outside its band',
        detail:
          'Beside the target Balanced: US equity is 80.00% (target 60% ± 5); Cash is 20.00% (target 40% ± 5). Moving $200.00 brings every class back to its target.',
      },
    ],
    after: [],
  })
})

test('a form gives a household or an account one of the firm’s models, and none that has ended', async () => {
  const offered = await callPortfolio(testBook, 'portfolio.models', {})
  const tell = (promise: Promise<unknown>) =>
    promise.then(
      () => 'saved',
      (error: { details?: { message: string }[] }) => error.details?.[0]?.message,
    )
  const household = (modelId: string) => tell(call(testBook, 'households.update', { householdId, patch: { modelId } }))
  const account = (modelId: string | null) =>
    tell(callAccounts(testBook, 'accounts.update', { accountId: id(41), patch: { modelId } }))

  const answers = [await household(income), await account(balanced), await account(null)]
  const refused = [await household(retired), await account(id(59))]
  testBook.add('accounts', { id: id(43), householdId, name: 'Old', status: 'active', modelId: retired })
  const kept = await tell(
    callAccounts(testBook, 'accounts.update', { accountId: id(43), patch: { modelId: retired, name: 'Older' } }),
  )

  expect({
    offered: offered.map(({ name, weights }) => `${name} ${weights.length}`),
    ...{ answers, refused, kept },
  }).toEqual({
    offered: ['Balanced 2', 'Empty 0', 'Income 1', 'Retired 0'],
    answers: ['saved', 'saved', 'saved'],
    refused: ['is no longer offered; choose another model', 'is not one of the firm’s models'],
    kept: 'saved',
  })
})
