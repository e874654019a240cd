import { readMeeting } from '#electron/book-queries/meeting-pack.ts'
import type { Pin } from '#electron/cache/pins.ts'
import type { CommandContext, HandlersOf } from '#electron/ipc/handlers.ts'
import type { AuditEntry } from '#shared/domain/audit-event.ts'
import { extensionOf, safeFileName } from '#shared/domain/file-names.ts'
import type { documentsChannels } from '#shared/ipc/documents.ts'
import { WorkstationError } from '#shared/ipc/errors.ts'
import { createAdding } from './adding.ts'
import { findHeldVersion, readContent, readDocument, readPiece } from './content.ts'
import type { DocumentsDesk } from './desk.ts'

const A_DAY = 86_400_000

export function createDocumentsHandlers(desk: DocumentsDesk): HandlersOf<typeof documentsChannels> {
  return {
    'documents.saveCopy': (context, { documentId }) => saveCopy(context, desk, documentId),

    async 'documents.open'({ book }, { documentId }) {
      const { document, version, pieces } = await findHeldVersion(book, documentId)
      const { id: versionId, householdId, fileName, mediaType, byteLength } = version
      return { versionId, householdId, title: document.title, fileName, mediaType, byteLength, pieces }
    },

    async 'documents.readPiece'({ book }, { versionId, index }) {
      return { content: new Uint8Array(await readPiece(book, desk, versionId, index)) }
    },

    async 'documents.keep'({ book }, { documentId, keep }) {
      const { householdId } = await readDocument(book, documentId)
      await changePin(desk, { tableName: 'documents', rowId: documentId, householdId }, keep)
      return {}
    },

    async 'documents.keepForMeeting'({ book }, { meetingId, keep }) {
      const { householdId } = await readMeeting(book, meetingId)
      await changePin(desk, { tableName: 'meetings', rowId: meetingId, householdId }, keep)
      return {}
    },

    async 'documents.bring'({ book, ports }, { documentId }) {
      const { householdId } = await readDocument(book, documentId)
      const until = new Date(ports.clock.now() + A_DAY).toISOString()
      const pin = { tableName: 'documents', rowId: documentId, householdId, reason: 'opened', until } as const
      await desk.changePin(pin, true, entryOf(pin, 'Asked for, to be looked at, and kept on this laptop for a day'))
      return {}
    },

    ...createAddingHandlers(desk),
  }
}

type AddingChannels = 'documents.beginFile' | 'documents.addPiece' | 'documents.fileAdded' | 'documents.dropAdded'

function createAddingHandlers(desk: DocumentsDesk): Pick<HandlersOf<typeof documentsChannels>, AddingChannels> {
  const adding = createAdding(desk)
  return {
    async 'documents.beginFile'(context, { householdId, fileName, byteLength }) {
      const household = await context.book.selectFrom('households').where('id', '=', householdId).select('id').execute()
      if (household.length === 0) throw new WorkstationError('not_found')
      return { fileId: await adding.begin(context, { householdId, fileName, byteLength }) }
    },

    async 'documents.addPiece'(context, { fileId, index, content }) {
      await adding.addPiece(context, fileId, index, content)
      return {}
    },

    async 'documents.fileAdded'(context, { fileId, ...facts }) {
      return adding.file(context, fileId, facts)
    },

    async 'documents.dropAdded'(_context, { fileId }) {
      await adding.drop(fileId)
      return {}
    },
  }
}

async function saveCopy({ book, ports }: CommandContext, desk: DocumentsDesk, documentId: string) {
  const held = await findHeldVersion(book, documentId)
  const content = await readContent(book, desk, held)
  const suggestedName = safeFileName(held.version.fileName, 'document')
  const path = await ports.dialogs.chooseSavePath({
    title: 'Save a copy',
    suggestedName,
    extension: extensionOf(suggestedName),
  })
  const { householdId } = held.document
  if (path === null) return { householdId, path: null, byteLength: 0, sha256: '' }
  await ports.files.writeExport(path, content)
  return { householdId, path, byteLength: content.byteLength, sha256: held.version.sha256 }
}

type Pinned = Pick<Pin, 'tableName' | 'rowId' | 'householdId'>

async function changePin(desk: DocumentsDesk, pinned: Pinned, keep: boolean): Promise<void> {
  const pin = { ...pinned, reason: 'hand', until: null } as const
  const until = pinned.tableName === 'meetings' ? 'until the meeting is over' : 'until somebody says otherwise'
  const reason = keep ? `Kept on this laptop by hand, ${until}` : 'Kept on this laptop no longer, by hand'
  await desk.changePin(pin, keep, entryOf(pin, reason))
}

function entryOf({ tableName: table, rowId, householdId }: Pinned, reason: string): AuditEntry {
  return { type: 'document', action: 'update', table, rowId, householdId, reason }
}
