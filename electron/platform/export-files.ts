import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { WorkstationError } from '#shared/ipc/errors.ts'

/**
 * Writes a file the person asked for: beside its final name first, then renamed, so that a full disk or a cut leaves
 * what was there before.
 *
 * @throws WorkstationError `disk_full` without room, `bad_input` where the folder cannot be written.
 */
export async function writeExport(path: string, content: Uint8Array): Promise<void> {
  const partial = `${path}.partial`
  try {
    const file = await open(partial, 'w', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(partial, path)
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined)
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new WorkstationError(
        'disk_full',
        'There is no room for the file. Free some space or choose another folder.',
      )
    }
    throw new WorkstationError(
      'bad_input',
      `The file could not be written in ${dirname(path)}. Choose a folder you may write to.`,
      undefined,
      { cause },
    )
  }
}
