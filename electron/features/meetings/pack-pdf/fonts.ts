import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Font } from '@react-pdf/renderer'

export const FONT_FAMILY = 'Roboto'

/**
 * Whole fonts, not Latin subsets: clients are called Müller-Ørsted, Nguyễn, Łukasz, Παπαδόπουλος, Шевченко. Not the
 * screen's Inter: the library kerns, and Inter draws "7.10" so tight that the point is lost; Roboto's figures are of
 * one width.
 */
const FILES = [
  { weight: 400, folder: '400Regular', file: 'Roboto_400Regular.ttf' },
  { weight: 600, folder: '600SemiBold', file: 'Roboto_600SemiBold.ttf' },
] as const

const REGULAR = { fontFamily: FONT_FAMILY, fontWeight: 400 } as const

/** Words longer than this are broken wherever they must, so that no cell runs into its neighbour. */
const LONGEST_WORD = 34

let isRegistered = false

/**
 * Makes the fonts ready. Safe to call again.
 *
 * @throws Error when the files are missing from the installation.
 */
export async function loadFonts(): Promise<void> {
  if (!isRegistered) {
    const fonts = FILES.map(({ weight, ...at }) => ({ fontWeight: weight, src: find(at) }))
    Font.register({ family: FONT_FAMILY, fonts })
    Font.registerHyphenationCallback((word) => (word.length > LONGEST_WORD ? Array.from(word) : [word]))
    isRegistered = true
  }
  await Font.load(REGULAR)
}

/** Widths of letters as shares of the font size. */
const letterWidths = new Map<string, number>()

/** The width of a text in points, without kerning. Needs `loadFonts` first. */
export function widthOf(text: string, fontSize: number): number {
  let width = 0
  for (const letter of text) width += letterWidths.get(letter) ?? measureLetter(letter)
  return width * fontSize
}

function measureLetter(letter: string): number {
  const font = Font.getFont(REGULAR).data
  const width = font ? font.glyphForCodePoint(letter.codePointAt(0) ?? 0).advanceWidth / font.unitsPerEm : 1
  letterWidths.set(letter, width)
  return width
}

/** Bundled, the fonts lie in `fonts/` beside the main script; run from source, in their package. */
function find({ folder, file }: { folder: string; file: string }): string {
  const bundled = fileURLToPath(new URL(`./fonts/${file}`, import.meta.url))
  if (existsSync(bundled)) return bundled
  return createRequire(import.meta.url).resolve(`@expo-google-fonts/roboto/${folder}/${file}`)
}
