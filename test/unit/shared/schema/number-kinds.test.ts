import { expect, test } from 'vitest'
import { accounts } from '#shared/records/accounts.ts'
import { legalEntities } from '#shared/records/legal-entities.ts'
import { persons } from '#shared/records/persons.ts'
import { numberFields, numberRules, numbersSchema } from '#shared/schema/number-kinds.ts'

/** Void since 1938, when it was printed on a card in wallets; written apart, so that nothing takes it for somebody's. */
const WALLET = ['078', '05', '1120']
const itin = (group: string) => `900-${group}-0000`

test.each([
  ['ssn', WALLET.join('-'), null],
  ['ssn', WALLET.join(' '), null],
  ['ssn', WALLET.join(''), null],
  ['ssn', '000-12-3456', 'begins with three digits that are never issued. Check it with the card'],
  ['ssn', '666-12-3456', 'begins with three digits that are never issued. Check it with the card'],
  ['ssn', '900-12-3456', 'begins with three digits that are never issued. Check it with the card'],
  ['ssn', '999-12-3456', 'begins with three digits that are never issued. Check it with the card'],
  ['ssn', `${WALLET[0]}-00-1120`, 'has 00 in the middle, which is never issued. Check it with the card'],
  ['ssn', `${WALLET[0]}-05-0000`, 'ends in 0000, which is never issued. Check it with the card'],
  ['ssn', '12345678', 'is not nine digits such as •••-••-••••'],
  ['ssn', '', 'is not nine digits such as •••-••-••••'],
  ['ssn', '٩٠٠-١٢-٣٤٥٦', 'is not nine digits such as •••-••-••••'],
  ['tax_id', WALLET.join('-'), null],
  ['tax_id', itin('50'), null],
  ['tax_id', itin('65'), null],
  ['tax_id', itin('88'), null],
  ['tax_id', itin('92'), null],
  ['tax_id', itin('99'), null],
  ['tax_id', itin('49'), 'begins with 9 and is no ITIN. Check it with the letter of the IRS'],
  ['tax_id', itin('66'), 'begins with 9 and is no ITIN. Check it with the letter of the IRS'],
  ['tax_id', itin('93'), 'begins with 9 and is no ITIN. Check it with the letter of the IRS'],
  ['tax_id', '000-12-3456', 'begins with three digits that are never issued. Check it with the card'],
  ['tax_id', 'DE 12/345/67890', null],
  ['tax_id', '1;DROP TABLE', 'has signs that are no letters or digits'],
  ['ein', '98-0000001', null],
  ['ein', '00-0000001', 'begins with two digits that the IRS does not give'],
  ['ein', '98-000001', 'is not nine digits such as ••-•••••••'],
  ['id', 'Z1234567', null],
  ['id', 'Z12', 'has fewer than 4 or more than 30 letters and digits'],
  ['account', 'X99-000001', null],
  ['account', '1'.repeat(35), 'has fewer than 4 or more than 34 letters and digits'],
  ['account', '😀😀😀😀', 'has signs that are no letters or digits'],
] as const)('%s %j', (kind, typed, problem) => {
  expect(numberRules[kind].problem(typed)).toBe(problem)
})

test('each number of a record has its kind, and the form sends those alone, written one way', () => {
  const kinds = [persons, legalEntities, accounts].map((record) =>
    numberFields(record).map(({ name, number, lastFour }) => [name, number, lastFour]),
  )
  const schema = numbersSchema(persons)

  expect({
    kinds,
    written: schema.parse({ ssnEncrypted: WALLET.join(''), taxIdEncrypted: null, idNumberEncrypted: ' z 1234 ' }),
    wrong: schema
      .safeParse({ ssnEncrypted: '666123456', numberEncrypted: '1' })
      .error?.issues.map(({ path, message }) => [path.join('.'), message]),
  }).toEqual({
    kinds: [
      [
        ['ssnEncrypted', 'ssn', 'ssnLast4'],
        ['taxIdEncrypted', 'tax_id', 'taxIdLast4'],
        ['idNumberEncrypted', 'id', null],
      ],
      [['einEncrypted', 'ein', 'einLast4']],
      [['numberEncrypted', 'account', 'numberLast4']],
    ],
    written: { ssnEncrypted: WALLET.join('-'), taxIdEncrypted: null, idNumberEncrypted: 'z 1234' },
    wrong: [
      ['ssnEncrypted', 'begins with three digits that are never issued. Check it with the card'],
      ['', 'Unrecognized key: "numberEncrypted"'],
    ],
  })
})
