import { z } from 'zod'
import { command, nothing, query } from './contract.ts'

/** What a person may choose on this laptop; nothing of a client is among it. */
export const settingsSchema = z.object({
  colorScheme: z.enum(['light', 'dark', 'auto']).default('auto'),
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
    input: z.strictObject({ colorScheme: z.enum(['light', 'dark', 'auto']) }),
    output: nothing,
    permission: null,
    audit: null,
    offline: 'cache',
  }),
}
