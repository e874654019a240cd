import { decodeInstant } from '#electron/postgres/row-codec.ts'
import type { FieldKind } from '#shared/schema/field.ts'

/** One line of COPY text on its way to a record's values. */
export interface FieldReader {
  /** COPY text; `at` stands on the first byte of a field, and a tab or line feed ends it. */
  input: Uint8Array
  at: number
  /** The values' bytes, one after another, `size` of them; always with room for the longest line. */
  body: Buffer
  size: number
}

/**
 * Takes one field off the line and puts its value at the end of the body.
 *
 * @returns SQLite's serial type of the value, or `UNEXPECTED` for a form that only the slower, general way reads.
 */
export type EncodeField = (reader: FieldReader) => number

export const UNEXPECTED = -1

const SERIAL_NULL = 0
const SERIAL_ZERO = 8
const SERIAL_ONE = 9
const serialOfText = (bytes: number) => 13 + 2 * bytes
const serialOfBytes = (bytes: number) => 12 + 2 * bytes

const TAB = 9
const LINE_FEED = 10
const BACKSLASH = 0x5c
const CAPITAL_N = 0x4e
const ZERO = 0x30
const MINUS = 0x2d

/** What follows a backslash in COPY text, and what it stands for. */
const ESCAPES = new Uint8Array(256)
for (const [letter, code] of Object.entries({ b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': BACKSLASH })) {
  ESCAPES[letter.charCodeAt(0)] = code
}

/** A row takes more room here than its line only by its instants and whole numbers. */
export const MOST_GROWTH_OF_A_FIELD = 8

export const fieldEncoders: Readonly<Record<FieldKind, EncodeField>> = {
  text: encodeText,
  money: encodeText,
  quantity: encodeText,
  ratio: encodeText,
  integer: encodeInteger,
  boolean: encodeBoolean,
  date: encodeText,
  instant: encodeInstant,
  choice: encodeText,
  ref: encodeText,
  bytes: encodeBytes,
  encrypted: encodeText,
  blind: encodeText,
}

const isEnd = (byte: number | undefined) => byte === TAB || byte === LINE_FEED

/** `\N` is NULL: a text that reads so is written `\\N`. Steps over it and its end. */
function takeNull(reader: FieldReader): boolean {
  const { input, at } = reader
  if (input[at] !== BACKSLASH || input[at + 1] !== CAPITAL_N) return false
  reader.at = at + 3
  return true
}

function encodeText(reader: FieldReader): number {
  if (takeNull(reader)) return SERIAL_NULL
  const { input, body } = reader
  let { at, size } = reader
  for (;;) {
    let byte = input[at++] as number
    if (byte === TAB || byte === LINE_FEED) break
    if (byte === BACKSLASH) {
      byte = ESCAPES[input[at++] as number] as number
      if (byte === 0) return UNEXPECTED
    }
    body[size++] = byte
  }
  const serial = serialOfText(size - reader.size)
  reader.at = at
  reader.size = size
  return serial
}

/** Digits that a double holds exactly, as the other way reads them. */
const MOST_DIGITS = 15

function encodeInteger(reader: FieldReader): number {
  if (takeNull(reader)) return SERIAL_NULL
  const { input } = reader
  const negative = input[reader.at] === MINUS
  const first = negative ? reader.at + 1 : reader.at
  let at = first
  let value = 0
  for (; !isEnd(input[at]); at += 1) {
    const digit = (input[at] as number) - ZERO
    if (digit < 0 || digit > 9) return UNEXPECTED
    value = value * 10 + digit
  }
  if (at === first || at - first > MOST_DIGITS) return UNEXPECTED
  reader.at = at + 1
  return putInteger(reader, negative ? -value : value)
}

function putInteger(reader: FieldReader, value: number): number {
  // Not by === alone: there is a minus zero.
  if (value === 0) return SERIAL_ZERO
  if (value === 1) return SERIAL_ONE
  if (value >= -0x80 && value < 0x80) return putBytesOf(reader, value, 1, 1)
  if (value >= -0x8000 && value < 0x8000) return putBytesOf(reader, value, 2, 2)
  if (value >= -0x800000 && value < 0x800000) return putBytesOf(reader, value, 3, 3)
  if (value >= -0x80000000 && value < 0x80000000) return putBytesOf(reader, value, 4, 4)
  return putBytesOf(reader, value, 8, 6)
}

/** Two's complement, the highest byte first. */
function putBytesOf(reader: FieldReader, value: number, bytes: number, serial: number): number {
  let rest = value
  for (let place = reader.size + bytes - 1; place >= reader.size; place -= 1) {
    const low = ((rest % 256) + 256) % 256
    reader.body[place] = low
    rest = (rest - low) / 256
  }
  reader.size += bytes
  return serial
}

function encodeBoolean(reader: FieldReader): number {
  if (takeNull(reader)) return SERIAL_NULL
  const { input, at } = reader
  const letter = input[at]
  if (!isEnd(input[at + 1])) return UNEXPECTED
  reader.at = at + 2
  if (letter === 0x74) return SERIAL_ONE
  return letter === 0x66 ? SERIAL_ZERO : UNEXPECTED
}

const SECONDS_END = 'YYYY-MM-DD HH:MM:SS'.length
const ISO_LENGTH = 'YYYY-MM-DDTHH:MM:SS.mmmZ'.length

/** `2026-11-22 14:30:00.5+00` → `2026-11-22T14:30:00.500Z`; what is in another zone or century is read as text. */
function encodeInstant(reader: FieldReader): number {
  if (takeNull(reader)) return SERIAL_NULL
  const { input, at, body, size } = reader
  const end = endOfInstant(input, at)
  if (end === UNEXPECTED) return encodeInstantAsText(reader)
  for (let index = 0; index < SECONDS_END; index += 1) body[size + index] = input[at + index] as number
  body[size + 10] = 0x54
  body[size + SECONDS_END] = 0x2e
  // PostgreSQL leaves out trailing zeros, and knows microseconds.
  const fraction = at + SECONDS_END + 1
  for (let index = 0; index < 3; index += 1) {
    const digit = fraction + index < end ? (input[fraction + index] as number) : ZERO
    body[size + SECONDS_END + 1 + index] = digit
  }
  body[size + ISO_LENGTH - 1] = 0x5a
  reader.at = end + 4
  reader.size = size + ISO_LENGTH
  return serialOfText(ISO_LENGTH)
}

const SEPARATORS: readonly (readonly [number, number])[] = [
  [4, 0x2d],
  [7, 0x2d],
  [10, 0x20],
  [13, 0x3a],
  [16, 0x3a],
]

/** @returns the place of the `+00` that ends an instant of the plain form, else `UNEXPECTED`. */
function endOfInstant(input: Uint8Array, at: number): number {
  for (const [place, separator] of SEPARATORS) if (input[at + place] !== separator) return UNEXPECTED
  let end = at + SECONDS_END
  if (input[end] === 0x2e) {
    end += 1
    while ((input[end] as number) >= ZERO && (input[end] as number) <= ZERO + 9) end += 1
  }
  const isUtc = input[end] === 0x2b && input[end + 1] === ZERO && input[end + 2] === ZERO && isEnd(input[end + 3])
  return isUtc ? end : UNEXPECTED
}

function encodeInstantAsText(reader: FieldReader): number {
  const { input, at, body, size } = reader
  let end = at
  while (!isEnd(input[end])) end += 1
  const text = decodeInstant(String.fromCharCode(...input.subarray(at, end)))
  for (let index = 0; index < text.length; index += 1) body[size + index] = text.charCodeAt(index)
  reader.at = end + 1
  reader.size = size + text.length
  return serialOfText(text.length)
}

/** `\\x6f6b`: COPY doubles the backslash of `bytea_output = hex`. */
function encodeBytes(reader: FieldReader): number {
  if (takeNull(reader)) return SERIAL_NULL
  const { input, body } = reader
  let { at, size } = reader
  if (input[at] !== BACKSLASH || input[at + 1] !== BACKSLASH || input[at + 2] !== 0x78) return UNEXPECTED
  for (at += 3; !isEnd(input[at]); at += 2) {
    const high = hexDigit(input[at] as number)
    const low = hexDigit(input[at + 1] as number)
    if (high < 0 || low < 0) return UNEXPECTED
    body[size++] = (high << 4) | low
  }
  const serial = serialOfBytes(size - reader.size)
  reader.at = at + 1
  reader.size = size
  return serial
}

function hexDigit(byte: number): number {
  if (byte >= ZERO && byte <= ZERO + 9) return byte - ZERO
  return byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : UNEXPECTED
}
