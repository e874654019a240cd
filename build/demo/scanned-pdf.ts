/** Pixels of the scan, each way: a black square, which only a decoder of JBIG2 can tell from a blank page. */
const SIDE = 32

/** A PDF as office scanners write them: one page that is nothing but a picture in JBIG2. */
export function makeScannedPdf(): Buffer {
  const picture = makeBlackSquare()
  const drawing = Buffer.from('q 400 0 0 400 106 196 cm /Scan Do Q')
  const objects = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /Scan 5 0 R >> >> >>',
    ),
    makeStream('', drawing),
    makeStream(
      `/Type /XObject /Subtype /Image /Width ${SIDE} /Height ${SIDE} /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /JBIG2Decode`,
      picture,
    ),
  ]
  return putTogether(objects)
}

function makeStream(facts: string, content: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`<< ${facts} /Length ${content.length} >>\nstream\n`),
    content,
    Buffer.from('\nendstream'),
  ])
}

function putTogether(objects: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.5\n')]
  const offsets: number[] = []
  for (const [index, object] of objects.entries()) {
    offsets.push(Buffer.concat(parts).length)
    parts.push(Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n'))
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const start = Buffer.concat(parts).length
  const size = objects.length + 1
  parts.push(Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${table}`))
  parts.push(Buffer.from(`trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`))
  return Buffer.concat(parts)
}

/** Two segments of ITU-T T.88: what the page is, and a generic region whose rows are coded as a fax codes them. */
function makeBlackSquare(): Buffer {
  // The first row says "no white, 32 black"; each other row "as the row above", twice; then the end of the block.
  const bits = `001${'00110101'}${'000001101010'}${'11'.repeat(SIDE - 1)}${'000000000001'.repeat(2)}`
  const rows = Buffer.from(
    (bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? []).map((b) => Number.parseInt(b, 2)),
  )
  const page = Buffer.alloc(19)
  page.writeUInt32BE(SIDE, 0)
  page.writeUInt32BE(SIDE, 4)
  const region = Buffer.alloc(18)
  region.writeUInt32BE(SIDE, 0)
  region.writeUInt32BE(SIDE, 4)
  region[17] = 1
  return Buffer.concat([makeSegment(0, 48, page), makeSegment(1, 38, Buffer.concat([region, rows]))])
}

function makeSegment(number: number, type: number, content: Buffer): Buffer {
  const head = Buffer.alloc(11)
  head.writeUInt32BE(number, 0)
  head[4] = type
  head[6] = 1
  head.writeUInt32BE(content.length, 7)
  return Buffer.concat([head, content])
}
