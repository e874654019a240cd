/**
 * The page may make no markup from strings (`require-trusted-types-for 'script'`). Mantine writes its CSS variables
 * through innerHTML of a style element, so one policy lets pure CSS through: text without `<` can never become an
 * element, wherever it is put. Scripts and script addresses have no policy, so the browser refuses them all.
 */
interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): unknown
}

/** @throws TypeError for text that could become an element. */
export function passCss(text: string): string {
  if (text.includes('<')) throw new TypeError('markup from text is not allowed')
  return text
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes
factory?.createPolicy('default', { createHTML: passCss })
