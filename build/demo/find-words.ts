/**
 * Finds which of many words stand anywhere in some bytes, in UTF-8 or UTF-16. One pass over the bytes, however many
 * words there are: positions whose first two bytes begin no word are passed over at once.
 *
 * @returns the words found, each once.
 */
export function findWords(content: Uint8Array, words: readonly string[]): string[] {
  const { starts, byStart } = indexWords(words)
  const found = new Set<string>()
  for (let at = 0; at + 1 < content.length; at += 1) {
    const start = ((content[at] ?? 0) << 8) | (content[at + 1] ?? 0)
    if (starts[start] === 0) continue
    for (const { word, bytes } of byStart.get(start) ?? []) {
      if (!found.has(word) && standsAt(content, at, bytes)) found.add(word)
    }
  }
  return [...found]
}

interface Needle {
  readonly word: string
  readonly bytes: Uint8Array
}

function indexWords(words: readonly string[]): { starts: Uint8Array; byStart: Map<number, Needle[]> } {
  const starts = new Uint8Array(65_536)
  const byStart = new Map<number, Needle[]>()
  for (const word of words) {
    for (const encoding of ['utf8', 'utf16le'] as const) {
      const bytes = Buffer.from(word, encoding)
      const start = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)
      starts[start] = 1
      byStart.set(start, [...(byStart.get(start) ?? []), { word, bytes }])
    }
  }
  return { starts, byStart }
}

function standsAt(content: Uint8Array, at: number, bytes: Uint8Array): boolean {
  if (at + bytes.length > content.length) return false
  for (let index = 2; index < bytes.length; index += 1) {
    if (content[at + index] !== bytes[index]) return false
  }
  return true
}
