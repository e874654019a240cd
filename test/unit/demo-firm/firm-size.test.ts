import { expect, test } from 'vitest'
import { DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import { generateRows } from '#build/demo-firm/generate-firm.ts'
import { testDataKey } from '#test/support/builders.ts'

test('a firm of the usual size has the rows it is meant to have', { timeout: 60_000 }, () => {
  const advisers = new Map<string, string>()
  const counts = new Map<string, number>()
  const registrations = new Set<string>()
  for (const { table, row } of generateRows({ today: '2026-03-18', dataKey: testDataKey })) {
    if (table === 'households') advisers.set(row.id, row.advisorId)
    if (table === 'accounts') registrations.add(row.registration)
    const owner = 'householdId' in row && row.householdId !== null ? advisers.get(row.householdId) : undefined
    const key = owner === undefined || owner === DEMO_USERS[0].id ? table : `${table} of others`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const perHousehold = (table: string) => (counts.get(table) ?? 0) / 120
  const between = (value: number, least: number, most: number) => value >= least && value <= most

  const found = {
    households: counts.get('households'),
    transactions: between(counts.get('transactions') ?? 0, 36_000, 44_000),
    documents: between(perHousehold('documents'), 4, 8),
    communications: between(perHousehold('communications'), 8, 20),
    accounts: between(perHousehold('accounts'), 3, 6),
    securities: between(counts.get('securities') ?? 0, 55, 65),
    prices: between((counts.get('prices') ?? 0) / (counts.get('securities') ?? 1), 245, 262),
    registrations: registrations.size >= 27,
  }

  expect(found).toEqual({
    households: 185,
    transactions: true,
    documents: true,
    communications: true,
    accounts: true,
    securities: true,
    prices: true,
    registrations: true,
  })
})
