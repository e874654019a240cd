const MAX_LENGTH = 120

/** Names that Windows keeps for devices, whatever their extension. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/**
 * A file name that every system accepts and that names no folder: separators, control and direction characters are
 * replaced, device names are defused, the extension survives shortening.
 *
 * @param fallback used where nothing is left.
 */
export function safeFileName(name: string, fallback: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .replace(/[<>:"/\\|?*]/g, '-')
    .replace(/^[\s.]+|[\s.]+$/g, '')
  const named = plain === '' ? fallback : plain
  const safe = RESERVED.test(named) ? `_${named}` : named
  if (safe.length <= MAX_LENGTH) return safe
  const extension = extensionOf(safe)
  const suffix = extension === '' ? '' : `.${extension}`
  return `${safe
    .slice(0, MAX_LENGTH - suffix.length)
    .replace(/\p{Cs}/gu, '')
    .trimEnd()}${suffix}`
}

/** `'Agreement.signed.PDF'` → `'pdf'`; an empty text where there is none. */
export function extensionOf(name: string): string {
  return /[^.]\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? ''
}
