import { call, toWorkstationError } from '#renderer/data/bridge.ts'
import { runCommand } from '#renderer/data/use-command.ts'
import type { OpenedDocument } from '#shared/ipc/documents.ts'
import type { WorkstationError } from '#shared/ipc/errors.ts'

export type ReadDocument =
  | { readonly ok: true; readonly opened: OpenedDocument; readonly content: Uint8Array<ArrayBuffer> }
  | { readonly ok: false; readonly error: WorkstationError }

/** Reads a document that is on this laptop into the page's memory, and nowhere else. */
export async function readDocument(documentId: string): Promise<ReadDocument> {
  const opened = await runCommand('documents.open', { documentId }, { quiet: true })
  if (!opened.ok) return opened
  const { versionId, byteLength, pieces } = opened.value
  const content = new Uint8Array(byteLength)
  try {
    for (let index = 0, at = 0; index < pieces; index += 1) {
      const piece = await call('documents.readPiece', { versionId, index })
      content.set(piece.content, at)
      at += piece.content.byteLength
    }
  } catch (error) {
    return { ok: false, error: toWorkstationError(error) }
  }
  return { ok: true, opened: opened.value, content }
}
