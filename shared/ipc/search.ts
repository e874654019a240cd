import { z } from 'zod'
import { uuidSchema } from '#shared/schema/validators.ts'

export const searchHitSchema = z.object({
  kind: z.enum(['household', 'person', 'entity', 'account', 'meeting', 'document', 'task', 'communication', 'note']),
  id: uuidSchema,
  householdId: uuidSchema,
  /** Of a document found by what it says: the page of what was filed last. */
  page: z.int().nullable(),
  title: z.string(),
  subtitle: z.string(),
  /** Of a long text, the passage that was found; empty where the title says it all. */
  excerpt: z.array(z.object({ text: z.string(), isMarked: z.boolean() })),
})

export type SearchHit = z.infer<typeof searchHitSchema>

export const searchResultSchema = z.object({
  hits: z.array(searchHitSchema),
  /** What is found when a word is taken for mistyped, and the words it was taken for, as they are written. */
  similar: z.object({ spellings: z.array(z.string()), hits: z.array(searchHitSchema) }),
})

export type SearchResult = z.infer<typeof searchResultSchema>
