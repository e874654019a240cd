/**
 * Of rows that come into force together, those that are in force on a day: of the latest day on which some did. None
 * from before the first.
 */
export function inForceOn<Row extends { readonly inForceFrom: string }>(rows: readonly Row[], day: string): Row[] {
  const latest = rows.reduce((newest, { inForceFrom: from }) => (from <= day && from > newest ? from : newest), '')
  return rows.filter(({ inForceFrom }) => inForceFrom === latest)
}
