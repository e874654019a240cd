import { expect, test } from 'vitest'
import { readHouseholdRows } from '#electron/book-queries/household-list.ts'
import { portfolioHandlers } from '#electron/features/portfolio.ts'
import { portfolioChannels, type TransactionView } from '#shared/ipc/portfolio.ts'
import { addLargeHousehold, LARGE } from './large-household.ts'
import { callerOf, id, NOW, openTestBook, TODAY } from './support.ts'

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
      inTotals: true,
    },
  ])
})

test('a total opens into accounts, positions, prices, and who recorded them; a grown child’s account is left out', async () => {
  const testBook = openTestBook()
  const { add } = testBook
  const householdId = id(10)
  add('users', { id: id(2), displayName: 'Omar Operations' })
  add('households', { id: householdId, name: 'Lee' })
  add('persons', { id: id(20), householdId, firstName: 'Ann', lastName: 'Lee' })
  add('persons', { id: id(21), householdId, firstName: 'Bo', lastName: 'Lee' })
  add('household_members', { id: id(30), householdId, personId: id(20), role: 'head', inRollUp: true })
  add('household_members', { id: id(31), householdId, personId: id(21), role: 'child', inRollUp: false })
  for (const [account, name, owners] of [
    [id(40), 'Joint', [id(20), id(21)]],
    [id(41), 'Bo’s own', [id(21)]],
  ] as const) {
    add('accounts', { id: account, householdId, name, status: 'active', management: 'discretionary' })
    for (const [at, personId] of owners.entries()) {
      const percent = owners.length === 1 ? '100' : '50'
      add('account_owners', {
        id: `${account.slice(0, -2)}${at}${account.slice(-1)}`,
        householdId,
        accountId: account,
        personId,
        percent,
      })
    }
  }
  add('securities', { id: id(60), symbol: 'VTI', name: 'Total Market', type: 'etf', assetClass: 'us_equity' })
  add('prices', { id: id(80), securityId: id(60), pricedOn: '2026-11-23', price: '33.50', source: 'Northgate' })
  const valued = { householdId, securityId: id(60), asOf: '2026-11-23', quantity: '3', price: '33.40' } as const
  add('positions', { ...valued, id: id(70), accountId: id(40), marketValue: '100.25', updatedBy: id(2) })
  add('positions', { ...valued, id: id(71), accountId: id(41), marketValue: '100.20' })

  const { leftOut, parts, total } = await call(testBook, 'portfolio.explain', { householdId })

  const [listed] = await readHouseholdRows(testBook.book, { today: TODAY, now: NOW }, null)
  expect(listed?.marketValue).toBe('100.25')
  expect({ total, leftOut: leftOut.map(({ name, value }) => [name, value]), parts }).toEqual({
    total: '100.25',
    leftOut: [['Bo’s own', '100.20']],
    parts: [
      {
        ...{ id: id(40), name: 'Joint', counting: 'managed', value: '100.25' },
        owners: [
          { name: 'Ann Lee', percent: '50' },
          { name: 'Bo Lee', percent: '50' },
        ],
        positions: [
          {
            ...{ id: id(70), symbol: 'VTI', securityName: 'Total Market', assetClass: 'us_equity', asOf: '2026-11-23' },
            ...{ quantity: '3', price: '33.40', product: '100.20', marketValue: '100.25', difference: '0.05' },
            priceSource: { source: 'Northgate', otherPrice: '33.50' },
            ...{ recordedAt: '2026-01-01T00:00:00.000Z', recordedBy: 'Omar Operations' },
          },
        ],
      },
    ],
  })
})

test('gains are of taxable accounts, leave out what was reversed, and say where the custodian has another count', async () => {
  const testBook = openTestBook()
  const { add } = testBook
  const householdId = id(10)
  const account = { householdId, status: 'active', lotMethod: 'fifo' } as const
  add('accounts', { ...account, id: id(40), name: 'Brokerage', taxStatus: 'taxable' })
  add('accounts', { ...account, id: id(41), name: 'IRA', taxStatus: 'tax_deferred' })
  add('securities', { id: id(60), symbol: 'VTI', name: 'Total Market', type: 'etf', assetClass: 'us_equity' })
  const trade = { householdId, accountId: id(40), securityId: id(60), status: 'posted' } as const
  const bought = { ...trade, type: 'buy', quantity: '10', netAmount: '-1004.95' } as const
  add('transactions', { ...bought, id: id(90), tradedOn: '2024-05-01' })
  add('transactions', { ...bought, id: id(91), tradedOn: '2026-05-01', status: 'reversed' })
  add('transactions', {
    ...trade,
    id: id(92),
    type: 'reversal',
    reversesId: id(91),
    tradedOn: '2026-05-02',
    quantity: '-10',
    netAmount: '1004.95',
  })
  add('transactions', {
    ...trade,
    id: id(93),
    type: 'sell',
    tradedOn: '2026-06-01',
    quantity: '-4',
    netAmount: '600.00',
  })
  add('transactions', { ...bought, id: id(94), accountId: id(41), tradedOn: '2024-05-01' })
  const position = { householdId, securityId: id(60), asOf: '2026-11-23', price: '150' } as const
  add('positions', { ...position, id: id(70), accountId: id(40), quantity: '7', marketValue: '1050.00' })

  const gains = await call(testBook, 'portfolio.gains', { householdId, year: 2026 })

  expect(gains).toEqual({
    year: 2026,
    realized: { short: '0.00', long: '198.02', total: '198.02', unknown: '0.00' },
    unrealized: { short: '0.00', long: '297.03', total: '297.03', unknown: '0.00' },
    sales: [
      {
        ...{
          id: `${id(93)}/0`,
          accountName: 'Brokerage',
          symbol: 'VTI',
          acquiredOn: '2024-05-01',
          soldOn: '2026-06-01',
        },
        ...{ quantity: '4', proceeds: '600.00', cost: '401.98', gain: '198.02', term: 'long' },
      },
    ],
    lots: [
      {
        ...{ id: id(90), accountName: 'Brokerage', symbol: 'VTI', lotMethod: 'fifo', acquiredOn: '2024-05-01' },
        ...{ quantity: '6', cost: '602.97', marketValue: '900.00', gain: '297.03', term: 'long' },
      },
    ],
    notes: ['VTI in Brokerage: the transactions leave 6, the custodian has 7 on 23 Nov 2026.'],
  })
})

test('a minimum distribution rests on the year-end balance, and on what was taken and not reversed', async () => {
  const testBook = openTestBook()
  const { add } = testBook
  const householdId = id(10)
  add('households', { id: householdId, name: 'Lee' })
  add('persons', { id: id(20), householdId, firstName: 'Ann', lastName: 'Lee', bornOn: '1948-06-15' })
  const ira = { householdId, status: 'active', registration: 'rollover_ira', rmdRequired: true } as const
  for (const [account, name] of [
    [id(40), 'Rollover'],
    [id(41), 'Without prices'],
  ] as const) {
    add('accounts', { ...ira, id: account, name, registration: name === 'Rollover' ? 'rollover_ira' : 'plan_401k' })
    add('account_owners', { id: id(Number(account.slice(-2)) + 10), householdId, accountId: account, personId: id(20) })
  }
  for (const n of [60, 61]) add('securities', { id: id(n), symbol: `F${n}`, type: 'etf', assetClass: 'us_equity' })
  add('prices', { id: id(80), securityId: id(60), pricedOn: '2025-12-31', price: '12' })
  const held = { householdId, asOf: '2026-11-23', quantity: '90', price: '10', marketValue: '900.00' } as const
  add('positions', { ...held, id: id(70), accountId: id(40), securityId: id(60) })
  add('positions', { ...held, id: id(71), accountId: id(41), securityId: id(61) })
  const moved = { householdId, accountId: id(40), status: 'posted', tradedOn: '2026-03-02' } as const
  add('transactions', { ...moved, id: id(90), type: 'sell', securityId: id(60), quantity: '-10', netAmount: '100.00' })
  add('transactions', { ...moved, id: id(91), type: 'rmd', netAmount: '-40.00' })
  add('transactions', { ...moved, id: id(92), type: 'tax_withheld', netAmount: '-10.00' })
  add('transactions', { ...moved, id: id(93), type: 'rmd', netAmount: '-25.00', status: 'reversed' })
  add('transactions', { ...moved, id: id(94), type: 'reversal', netAmount: '25.00', reversesId: id(93) })
  add('transactions', { ...moved, id: id(95), type: 'rmd', netAmount: '-99.00', tradedOn: '2025-12-30' })

  const due = await call(testBook, 'portfolio.distributions', { householdId: null })

  expect(
    due.map(({ ownerName, age, balance, factor, required, taken, left, status }) => [
      ...[ownerName, age, balance, factor, required, taken, left, status],
    ]),
  ).toEqual([
    // 90 shares and the 10 sold since, at 12, less 50.00 of the sale's money that is not in a position here.
    ['Ann Lee', 78, '1150.00', '22.0', '52.27', '50.00', '2.27', 'partly'],
    ['Ann Lee', 78, null, '22.0', null, '0.00', null, 'not_known'],
  ])
})

test('a reversal and what it takes back name each other’s day', async () => {
  const testBook = openTestBook()
  const moved = { householdId: id(10), accountId: id(40), netAmount: '-5.00' } as const
  testBook.add('transactions', { ...moved, id: id(90), type: 'buy', tradedOn: '2026-03-02', status: 'reversed' })
  testBook.add('transactions', { ...moved, id: id(91), type: 'buy', tradedOn: '2026-03-03', status: 'posted' })
  const reversal = { ...moved, netAmount: '5.00', type: 'reversal', status: 'posted' } as const
  testBook.add('transactions', { ...reversal, id: id(92), tradedOn: '2026-03-05', reversesId: id(90) })

  const rows = await call(testBook, 'portfolio.transactions', { householdId: id(10) })

  expect(rows.map((row) => [row.id, row.reversesOn, row.reversedOn])).toEqual([
    [id(92), '2026-03-02', null],
    [id(91), null, null],
    [id(90), null, '2026-03-05'],
  ])
})

test('exposure adds a security up across accounts and judges the threshold exactly', async () => {
  const testBook = openTestBook()
  const { add } = testBook
  const householdId = id(10)
  for (const n of [40, 41]) add('accounts', { id: id(n), householdId, name: `A${n}`, status: 'active' })
  add('securities', { id: id(60), symbol: 'AMBC', type: 'stock', assetClass: 'us_equity' })
  add('securities', { id: id(61), symbol: 'LKST', type: 'etf', assetClass: 'taxable_fixed' })
  add('securities', { id: id(62), symbol: 'CASH', type: 'cash', assetClass: 'cash' })
  const held = [
    [40, 60, '100.00'],
    [41, 60, '100.01'],
    [40, 61, '699.99'],
    [40, 62, '100.00'],
  ] as const
  for (const [at, [account, security, marketValue]] of held.entries()) {
    const keys = { id: id(70 + at), householdId, accountId: id(account), securityId: id(security) }
    add('positions', { ...keys, quantity: '1', marketValue, asOf: '2026-11-23' })
  }

  const exposure = await call(testBook, 'portfolio.exposure', { householdId })

  expect(exposure).toEqual({
    total: '1000.00',
    // A cent over a fifth is over it, though it rounds to 20.0%; a tenth in cash is not over a tenth.
    singles: [{ securityId: id(60), symbol: 'AMBC', value: '200.01', percent: '20.0', isOver: true }],
    cash: { value: '100.00', percent: '10.0', isOver: false },
  })
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

/** A fund at 10, 12, and 9 at three months' ends; 600 come in on the second day and buy 50 more. */
function addFund({ add }: ReturnType<typeof openTestBook>): void {
  const account = { householdId: id(10), accountId: id(40) } as const
  add('accounts', { id: id(40), householdId: id(10), name: 'Brokerage', status: 'active' })
  add('securities', { id: id(60), symbol: 'VTI', name: 'Total Market', type: 'etf', assetClass: 'us_equity' })
  const position = { ...account, securityId: id(60), asOf: '2026-03-31', quantity: '150', price: '9' } as const
  add('positions', { ...position, id: id(70), marketValue: '1350.00' })
  const closes = { '2026-01-31': '10', '2026-02-28': '12', '2026-03-31': '9' }
  for (const [index, [pricedOn, price]] of Object.entries(closes).entries()) {
    add('prices', { id: id(80 + index), securityId: id(60), pricedOn, price })
  }
  const moved = { ...account, tradedOn: '2026-02-28', status: 'posted' } as const
  add('transactions', { ...moved, id: id(90), type: 'deposit', netAmount: '600.00' })
  add('transactions', { ...moved, id: id(91), type: 'buy', securityId: id(60), quantity: '50', netAmount: '-600.00' })
}

test('money that came before a fall earned less than the fund, and the answer says so', async () => {
  const testBook = openTestBook()
  addFund(testBook)

  const told = await call(testBook, 'portfolio.performance', {
    householdId: id(10),
    from: '2026-01-31',
    to: '2026-03-31',
  })

  expect(told).toEqual({
    ...{ begins: '2026-01-31', ends: '2026-03-31', startValue: '1000.00', endValue: '1350.00', netFlows: '600.00' },
    fees: '0.00',
    // 1200 ÷ 1000 and 1350 ÷ 1800: 1.2 × 0.75 = 0.9.
    net: { timeWeighted: '-10.00', moneyWeighted: told.net.moneyWeighted, moneyProblem: null },
    gross: told.net,
    explanation:
      `The portfolio earned -10.00%; the client’s money earned ${told.net.moneyWeighted}%, less because of when money came ` +
      'and went. What mattered most was $600.00 paid in on 28 Feb 2026: without it the money would have earned -10.00%.',
    missing: [],
    covers: { accounts: ['Brokerage'], notInTotals: [] },
    growth: [
      { on: '2026-01-31', percent: '0.00' },
      { on: '2026-02-28', percent: '20.00' },
      { on: '2026-03-31', percent: '-10.00' },
    ],
  })
  // The g of 1000·g + 600·g^(31 ÷ 59) = 1350, less 1: what was there for 59 days and what was there for 31.
  expect(Number(told.net.moneyWeighted)).toBeCloseTo(-18.79, 2)
})

test('where a price is missing, no return is made up', async () => {
  const testBook = openTestBook()
  addFund(testBook)

  const told = await call(testBook, 'portfolio.performance', {
    householdId: id(10),
    from: '2025-12-31',
    to: '2026-03-15',
  })

  expect([told.net.timeWeighted, told.explanation, told.missing]).toEqual([
    null,
    '',
    ['Prices to value every holding on 15 Mar 2026 are missing.'],
  ])
})

test('what a grown child owns stands apart: holdings that count, performance, and the household’s total are one figure', async () => {
  const testBook = openTestBook()
  const { add } = testBook
  const householdId = id(10)
  add('households', { id: householdId, name: 'Lee' })
  add('persons', { id: id(21), householdId, firstName: 'Bo', lastName: 'Lee' })
  add('household_members', { id: id(31), householdId, personId: id(21), role: 'child', inRollUp: false })
  for (const [account, name] of [
    [id(40), 'Joint'],
    [id(41), 'Bo’s own'],
  ] as const) {
    add('accounts', { id: account, householdId, name, status: 'active', management: 'discretionary' })
  }
  add('account_owners', { id: id(45), householdId, accountId: id(41), personId: id(21), percent: '100' })
  add('securities', { id: id(60), symbol: 'VTI', name: 'Total Market', type: 'etf', assetClass: 'us_equity' })
  for (const [at, pricedOn, price] of [
    [80, '2026-10-30', '30'],
    [81, '2026-11-23', '33'],
  ] as const) {
    add('prices', { id: id(at), securityId: id(60), pricedOn, price, source: 'Northgate' })
  }
  const valued = { householdId, securityId: id(60), asOf: '2026-11-23', price: '33' } as const
  add('positions', { ...valued, id: id(70), accountId: id(40), quantity: '10', marketValue: '330' })
  add('positions', { ...valued, id: id(71), accountId: id(41), quantity: '99', marketValue: '3267' })
  const dates = { householdId, from: '2026-10-31', to: '2026-11-23' }

  const holdings = await call(testBook, 'portfolio.holdings', { householdId })
  const ofAll = await call(testBook, 'portfolio.performance', dates)
  const ofChild = await call(testBook, 'portfolio.performance', { ...dates, accountId: id(41) })
  const [listed] = await readHouseholdRows(testBook.book, { today: TODAY, now: NOW })

  expect({
    holdings: holdings.map(({ accountName, marketValue, inTotals }) => [accountName, marketValue, inTotals]),
    total: listed?.marketValue,
    ofAll: [ofAll.endValue, ofAll.covers],
    ofChild: [ofChild.endValue, ofChild.covers],
  }).toEqual({
    holdings: [
      ['Bo’s own', '3267', false],
      ['Joint', '330', true],
    ],
    total: '330.00',
    ofAll: ['330.00', { accounts: ['Joint'], notInTotals: ['Bo’s own'] }],
    ofChild: ['3267.00', { accounts: ['Bo’s own'], notInTotals: [] }],
  })
})
