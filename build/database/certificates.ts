import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate } from 'selfsigned'

export interface CertificateOptions {
  /** Made when missing; receives `ca.crt`, `server.crt`, and `server.key`. */
  readonly folder: string
  /** The host the certificate is for. Default `localhost`. */
  readonly commonName?: string
  /** When the server's certificate ends; in the past for an expired one. Default in ten years. */
  readonly notAfter?: Date
}

export interface Certificates {
  readonly caFile: string
  readonly certificateFile: string
  readonly keyFile: string
}

const DAY = 86_400_000
const TEN_YEARS = 3652 * DAY

/**
 * Makes an authority of its own and a server certificate signed by it. The authority's key is thrown away, so that
 * nothing else can ever be signed with it.
 */
export async function makeCertificates(options: CertificateOptions): Promise<Certificates> {
  const { folder, commonName = 'localhost', notAfter = new Date(Date.now() + TEN_YEARS) } = options
  const authority = await makeAuthority()
  // A day back, because clocks differ; further back for a certificate that is to be over already.
  const notBeforeDate = new Date(Math.min(Date.now(), notAfter.getTime()) - DAY)
  const server = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate,
    notAfterDate: notAfter,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: commonName }] },
    ],
  })
  return writeCertificates(folder, authority.cert, server)
}

function makeAuthority() {
  return generate([{ name: 'commonName', value: 'Adviser Workstation development authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - TEN_YEARS),
    notAfterDate: new Date(Date.now() + TEN_YEARS),
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
}

function writeCertificates(folder: string, authority: string, server: { cert: string; private: string }): Certificates {
  const caFile = join(folder, 'ca.crt')
  const certificateFile = join(folder, 'server.crt')
  const keyFile = join(folder, 'server.key')
  mkdirSync(folder, { recursive: true })
  writeFileSync(caFile, authority)
  writeFileSync(certificateFile, server.cert)
  writeFileSync(keyFile, server.private, { mode: 0o600 })
  chmodSync(keyFile, 0o600)
  return { caFile, certificateFile, keyFile }
}
