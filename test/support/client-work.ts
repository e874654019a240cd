import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { bundleAll } from '#build/bundle/bundle.ts'
import { writePolicy } from '#build/commands/write-policy.ts'
import { type DemoFirm, startDemoFirm } from '#build/demo/demo-firm.ts'
import { SYNC_TIMEOUT } from '#build/demo/tour.ts'
import { DEMO_PASSWORD, DEMO_USERS } from '#build/demo-firm/demo-users.ts'
import type { CallInput, ChannelName, OutputOf } from '#shared/ipc/index.ts'
import { type Network, startNetwork } from './tcp-proxy.ts'

/** Held to WCAG 2.2 AA. Advice beyond it about landmarks is left out: a drawer's header counts as a second banner there. */
const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** A small firm, the network to it, and a profile for one adviser's workstation. */
export interface WorkPlace {
  readonly firm: DemoFirm
  readonly network: Network
  readonly profileFolder: string
  readonly policyFile: string
  close(): Promise<void>
}

/** @param households how many the firm has, of all advisers. */
export async function openWorkPlace(name: string, households = 6): Promise<WorkPlace> {
  await bundleAll()
  const folder = mkdtempSync(join(tmpdir(), `adviser-${name}-`))
  const firm = await startDemoFirm(join(folder, 'database'), households, () => undefined)
  const network = await startNetwork(firm)
  const profileFolder = join(folder, 'profile')
  mkdirSync(profileFolder)
  const policyFile = writePolicy(join(folder, 'policy.json'), firm, { port: network.port, pollSeconds: 1 })
  return {
    ...{ firm, network, profileFolder, policyFile },
    async close() {
      await network.close()
      await firm.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Bridge {
  readonly workstation: {
    invoke(channel: string, input: unknown): Promise<{ ok: boolean; value?: unknown; message?: string }>
  }
}

/** What the tests of client work do on a page, over and over. */
export function atWork(page: Page, name: string) {
  const artefacts = resolve('artifacts', 'tests', name)
  mkdirSync(artefacts, { recursive: true })
  return {
    /** Signs the first adviser in and waits for the whole book; or another person, and for what their status then says. */
    async signIn(login: string = DEMO_USERS[0].login, settled = /Up to date/): Promise<void> {
      await page.setViewportSize({ width: 1440, height: 900 })
      await page.getByRole('textbox', { name: 'Login' }).fill(login)
      await page.getByRole('textbox', { name: 'Password' }).fill(DEMO_PASSWORD)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('grid', { name: 'Households' }).waitFor({ timeout: SYNC_TIMEOUT })
      await this.status(settled)
    },
    async status(text: RegExp): Promise<void> {
      const status = page.getByRole('status', { name: 'Sync status' }).filter({ hasText: text })
      await status.waitFor({ timeout: SYNC_TIMEOUT })
    },
    /** Asks the main process as the page does. */
    async ask<C extends ChannelName>(channel: C, input: CallInput<C>): Promise<OutputOf<C>> {
      const reply = await page.evaluate(
        ([name, given]) => (window as never as Bridge).workstation.invoke(name, given),
        [channel, input] as const,
      )
      if (!reply.ok) throw new Error(`${channel}: ${reply.message}`)
      return reply.value as OutputOf<C>
    },
    /** @param withAdvice true for axe's advice as well, beyond the standard. */
    async findBarriers(withAdvice = false): Promise<string[]> {
      const axe = new AxeBuilder({ page }).setLegacyMode(true)
      const { violations } = await (withAdvice ? axe : axe.withTags(STANDARD)).analyze()
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
    },
    /** At the desk, and on half a screen. @param inTheDark and at the desk in the dark. */
    async picture(of: string, inTheDark = false): Promise<void> {
      for (const [suffix, width, colorScheme] of [
        ['', 1440, 'light'],
        ['-narrow', 760, 'light'],
        ...(inTheDark ? [['-dark', 1440, 'dark'] as const] : []),
      ] as const) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 1000 })
        await page.screenshot({ path: join(artefacts, `${of}${suffix}.png`) })
      }
      await page.emulateMedia({ colorScheme: 'light' })
      await page.setViewportSize({ width: 1440, height: 900 })
    },
  }
}
