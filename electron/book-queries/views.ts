import type { RecordSpec } from '#shared/schema/define-record.ts'
import { isHidden, type ViewOf } from '#shared/schema/validators.ts'

/** The fields of a record that the renderer may see, to select by: ciphertext and content are never even read. */
export function viewFields<R extends RecordSpec>(record: R): (keyof ViewOf<R> & string)[] {
  return Object.entries(record.allFields)
    .filter(([name, spec]) => !isHidden(name, spec))
    .map(([name]) => name) as (keyof ViewOf<R> & string)[]
}
