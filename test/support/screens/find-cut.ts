import type { Page } from 'playwright-core'

/**
 * Runs in the page. What a person could not read or reach without scrolling sideways: text that is cut off, text that
 * runs out of its box, and a screen that is wider than its window. Text that ends in an ellipsis is cut on purpose;
 * tables and grids may scroll inside their frame (WCAG 2.2, 1.4.10), as long as the frame does.
 *
 * @returns a line for each finding.
 */
function findInPage(): string[] {
  const SLACK = 1.5
  const wide = document.documentElement
  // What is behind an open dialog or menu was looked at before it opened.
  const opened = [...document.querySelectorAll('[role="dialog"], [role="menu"], .mantine-Popover-dropdown')]
  const root = opened.filter((element) => element.checkVisibility()).at(-1) ?? document.body
  const findings = new Set<string>()
  if (wide.scrollWidth > wide.clientWidth + 1) findings.add('the window has to be scrolled sideways')

  const nameOf = (element: Element) => {
    const classes = [...element.classList].filter((name) => /^[a-zA-Z_-]/.test(name)).slice(0, 2)
    return `${element.tagName.toLowerCase()}${classes.map((name) => `.${name}`).join('')}`
  }
  const isTable = (element: Element) => element.closest('table, [role="grid"], [role="table"]') !== null
  const holdsTable = (element: Element) => element.querySelector('table, [role="grid"], [role="tablist"]') !== null
  const isHidden = (element: Element) => {
    const { width, height } = element.getBoundingClientRect()
    return width <= 1 || height <= 1
  }
  const scrolls = (overflow: string) => overflow === 'auto' || overflow === 'scroll'

  /** Where an ancestor lets nothing through; null where everything of it can be seen or scrolled to. */
  function cutBy(from: Element, box: DOMRect): string | null {
    let left = box.left
    let right = box.right
    for (let at: Element | null = from; at !== null && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at)
      if (at !== from && isHidden(at)) return null
      if (style.webkitLineClamp !== 'none') return null
      const edge = at.getBoundingClientRect()
      if (style.textOverflow === 'ellipsis' && style.overflowX !== 'visible') {
        // Cut on purpose; what is left of it must not be cut once more.
        left = Math.max(left, edge.left)
        right = Math.min(right, edge.right)
        continue
      }
      if (scrolls(style.overflowX)) {
        // What can be scrolled to is not cut; whether it may be scrolled to sideways is another question.
        left = Math.max(left, edge.left)
        right = Math.min(right, edge.right)
        if (right <= left) return null
      } else if (style.overflowX !== 'visible') {
        if (right > edge.right + SLACK || left < edge.left - SLACK) return nameOf(at)
      }
      if (scrolls(style.overflowY)) return null
      if (style.overflowY !== 'visible') {
        if (box.bottom > edge.bottom + SLACK + 1 || box.top < edge.top - SLACK - 1) return nameOf(at)
      }
      if (style.position === 'fixed') break
    }
    return right > wide.clientWidth + SLACK || left < -SLACK ? 'the window' : null
  }

  function scrollsSideways(table: Element): boolean {
    for (let at = table.parentElement; at !== null; at = at.parentElement) {
      const { overflowX } = getComputedStyle(at)
      if (overflowX !== 'visible') return scrolls(overflowX)
    }
    return false
  }

  /** The box that text leaves sideways, onto what stands beside it; null where it keeps to its boxes. */
  function runsOutOf(from: Element, box: DOMRect): string | null {
    for (let at: Element | null = from; at !== null && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at)
      if (style.overflowX !== 'visible' || style.position === 'absolute' || style.position === 'fixed') return null
      if (style.display === 'inline' || style.display === 'contents') continue
      // A table that is wider than the frame it scrolls in has nothing beside it.
      if (at.tagName === 'TABLE' && scrollsSideways(at)) return null
      const { left, right } = at.getBoundingClientRect()
      if (box.right > right + SLACK || box.left < left - SLACK) return nameOf(at)
    }
    return null
  }

  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement
    const text = (node.textContent ?? '').trim()
    if (parent === null || text === '' || parent.closest('script, style, option, svg, .skip-link') !== null) continue
    if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || isHidden(parent)) continue
    if (parent.closest('[aria-hidden="true"]') !== null) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const box = range.getBoundingClientRect()
    if (box.width === 0) continue
    const by = cutBy(parent, box)
    if (by !== null) findings.add(`"${text.slice(0, 40)}" is cut off by ${by}`)
    const out = by === null ? runsOutOf(parent, box) : null
    if (out !== null) findings.add(`"${text.slice(0, 40)}" runs out of ${out}`)
  }

  for (const element of root.querySelectorAll('*')) {
    if (!(element instanceof HTMLElement) || element.scrollWidth <= element.clientWidth + 1) continue
    if (!scrolls(getComputedStyle(element).overflowX) || isHidden(element)) continue
    if (!isTable(element) && !holdsTable(element)) findings.add(`${nameOf(element)} has to be scrolled sideways`)
  }

  for (const select of root.querySelectorAll<HTMLElement>('input, select, textarea, button')) {
    if (!select.checkVisibility() || isHidden(select)) continue
    const by = cutBy(select, select.getBoundingClientRect())
    if (by !== null) findings.add(`${nameOf(select)} "${select.getAttribute('aria-label') ?? ''}" is cut off by ${by}`)
  }
  return [...findings]
}

/** What of the screen cannot be read or reached without scrolling sideways. */
export const findCut = (page: Page): Promise<string[]> => page.evaluate(findInPage)

/** Runs in the page. Focuses each button and link as the keyboard would, and compares its ring with what holds it. */
function findRingsInPage(): string[] {
  const cut = new Set<string>()
  const before = document.activeElement
  const dialog = [...document.querySelectorAll('[role="dialog"], [role="menu"]')].at(-1)
  for (const control of (dialog ?? document.body).querySelectorAll<HTMLElement>('button, a[href]')) {
    if (!control.checkVisibility() || control.tabIndex < 0 || control.getBoundingClientRect().width <= 1) continue
    control.focus({ preventScroll: true })
    const { outlineOffset, outlineWidth, outlineStyle } = getComputedStyle(control)
    if (document.activeElement !== control || outlineStyle === 'none') continue
    // Half a pixel is no ring.
    const ring = Number.parseFloat(outlineOffset) + Number.parseFloat(outlineWidth) - 0.75
    const box = control.getBoundingClientRect()
    for (let at = control.parentElement; at !== null && at !== document.body; at = at.parentElement) {
      const style = getComputedStyle(at)
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue
      const edge = at.getBoundingClientRect()
      const sides = [box.left - edge.left, edge.right - box.right, box.top - edge.top, edge.bottom - box.bottom]
      // What is out of sight is scrolled to; what is in sight needs its ring.
      const room = Math.min(...sides)
      if (room > -2 && room < ring) {
        cut.add(`the ring of "${(control.ariaLabel || control.textContent || '').slice(0, 40)}" has ${room} px`)
      }
      if (style.overflowY === 'auto' || style.overflowY === 'scroll') break
    }
  }
  if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  return [...cut]
}

/** Controls whose focus ring would be cut off. */
export async function findCutRings(page: Page): Promise<string[]> {
  // From now on the browser takes what is focused for focused by the keyboard.
  await page.keyboard.press('Shift')
  return page.evaluate(findRingsInPage)
}

/**
 * Makes every label as long as its German would be: each word of three letters or more grows by two fifths, without a
 * place to break. What was typed, and numbers, stay. @returns what takes it back.
 */
export async function lengthenLabels(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => {
    const longer = (text: string) =>
      text.replace(/\p{L}{3,}/gu, (word) => word + word.slice(-Math.ceil(word.length * 0.4)).toLowerCase())
    const before: (() => void)[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.nodeValue ?? ''
      if (node.parentElement?.closest('script, style, textarea, svg') || !/\p{L}{3,}/u.test(text)) continue
      const changed = node
      changed.nodeValue = longer(text)
      before.push(() => {
        changed.nodeValue = text
      })
    }
    for (const field of document.querySelectorAll<HTMLInputElement>('input[placeholder], textarea[placeholder]')) {
      const text = field.placeholder
      field.placeholder = longer(text)
      before.push(() => {
        field.placeholder = text
      })
    }
    const shortenLabels = () => {
      for (const restore of before) restore()
    }
    Object.assign(window, { shortenLabels })
  })
  return () => page.evaluate(() => (window as never as { shortenLabels(): void }).shortenLabels())
}
