import { listDrafts } from '#electron/book-queries/list-drafts.ts'
import type { CachePort } from '#electron/cache/cache-port.ts'
import type { HandlersOf } from '#electron/ipc/handlers.ts'
import type { draftsChannels } from '#shared/ipc/drafts.ts'

/**
 * @param run of the book of whoever is signed in.
 * @param changed tells whoever lists unsaved work that there is other.
 */
export function createDraftsHandlers(
  run: CachePort['run'],
  changed: () => void = () => undefined,
): HandlersOf<typeof draftsChannels> {
  return {
    'drafts.list': ({ laptop: { book, steady } }) => steady(() => listDrafts(book)),

    async 'drafts.read'({ laptop: { book } }, { key }) {
      const draft = await book
        .selectFrom('drafts')
        .where('draftKey', '=', key)
        .select(['body', 'keptAt'])
        .executeTakeFirst()
      return draft ?? null
    },

    async 'drafts.keep'({ ports }, { key, householdId, body }) {
      const keptAt = new Date(ports.clock.now()).toISOString()
      await run('keepDraft', { draftKey: key, householdId, body, keptAt })
      changed()
      return {}
    },

    async 'drafts.drop'(_context, { key }) {
      await run('forgetDraft', { draftKey: key })
      changed()
      return {}
    },
  }
}
