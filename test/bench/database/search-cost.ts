import type pg from 'pg'

/** Times in milliseconds, over all terms of a kind. */
export interface SearchFigures {
  readonly terms: number
  readonly p50: number
  readonly p95: number
  readonly slowest: number
  /** Terms that found the person they were made from. */
  readonly found: number
  /** The median of reading the table from end to end for such a term. */
  readonly sequentialP50: number
  /** p50 over sequentialP50. */
  readonly ratio: number
}

interface Term {
  readonly text: string
  /** LIKE or word similarity, for the scan it is compared with. */
  readonly condition: string
  readonly lastName: string
}

const SCANS = 5
/** Persons that terms are made from, spread over the firm. */
const SAMPLE = `
  SELECT first_name, app.fold_text(first_name) AS first, app.fold_text(last_name) AS last FROM persons
  WHERE id = ANY ($1) AND last_name ~ '^[[:alpha:]]{5,}$' AND first_name ~ '^[[:alpha:]]+$' ORDER BY id LIMIT $2`

/** One way of mistyping a word after another: two letters swapped, one left out, one doubled. */
export function mistype(word: string, index: number): string {
  const place = 1 + (index % (word.length - 2))
  const [before, letter, next, after] = [
    word.slice(0, place),
    word[place] ?? '',
    word[place + 1] ?? '',
    word.slice(place + 2),
  ]
  const ways = [before + next + letter + after, before + next + after, before + letter + letter + next + after]
  return ways[index % ways.length] ?? word
}

const like = (text: string) => `search_text LIKE '%${text}%'`

/** How each kind of term is made of a person's folded names. */
const kinds: Readonly<
  Record<string, (first: string, last: string, index: number) => Pick<Term, 'text' | 'condition'>>
> = {
  prefix: (_, last, index) => {
    const text = last.slice(0, 3 + (index % 3))
    return { text, condition: like(text) }
  },
  infix: (_, last, index) => {
    const text = last.slice(1, 4 + (index % Math.max(1, last.length - 4)))
    return { text, condition: like(text) }
  },
  'full name': (first, last) => ({ text: `${first} ${last}`, condition: `${like(first)} AND ${like(last)}` }),
  typo: (_, last, index) => {
    const text = mistype(last, index)
    return { text, condition: `'${text}' <% search_text` }
  },
}

/**
 * Times `app.search` over the whole firm, for terms made from the names of persons in it.
 *
 * @param client a compliance officer's connection to a large firm.
 * @param terms how many of each kind.
 */
export async function measureSearch(client: pg.Client, terms = 300): Promise<Record<string, SearchFigures>> {
  const names = await readNames(client, terms)
  const figures: Record<string, SearchFigures> = {}
  for (const [kind, makeTerm] of Object.entries(kinds)) {
    const made = names.map(({ first, last }, index) => ({ ...makeTerm(first, last, index), lastName: last }))
    figures[kind] = await measureKind(client, made)
  }
  return figures
}

async function readNames(client: pg.Client, terms: number): Promise<{ first: string; last: string }[]> {
  // Ids grow with time and are dense, so every n-th of the index is a person anywhere in the firm.
  const { rows: ids } = await client.query<{ id: string }>(
    `SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS total FROM persons) AS numbered
     WHERE n % greatest(1, total / $1) = 0`,
    [terms * 2],
  )
  return (await client.query(SAMPLE, [ids.map(({ id }) => id), terms])).rows
}

async function measureKind(client: pg.Client, terms: readonly Term[]): Promise<SearchFigures> {
  const times: number[] = []
  let found = 0
  for (const { text, lastName } of terms) {
    const began = performance.now()
    const { rows } = await client.query('SELECT table_name, row_id FROM app.search($1, 50)', [text])
    times.push(performance.now() - began)
    found += Number(await namesAny(client, rows, lastName))
  }
  const scans: number[] = []
  for (const { condition } of terms.slice(0, SCANS)) scans.push(await timeScan(client, condition))
  const [p50, sequentialP50] = [quantile(times, 0.5), quantile(scans, 0.5)]
  return {
    terms: terms.length,
    p50,
    p95: quantile(times, 0.95),
    slowest: quantile(times, 1),
    found,
    sequentialP50,
    ratio: Math.round((p50 / sequentialP50) * 1000) / 1000,
  }
}

async function namesAny(
  client: pg.Client,
  rows: { table_name: string; row_id: string }[],
  lastName: string,
): Promise<boolean> {
  const ids = rows.filter(({ table_name }) => table_name === 'persons').map(({ row_id }) => row_id)
  const { rows: named } = await client.query(
    'SELECT FROM persons WHERE id = ANY ($1) AND app.fold_text(last_name) LIKE $2 LIMIT 1',
    [ids, `%${lastName}%`],
  )
  return named.length > 0
}

async function timeScan(client: pg.Client, condition: string): Promise<number> {
  await client.query('BEGIN; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_indexscan = off; SET LOCAL jit = off')
  const began = performance.now()
  await client.query(`SELECT count(*) FROM persons WHERE ${condition}`)
  const time = performance.now() - began
  await client.query('ROLLBACK')
  return time
}

/** @param share 0.5 for the median. @returns milliseconds, to a tenth. */
export function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  const time = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return Math.round(time * 1000) / 1000
}
