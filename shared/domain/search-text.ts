/** Letters that Unicode does not take apart into a base letter and a mark. */
const UNDIVIDED: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ħ: 'h',
  ı: 'i',
}

const MAX_WORDS = 8
const MAX_WORD_LENGTH = 64

/** Lower case without accents: `'Łukasz Müller-Ørsted'` → `'lukasz muller-orsted'`. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[łøđðþßæœħı]/g, (letter) => UNDIVIDED[letter] ?? letter)
}

/** The words of what a person typed, as typed; punctuation separates. At most eight: more only narrow to nothing. */
export function searchWords(text: string): string[] {
  return searchableWords(text)
    .slice(0, MAX_WORDS)
    .map((word) => Array.from(word).slice(0, MAX_WORD_LENGTH).join(''))
}

function searchableWords(text: string): string[] {
  return text.normalize('NFC').match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
}

/**
 * The FTS5 expression that finds rows with a word beginning like this one, as typed or folded. Quoted, and made of
 * letters and digits alone, so nothing a person types can be taken for the search language's own syntax.
 */
export function matchWord(word: string): string {
  const forms = formsOf(word).map((form) => `"${form}"*`)
  return forms.length === 1 ? forms.join('') : `(${forms.join(' OR ')})`
}

/** As typed, and folded where that differs. */
function formsOf(word: string): string[] {
  const folded = foldText(word)
  return folded === '' ? [word] : [...new Set([word, folded])]
}

/**
 * The FTS5 expressions that ask for words as they are, and not as beginnings of others: for each of them, then for all but
 * the last, which may be unfinished.
 */
export function matchWholeWords(words: readonly string[]): string[] {
  const whole = words.map(
    (word) =>
      `(${formsOf(word)
        .map((form) => `"${form}"`)
        .join(' OR ')})`,
  )
  const unfinished = [...whole.slice(0, -1), ...words.slice(-1).map(matchWord)]
  return [whole, ...(words.length > 1 ? [unfinished] : [])].map((parts) => parts.join(' AND '))
}

/** The FTS5 expression that asks for rows of these tables in which another expression is found. */
export function matchInTables(tables: readonly string[], expression: string): string {
  return `{table_name} : (${tables.map((table) => `"${table}"`).join(' OR ')}) AND {body} : (${expression})`
}

/** The FTS5 expression that asks for every word; null where the text has no word in it. */
export function matchExpression(text: string): string | null {
  const words = searchWords(text)
  return words.length === 0 ? null : words.map(matchWord).join(' AND ')
}

/**
 * What the search index keeps of a row: its searchable values, then once more the words that only folding makes findable
 * without their special letters. (The index itself ignores accents that can be taken off a letter, but not the ł in
 * Łukasz.)
 */
export function searchBody(values: readonly string[]): string {
  const text = values.join(' ')
  const folded = searchableWords(text).filter((word) => /[łøđðþßæœħı]/iu.test(word))
  return [text, ...folded.map(foldText)].join(' ')
}
