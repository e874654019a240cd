import { expect, test } from 'vitest'
import { portfolioHandlers } from '#electron/features/portfolio.ts'
import { portfolioChannels, type TransactionView } from '#shared/ipc/portfolio.ts'
import { addLargeHousehold, LARGE } from './large-household.ts'
import { callerOf, id, openTestBook, TODAY } from './support.ts'

const call = callerOf(portfolioChannels, portfolioHandlers)

test('a holding is the newest position, with its gain', async () => {
  const testBook = openTestBook()
  const { add } = testBook
  add('accounts', { id: id(40), householdId: id(10), name: 'Brokerage', status: 'active' })
  add('securities', { id: id(60), symbol: 'VTI', name: 'Total Market', type: 'etf', assetClass: 'us_equity' })
  const position = {
    householdId: id(10),
    accountId: id(40),
    securityId: id(60),
    quantity: '3',
    price: '33.40',
  } as const
  add('positions', { ...position, id: id(70), asOf: '2026-11-20', marketValue: '99.00' })
  add('positions', { ...position, id: id(71), asOf: '2026-11-23', marketValue: '100.20', costBasis: '120.3001' })

  const holdings = await call(testBook, 'portfolio.holdings', { householdId: id(10) })

  expect(holdings).toEqual([
    {
      ...{
        positionId: id(71),
        accountId: id(40),
        accountName: 'Brokerage',
        symbol: 'VTI',
        securityName: 'Total Market',
      },
      ...{ assetClass: 'us_equity', quantity: '3', price: '33.40', asOf: '2026-11-23', marketValue: '100.20' },
      ...{ costBasis: '120.3001', unrealized: '-20.1001', reconciliation: 'matched' },
    },
  ])
})

test('pages of transactions join without gap or repeat, newest first', async () => {
  const testBook = openTestBook()
  addLargeHousehold(testBook)
  const rows: TransactionView[] = []
  // Twelve pages of 17 hold all 200; a bound, so that a broken pager fails instead of going round for ever.
  for (let page = 0; page < 12; page += 1) {
    const last = rows.at(-1)
    const before = last === undefined ? null : { tradedOn: last.tradedOn, id: last.id }
    rows.push(...(await call(testBook, 'portfolio.transactions', { householdId: LARGE.household, before, limit: 17 })))
  }

  const keys = rows.map((row) => `${row.tradedOn} ${row.id}`)
  expect([keys.length, new Set(keys).size, keys]).toEqual([200, 200, [...keys].sort().reverse()])
})

test('transactions of one account name it and the security', async () => {
  const testBook = openTestBook()
  addLargeHousehold(testBook)
  const latest = { householdId: LARGE.household, type: 'sell', tradedOn: TODAY } as const
  testBook.add('transactions', { ...latest, id: id(5000), accountId: id(202), securityId: id(103) })
  testBook.add('transactions', { ...latest, id: id(5001), accountId: id(201), securityId: id(104) })

  const [row] = await call(testBook, 'portfolio.transactions', {
    householdId: LARGE.household,
    accountId: id(202),
    limit: 1,
  })

  expect([row?.accountId, row?.accountName, row?.symbol, row?.type]).toEqual([
    id(202),
    'Łukasz’s Roth IRA',
    'BND',
    'sell',
  ])
})
