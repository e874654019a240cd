const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' }

const LINE_FEED = 10

/** Cuts COPY text into its lines, which arrives in pieces that begin and end anywhere. */
export interface LineCutter {
  /** Calls back for each whole line: where it begins in the text given then, and where its line feed stands. */
  push(text: Uint8Array): void
  /** @throws Error when the text ended within a line. */
  end(): void
}

export function createLineCutter(take: (text: Uint8Array, at: number, end: number) => void): LineCutter {
  let waiting: Uint8Array[] = []
  return {
    push(text) {
      if (text.lastIndexOf(LINE_FEED) === -1) {
        waiting.push(Uint8Array.from(text))
        return
      }
      const whole = waiting.length === 0 ? text : Buffer.concat([...waiting, text])
      let at = 0
      for (let end = whole.indexOf(LINE_FEED); end !== -1; end = whole.indexOf(LINE_FEED, at)) {
        take(whole, at, end)
        at = end + 1
      }
      // Copied, since the piece's buffer is the network's.
      waiting = at === whole.length ? [] : [Uint8Array.from(whole.subarray(at))]
    },
    end() {
      if (waiting.length > 0) throw new Error('the firm’s database ended within a row')
    },
  }
}

/**
 * Reads one line of COPY text the general way, for rows that do not go into an image.
 *
 * @param line without its line feed.
 * @param count of the fields that it has to have.
 * @returns the fields as the server would write them in an answer, NULL as null.
 * @throws Error for another number of fields, and for an escape that COPY does not write.
 */
export function readCopyLine(line: Uint8Array, count: number): (string | null)[] {
  const fields = Buffer.from(line).toString('utf8').split('\t')
  if (fields.length !== count) throw wrongNumberOfFields()
  return fields.map((field) =>
    field === '\\N' ? null : field.replace(/\\(.?)/gs, (_, letter: string) => readEscape(letter)),
  )
}

export function wrongNumberOfFields(): Error {
  return new Error('the firm’s database sent a line with another number of fields than the record has')
}

function readEscape(letter: string): string {
  const meant = ESCAPED[letter]
  if (meant === undefined) throw new Error('the firm’s database sent a line that is not COPY text')
  return meant
}
