import { expect, test } from 'vitest'
import { extensionOf, safeFileName } from '#shared/domain/file-names.ts'
import {
  formatCount,
  formatDay,
  formatMoney,
  formatPercent,
  formatPrice,
  formatQuantity,
} from '#shared/domain/format.ts'
import { fullName, labelOf, maskedNumber } from '#shared/domain/labels.ts'
import { foldText, matchExpression, matchWholeWords, searchBody, searchWords } from '#shared/domain/search-text.ts'
import { accounts } from '#shared/records/accounts.ts'

test('figures read as people write them', () => {
  const written = [
    formatMoney('1234567.891'),
    formatMoney('-0.5'),
    formatMoney('999'),
    formatMoney('-1000'),
    formatQuantity('1200.50000000'),
    formatQuantity('100'),
    formatQuantity('-10000.00'),
    formatPrice('42.10000000'),
    formatPrice('0.1234'),
    formatPrice('1000'),
    formatPercent('33.330000'),
    formatDay('2026-01-05'),
    formatCount(1, 'account'),
    formatCount(0, 'account'),
  ]

  expect(written).toEqual([
    ...['$1,234,567.89', '-$0.50', '$999.00', '-$1,000.00', '1,200.5', '100', '-10,000'],
    ...['42.10', '0.1234', '1,000.00', '33.33%', '5 Jan 2026', '1 account', '0 accounts'],
  ])
})

test('labels come from the record', () => {
  const labels = [
    labelOf(accounts, 'registration', 'roth_ira'),
    labelOf(accounts, 'registration', 'unheard_of'),
    labelOf(accounts, 'registration', null),
    maskedNumber('1234'),
    maskedNumber(null),
    fullName({ firstName: 'Anna', lastName: 'Müller' }),
  ]

  expect(labels).toEqual(['Roth IRA', 'unheard_of', '', '••••1234', '', 'Anna Müller'])
})

test('letters with and without marks fold to plain ones', () => {
  expect(foldText('Łukasz Müller-Ørsted, Nguyễn, Groß, Þór')).toBe('lukasz muller-orsted, nguyen, gross, thor')
})

test('what a person types becomes words and nothing else', () => {
  const expressions = ['o"neil', 'a* OR b', '"', '*', '-', '', 'NEAR(x y)', 'Łu'].map(matchExpression)

  expect(expressions).toEqual([
    '"o"* AND "neil"*',
    '"a"* AND ("OR"* OR "or"*) AND "b"*',
    null,
    null,
    null,
    null,
    '("NEAR"* OR "near"*) AND "x"* AND "y"*',
    '("Łu"* OR "lu"*)',
  ])
})

test('whole words are asked for before unfinished ones', () => {
  expect([matchWholeWords(['Łu']), matchWholeWords(['anna', 'mü'])]).toEqual([
    ['("Łu" OR "lu")'],
    ['("anna") AND ("mü" OR "mu")', '("anna") AND ("mü"* OR "mu"*)'],
  ])
})

test('only the first eight words count', () => {
  expect(searchWords('1 2 3 4 5 6 7 8 9 10')).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
})

test('the index also holds what only folding finds', () => {
  expect(searchBody(['Łukasz', 'Müller-Ørsted'])).toBe('Łukasz Müller-Ørsted lukasz orsted')
})

test.each([
  ['Agreement.pdf', 'Agreement.pdf'],
  ['../../etc/passwd', '-..-etc-passwd'],
  ['a\\b:c*?.txt', 'a-b-c--.txt'],
  ['CON.pdf', '_CON.pdf'],
  ['evil\u202egpj.exe', 'evilgpj.exe'],
  ['  ..  ', 'document'],
  [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(116)}.pdf`],
])('%j is saved as %j', (name, expected) => {
  expect(safeFileName(name, 'document')).toBe(expected)
})

test('an extension is short and plain or none', () => {
  expect([extensionOf('a.signed.PDF'), extensionOf('README'), extensionOf('.profile')]).toEqual(['pdf', '', ''])
})
