import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { Workstation } from '#test/support/electron/stand-in.ts'
import type { Network } from '#test/support/tcp-proxy.ts'
import type { DemoFirm } from './demo-firm.ts'
import { type FirmFacts, readFirmFacts } from './firm-facts.ts'

/** What the tour walks through: a firm, the network to it, and a way to start the workstation on one profile. */
export interface TourGround {
  readonly firm: DemoFirm
  readonly network: Network
  readonly profileFolder: string
  /** Where pictures and the PDF go. */
  readonly artefacts: string
  start(): Promise<Workstation>
  verifyTrail(): Promise<{ readonly ok: boolean; readonly events: number }>
}

export type Details = Readonly<Record<string, string | number | boolean>>

export interface TourStep {
  readonly name: string
  readonly run: (tour: Tour) => Promise<Details>
}

/** A word that stands in nothing else, so that it can be looked for. */
export const CANARY = 'Kestrelwing'

/** How long a first sync may take on a slow machine, in milliseconds. */
export const SYNC_TIMEOUT = 120_000

/** One walk from sign-in to the trail's proof, over the real screens. */
export class Tour {
  readonly ground: TourGround
  readonly pictures: string[] = []
  #workstation: Workstation | null = null
  meeting = { id: '', householdId: '', householdName: '' }
  rowsSynced = 0
  pdf = ''

  constructor(ground: TourGround) {
    this.ground = ground
    mkdirSync(join(ground.artefacts, 'screenshots'), { recursive: true })
  }

  get page(): Page {
    if (!this.#workstation) throw new Error('the workstation is not running')
    return this.#workstation.page
  }

  async open(): Promise<void> {
    this.#workstation = await this.ground.start()
    await this.page.setViewportSize({ width: 1440, height: 900 }).catch(() => undefined)
  }

  async close(): Promise<void> {
    await this.#workstation?.close()
    this.#workstation = null
  }

  answerSaveDialog(path: string): Promise<void> {
    return this.#workstation?.answerSaveDialog(path) ?? Promise.resolve()
  }

  async picture(name: string): Promise<void> {
    const number = String(this.pictures.length + 1).padStart(2, '0')
    const path = join(this.ground.artefacts, 'screenshots', `${number}-${name}.png`)
    await this.page.screenshot({ path, animations: 'disabled' })
    this.pictures.push(path)
  }

  /** Waits until the sync status says it. */
  async status(text: RegExp): Promise<string> {
    const status = this.page.getByRole('status', { name: 'Sync status' })
    await status.filter({ hasText: text }).waitFor({ timeout: SYNC_TIMEOUT })
    return (await status.innerText()).trim()
  }

  async goTo(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click()
    await this.page.getByRole('heading', { level: 1 }).first().waitFor()
  }

  async openMeetingPack(which: 'Planned' | 'Held'): Promise<void> {
    const { page, meeting } = this
    await this.goTo('Meetings')
    await page.getByRole('radiogroup').locator('label').filter({ hasText: which }).click()
    await page.locator(`a[href*="${meeting.id}"]`).first().click()
    await page.getByRole('textbox', { name: 'Note' }).waitFor()
    await page.getByRole('link', { name: meeting.householdName }).first().waitFor()
  }

  /** What is in the firm's database of what was written in the meeting. */
  facts(wrote: { readonly note: string; readonly task: string }): Promise<FirmFacts> {
    return readFirmFacts(this.ground.firm, this.meeting, wrote)
  }
}
