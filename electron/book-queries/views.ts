import type { RecordSpec } from '#shared/schema/define-record.ts'
import { isHidden, type ViewOf } from '#shared/schema/validators.ts'

/** The fields of a record that the renderer may see, to select by: ciphertext and bytes are never even read. */
export function viewFields<R extends RecordSpec>(record: R): (keyof ViewOf<R> & string)[] {
  return Object.entries(record.allFields)
    .filter(([, spec]) => !isHidden(spec))
    .map(([name]) => name) as (keyof ViewOf<R> & string)[]
}
