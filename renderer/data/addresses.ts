/** A document that an address asks to be shown. */
export interface AskedDocument {
  readonly id: string
  /** From 1; null for the beginning. */
  readonly page: number | null
}

/** Where a document is shown: on its household's page. Like every address, it carries ids and numbers only. */
export function documentAddress(householdId: string, documentId: string, page: number | null): string {
  const asked = new URLSearchParams({ document: documentId, ...(page === null ? {} : { page: String(page) }) })
  return `/households/${householdId}?${asked}`
}

/** Where a person who was merged into another is shown. */
export function mergedPersonAddress(householdId: string, personId: string): string {
  return `/households/${householdId}?${new URLSearchParams({ merged: personId })}`
}

/** Where a form is that was begun and not saved. Its name is a table's and ids. */
export function draftAddress(householdId: string | null, key: string): string {
  const place = householdId === null ? '/households' : `/households/${householdId}`
  return `${place}?${new URLSearchParams({ draft: key })}`
}

/** The form whose unsaved work an address asks for. */
export function askedDraft(parameters: URLSearchParams): string | null {
  return parameters.get('draft')
}

/** The same address once the form is open. */
export function withoutDraft(parameters: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...parameters].filter(([name]) => name !== 'draft'))
}

/** What an address asks for; null where it asks for no document. */
export function askedDocument(parameters: URLSearchParams): AskedDocument | null {
  const id = parameters.get('document')
  const page = Number(parameters.get('page'))
  return id === null ? null : { id, page: Number.isInteger(page) && page >= 1 ? page : null }
}
