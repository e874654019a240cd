import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { settingsSchema } from '#shared/ipc/settings.ts'

/** What a laptop remembers in clear: who signed in last and how the screens should look. Nothing of a client. */
const profileSchema = z.object({
  login: z.string().nullable().default(null),
  settings: settingsSchema.prefault({}),
})

export type Profile = z.infer<typeof profileSchema>

export interface ProfileFile {
  read(): Profile
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
      profile = { ...profile, ...patch }
      writeFileSync(`${path}.new`, JSON.stringify(profile), { mode: 0o600 })
      renameSync(`${path}.new`, path)
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
