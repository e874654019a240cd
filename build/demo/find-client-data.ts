import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decryptField } from '#electron/vault/pii-cipher.ts'
import type { DemoFirm } from './demo-firm.ts'
import { findWords } from './find-words.ts'
import { askFirm } from './firm-facts.ts'

export interface SearchResult {
  /** Words found in clear, with the file; empty when all is well. */
  readonly found: readonly string[]
  readonly words: number
  readonly files: number
  readonly bytes: number
}

/** Shorter ones would turn up in random bytes. */
const SHORTEST_WORD = 7

/**
 * Searches every file below a folder, byte by byte in UTF-8 and UTF-16, for names, account numbers, notes, and whatever
 * else is given.
 */
export async function findClientData(firm: DemoFirm, folder: string, others: readonly string[]): Promise<SearchResult> {
  const words = [...new Set([...(await clientWords(firm)), ...others])]
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const found: string[] = []
  let bytes = 0
  for (const file of files) {
    const path = join(file.parentPath, file.name)
    const content = readFileSync(path)
    bytes += content.length
    found.push(...findWords(content, words).map((word) => `“${word}” in ${path}`))
  }
  if (words.length < 100 || bytes < 1_000_000) throw new Error('there was too little to search, or to search for')
  return { found, words: words.length, files: files.length, bytes }
}

async function clientWords(firm: DemoFirm): Promise<string[]> {
  const rows = await askFirm(
    firm,
    `SELECT name AS word FROM households UNION SELECT name FROM entities UNION SELECT body FROM meeting_notes
     UNION SELECT first_name || ' ' || last_name FROM persons UNION SELECT email FROM persons`,
  )
  const names = rows.map(({ word }) => String(word)).filter((word) => word.length >= SHORTEST_WORD)
  return [...names, ...(await accountNumbers(firm))]
}

async function accountNumbers(firm: DemoFirm): Promise<string[]> {
  const rows = await askFirm(
    firm,
    'SELECT id, number_encrypted AS envelope FROM accounts WHERE number_encrypted IS NOT NULL',
  )
  return rows.map(({ id, envelope }) => {
    const place = { table: 'accounts', field: 'numberEncrypted', rowId: String(id) }
    return decryptField(firm.keyRing.findKey, place, String(envelope))
  })
}
