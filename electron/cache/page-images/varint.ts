/**
 * Writes one of SQLite's variable-length integers: seven bits a byte, the highest first.
 *
 * @param value 0 to 2 097 151: nothing in an image needs a fourth byte.
 * @returns the place after it.
 */
export function putVarint(bytes: Uint8Array, at: number, value: number): number {
  if (value < 0x80) {
    bytes[at] = value
    return at + 1
  }
  if (value < 0x4000) {
    bytes[at] = 0x80 | (value >> 7)
    bytes[at + 1] = value & 0x7f
    return at + 2
  }
  bytes[at] = 0x80 | (value >> 14)
  bytes[at + 1] = 0x80 | ((value >> 7) & 0x7f)
  bytes[at + 2] = value & 0x7f
  return at + 3
}

export function varintSize(value: number): number {
  if (value < 0x80) return 1
  return value < 0x4000 ? 2 : 3
}
