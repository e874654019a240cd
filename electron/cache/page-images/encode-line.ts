import type { RecordSpec } from '#shared/schema/define-record.ts'
import type { FieldSpec } from '#shared/schema/field.ts'
import { wrongNumberOfFields } from './copy-line.ts'
import { type FieldReader, fieldEncoders, MOST_GROWTH_OF_A_FIELD, UNEXPECTED } from './encode-field.ts'
import type { EncodedRow } from './image-pages.ts'
import { putVarint } from './varint.ts'

/** Holds the row it encoded last; the next one is written over it. */
export interface LineEncoder extends EncodedRow {
  /**
   * Encodes the line of COPY text that begins at `at` and whose line feed stands at `end`.
   *
   * @returns false for a line that has to be read the general way, because a field has a form not known here or the id
   * another length than ids have.
   * @throws Error for another number of fields than the record has.
   */
  encode(text: Uint8Array, at: number, end: number): boolean
}

const LONGEST_SERIAL_TYPE = 3
/** A longer text or byte string has a serial type of more bytes, and fits into no page. */
const LONGEST_LINE = 1_000_000

/** An id is the first field of every record. */
export const ID_BYTES = 36
const SERIAL_OF_ID = 13 + 2 * ID_BYTES

export function createLineEncoder(record: RecordSpec): LineEncoder {
  const encoders = Object.values<FieldSpec>(record.allFields).map((spec) => fieldEncoders[spec.kind])
  const header = new Uint8Array(encoders.length * LONGEST_SERIAL_TYPE)
  const reader: FieldReader = { input: header, at: 0, body: Buffer.alloc(64 * 1024), size: 0 }
  let headerSize = 0

  return {
    header,
    get headerSize() {
      return headerSize
    },
    get body() {
      return reader.body
    },
    get bodySize() {
      return reader.size
    },
    encode(text, at, end) {
      if (end - at > LONGEST_LINE) return false
      const room = end - at + encoders.length * MOST_GROWTH_OF_A_FIELD
      if (reader.body.length < room) reader.body = Buffer.alloc(2 * room)
      reader.input = text
      reader.at = at
      reader.size = 0
      headerSize = 0
      for (const encodeField of encoders) {
        if (reader.at > end) throw wrongNumberOfFields()
        const serial = encodeField(reader)
        if (serial === UNEXPECTED) return false
        headerSize = putVarint(header, headerSize, serial)
      }
      if (reader.at !== end + 1) throw wrongNumberOfFields()
      return header[0] === SERIAL_OF_ID
    },
  }
}
