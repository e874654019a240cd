import { createHash } from 'node:crypto'
import { Decimal } from 'decimal.js'
import { expect, test } from 'vitest'
import { addDays } from '#build/demo-firm/calendar.ts'
import { DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import { type Firm, type FirmOptions, generateFirm, generateRows, hashRows } from '#build/demo-firm/generate-firm.ts'
import { PATIENT } from '#electron/page-text/extract-pages.ts'
import { readPages } from '#electron/page-text/read-pages.ts'
import { decryptField } from '#electron/vault/pii-cipher.ts'
import { foldText } from '#shared/domain/search-text.ts'
import { recordOf, records, type TableName, tableNames } from '#shared/records/index.ts'
import { rowSchema } from '#shared/schema/validators.ts'
import { testDataKey } from '#test/support/builders.ts'

const today = '2026-03-18'
const options: FirmOptions = { households: 6, today, dataKey: testDataKey }
const small = generateFirm(options)
const middle = generateFirm({ ...options, households: 24 })

function allRows(firm: Firm): { table: TableName; row: Readonly<Record<string, unknown>> }[] {
  return tableNames.flatMap((table) => firm[table].map((row) => ({ table, row })))
}

function sumBy<T>(rows: readonly T[], keyOf: (row: T) => string, amountOf: (row: T) => string): Map<string, Decimal> {
  const sums = new Map<string, Decimal>()
  for (const row of rows) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? new Decimal(0)).plus(amountOf(row)))
  return sums
}

test('every row satisfies its record, with all of its fields and no other', () => {
  const schemas = new Map(tableNames.map((table) => [table, rowSchema(recordOf(table))]))

  const faults = allRows(small).flatMap(({ table, row }) => {
    const result = schemas.get(table)?.safeParse(row)
    const sameFields = Object.keys(row).join() === Object.keys(records[table].allFields).join()
    return result?.success && sameFields ? [] : [{ table, row, issues: result?.error?.issues }]
  })

  expect(faults).toEqual([])
})

test('every reference leads to a row, of the same household where it has one', () => {
  const rows = allRows(middle)
  const households = new Map(rows.map(({ table, row }) => [`${table} ${row.id}`, row.householdId ?? null]))

  const broken = rows.flatMap(({ table, row }) =>
    Object.entries(recordOf(table).allFields).flatMap(([name, spec]) => {
      if (spec.kind !== 'ref' || name === 'id' || row[name] === null) return []
      const target = households.get(`${spec.target} ${row[name]}`)
      const ownHousehold = table === 'households' ? row.id : row.householdId
      return target === undefined || (target !== null && target !== ownHousehold) ? [`${table}.${name}`] : []
    }),
  )

  expect(broken).toEqual([])
})

test('no two rows share an id, and what must be unique together is', () => {
  const rows = allRows(middle)
  const keys = rows.flatMap(({ table, row }) => {
    // As in the database, what has no value is like nothing else.
    const groups = (recordOf(table).unique ?? []).filter((group) => group.every((name) => row[name] !== null))
    return [`id ${row.id}`, ...groups.map((group) => [table, ...group.map((name) => row[name])].join(' '))]
  })

  expect(keys.length - new Set(keys).size).toBe(0)
})

test('the shares of an account’s owners, and of each class of beneficiaries, total 100', () => {
  const owners = sumBy(
    middle.account_owners,
    (row) => row.accountId,
    (row) => row.percent,
  )
  const heirs = sumBy(
    middle.beneficiaries,
    (row) => `${row.accountId} ${row.class}`,
    (row) => row.percent,
  )

  const others = [...owners.values(), ...heirs.values()].filter((total) => !total.equals(100))

  expect([others, owners.size]).toEqual([[], middle.accounts.length])
})

test('some accounts lack beneficiaries, and some positions are old or do not match', () => {
  const needy = middle.accounts.filter(({ registration }) => registration.endsWith('_ira'))
  const named = new Set(middle.beneficiaries.map(({ accountId }) => accountId))
  const found = {
    withoutBeneficiary: needy.some(({ id }) => !named.has(id)),
    old: middle.positions.some(({ asOf }) => asOf < addDays(today, -10)),
    broken: middle.positions.some(({ reconciliation }) => reconciliation === 'break'),
  }

  expect(found).toEqual({ withoutBeneficiary: true, old: true, broken: true })
})

test('a position is worth quantity times price, to the cent', () => {
  const wrong = middle.positions.filter(
    ({ quantity, price, marketValue }) =>
      !new Decimal(quantity).times(price).toDecimalPlaces(2, Decimal.ROUND_HALF_UP).equals(marketValue),
  )

  expect(wrong).toEqual([])
})

test('a position’s price is the market’s of its day', () => {
  const prices = new Map(middle.prices.map((row) => [`${row.securityId} ${row.pricedOn}`, row.price]))

  const wrong = middle.positions.filter((row) => prices.get(`${row.securityId} ${row.asOf}`) !== row.price)

  expect(wrong).toEqual([])
})

test('a transaction’s net is gross less commission and fee', () => {
  const wrong = middle.transactions.filter(
    (row) => !new Decimal(row.grossAmount).minus(row.commission).minus(row.fee).equals(row.netAmount),
  )

  expect(wrong).toEqual([])
})

test('the transactions of an account add up to its money and its holdings', () => {
  const cashId = middle.securities.find(({ symbol }) => symbol === 'CASH')?.id
  const net = sumBy(
    middle.transactions,
    (row) => row.accountId,
    (row) => row.netAmount,
  )
  const held = sumBy(
    middle.transactions.filter(({ securityId }) => securityId !== null),
    (row) => `${row.accountId} ${row.securityId}`,
    (row) => row.quantity ?? '0',
  )

  const wrong = middle.positions.filter((row) => {
    const key = `${row.accountId} ${row.securityId}`
    const told = row.securityId === cashId ? net.get(row.accountId) : held.get(key)
    return (row.reconciliation === 'break') === (told ?? new Decimal(0)).equals(row.quantity)
  })

  expect(wrong).toEqual([])
})

test('money is never negative, and every open account has a cash position', () => {
  const cashId = middle.securities.find(({ symbol }) => symbol === 'CASH')?.id
  const cash = middle.positions.filter(({ securityId }) => securityId === cashId)
  const open = middle.accounts.filter(({ status }) => status !== 'closed' && status !== 'pending')

  const negative = middle.positions.filter(({ marketValue }) => marketValue.startsWith('-'))

  expect([negative, new Set(cash.map(({ accountId }) => accountId))]).toEqual([[], new Set(open.map(({ id }) => id))])
})

test('a reversal takes back exactly what it reverses', () => {
  const byId = new Map(middle.transactions.map((row) => [row.id, row]))
  const reversals = middle.transactions.filter(({ type }) => type === 'reversal')

  const effects = reversals.map((row) => {
    const original = byId.get(row.reversesId ?? '')
    return [
      original?.status,
      original?.accountId === row.accountId,
      new Decimal(row.netAmount).plus(original?.netAmount ?? 0).toString(),
    ]
  })

  expect([effects.length > 0, effects]).toEqual([true, effects.map(() => ['reversed', true, '0'])])
})

test('documents are PDFs of the length and hash their rows state', () => {
  const contents = new Map(small.document_contents.map((row) => [row.versionId, row]))

  const wrong = small.document_versions.filter(({ id, byteLength, sha256 }) => {
    const content = contents.get(id)?.content ?? new Uint8Array()
    const isPdf = Buffer.from(content.subarray(0, 9)).toString('latin1') === '%PDF-1.4\n'
    const isSmall = byteLength >= 1000 && byteLength <= 3000
    return !(
      isPdf &&
      isSmall &&
      content.length === byteLength &&
      createHash('sha256').update(content).digest('hex') === sha256
    )
  })

  const versions = small.document_versions.map(({ documentId, versionNumber }) => [documentId, versionNumber])
  expect({ wrong, versions }).toEqual({ wrong: [], versions: small.documents.map(({ id }) => [id, 1]) })
})

test('the pages of documents say what is read out of their PDFs', async () => {
  const contents = small.document_contents.slice(0, 12)
  const read = await Promise.all(contents.map(({ content }) => readPages(content, 'application/pdf', PATIENT)))
  const kept = contents.map(({ versionId }) =>
    small.document_pages.filter((page) => page.versionId === versionId).map(({ content }) => content),
  )
  // The PDF's font has no Ł, and its lines are words that were laid out.
  const words = (pages: string[][]) =>
    pages.map((texts) => texts.map((text) => foldText(text).match(/[\p{L}\p{N}]+/gu)))

  expect(words(read)).toEqual(words(kept))
})

test('encrypted numbers open in their rows, were never issued, and show their last four', () => {
  const opened = small.persons.flatMap(({ id, ssnEncrypted, ssnLast4 }) => {
    if (ssnEncrypted === null) return []
    const ssn = decryptField(
      () => testDataKey.key,
      { table: 'persons', field: 'ssnEncrypted', rowId: id },
      ssnEncrypted,
    )
    return [{ isFictional: /^9\d\d-[1-4]\d-\d{4}$/.test(ssn), isLast: ssn.slice(-4) === ssnLast4 }]
  })

  expect([opened.length > 0, opened]).toEqual([true, opened.map(() => ({ isFictional: true, isLast: true }))])
})

test('every adviser meets several clients in the coming two weeks, at working hours, one at a time', () => {
  const owners = new Map(middle.households.map(({ id, advisorId }) => [id, advisorId]))
  const soon = middle.meetings.filter(
    ({ status, startsAt }) => status === 'planned' && startsAt > `${today}T23` && startsAt < addDays(today, 15),
  )
  const agendas = DEMO_USERS.slice(0, 3).map(({ id }) =>
    soon.filter(({ householdId }) => owners.get(householdId) === id),
  )

  const found = agendas.map((agenda) => ({
    several: agenda.length >= 5,
    atWork: agenda.every(({ startsAt, endsAt }) => startsAt.slice(11) >= '14:00' && endsAt.slice(11) <= '18:00'),
    overlapping: agenda.some((one) =>
      agenda.some((two) => one !== two && one.startsAt <= two.startsAt && two.startsAt < one.endsAt),
    ),
  }))

  expect(found).toEqual(found.map(() => ({ several: true, atWork: true, overlapping: false })))
})

test('nothing but plans lies in the future', () => {
  const past: (readonly [string, string])[] = [
    ...middle.transactions.map(({ tradedOn }) => ['traded', tradedOn] as const),
    ...middle.positions.map(({ asOf }) => ['as of', asOf] as const),
    ...middle.communications.map(({ occurredAt }) => ['said', occurredAt] as const),
    ...middle.meeting_notes.map(({ writtenAt }) => ['noted', writtenAt] as const),
    ...middle.documents.map(({ documentDate }) => ['dated', documentDate ?? ''] as const),
    ...allRows(middle).map(({ row }) => ['created', String(row.createdAt)] as const),
  ]

  expect(past.filter(([, date]) => date >= addDays(today, 1))).toEqual([])
})

test('the same seed and day give the same firm, another seed another', () => {
  const hashes = [undefined, undefined, 'another'].map((seed) =>
    hashRows(generateRows({ ...options, ...(seed ? { seed } : {}) })),
  )

  expect(hashes.map((hash) => hash === hashes[0])).toEqual([true, true, false])
})
