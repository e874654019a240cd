import type { Dice } from './dice.ts'

/** The demo firm's ids pretend to be made from this moment on, a millisecond each. */
const BASE_TIME = Date.UTC(2024, 0, 1)
/** Ids kept free for one household; one has a few hundred rows. */
const IDS_PER_BLOCK = 100_000

/**
 * Makes a run of UUIDv7-shaped ids.
 *
 * @param block - 0 for the firm's own rows, 1 and up for a household each: no two blocks share an id.
 */
export function createDemoIds(dice: Dice, block: number): () => string {
  let milliseconds = BASE_TIME + block * IDS_PER_BLOCK
  return () => formatUuid7(milliseconds++, dice.bytes(10))
}

function formatUuid7(milliseconds: number, random: Uint8Array): string {
  const time = milliseconds.toString(16).padStart(12, '0')
  const rest = Buffer.from(random)
  rest[0] = ((rest[0] ?? 0) & 0x0f) | 0x70
  rest[2] = ((rest[2] ?? 0) & 0x3f) | 0x80
  const tail = rest.toString('hex')
  return `${time.slice(0, 8)}-${time.slice(8)}-${tail.slice(0, 4)}-${tail.slice(4, 8)}-${tail.slice(8)}`
}
