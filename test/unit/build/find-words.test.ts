import { expect, test } from 'vitest'
import { findWords } from '#build/demo/find-words.ts'

test('words are found in both encodings, at either end, and only whole', () => {
  const content = Buffer.concat([
    Buffer.from('Müller-Ørsted'),
    Buffer.alloc(100_000, 7),
    Buffer.from('Nguyễn', 'utf16le'),
    Buffer.from('Kestrel'),
  ])

  expect(findWords(content, ['Müller-Ørsted', 'Nguyễn', 'Kestrel', 'Kestrelwing', 'Nowhere']).sort()).toEqual([
    'Kestrel',
    'Müller-Ørsted',
    'Nguyễn',
  ])
})
