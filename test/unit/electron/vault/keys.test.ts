import fc from 'fast-check'
import { expect, test } from 'vitest'
import { systemRandom } from '#electron/platform/system-ports.ts'
import { type NamedKey, parseIdentities, unwrapKey, wrapKey } from '#electron/vault/age-envelope.ts'
import { blindIndex, searchIndexes } from '#electron/vault/blind-index.ts'
import { encryptedFields } from '#electron/vault/encrypted-fields.ts'
import { isGrantProven, proveGrant } from '#electron/vault/grant-proof.ts'
import { createKeyRing, type HeldKey } from '#electron/vault/key-ring.ts'
import { decryptField } from '#electron/vault/pii-cipher.ts'
import { sealNumber } from '#electron/vault/seal-number.ts'
import { recordOf, tableNames } from '#shared/records/index.ts'
import { testId } from '#test/support/builders.ts'
import { makePair } from '#test/support/keys.ts'

const key: NamedKey = { keyId: 'field-1', purpose: 'field', key: new Uint8Array(32).fill(5) }
const blindKey = { keyId: 'blind-1', key: new Uint8Array(32).fill(9) }
const place = { table: 'persons', field: 'ssnEncrypted', rowId: testId(1) }

const failure = (work: () => unknown) => {
  try {
    return work()
  } catch (error) {
    return (error as { code?: string }).code
  }
}

test('a wrapped key opens with its own identity alone, and only as the key it says it is', async () => {
  const [device, other] = [await makePair(), await makePair()]
  const envelope = await wrapKey(key, device.recipient)

  const opened = {
    own: await unwrapKey(envelope, [device.identity], key),
    amongOthers: await unwrapKey(envelope, [other.identity, device.identity], key),
    other: await unwrapKey(envelope, [other.identity], key),
    underAnotherName: await unwrapKey(envelope, [device.identity], { ...key, keyId: 'field-2' }),
    forAnotherPurpose: await unwrapKey(envelope, [device.identity], { ...key, purpose: 'blind' }),
    cut: await unwrapKey(envelope.replace(/\n.*\n-----END/, '\n-----END'), [device.identity], key),
  }

  expect(opened).toEqual({
    ...{ own: key, amongOthers: key },
    ...{ other: null, underAnotherName: null, forAnotherPurpose: null, cut: null },
  })
})

test('an identity file is read as age-keygen writes it, and nothing else is taken for one', async () => {
  const { identity, recipient } = await makePair()

  const read = [
    parseIdentities(`# created: today\n# public key: ${recipient}\n${identity}\n`),
    failure(() => parseIdentities('# nothing\n')),
    failure(() => parseIdentities(`${identity}\n${recipient}\n`)),
  ]

  expect(read).toEqual([[identity], 'bad_input', 'bad_input'])
})

test('equal numbers have one index in a column, whatever their form, and different ones elsewhere', () => {
  const index = (value: string, field = 'ssnEncrypted', table = 'persons', by = blindKey) =>
    blindIndex(by, { table, field }, value)
  const known = index('900-12-3456')

  const same = ['900123456', ' 900 12 3456 ', '９００-12-3456', '900.12.3456'].map((value) => index(value) === known)
  const others = [
    index('900-12-3457'),
    index('900-12-3456', 'idNumberEncrypted'),
    index('900-12-3456', 'ssnEncrypted', 'accounts'),
    index('900-12-3456', 'ssnEncrypted', 'persons', { ...blindKey, key: new Uint8Array(32).fill(8) }),
  ]

  expect({ known, same, distinct: new Set([known, ...others]).size, nothing: index(' - ') }).toEqual({
    known: expect.stringMatching(/^blind-1\.[A-Za-z0-9_-]{22}$/),
    same: [true, true, true, true],
    distinct: 5,
    nothing: null,
  })
})

test('letters count in any case, and no two different numbers of letters and digits share an index', () => {
  const number = fc.stringMatching(/^[0-9A-Z]{1,20}$/)
  const index = (value: string) => blindIndex(blindKey, place, value)

  fc.assert(
    fc.property(number, number, (one, other) => {
      expect([index(one.toLowerCase()) === index(one), index(one) === index(other)]).toEqual([true, one === other])
    }),
  )
})

const held = (keyId: string, state: HeldKey['state'], purpose: HeldKey['purpose'] = 'field'): HeldKey => ({
  ...{ keyId, state, purpose },
  key: new Uint8Array(32).fill(keyId.length),
})

test('the active key seals, every held one opens, and a blind key opens nothing', () => {
  const blinds = [held('b-old', 'retired', 'blind'), held('b-mid', 'retiring', 'blind'), held('b', 'active', 'blind')]
  const ring = createKeyRing([
    held('first', 'retired'),
    held('second', 'retiring'),
    held('newest', 'active'),
    ...blinds,
  ])
  const empty = createKeyRing([held('second', 'retiring')])

  expect({
    seals: ring.sealingKey().keyId,
    opens: ['first', 'second', 'newest', 'b', 'unknown'].map((keyId) => ring.findKey(keyId) !== null),
    indexes: ring.indexingKey().keyId,
    searches: searchIndexes(ring, place, '900-12-3456').map((index) => index.split('.')[0]),
    withoutActive: failure(() => empty.sealingKey()),
  }).toEqual({
    seals: 'newest',
    opens: [true, true, true, false, false],
    indexes: 'b',
    searches: ['b', 'b-mid'],
    withoutActive: 'forbidden',
  })
})

test('a sealed number opens in its place, and carries its last four and its index', () => {
  const sealed = sealNumber({ field: key, blind: blindKey }, place, '900-12-3456', systemRandom)

  const opened = decryptField(() => key.key, place, sealed.envelope)

  expect({ ...sealed, envelope: opened }).toEqual({
    envelope: '900-12-3456',
    lastFour: '3456',
    blindIndex: blindIndex(blindKey, place, '900-12-3456'),
  })
})

test('every field of kind encrypted is known, with what the record keeps beside it', () => {
  const fields = encryptedFields()

  const expected = tableNames.flatMap((table) =>
    Object.entries(recordOf(table).fields)
      .filter(([, { kind }]) => kind === 'encrypted')
      .map(([field]) => `${table}.${field}`),
  )
  expect({
    names: fields.map(({ table, field }) => `${table}.${field}`),
    ssn: fields.find(({ field }) => field === 'ssnEncrypted'),
  }).toEqual({
    names: expected,
    ssn: expect.objectContaining({ column: 'ssn_encrypted', lastFourField: 'ssnLast4' }),
  })
})

test('a grant is proven by its key, for its holder and its recipient', () => {
  const proof = proveGrant(key, testId(1), 'age1one')

  const verdicts = [
    isGrantProven(key, testId(1), 'age1one', proof),
    isGrantProven(key, testId(2), 'age1one', proof),
    isGrantProven(key, testId(1), 'age1two', proof),
    isGrantProven({ ...key, key: new Uint8Array(32) }, testId(1), 'age1one', proof),
    isGrantProven(key, testId(1), 'age1one', ''),
  ]

  expect(verdicts).toEqual([true, false, false, false, false])
})
