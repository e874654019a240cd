import { foldText } from './search-text.ts'

/** A piece of a text; the marked ones are what was searched for. */
export interface TextPart {
  readonly text: string
  readonly isMarked: boolean
}

/** A word that is looked for in a text, folded. */
export interface SoughtWord {
  /** What a word begins with to be taken for it; null for nothing. */
  readonly beginning: string | null
  /** Other words that are taken for it. */
  readonly others: readonly string[]
}

interface FoundWord {
  readonly start: number
  readonly end: number
  /** Which of the sought words it is. */
  readonly sought: SoughtWord
}

const LENGTH = 160
/** How much of what stands before the first marked word is shown, to say what it is about. */
const LEAD = 50

/**
 * The passage of a text that has most of the words, in pieces, so that whoever shows it need not take text for markup.
 * Begins and ends between words, with `…` where the text goes on. Empty where no word is found.
 */
export function findExcerpt(text: string, sought: readonly SoughtWord[]): TextPart[] {
  const whole = text.normalize('NFC').replace(/\s+/g, ' ').trim()
  const found = findWords(whole, sought)
  const first = chooseFirst(found)
  if (first === undefined) return []
  const start = first.start <= LEAD ? 0 : whole.indexOf(' ', first.start - LEAD) + 1
  const end = whole.length <= start + LENGTH ? whole.length : endOfWord(whole, Math.max(start + LENGTH, first.end))
  const parts = splitAt(
    whole.slice(0, end),
    start,
    found.filter((word) => word.start >= start && word.end <= end),
  )
  return [
    ...(start > 0 ? [{ text: '… ', isMarked: false }] : []),
    ...parts,
    ...(end < whole.length ? [{ text: ' …', isMarked: false }] : []),
  ]
}

/** Whether a text has each of the sought words. */
export function saysAll(text: string, sought: readonly SoughtWord[]): boolean {
  const found = new Set(findWords(text.normalize('NFC'), sought).map((word) => word.sought))
  return found.size === sought.length
}

/** The sought words that stand in a text, each as it is first written there. */
export function wordsAsWritten(text: string, sought: readonly SoughtWord[]): string[] {
  const whole = text.normalize('NFC')
  const written = new Map<string, string>()
  for (const { start, end } of findWords(whole, sought)) {
    const word = whole.slice(start, end)
    const folded = foldText(word)
    if (!written.has(folded)) written.set(folded, word)
  }
  return [...written.values()]
}

function findWords(text: string, sought: readonly SoughtWord[]): FoundWord[] {
  return Array.from(text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)).flatMap(({ 0: word, index: start }) => {
    const folded = foldText(word)
    const found = sought.find(
      ({ beginning, others }) => (beginning !== null && folded.startsWith(beginning)) || others.includes(folded),
    )
    return found === undefined ? [] : [{ start, end: start + word.length, sought: found }]
  })
}

/** The word from which on most of the sought ones stand close together; the first such. */
function chooseFirst(found: readonly FoundWord[]): FoundWord | undefined {
  let best = found[0]
  let most = 0
  for (const [index, candidate] of found.entries()) {
    const near = new Set<SoughtWord>()
    for (const word of found.slice(index)) {
      if (word.end > candidate.start + LENGTH - LEAD) break
      near.add(word.sought)
    }
    if (near.size <= most) continue
    best = candidate
    most = near.size
  }
  return best
}

function endOfWord(text: string, limit: number): number {
  const end = text.lastIndexOf(' ', limit)
  return end <= 0 ? limit : end
}

function splitAt(text: string, from: number, words: readonly FoundWord[]): TextPart[] {
  let place = from
  const parts = words.flatMap(({ start, end }) => {
    const before = { text: text.slice(place, start), isMarked: false }
    place = end
    return [before, { text: text.slice(start, end), isMarked: true }]
  })
  return [...parts, { text: text.slice(place), isMarked: false }].filter((part) => part.text !== '')
}
