import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Handler } from './origin'

/** `iss` of the demo’s assertions. */
const issuer = 'porchlight-demo'

const lifeSeconds = 120

interface MiddlewareSettings {
  /** serials that it vouches for; the first is meant when none is named */
  serials: readonly string[]
  /** the API's public address: the audience is its `/oauth/token` */
  api: string
  now: () => number
}

/**
 * Plays the cable operator's middleware: `GET /jwks.json` and `GET /assertion?box=<serial>`, an RFC 7523 assertion
 * signed with an ES256 key that lives as long as the process.
 */
export async function createMiddleware({ serials, api, now }: MiddlewareSettings): Promise<Handler> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const kid = randomUUID()
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }] }
  const allowed = new URL(api).origin

  const assertion = (serial: string) => {
    const at = Math.floor(now() / 1000)
    return new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
      .setIssuer(issuer)
      .setSubject(serial)
      .setAudience(`${api}/oauth/token`)
      .setIssuedAt(at)
      .setExpirationTime(at + lifeSeconds)
      .sign(privateKey)
  }

  return (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://middleware')
    if (pathname === '/jwks.json') sendJson(response, allowed, 200, jwks)
    else if (pathname === '/assertion') {
      const serial = searchParams.get('box') || (serials[0] ?? '')
      if (serials.includes(serial))
        assertion(serial).then((signed) => sendJson(response, allowed, 200, { assertion: signed }))
      else
        sendJson(response, allowed, 404, {
          type: '/problems/not-found',
          title: 'There is no such thing here',
          status: 404,
          detail: 'The demo has no box with this serial.',
        })
    } else return false
    return true
  }
}

function sendJson(response: ServerResponse, allowed: string, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': status === 200 ? 'application/json' : 'application/problem+json',
    'cache-control': 'no-store',
    'access-control-allow-origin': allowed,
    vary: 'Origin',
  })
  response.end(JSON.stringify(body))
}
