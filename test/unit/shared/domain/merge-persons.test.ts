import fc from 'fast-check'
import { expect, test } from 'vitest'
import { spansMeet } from '#shared/domain/memberships.ts'
import { type MergeChange, type MergeFacts, takeBack } from '#shared/domain/merge-facts.ts'
import { planMerge } from '#shared/domain/merge-persons.ts'
import { sumOf } from '#shared/domain/money.ts'
import type { AccountOwner, Beneficiary, HouseholdMember, Relationship } from '#shared/records/index.ts'
import { recordOf } from '#shared/records/index.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { buildRow, testId } from '#test/support/builders.ts'

const TODAY = '2026-11-24'
const [KEPT, MERGED, THIRD] = [testId(1), testId(2), testId(3)]
const households = [testId(10), testId(11)]

const person = (id: string, fields: object = {}) =>
  buildRow('persons', { id, householdId: testId(10), firstName: 'Anna', lastName: 'Clark', ...fields })
const member = (n: number, personId: string, fields: Partial<HouseholdMember> = {}) =>
  buildRow('household_members', {
    ...{ id: testId(100 + n), personId, householdId: testId(10), role: 'other', isPrimary: false, inRollUp: true },
    ...fields,
  })
const owner = (n: number, personId: string, percent: string, fields: Partial<AccountOwner> = {}) =>
  buildRow('account_owners', {
    id: testId(200 + n),
    personId,
    entityId: null,
    percent,
    accountId: testId(50),
    ...fields,
  })
const heir = (n: number, personId: string, percent: string, fields: Partial<Beneficiary> = {}) =>
  buildRow('beneficiaries', {
    ...{ id: testId(300 + n), personId, entityId: null, name: null, percent, accountId: testId(50), class: 'primary' },
    ...fields,
  })
const tie = (n: number, from: string, to: string, fields: Partial<Relationship> = {}) =>
  buildRow('relationships', {
    ...{ id: testId(400 + n), householdId: testId(10), fromPersonId: from, toPersonId: to, role: 'spouse' },
    ...{ fromEntityId: null, toEntityId: null },
    ...fields,
  })

function facts(given: Partial<MergeFacts> = {}): MergeFacts {
  return {
    ...{ today: TODAY, kept: person(KEPT), merged: person(MERGED, { middleName: 'Lee' }) },
    ...{ members: [], households: [], owners: [], beneficiaries: [], relationships: [], earlier: [] },
    ...given,
  }
}

const short = ({ table, id, patch }: MergeChange) => [table, Number.parseInt(id.slice(-12), 16), patch]
const plan = (given: Partial<MergeFacts>, patch = {}) => {
  const { changes, warnings } = planMerge(facts(given), patch)
  return { changes: changes.map(short), warnings }
}
const last = ['persons', 2, { mergedIntoId: KEPT }]

test('what is chosen goes to the one who is kept, and the merged one says into whom, last', () => {
  const { changes } = plan({ earlier: [{ id: testId(9) }] }, { middleName: 'Lee', lastName: 'Clark' })

  expect(changes).toEqual([['persons', 1, { middleName: 'Lee' }], ['persons', 9, { mergedIntoId: KEPT }], last])
})

test('in one household the places are joined: days, head, and primary go to the one who is kept', () => {
  const members = [
    member(1, KEPT, { fromDate: '2020-01-01' }),
    member(2, MERGED, { role: 'head', isPrimary: true, fromDate: '2010-01-01', toDate: null }),
  ]

  expect(plan({ members, households: [{ id: testId(10), primaryPersonId: MERGED }] })).toEqual({
    changes: [
      ['household_members', 102, { role: 'other', toDate: '2026-11-23' }],
      ['household_members', 101, { role: 'head', fromDate: '2010-01-01', isPrimary: true }],
      ['households', 10, { primaryPersonId: KEPT }],
      last,
    ],
    warnings: [],
  })
})

test('a household is told where it is left without a head, since somebody else was it in part of the time', () => {
  const members = [
    member(1, KEPT, { role: 'spouse', fromDate: '2005-01-01', toDate: null }),
    member(2, MERGED, { role: 'head', fromDate: '2015-01-01', toDate: null }),
    member(3, THIRD, { role: 'head', fromDate: '2000-01-01', toDate: '2014-12-31' }),
  ]

  expect(plan({ members })).toEqual({
    changes: [['household_members', 102, { toDate: '2026-11-23' }], last],
    warnings: [{ kind: 'head', householdId: testId(10) }],
  })
})

test('in another household the place moves, and a second primary one gives way', () => {
  const members = [
    member(1, KEPT, { role: 'head', isPrimary: true }),
    member(2, MERGED, { householdId: testId(11), role: 'head', isPrimary: true }),
  ]

  expect(plan({ members }).changes).toEqual([['household_members', 102, { personId: KEPT, isPrimary: false }], last])
})

test('whoever has no primary household takes it over, and is kept with it', () => {
  const members = [member(1, KEPT), member(2, MERGED, { householdId: testId(11), isPrimary: true })]

  expect(plan({ members }).changes).toEqual([
    ['household_members', 102, { personId: KEPT }],
    ['persons', 1, { householdId: testId(11) }],
    last,
  ])
})

test('shares of one account are added up, others move, and ended ones stay known', () => {
  const owners = [
    owner(1, KEPT, '33.333333'),
    owner(2, MERGED, '66.666667'),
    owner(3, MERGED, '100.000000', { accountId: testId(51) }),
    owner(4, MERGED, '100.000000', { endedOn: '2020-01-01' }),
  ]
  const beneficiaries = [heir(1, KEPT, '50'), heir(2, MERGED, '50'), heir(3, MERGED, '100', { class: 'contingent' })]

  expect(plan({ owners, beneficiaries })).toEqual({
    changes: [
      ['account_owners', 201, { percent: '100.00' }],
      ['account_owners', 202, { endedOn: TODAY }],
      ['account_owners', 203, { personId: KEPT }],
      ['account_owners', 204, { personId: KEPT }],
      ['beneficiaries', 301, { percent: '100.00' }],
      ['beneficiaries', 302, { endedOn: TODAY }],
      ['beneficiaries', 303, { personId: KEPT }],
      last,
    ],
    warnings: [],
  })
})

test('relationships move, what is said already ends, and so does what the two are to each other', () => {
  const relationships = [
    tie(1, KEPT, THIRD),
    tie(2, THIRD, MERGED),
    tie(3, MERGED, THIRD, { role: 'attorney' }),
    tie(4, MERGED, KEPT, { role: 'child', fromDate: TODAY }),
    tie(5, KEPT, MERGED, { role: 'referral_source', toDate: '2020-01-01' }),
  ]

  expect(plan({ relationships })).toEqual({
    changes: [
      ['relationships', 402, { toDate: '2026-11-23' }],
      ['relationships', 403, { fromPersonId: KEPT }],
      ['relationships', 404, { toDate: TODAY }],
      last,
    ],
    warnings: [{ kind: 'related' }],
  })
})

test('what speaks against one person is said, and who would become their own beneficiary', () => {
  const { warnings } = planMerge(
    facts({
      kept: person(KEPT, { bornOn: '1960-01-01', ssnLast4: '0001' }),
      merged: person(MERGED, { bornOn: '1960-01-02', ssnLast4: '0002' }),
      owners: [owner(1, KEPT, '100')],
      beneficiaries: [heir(1, MERGED, '100')],
    }),
    {},
  )

  expect(warnings).toEqual([{ kind: 'birth' }, { kind: 'number' }, { kind: 'own_beneficiary', accountId: testId(50) }])
})

type Row = { readonly id: string } & Record<string, unknown>
type Book = Map<string, Row>

const bookOf = (given: MergeFacts): Book =>
  new Map(
    [given.kept, given.merged, ...given.members, ...given.owners, ...given.beneficiaries, ...given.relationships].map(
      (row) => [row.id, row as unknown as Row],
    ),
  )
const specOf = (table: string, name: string) =>
  (recordOf(table).fields as Readonly<Record<string, FieldSpec>>)[name] as FieldSpec

/** What the database refuses row by row. */
function brokenRules(book: Book): string[] {
  const members = [...book.values()].filter((row) => 'isPrimary' in row) as unknown as HouseholdMember[]
  return members.flatMap((a, index) =>
    members.slice(index + 1).flatMap((b) => {
      if (!spansMeet(a, b)) return []
      const sameHousehold = a.householdId === b.householdId
      return [
        ...(sameHousehold && a.role === 'head' && b.role === 'head' ? ['head'] : []),
        ...(sameHousehold && a.personId === b.personId ? ['place'] : []),
        ...(a.personId === b.personId && a.isPrimary && b.isPrimary ? ['primary'] : []),
      ]
    }),
  )
}

const totalsOf = (book: Book, kind: 'owner' | 'heir') => {
  const shares = [...book.values()].filter((row) => 'percent' in row && 'endedOn' in row && row.endedOn === null)
  const ofKind = shares.filter((row) => 'class' in row === (kind === 'heir')) as unknown as Beneficiary[]
  const totals = new Map<string, string>()
  for (const { accountId, class: rank, percent } of ofKind) {
    const key = `${accountId} ${rank}`
    totals.set(key, sumOf([totals.get(key) ?? '0', percent]))
  }
  return totals
}

const day = fc.option(fc.integer({ min: 0, max: 12 }).map((n) => `2026-${String(11 + (n % 2))}-${String(18 + n)}`))
const spans = fc.tuple(day, day).map(([a, b]) => {
  const [fromDate, toDate] = a !== null && b !== null && a > b ? [b, a] : [a, b]
  return { fromDate, toDate }
})
const who = fc.constantFrom(KEPT, MERGED, THIRD)
const anyMembers = fc
  .array(
    fc.record({
      personId: who,
      householdId: fc.constantFrom(...households),
      role: fc.constantFrom('head', 'spouse', 'other'),
      isPrimary: fc.boolean(),
      inRollUp: fc.boolean(),
      span: spans,
    }),
    { maxLength: 7 },
  )
  .map((rows) => {
    const kept: HouseholdMember[] = []
    for (const [n, { span, ...row }] of rows.entries()) {
      kept.push(member(n, row.personId, { ...row, ...span } as Partial<HouseholdMember>))
      // Only what the database would have let in.
      if (brokenRules(new Map(kept.map((one) => [one.id, one as unknown as Row]))).length > 0) kept.pop()
    }
    return kept
  })
const share = fc.record({ personId: who, accountId: fc.constantFrom(testId(50), testId(51)), ended: fc.boolean() })
const anyTies = fc.array(fc.tuple(who, who, fc.constantFrom('spouse', 'parent', 'attorney'), spans), { maxLength: 5 })

const anyFacts = fc
  .record({ members: anyMembers, shares: fc.array(share, { maxLength: 6 }), ties: anyTies })
  .map(({ members, shares, ties }) =>
    facts({
      members,
      owners: shares.map(({ personId, accountId, ended }, n) =>
        owner(n, personId, '12.5', { accountId, endedOn: ended ? '2020-01-01' : null }),
      ),
      beneficiaries: shares.map(({ personId, accountId, ended }, n) =>
        heir(n, personId, '7.25', { accountId, endedOn: ended ? '2020-01-01' : null }),
      ),
      relationships: ties
        .filter(([from, to]) => from !== to)
        .map(([from, to, role, span], n) => tie(n, from, to, { role, ...span } as Partial<Relationship>)),
    }),
  )

test('any merge passes the database row by row, keeps every total, and taken back it never was', () => {
  fc.assert(
    fc.property(anyFacts, (given) => {
      const before = bookOf(given)
      const book = new Map(before)
      const { changes } = planMerge(given, { middleName: 'Lee' })
      const done = changes.map(({ table, id, patch }) => {
        const row = book.get(id) ?? { id }
        const base = Object.fromEntries(Object.keys(patch).map((name) => [name, row[name]]))
        expect(Object.entries(patch).some(([name, value]) => row[name] !== value)).toBe(true)
        book.set(id, { ...row, ...patch })
        expect(brokenRules(book)).toEqual([])
        return { table, id, patch: patch as Record<string, unknown>, base }
      })
      for (const kind of ['owner', 'heir'] as const) expect(totalsOf(book, kind)).toEqual(totalsOf(before, kind))
      const current = [...book.values()].filter((row) => 'percent' in row && 'endedOn' in row && row.endedOn === null)
      expect(current.filter(({ personId }) => personId === MERGED)).toEqual([])

      const undone = takeBack(done, ({ id }) => book.get(id), specOf)
      expect(undone.changed).toEqual([])
      for (const { id, patch } of undone.changes) {
        book.set(id, { ...(book.get(id) as Row), ...patch })
        expect(brokenRules(book)).toEqual([])
      }
      expect(book).toEqual(before)
    }),
    { numRuns: 300 },
  )
})

test('what was changed since is named, and equal decimals are no change', () => {
  const done = [
    { table: 'account_owners', id: 'a', patch: { percent: '100.00' }, base: { percent: '50' } },
    { table: 'persons', id: 'b', patch: { mergedIntoId: KEPT }, base: { mergedIntoId: null } },
    { table: 'persons', id: 'c', patch: { city: 'Bern' }, base: { city: null } },
  ]
  const rows: Record<string, object> = { a: { percent: '100.000000' }, b: { mergedIntoId: null } }

  const { changed } = takeBack(done, ({ id }) => rows[id] as never, specOf)

  expect(changed.map(({ id }) => id)).toEqual(['b', 'c'])
})
