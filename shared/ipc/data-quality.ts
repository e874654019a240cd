import { z } from 'zod'
import type { DataQuality, FixPlace } from '#shared/domain/data-quality.ts'

const fixPlaces = ['people', 'accounts', 'profile', 'documents', 'review'] as const satisfies readonly FixPlace[]

export const dataQualitySchema: z.ZodType<DataQuality> = z.object({
  score: z.int(),
  gaps: z.array(z.object({ id: z.string(), title: z.string(), fixIn: z.enum(fixPlaces) })),
})
