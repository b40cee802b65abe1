import type { FastifyInstance } from 'fastify'
import { Me } from '../../contract/household'
import { makeZone, offsetsAround } from '../access/zone'
import { rfc3339 } from '../clock'
import { staffed } from '../desk/store'
import { boxOf, requireBox } from '../pairing/guard'
import { recentPairings } from '../pairing/store'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { deskOf, emergencyNumbers, householdCode, mistakesMs, newBoxMs, pairsOf, reachableMs } from './rules'
import { areasWithDesk, householdsSeen, lastTest, mistakesOf, pairedAt } from './store'

const dayMs = 24 * 3600_000

/** `GET /v1/me`. */
export function householdRoutes(app: FastifyInstance, service: Service): void {
  const { config, db, clock, neighbourhood } = service
  const phones = pairsOf(config.DESK_PHONES)
  const numbers = emergencyNumbers(config.EMERGENCY_NUMBERS)
  const zone = makeZone(config.TIME_ZONE)
  let offsets: { day: number; told: Me['utc_offsets'] } | null = null

  /** They change twice a year at most, and are looked for once a day. */
  function offsetsNow(now: number): Me['utc_offsets'] {
    const day = Math.floor(now / dayMs)
    if (offsets?.day !== day) {
      const told = offsetsAround(zone, now).map(({ from, minutes }) => ({ from: rfc3339(from), minutes }))
      offsets = { day, told }
    }
    return offsets.told
  }

  app.get(
    '/v1/me',
    {
      onRequest: requireBox(service),
      schema: {
        summary: 'Whose box this is, who would hear a call, and the server’s time',
        tags: ['box'],
        response: { 200: Me },
      },
    },
    async (request, reply): Promise<Me> => {
      const caller = boxOf(request)
      const now = clock.now()
      const household = neighbourhood.household(caller.household)
      if (household === null) throw new ProblemError('token-invalid')
      const path = neighbourhood.areaPath(household.area)
      const ids = path.map((area) => area.id)
      const group = household.group === null ? null : neighbourhood.group(household.group)
      const others = (group?.members ?? []).filter((member) => member !== household.id)
      const [withDesk, atDesk, reachable, recent, paired, mistakes, test] = await Promise.all([
        areasWithDesk(db, ids),
        staffed(db, ids, now),
        householdsSeen(db, others, now - reachableMs),
        recentPairings(db, household.id, now - newBoxMs),
        pairedAt(db, caller.pairing),
        mistakesOf(db, household.id, now - mistakesMs),
        lastTest(db, household.id),
      ])
      const desk = deskOf(path, withDesk, atDesk)
      reply.header('cache-control', 'private, no-store')
      return {
        now: rfc3339(now),
        utc_offsets: offsetsNow(now),
        household: { id: household.id, label: household.label, code: householdCode(household.id) },
        areas: path,
        group: group === null ? null : { id: group.id, name: group.name },
        box: {
          serial: caller.serial,
          model: neighbourhood.box(caller.serial)?.model ?? '',
          paired_at: rfc3339(paired ?? now),
        },
        new_boxes: recent
          .filter(({ id, box }) => id !== caller.pairing && box !== caller.serial)
          .map(({ box, created_at }) => ({ serial: box, paired_at: rfc3339(created_at) })),
        desk:
          desk === null
            ? null
            : { name: desk.area.name, phone: phones.get(desk.area.id) ?? null, staffed: desk.staffed },
        readiness: { reachable, members: others.length },
        mistakes,
        last_test:
          test === null
            ? null
            : { at: rfc3339(test.at), answered_at: rfc3339(test.answeredAt), unanswered: test.unanswered },
        emergency_numbers: numbers,
        features: { mosaic: config.BOX_PLAYBACKS, watch_limit_s: config.WATCH_LIMIT_S },
      }
    },
  )
}
