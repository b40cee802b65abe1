import type { TokenAnswer } from '../../contract/pairing'
import { writeTogether } from '../database/together'
import type { Service } from '../service'
import { endPairings, suspendAtNode } from './changes'
import { secretHash } from './codes'
import { accessAnswer, familyOf, nextRefreshToken, oauthError } from './issue'
import { judgeNode, judgeRefresh } from './rules'
import {
  householdOfBox,
  type PairingRow,
  pairingByFamily,
  pairingsByFamily,
  type Rotation,
  rotateRefresh,
  rotateRefreshes,
} from './store'

const notGood = () => oauthError('invalid_grant', 'the refresh token is not good')

interface Ask {
  presented: string
  familyHash: string
  serial: string | undefined
  node: string | null
  next: { token: string; hash: string }
}

export type Refresh = (token: string, from: { serial: string | undefined; node: string | null }) => Promise<TokenAnswer>

/**
 * A new access token and a new refresh token for one that is good (`judgeRefresh`). Those that nothing speaks against
 * are rotated many at a time: all boxes of a head-end may wake at once. Whatever else one may mean is judged alone.
 * Throws a ProblemError: invalid_grant; pairing-suspended, which spends nothing.
 */
export function makeRefresh(service: Service): Refresh {
  const { db, clock } = service

  /** Gives the pairing that was rotated; null: to be judged alone. */
  async function rotatePlain(asks: readonly Ask[]): Promise<(PairingRow | null)[]> {
    const found = await pairingsByFamily(db, [...new Set(asks.map((ask) => ask.familyHash))])
    const rotations = new Map<Ask, Rotation & { pairing: PairingRow }>()
    for (const ask of asks) {
      const pairing = found.get(ask.familyHash)
      if (pairing === undefined || !isPlain(pairing, ask)) continue
      // A token that comes twice at once: what the second means depends on what became of the first.
      found.delete(ask.familyHash)
      const { presented, node, next } = ask
      rotations.set(ask, {
        pairing,
        presented,
        fresh: { hash: next.hash, node: node ?? pairing.node, at: clock.now() },
      })
    }
    const rotated = rotations.size === 0 ? new Set() : await rotateRefreshes(db, [...rotations.values()])
    return asks.map((ask) => {
      const rotation = rotations.get(ask)
      return rotation === undefined || !rotated.has(rotation.pairing.id)
        ? null
        : { ...rotation.pairing, node: rotation.fresh.node }
    })
  }
  const rotateTogether = writeTogether(rotatePlain)

  return async (token, { serial, node }) => {
    const family = familyOf(token)
    if (family === null) throw notGood()
    const ask = {
      presented: secretHash(token),
      familyHash: secretHash(family),
      serial,
      node,
      next: nextRefreshToken(family),
    }
    const rotated = await rotateTogether(ask)
    return rotated === null ? refreshAlone(service, ask) : accessAnswer(service, rotated, ask.next.token)
  }
}

/** Whether nothing speaks against a rotation: the usual case. */
function isPlain(pairing: PairingRow & { box_household: string | null }, { presented, serial, node }: Ask): boolean {
  return (
    judgeRefresh(pairing, presented) === 'rotate' &&
    (serial === undefined || serial === pairing.box) &&
    (node === null || judgeNode(pairing.node, node) !== 'other') &&
    pairing.box_household === pairing.household
  )
}

async function refreshAlone(
  service: Service,
  { presented, familyHash, serial, node: seen, next }: Ask,
): Promise<TokenAnswer> {
  // Another request may rotate between reading and writing: then what this one means has to be judged again.
  for (let tries = 0; tries < 5; tries++) {
    const pairing = await pairingByFamily(service.db, familyHash)
    if (pairing === null) throw notGood()
    const judged = judgeRefresh(pairing, presented)
    if (judged === 'ended') throw notGood()
    if (judged === 'reuse') {
      await endPairings(service, { pairing: pairing.id }, 'a spent refresh token was used again')
      throw notGood()
    }
    if (serial !== undefined && serial !== pairing.box) throw notGood()
    if (judged === 'suspended') throw suspended()
    const node = await nodeOf(service, pairing, seen)
    if ((await householdOfBox(service.db, pairing.box)) !== pairing.household) {
      await endPairings(service, { pairing: pairing.id }, 'the box belongs to another household')
      throw notGood()
    }
    const fresh = { hash: next.hash, node, at: service.clock.now() }
    if (await rotateRefresh(service.db, pairing, presented, fresh))
      return accessAnswer(service, { ...pairing, node }, next.token)
  }
  throw notGood()
}

/** The node that the pairing has from now on. @throws ProblemError when it is another one than before */
async function nodeOf(service: Service, pairing: PairingRow, seen: string | null): Promise<string | null> {
  if (seen === null) return pairing.node
  if (judgeNode(pairing.node, seen) === 'other' && (await suspendAtNode(service, pairing.id, seen))) throw suspended()
  return seen
}

const suspended = () =>
  oauthError('access_denied', 'the pairing waits to be confirmed by the desk or the operator', 'pairing-suspended')
