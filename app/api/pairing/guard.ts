import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isStoreDown, ProblemError } from '../problems'
import type { Service } from '../service'
import { endPairings, suspendAtNode } from './changes'
import { nodeReader } from './node'
import { alarmPrefix } from './rules'
import { householdOfBox, pairingByAlarmCredential, pinVerifiedUntil } from './store'

/** The box that calls, as its credential says. */
export interface CallingBox {
  pairing: string
  serial: string
  household: string
  /** an alarm credential raises and follows alarms of its box and nothing else */
  credential: 'access' | 'alarm'
}

declare module 'fastify' {
  interface FastifyRequest {
    /** set by `requireBox` and `requireBoxOrAlarm` */
    box?: CallingBox
  }
}

/** The box of a request that passed its guard. */
export function boxOf(request: FastifyRequest): CallingBox {
  if (request.box === undefined) throw new Error('the route has no box guard')
  return request.box
}

/** A hook; without `done`, the caller awaits it. */
type Guard = (request: FastifyRequest, reply?: FastifyReply, done?: () => void) => Promise<void> | undefined
type Check = (request: FastifyRequest) => CallingBox | Promise<CallingBox>

/**
 * A check as a hook. What memory can answer is answered at once: a promise for each guard of each request costs as much
 * as the guard.
 */
function asGuard(check: Check): Guard {
  return (request, _reply, done) => {
    const box = check(request)
    if (box instanceof Promise)
      return box.then((known) => {
        request.box = known
      })
    request.box = box
    done?.()
    return undefined
  }
}

/** onRequest: a box with an access token of an active pairing, and nobody else. Sets `request.box`. */
export function requireBox(service: Service): Guard {
  const access = accessCheck(service)
  return asGuard((request) => access(request, bearerOf(request)))
}

/**
 * onRequest of the alarm routes: as `requireBox`, and also a box with its alarm credential, which counts while the
 * pairing is expired or suspended. Sets `request.box`.
 */
export function requireBoxOrAlarm(service: Service): Guard {
  const access = accessCheck(service)
  const alarm = alarmCheck(service)
  return asGuard((request) => {
    const token = bearerOf(request)
    return token.startsWith(alarmPrefix) ? alarm(token) : access(request, token)
  })
}

/**
 * onRequest after `requireBox`: where the household has a PIN, it was typed on this box within the last
 * `PIN_MINUTES`. Guards cameras, log and unpairing; never put it before help.
 */
export function requirePin(service: Service): Guard {
  async function mustBeVerified(pairing: string): Promise<void> {
    const until = await pinVerifiedUntil(service.db, pairing)
    if (until === null || until <= service.clock.now()) throw new ProblemError('pin-needed')
  }
  return (request, _reply, done) => {
    const { pairing, household } = boxOf(request)
    if (service.pairings.hasPin(household)) return mustBeVerified(pairing)
    done?.()
    return undefined
  }
}

function bearerOf(request: FastifyRequest): string {
  const header = request.headers.authorization
  if (header === undefined) throw new ProblemError('unauthorized')
  const [, token] = /^Bearer +([^\s]+)$/i.exec(header) ?? []
  if (token === undefined) throw new ProblemError('unauthorized', { detail: 'Authorization must be "Bearer <token>"' })
  return token
}

/** The token's own word and what memory says; the store is asked only where memory is about to refuse or suspend. */
function accessCheck(service: Service): (request: FastifyRequest, token: string) => CallingBox | Promise<CallingBox> {
  const { clock, keys, pairings, neighbourhood, db } = service
  const nodeOf = nodeReader(service.config)

  /** Memory may be a moment behind an import in another process. */
  async function askStore(box: CallingBox, belongs: boolean, otherNode: string | null): Promise<CallingBox> {
    const { pairing, serial, household } = box
    if (!belongs && (await householdOfBox(db, serial)) !== household) {
      await endPairings(service, { pairing }, 'the box belongs to another household')
      throw new ProblemError('token-invalid')
    }
    if (otherNode !== null && (await suspendAtNode(service, pairing, otherNode)))
      throw new ProblemError('pairing-suspended')
    pairings.seen(pairing)
    return box
  }

  return (request, token) => {
    const claims = keys.check(token)
    if (claims === null || claims.kind !== 'box') throw new ProblemError('token-invalid')
    const [serial, household, tokenNode] = claims.rest
    if (serial === undefined || household === undefined) throw new ProblemError('token-invalid')
    if (claims.expiresAt <= clock.now()) throw new ProblemError('token-expired')
    const pairing = claims.subject
    const standing = pairings.standing(pairing)
    if (standing === 'ended') throw new ProblemError('token-invalid')
    if (standing === 'suspended') throw new ProblemError('pairing-suspended')
    const box: CallingBox = { pairing, serial, household, credential: 'access' }
    const belongs = neighbourhood.box(serial)?.household === household
    const node = nodeOf(request)
    const otherNode = node !== null && tokenNode !== undefined && node !== tokenNode ? node : null
    if (!belongs || otherNode !== null) return askStore(box, belongs, otherNode)
    pairings.seen(pairing)
    return box
  }
}

/** The store says whose it is; while it is away, what this process learnt of the boxes that called. */
function alarmCheck(service: Service): (token: string) => Promise<CallingBox> {
  return async (token) => {
    const hash = createHash('sha256').update(token).digest('base64url')
    try {
      const row = await pairingByAlarmCredential(service.db, hash)
      if (row === null || row.state === 'ended') throw new ProblemError('token-invalid')
      service.pairings.seen(row.id)
      return { pairing: row.id, serial: row.box, household: row.household, credential: 'alarm' }
    } catch (error) {
      const box = service.pairings.remembered(hash)
      if (box === null || !isStoreDown(error)) throw error
      return { ...box, credential: 'alarm' }
    }
  }
}
