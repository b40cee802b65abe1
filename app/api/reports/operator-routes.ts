import type { FastifyInstance } from 'fastify'
import { type PrivacyCase, PrivacyCaseList } from '../../contract/reports'
import { rfc3339 } from '../clock'
import { operatorOf, requireOperator } from '../operator/guard'
import type { Service } from '../service'
import { dueAt, openCase } from './privacy'
import { type StoredCase, storedCases } from './privacy-store'

/** What an operator sees of privacy reports: at once, and until somebody has decided. */
export function operatorReportRoutes(app: FastifyInstance, service: Service): void {
  const { db, config, neighbourhood } = service

  function view({ camera: id, reports, heldAt, decidedAt }: StoredCase): PrivacyCase[] {
    const found = openCase(reports, decidedAt)
    if (found === null) return []
    const camera = neighbourhood.camera(id)
    const area = camera === null ? null : (neighbourhood.areaPath(camera.area)[0] ?? null)
    const due = dueAt(found, config.PRIVACY_HOURS)
    return [
      {
        camera: { id, number: camera?.number ?? 0, name: camera?.name ?? id },
        area,
        first_at: rfc3339(found.firstAt),
        households: found.households,
        confirmed: found.confirmed?.by ?? null,
        confirmed_at: rfc3339(found.confirmed?.at ?? null),
        due_at: rfc3339(due),
        suspended_at: rfc3339(heldAt),
        notes: found.notes,
      },
    ]
  }
  /** Whether a key with this root may know of a camera; one that is gone is the root key's. */
  function inReach(root: string | null, id: string): boolean {
    const camera = neighbourhood.camera(id)
    if (root === null) return true
    return camera !== null && neighbourhood.areaPath(camera.area).some((area) => area.id === root)
  }

  app.get(
    '/v1/operator/privacy-cases',
    {
      onRequest: requireOperator(service, 'operator', 'auditor'),
      schema: {
        summary: 'Cameras with privacy reports that nobody has decided on, those that are due first',
        description:
          'Decided by the desks’ answers to all of its reports, or by suspending or resuming the camera. Households are counted, never named.',
        tags: ['operator'],
        response: { 200: PrivacyCaseList },
      },
    },
    async (request) => {
      const { area } = operatorOf(request)
      const cases = (await storedCases(db)).filter(({ camera }) => inReach(area, camera)).flatMap(view)
      const order = (one: PrivacyCase) => `${one.due_at ?? '~'}${one.first_at}`
      return { privacy_cases: cases.toSorted((a, b) => (order(a) < order(b) ? -1 : 1)) }
    },
  )
}
