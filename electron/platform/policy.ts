import { z } from 'zod'

/**
 * How the book is encrypted on disk, by whole pages, always authenticated.
 * `aegis256`: AEGIS-256, the fastest. `sqlcipher`: AES-256-CBC with HMAC-SHA1 in SQLCipher's format 3, which the
 * `sqlcipher` tool of Debian 12 opens with nothing but the key. `sqlcipher4`: AES-256-CBC with HMAC-SHA512 in format 4,
 * for current tools.
 */
export const CIPHERS = ['aegis256', 'sqlcipher', 'sqlcipher4'] as const
export type Cipher = (typeof CIPHERS)[number]

/**
 * What IT decides for a machine. One JSON file; unknown keys are an error, so that a misspelt lock is never silently
 * no lock at all.
 */
export const policySchema = z.strictObject({
  server: z.strictObject({
    host: z.string().min(1),
    port: z.int().min(1).max(65535).default(5432),
    database: z.string().min(1).default('adviser'),
    /** PEM file of the authority that signed the server's certificate; the system's authorities when absent. */
    caFile: z.string().optional(),
  }),
  cache: z
    .strictObject({
      /** The SQLCipher formats where approved primitives or its tool are wanted; slower. */
      cipher: z.enum(CIPHERS).default('aegis256'),
      /** Days without contact after which the book stays closed. */
      leaseDays: z.int().min(1).max(90).default(14),
    })
    .prefault({}),
  documents: z
    .strictObject({
      /** The largest file that may be added here. */
      maxFileMegabytes: z.int().min(1).max(500).default(50),
      /** How much of filed documents a laptop keeps at most. */
      keepMegabytes: z.int().min(1).max(1_000_000).default(2_000),
      /** Documents of meetings within so many days are kept by themselves. */
      meetingDays: z.int().min(0).max(90).default(7),
      /** Days after a meeting until its documents are kept no longer. */
      graceDays: z.int().min(0).max(90).default(2),
    })
    .prefault({}),
  sync: z
    .strictObject({
      /** Seconds between looks for changes while online. */
      pollSeconds: z.number().min(0.2).max(3600).default(15),
      /** On a connection the system calls metered: whether the firm's changes wait. A person may choose otherwise. */
      onMetered: z.enum(['pause', 'sync']).default('pause'),
    })
    .prefault({}),
})

export type Policy = z.infer<typeof policySchema>
