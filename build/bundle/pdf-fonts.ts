import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'

/** The files of the meeting pack's font; `electron/features/meetings/pack-pdf/fonts.ts` looks for them in `fonts/`. */
const FONT_FILES = ['400Regular/Roboto_400Regular.ttf', '600SemiBold/Roboto_600SemiBold.ttf'] as const

/** The PDF library's own engine, bundled with it. */
const PDFKIT = 'pdfkit'

const STANDARD_FONT = /require\$1\('#standard-fonts\/(\w+)'\)/g

/**
 * Makes PDFs work from a bundle: pdfkit looks its standard fonts up at run time by a name that only its own package
 * knows, so they are imported here instead, and the pack's font files are laid beside the script.
 */
export function pdfFonts(): Plugin {
  return {
    name: 'pdf-fonts',
    transform(code, id) {
      if (!/[\\/]pdfkit[\\/]js[\\/]/.test(id)) return null
      const names = [...code.matchAll(STANDARD_FONT)].map(([, name]) => name)
      if (names.length === 0) return null
      const imports = names
        .map((name) => `import standard_${name} from ${JSON.stringify(`${PDFKIT}/standard-fonts/${name}`)}`)
        .join('\n')
      return { code: `${imports}\n${code.replace(STANDARD_FONT, 'standard_$1')}`, map: null }
    },
    generateBundle() {
      const { resolve } = createRequire(import.meta.url)
      for (const file of FONT_FILES) {
        const fileName = `fonts/${file.split('/').at(-1)}`
        this.emitFile({
          type: 'asset',
          fileName,
          source: readFileSync(resolve(`@expo-google-fonts/roboto/${file}`)),
        })
      }
    },
  }
}
