import { createHash } from 'node:crypto'
import type { Random } from '#electron/platform/ports.ts'

/** A seeded source of choices: the same seed gives the same choices, on every machine. For made-up data only. */
export interface Dice extends Random {
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number
  chance(probability: number): boolean
  /** @throws Error for an empty list. */
  pick<T>(items: readonly T[]): T
  /** One of the keys, as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Partial<Record<K, number>>>): K
  shuffle<T>(items: readonly T[]): T[]
}

/** Makes dice of a seed (sfc32, seeded with SHA-256). */
export function createDice(seed: string): Dice {
  const next = sfc32(seed)
  const unit = () => next() / 2 ** 32
  const integer = (least: number, most: number) => least + Math.floor(unit() * (most - least + 1))
  const pick = <T>(items: readonly T[]): T => at(items, integer(0, items.length - 1))
  return {
    unit,
    integer,
    pick,
    bytes: (length) => Uint8Array.from({ length }, () => next() >>> 24),
    chance: (probability) => unit() < probability,
    weighted: (weights) => pickWeighted(weights, unit()),
    shuffle: (items) => shuffleWith(items, integer),
  }
}

function sfc32(seed: string): () => number {
  const digest = createHash('sha256').update(seed).digest()
  let [a, b, c, counter] = [0, 4, 8, 12].map((offset) => digest.readUInt32LE(offset)) as [
    number,
    number,
    number,
    number,
  ]
  return () => {
    const result = (a + b + counter) >>> 0
    counter = (counter + 1) >>> 0
    a = (b ^ (b >>> 9)) >>> 0
    b = (c + (c << 3)) >>> 0
    c = (((c << 21) | (c >>> 11)) + result) >>> 0
    return result
  }
}

function pickWeighted<K extends string>(weights: Readonly<Partial<Record<K, number>>>, unit: number): K {
  const entries = Object.entries(weights) as [K, number][]
  let left = unit * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [key, weight] of entries) {
    left -= weight
    if (left < 0) return key
  }
  return at(entries, entries.length - 1)[0]
}

function shuffleWith<T>(items: readonly T[], integer: (least: number, most: number) => number): T[] {
  const left = [...items]
  return items.map(() => at(left.splice(integer(0, left.length - 1), 1), 0))
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index]
  if (item === undefined) throw new Error('there is nothing to choose from')
  return item
}
