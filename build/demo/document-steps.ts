import { createHash } from 'node:crypto'
import type { Locator } from 'playwright-core'
import { askFirm } from './firm-facts.ts'
import { CANARY, SYNC_TIMEOUT, type Tour, type TourStep } from './tour.ts'

const PHOTO = `${CANARY} letter of authorisation`

export const documentsArrive: TourStep = {
  name: 'documents of the next meeting come to the laptop by themselves',
  async run(tour) {
    await tour.openMeetingPack('Planned')
    const documents = tour.page.getByRole('region', { name: 'Documents' })
    await documents.getByText('All documents open offline').waitFor({ timeout: SYNC_TIMEOUT })
    await documents.scrollIntoViewIfNeeded()
    await tour.picture('documents')
    return { documents: await documents.getByRole('listitem').count() }
  },
}

export const documentOpens: TourStep = {
  name: 'a document opens offline, inside the workstation',
  async run(tour) {
    const { page } = tour
    const open = page.getByRole('region', { name: 'Documents' }).getByRole('button', { name: /^Open / })
    await open.first().click()
    const first = page.getByRole('dialog').getByRole('img', { name: /page 1 of/ })
    await first.waitFor()
    await waitUntilDrawn(first)
    await tour.picture('document-offline')
    const title = await page.getByRole('dialog').getByRole('heading').first().innerText()
    await closeDialog(tour)
    return { title }
  },
}

export const photoIsAdded: TourStep = {
  name: 'a photo of a signed page is added offline',
  async run(tour) {
    const { page } = tour
    await page.getByRole('button', { name: 'Add a document' }).click()
    const photo = { name: 'signed page.jpg', mimeType: 'image/jpeg', buffer: await takePhoto(tour) }
    await page.getByRole('dialog').getByLabel('File').setInputFiles(photo)
    await page.getByRole('textbox', { name: 'Title' }).fill(PHOTO)
    await page.getByRole('combobox', { name: 'Type' }).selectOption('loa')
    await tour.picture('add-document')
    await page.getByRole('button', { name: 'Add document', exact: true }).click()
    const row = page.getByRole('listitem').filter({ hasText: PHOTO })
    await row.getByText('To be sent').waitFor()
    await row.getByRole('button', { name: `Open ${PHOTO}` }).click()
    await waitUntilDrawn(page.getByRole('dialog').getByRole('img', { name: PHOTO }))
    await tour.picture('photo-offline')
    await closeDialog(tour)
    return { bytes: photo.buffer.length, sha256: createHash('sha256').update(photo.buffer).digest('hex') }
  },
}

async function closeDialog({ page }: Tour): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
}

/** A canvas is there before anything is on it. */
async function waitUntilDrawn(canvas: Locator): Promise<void> {
  const element = await canvas.elementHandle()
  await canvas.page().waitForFunction((drawn) => {
    const { width, height } = drawn as unknown as { width: number; height: number }
    const context = (drawn as unknown as { getContext(kind: '2d'): { getImageData: ImageReader } }).getContext('2d')
    return context.getImageData(0, 0, width, height).data.some((value) => value !== 0)
  }, element)
}

type ImageReader = (x: number, y: number, width: number, height: number) => { data: Uint8ClampedArray }

/** What a telephone makes of a signed page. */
async function takePhoto({ page }: Tour): Promise<Buffer> {
  const address = await page.evaluate(
    ([words]) => {
      const { document } = globalThis as unknown as { document: { createElement(name: 'canvas'): Canvas } }
      const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 1600 })
      const context = canvas.getContext('2d')
      Object.assign(context, { fillStyle: '#f4f1e8' }).fillRect(0, 0, 1200, 1600)
      Object.assign(context, { fillStyle: '#222', font: '56px serif' }).fillText(words, 120, 240)
      Object.assign(context, { font: 'italic 90px cursive', fillStyle: '#123a8c' }).fillText('Ada Harbour', 620, 1320)
      return canvas.toDataURL('image/jpeg', 0.9)
    },
    ['Letter of authorisation'] as const,
  )
  return Buffer.from(address.split(',')[1] ?? '', 'base64')
}

interface Canvas {
  getContext(kind: '2d'): {
    fillRect(x: number, y: number, width: number, height: number): void
    fillText(text: string, x: number, y: number): void
  }
  toDataURL(type: string, quality: number): string
}

/** The photo is in the firm's database, whole and once. */
export async function requireFiled({ ground: { firm } }: Tour): Promise<void> {
  const rows = await askFirm(
    firm,
    `SELECT version.sha256 = encode(sha256(string_agg(content, ''::bytea ORDER BY chunk_number)), 'hex') AS whole
     FROM documents JOIN document_versions AS version ON version.document_id = documents.id
     JOIN document_contents AS piece ON piece.version_id = version.id WHERE title = $1 GROUP BY version.id`,
    [PHOTO],
  )
  if (rows.length !== 1 || rows[0]?.whole !== true) throw new Error(`the photo is not filed: ${JSON.stringify(rows)}`)
}
