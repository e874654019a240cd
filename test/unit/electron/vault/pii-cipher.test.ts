import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decryptField, encryptField, type FieldPlace, lastFour } from '#electron/vault/pii-cipher.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { testDataKey, testId } from '#test/support/builders.ts'

const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)), unit: () => 0.5 }
const place: FieldPlace = { table: 'persons', field: 'ssnEncrypted', rowId: testId(1) }
const findKey = (keyId: string) => (keyId === testDataKey.keyId ? testDataKey.key : null)

function codeOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return error instanceof WorkstationError ? error.code : `not for people: ${String(error)}`
  }
  return 'no error'
}

test('opens in its place what was encrypted for it, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (plaintext) => {
      const envelope = encryptField(testDataKey, place, plaintext, random)

      expect(decryptField(findKey, place, envelope)).toBe(plaintext)
    }),
  )
})

test('does not open anywhere else', () => {
  const elsewhere: FieldPlace[] = [
    { ...place, table: 'accounts' },
    { ...place, field: 'idNumberEncrypted' },
    { ...place, rowId: testId(2) },
  ]
  const envelope = encryptField(testDataKey, place, '900-10-1234', random)

  const codes = elsewhere.map((other) => codeOf(() => decryptField(findKey, other, envelope)))

  expect(codes).toEqual(['internal', 'internal', 'internal'])
})

test('does not open after any one character was changed, removed, or added', () => {
  const envelope = encryptField(testDataKey, place, '900-10-1234', random)
  const anyKey = () => testDataKey.key
  fc.assert(
    fc.property(
      fc.nat(envelope.length - 1),
      fc.constantFrom(...'ABab01-_.=+ '),
      fc.constantFrom('change', 'remove', 'add'),
      (index, letter, edit) => {
        const kept = edit === 'add' ? index : index + 1
        const changed = envelope.slice(0, index) + (edit === 'remove' ? '' : letter) + envelope.slice(kept)
        fc.pre(changed !== envelope)

        expect(codeOf(() => decryptField(anyKey, place, changed))).toBe('internal')
      },
    ),
    { numRuns: 500 },
  )
})

test('gives every encryption of the same value another envelope of the documented form', () => {
  const first = encryptField(testDataKey, place, '900-10-1234', random)
  const second = encryptField(testDataKey, place, '900-10-1234', random)

  const form = /^v1\.test-key\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{36}$/

  expect([form.test(first), form.test(second), first === second]).toEqual([true, true, false])
})

test('says what is wrong without saying the value', () => {
  const secret = '900-10-1234'
  const envelope = encryptField(testDataKey, place, secret, random)
  const attempts = [
    () => decryptField(() => null, place, envelope),
    () => decryptField(() => new Uint8Array(32), place, envelope),
    () => decryptField(() => new Uint8Array(16), place, envelope),
    () => encryptField({ keyId: 'a|b', key: testDataKey.key }, place, secret, random),
    () => encryptField(testDataKey, { ...place, rowId: 'x|y' }, secret, random),
    () => encryptField(testDataKey, place, secret.repeat(400), random),
  ]

  const errors = attempts.map((attempt) => {
    try {
      attempt()
    } catch (error) {
      if (error instanceof WorkstationError) {
        const said = `${error.message} ${JSON.stringify(error.details)} ${String(error.cause)}`
        return [error.code, said.includes(secret)]
      }
    }
    return 'no error'
  })

  expect(errors).toEqual([
    ['forbidden', false],
    ['internal', false],
    ['internal', false],
    ['internal', false],
    ['internal', false],
    ['bad_input', false],
  ])
})

test('shows the last four of a number, and nothing of one that is hardly longer', () => {
  const shown = ['900-10-1234', '00-1234567', 'NG 1234 56-78', '1234567', ''].map(lastFour)

  expect(shown).toEqual(['1234', '4567', '5678', null, null])
})
