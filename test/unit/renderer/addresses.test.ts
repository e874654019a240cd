import { expect, test } from 'vitest'
import { askedDocument, documentAddress } from '#renderer/data/addresses.ts'

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
