import { renderToBuffer } from '@react-pdf/renderer'
import type { MeetingPack } from '#shared/ipc/meetings.ts'
import { loadFonts } from './fonts.ts'
import { packDocument } from './pack-document.ts'

/** The pack as a PDF, made in memory: nothing of a client touches the disk before the person says where. */
export async function renderPack(pack: MeetingPack, preparedBy: string): Promise<Buffer> {
  await loadFonts()
  return renderToBuffer(packDocument(pack, preparedBy))
}
