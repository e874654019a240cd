import { createHash } from 'node:crypto'
import type { Locator } from 'playwright-core'
import { askFirm } from './firm-facts.ts'
import { makeScannedPdf } from './scanned-pdf.ts'
import { CANARY, SYNC_TIMEOUT, type Tour, type TourStep } from './tour.ts'

const PHOTO = `${CANARY} letter of authorisation`
const SCAN = `${CANARY} scan`

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
    const photo = { name: 'signed page.jpg', mimeType: 'image/jpeg', buffer: await takePhoto(tour) }
    await addDocument(tour, photo, PHOTO)
    await waitUntilDrawn(tour.page.getByRole('dialog').getByRole('img', { name: PHOTO }))
    await tour.picture('photo-offline')
    await closeDialog(tour)
    return { bytes: photo.buffer.length, sha256: createHash('sha256').update(photo.buffer).digest('hex') }
  },
}

export const scanIsShown: TourStep = {
  name: 'a scan is added and shown offline as the scanner wrote it',
  async run(tour) {
    await addDocument(tour, { name: 'scan.pdf', mimeType: 'application/pdf', buffer: makeScannedPdf() }, SCAN)
    await waitUntilDrawn(tour.page.getByRole('dialog').getByRole('img', { name: /page 1 of 1/ }))
    await closeDialog(tour)
    return { shown: true }
  },
}

interface ChosenFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

/** Adds a file to the household of the meeting and opens it. */
async function addDocument(tour: Tour, file: ChosenFile, title: string): Promise<void> {
  const { page } = tour
  await page.getByRole('button', { name: 'Add a document' }).click()
  await page.getByRole('dialog').getByLabel('File').setInputFiles(file)
  await page.getByRole('textbox', { name: 'Title' }).fill(title)
  await page.getByRole('combobox', { name: 'Type' }).selectOption('loa')
  await tour.picture('add-document')
  await page.getByRole('button', { name: 'Add document', exact: true }).click()
  const row = page.getByRole('listitem').filter({ hasText: title })
  await row.getByText('To be sent').waitFor()
  await row.getByRole('button', { name: `Open ${title}` }).click()
}

async function closeDialog({ page }: Tour): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
}

/** Waits for something dark: a canvas is there, and white, before anything is on it. */
async function waitUntilDrawn(canvas: Locator): Promise<void> {
  const element = await canvas.elementHandle()
  await canvas.page().waitForFunction((drawn) => {
    const { width, height } = drawn as unknown as { width: number; height: number }
    const context = (drawn as unknown as { getContext(kind: '2d'): { getImageData: ImageReader } }).getContext('2d')
    const { data } = context.getImageData(0, 0, width, height)
    return data.some((_, at) => at % 4 === 0 && (data[at + 3] ?? 0) > 200 && (data[at] ?? 255) < 90)
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

/** What was added is in the firm's database, whole and once. */
export async function requireFiled({ ground: { firm }, meeting }: Tour): Promise<void> {
  const rows = await askFirm(
    firm,
    `SELECT version.sha256 = encode(sha256(string_agg(content, ''::bytea ORDER BY chunk_number)), 'hex') AS whole
     FROM documents JOIN document_versions AS version ON version.document_id = documents.id
     JOIN document_contents AS piece ON piece.version_id = version.id WHERE title = ANY ($1) AND documents.household_id = $2 GROUP BY version.id`,
    [[PHOTO, SCAN], meeting.householdId],
  )
  if (rows.length !== 2 || !rows.every(({ whole }) => whole === true)) {
    throw new Error(`what was added is not filed: ${JSON.stringify(rows)}`)
  }
}
