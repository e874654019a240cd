import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { mapCacheError } from '#electron/cache/errors.ts'
import { settingsSchema } from '#shared/ipc/settings.ts'

/** What a wipe leaves behind until the firm has it: counts and a digest, nothing of a client. */
const pendingWipeSchema = z.object({
  login: z.string(),
  deviceId: z.string(),
  /** The secret of the order, which shows that this device opened it; null where the order had none. */
  challenge: z.string().nullable(),
  receipt: z.object({
    households: z.int(),
    /** Hex SHA-256 of the households' ids in order, joined by commas. */
    digest: z.string(),
    /** Changes that were never sent and are gone. */
    unsent: z.int(),
    /** This laptop's clock. */
    wipedAt: z.string(),
  }),
})

export type PendingWipe = z.infer<typeof pendingWipeSchema>

/** What a laptop remembers in clear: who signed in last and how the screens should look. Nothing of a client. */
const profileSchema = z.object({
  login: z.string().nullable().default(null),
  settings: settingsSchema.prefault({}),
  pendingWipe: pendingWipeSchema.nullable().default(null),
})

export type Profile = z.infer<typeof profileSchema>

export interface ProfileFile {
  read(): Profile
  /** @throws WorkstationError `disk_full`: nothing was changed. */
  change(patch: Partial<Profile>): Profile
}

/** Opens the profile's file; a missing or unreadable one counts as empty, since it holds nothing that is missed. */
export function openProfile(folder: string): ProfileFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'profile.json')
  let profile = readProfile(path)
  return {
    read: () => profile,
    change(patch) {
      const changed = { ...profile, ...patch }
      try {
        writeFileSync(`${path}.new`, JSON.stringify(changed), { mode: 0o600 })
        renameSync(`${path}.new`, path)
      } catch (cause) {
        throw mapCacheError(cause)
      }
      profile = changed
      return profile
    },
  }
}

function readProfile(path: string): Profile {
  try {
    return profileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return profileSchema.parse({})
  }
}
