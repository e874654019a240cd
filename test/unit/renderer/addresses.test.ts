import { expect, test } from 'vitest'
import {
  askedDocument,
  askedDraft,
  documentAddress,
  draftAddress,
  mergedPersonAddress,
  withoutDraft,
} from '#renderer/data/addresses.ts'

const parametersOf = (address: string) => new URL(address, 'app://bundle').searchParams

test('the address of a document asks for it and its page, and nonsense asks for the beginning', () => {
  const asked = [
    documentAddress('h1', 'd1', 12),
    documentAddress('h1', 'd1', null),
    '/households/h1?document=d1&page=0',
    '/households/h1?document=d1&page=2.5',
    '/households/h1?document=d1&page=two',
    '/households/h1?page=2',
  ].map((address) => askedDocument(parametersOf(address)))

  expect([documentAddress('h1', 'd1', 12), asked]).toEqual([
    '/households/h1?document=d1&page=12',
    [
      { id: 'd1', page: 12 },
      { id: 'd1', page: null },
      { id: 'd1', page: null },
      { id: 'd1', page: null },
      { id: 'd1', page: null },
      null,
    ],
  ])
})

test('unsaved work and a merged person are asked for by names and ids alone', () => {
  const address = draftAddress('h1', 'persons:p1')
  const parameters = parametersOf(`${address}&page=2`)

  expect({
    address,
    ofNone: draftAddress(null, 'households:new'),
    asked: askedDraft(parameters),
    left: withoutDraft(parameters).toString(),
    merged: mergedPersonAddress('h1', 'p1'),
  }).toEqual({
    ...{ address: '/households/h1?draft=persons%3Ap1', ofNone: '/households?draft=households%3Anew' },
    ...{ asked: 'persons:p1', left: 'page=2', merged: '/households/h1?merged=p1' },
  })
})
