import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readHouseholdRows } from '#electron/book-queries/household-list.ts'
import { createMemory, type Recall } from '#electron/book-queries/recall.ts'
import { householdsHandlers } from '#electron/features/households/handlers.ts'
import { qualityLimits } from '#shared/domain/data-quality.ts'
import { compareDays } from '#shared/domain/dates.ts'
import { compareAmounts, sumOf } from '#shared/domain/money.ts'
import { sortKey } from '#shared/domain/sort-key.ts'
import type { HouseholdsView } from '#shared/ipc/household-questions.ts'
import { type HouseholdRow, householdsChannels } from '#shared/ipc/households.ts'
import { callerOf, id, NOW, openTestBook, type TestBook, TODAY } from './support.ts'

const call = callerOf(householdsChannels, householdsHandlers)

/** What a household may have of everything that the list sorts and narrows by. */
const household = fc.record({
  name: fc.constantFrom('Ash 9', 'ash 10', 'Åsh 9', 'Birch', 'birch', 'Ørsted', 'Zorn'),
  status: fc.constantFrom('active', 'prospect'),
  serviceTier: fc.constantFrom('gold', 'silver'),
  nextReviewOn: fc.constantFrom(null, '2026-11-20', '2027-01-10', '2027-02-01'),
  amounts: fc.array(fc.constantFrom('1000.10', '0.20', '999999999999.99', '-5.05'), { maxLength: 3 }),
  meetsOn: fc.constantFrom(null, '2026-11-24', '2026-12-01', '2026-01-01'),
  hasAgreement: fc.boolean(),
  hasPerson: fc.boolean(),
  inRollUp: fc.boolean(),
})

type Given = typeof household extends fc.Arbitrary<infer T> ? T : never

function fill({ add }: TestBook, given: readonly Given[]): void {
  for (const [at, { name, status, serviceTier, nextReviewOn, ...its }] of given.entries()) {
    const householdId = id(10 + at)
    add('households', { id: householdId, name, status, serviceTier, nextReviewOn } as never)
    const row = (kind: number) => ({ id: id(kind * 1000 + at), householdId })
    if (its.hasPerson) {
      add('persons', { ...row(1), firstName: 'Ann', lastName: 'Ash', bornOn: '1960-01-01' })
      add('household_members', { ...row(2), personId: id(1000 + at), role: 'head', inRollUp: its.inRollUp })
      add('account_owners', { ...row(3), accountId: id(4000 + at), personId: id(1000 + at) })
    }
    add('accounts', { ...row(4), status: 'active', registration: 'roth_ira' })
    for (const [place, marketValue] of its.amounts.entries()) {
      const position = { id: id(5000 + at * 10 + place), householdId, accountId: id(4000 + at), quantity: '1' }
      add('positions', { ...position, securityId: id(60 + place), asOf: TODAY, marketValue })
    }
    if (its.meetsOn !== null) {
      const meeting = { ...row(6), status: 'planned', subject: 'Review' } as const
      add('meetings', { ...meeting, startsAt: `${its.meetsOn}T11:30:00.000Z`, endsAt: `${its.meetsOn}T12:30:00.000Z` })
    }
    if (its.hasAgreement) add('documents', { ...row(7), type: 'advisory_agreement', signedOn: TODAY })
  }
}

const question = fc.record({
  status: fc.constantFrom(null, 'active' as const),
  tier: fc.constantFrom(null, 'gold' as const),
  quality: fc.constantFrom('any' as const, 'below_100' as const, 'below_60' as const),
  sort: fc.constantFrom(...(['name', 'marketValue', 'nextReviewOn', 'nextMeetingAt', 'quality'] as const)),
  descending: fc.boolean(),
})

/** The same by what the rows show. */
function expectedRows(rows: readonly HouseholdRow[], asked: HouseholdsView): HouseholdRow[] {
  const direction = asked.descending ? -1 : 1
  const byName = (a: HouseholdRow, b: HouseholdRow) =>
    compareDays(sortKey(a.name), sortKey(b.name)) || compareDays(a.id, b.id)
  const compare = (a: HouseholdRow, b: HouseholdRow): number => {
    if (asked.sort === 'name') return direction * byName(a, b)
    if (asked.sort === 'quality') return direction * (a.quality - b.quality)
    if (asked.sort === 'marketValue') return direction * compareAmounts(a.marketValue, b.marketValue)
    const [left, right] = [a[asked.sort], b[asked.sort]]
    return left === null || right === null ? compareDays(left, right) : direction * compareDays(left, right)
  }
  return rows
    .filter((row) => asked.status === null || row.status === asked.status)
    .filter((row) => asked.tier === null || row.serviceTier === asked.tier)
    .filter((row) => row.quality < qualityLimits[asked.quality])
    .sort((a, b) => compare(a, b) || byName(a, b))
}

test('whatever is asked of whatever book, the pages together are the rows that fit, in order, with their sum', async () => {
  const questions = fc.array(question, { minLength: 6, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(fc.array(household, { maxLength: 7 }), questions, async (given, asked) => {
      const testBook = openTestBook()
      fill(testBook, given)
      const all = await readHouseholdRows(testBook.book, { today: TODAY, now: NOW }, null)
      for (const one of asked) {
        const expected = expectedRows(all, one)
        const pages = [0, 3, 6].map((offset) => call(testBook, 'households.list', { ...one, offset, limit: 3 }))
        const [first, ...others] = await Promise.all(pages)
        const { ids } = await call(testBook, 'households.ids', one)

        expect({
          rows: [first, ...others].flatMap((page) => page?.rows),
          ids,
          whole: [first?.found, first?.total, first?.marketValue],
        }).toEqual({
          rows: expected,
          ids: expected.map((row) => row.id),
          whole: [expected.length, given.length, sumOf(expected.map(({ marketValue }) => marketValue))],
        })
      }
    }),
    { numRuns: 15 },
  )
})

test('a household is located among what is found, and another order is another edition', async () => {
  const testBook = openTestBook()
  for (const [at, name] of ['Ash', 'Birch', 'Cedar'].entries()) testBook.add('households', { id: id(10 + at), name })
  const ask = async (input: Parameters<typeof call<'households.list'>>[2]) => {
    const { located, edition } = await call(testBook, 'households.list', { limit: 1, locate: id(12), ...input })
    return { place: located?.place, edition }
  }
  const last = await ask({})
  const again = await ask({ offset: 1 })
  const first = await ask({ descending: true })
  const gone = await ask({ search: 'birch' })

  expect({
    places: [last.place, again.place, first.place, gone.place],
    editions: new Set([last, again, first, gone].map(({ edition }) => edition)).size,
  }).toEqual({ places: [2, 2, 0, null], editions: 3 })
})

test('a page beyond the end is empty, and more than 500 rows at once are refused', async () => {
  const testBook = openTestBook()
  testBook.add('households', { id: id(10), name: 'Ash' })
  const { input } = householdsChannels['households.list']

  const { rows, found } = await call(testBook, 'households.list', { offset: 1000 })
  const refused = [{ limit: 501 }, { limit: 0 }, { offset: -1 }, { locate: 'x' }].map(
    (bad) => input.safeParse(bad).success,
  )

  expect({ rows, found, refused }).toEqual({ rows: [], found: 1, refused: [false, false, false, false] })
})

test('what was read is remembered until its tables change, for everybody who asks meanwhile, and not where it failed', async () => {
  const { begin, forget } = createMemory()
  const recall: Recall = (...asked) => begin()(...asked)
  let reads = 0
  const read = async () => {
    reads += 1
    return reads
  }
  const both = await Promise.all([recall('names', ['households'], read), recall('names', ['households'], read)])
  forget(['tasks'])
  const still = await recall('names', ['households'], read)
  forget(['households', 'tasks'])
  const anew = await recall('names', ['households'], read)
  const slow = recall('slow', ['tasks'], read)
  forget(['tasks'])
  const after = [await slow, await recall('slow', ['tasks'], read)]
  const failed = await recall('broken', [], () => Promise.reject(new Error('no'))).catch(() => 'failed')
  const mended = await recall('broken', [], read)

  expect({ both, still, anew, after, failed, mended }).toEqual({
    both: [1, 1],
    still: 1,
    anew: 2,
    after: [3, 4],
    failed: 'failed',
    mended: 5,
  })
})

test('a question that began before a change leaves nothing behind for those that begin after it', async () => {
  const { begin, forget } = createMemory()
  const before = begin()
  forget(['households'])
  // It reads one state of the book throughout: the one before the change.
  const old = await before('names', ['households'], async () => 'old')
  const other = await before('tasks', ['tasks'], async () => 'old')
  const after = begin()

  expect([
    old,
    other,
    await after('names', ['households'], async () => 'new'),
    await after('tasks', ['tasks'], async () => 'new'),
  ]).toEqual(['old', 'old', 'new', 'old'])
})
