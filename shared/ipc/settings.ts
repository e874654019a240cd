import { z } from 'zod'
import { command, nothing, query } from './contract.ts'

/** What a person may choose on this laptop; nothing of a client is among it. */
export const settingsSchema = z.object({
  colorScheme: z.enum(['light', 'dark', 'auto']).default('auto'),
  /** Whether the firm's changes wait where data costs something; `automatic`: as the policy and the system say. */
  saveData: z.enum(['automatic', 'always', 'never']).default('automatic'),
})

export type Settings = z.infer<typeof settingsSchema>

export const settingsChannels = {
  'settings.read': query({
    input: nothing,
    output: settingsSchema.extend({ appVersion: z.string(), cipher: z.string() }),
    permission: null,
    audit: null,
    offline: 'cache',
  }),
  'settings.change': command({
    /** What is not named stays as it is. */
    input: z.strictObject({
      colorScheme: z.enum(['light', 'dark', 'auto']).optional(),
      saveData: z.enum(['automatic', 'always', 'never']).optional(),
    }),
    output: nothing,
    permission: null,
    audit: null,
    offline: 'cache',
  }),
}
