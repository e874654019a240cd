import { type CommandResult, runCommand } from '#renderer/data/use-command.ts'
import { PIECE_BYTES } from '#shared/ipc/documents.ts'
import type { CallInput, OutputOf } from '#shared/ipc/index.ts'

export type FileFacts = Omit<CallInput<'documents.fileAdded'>, 'fileId'>

/**
 * Hands a chosen file to the main process, which encrypts each piece at once: no other copy of it is made.
 *
 * @param onProgress given how much has gone, 0 to 100.
 */
export async function sendFile(
  householdId: string,
  file: File,
  facts: FileFacts,
  onProgress: (percent: number) => void,
): Promise<CommandResult<OutputOf<'documents.fileAdded'>>> {
  const quiet = { quiet: true }
  const begun = await runCommand(
    'documents.beginFile',
    { householdId, fileName: file.name, byteLength: file.size },
    quiet,
  )
  if (!begun.ok) return begun
  const { fileId } = begun.value
  for (let index = 0; index * PIECE_BYTES < file.size; index += 1) {
    const part = file.slice(index * PIECE_BYTES, (index + 1) * PIECE_BYTES)
    const content = new Uint8Array(await part.arrayBuffer())
    const added = await runCommand('documents.addPiece', { fileId, index, content }, quiet)
    if (!added.ok) return giveUp(fileId, added)
    onProgress(Math.floor((100 * Math.min(file.size, (index + 1) * PIECE_BYTES)) / file.size))
  }
  const filed = await runCommand('documents.fileAdded', { fileId, ...facts }, quiet)
  return filed.ok ? filed : giveUp(fileId, filed)
}

/** What was handed over so far is of no use to anybody. */
async function giveUp<Failed>(fileId: string, failed: Failed): Promise<Failed> {
  await runCommand('documents.dropAdded', { fileId }, { quiet: true })
  return failed
}
