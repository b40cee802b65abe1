import type { TokenAnswer } from '../../contract/pairing'
import type { Service } from '../service'
import { endPairings, suspendAtNode } from './changes'
import { secretHash } from './codes'
import { accessAnswer, familyOf, nextRefreshToken, oauthError } from './issue'
import { judgeNode, judgeRefresh } from './rules'
import { householdOfBox, type PairingRow, pairingByFamily, rotateRefresh } from './store'

const notGood = () => oauthError('invalid_grant', 'the refresh token is not good')

/**
 * A new access token and a new refresh token for one that is good (`judgeRefresh`).
 * @throws ProblemError invalid_grant; pairing-suspended, which spends nothing
 */
export async function refresh(
  service: Service,
  token: string,
  from: { serial: string | undefined; node: string | null },
): Promise<TokenAnswer> {
  const family = familyOf(token)
  if (family === null) throw notGood()
  const presented = secretHash(token)
  const familyHash = secretHash(family)
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
    if (from.serial !== undefined && from.serial !== pairing.box) throw notGood()
    if (judged === 'suspended') throw suspended()
    const node = await nodeOf(service, pairing, from.node)
    if ((await householdOfBox(service.db, pairing.box)) !== pairing.household) {
      await endPairings(service, { pairing: pairing.id }, 'the box belongs to another household')
      throw notGood()
    }
    const next = nextRefreshToken(family)
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
