import { extensionOf } from './file-names.ts'

interface FileKind {
  readonly mediaType: string
  readonly extensions: readonly string[]
  begins(content: Uint8Array): boolean
}

const startsWith = (content: Uint8Array, bytes: readonly number[], at = 0) =>
  bytes.every((byte, index) => content[at + index] === byte)

/** The `ftyp` box of a HEIF container with a still picture. */
const HEIF_BRANDS = ['heic', 'heix', 'heim', 'heis', 'mif1', 'msf1']

/** What may be filed from a laptop: what a scanner, a telephone's camera, or a printer makes. */
const kinds: readonly FileKind[] = [
  {
    mediaType: 'application/pdf',
    extensions: ['pdf'],
    begins: (content) => startsWith(content, [0x25, 0x50, 0x44, 0x46, 0x2d]),
  },
  {
    mediaType: 'image/jpeg',
    extensions: ['jpg', 'jpeg'],
    begins: (content) => startsWith(content, [0xff, 0xd8, 0xff]),
  },
  {
    mediaType: 'image/png',
    extensions: ['png'],
    begins: (content) => startsWith(content, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  },
  {
    mediaType: 'image/heic',
    extensions: ['heic', 'heif'],
    begins: (content) =>
      HEIF_BRANDS.some((brand) =>
        startsWith(
          content,
          [...`ftyp${brand}`].map((c) => c.charCodeAt(0)),
          4,
        ),
      ),
  },
  { mediaType: 'text/plain', extensions: ['txt'], begins: (content) => content.length > 0 && !content.includes(0) },
]

export const FILEABLE = 'PDF, JPEG, PNG, HEIC, or plain text'
export const fileableExtensions = kinds.flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`))

/**
 * The media type of a file, by its name and how it begins: a name alone proves nothing.
 *
 * @param beginning the first bytes, a hundred or more where there are so many.
 * @returns null for a file that may not be filed, or that is not what its name says.
 */
export function mediaTypeOf(fileName: string, beginning: Uint8Array): string | null {
  const extension = extensionOf(fileName)
  return kinds.find(({ extensions, begins }) => extensions.includes(extension) && begins(beginning))?.mediaType ?? null
}
