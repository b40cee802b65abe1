import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { Sign, StoppedCall } from '../../contract/alarms'
import type { Alarms } from '../alarms/changes'
import { idempotencyKey } from '../alarms/rules'
import { boxOf, requireBox, requireBoxOrAlarm, requirePin } from '../pairing/guard'
import { makeLimit } from '../pairing/limits'
import { ProblemError } from '../problems'
import type { Service } from '../service'
import { enrol, evenly, meansDuress } from './sign'

const Enrolment = Type.Object({ sign: Type.Union([Sign, Type.Null()]) }, { additionalProperties: false })

/** So many digits of a box in ten minutes are no accident and no duress; each costs the processor something. */
const mostDigits = 60
const windowMs = 600_000

/** A cancel that looks like any other and calls the desk alone: enrolling its digit, and hearing of it. */
export function duressRoutes(app: FastifyInstance, service: Service, alarms: Alarms): void {
  const { db, pairings } = service
  const limit = makeLimit(service, 'stopped', mostDigits, windowMs)

  app.put<{ Body: { sign: string | null } }>(
    '/v1/duress',
    {
      schema: {
        tags: ['box'],
        security: [{ box: [] }],
        summary: 'Enrols the digit that means duress when it is pressed before a cancel, or none',
        description:
          'Behind the household PIN: 409 while there is none. Whether a digit is enrolled is told to nobody; it leaves no line in the viewing log.',
        body: Enrolment,
        response: { 204: Type.Null() },
      },
      onRequest: [requireBox(service), requirePin(service)],
    },
    async (request, reply) => {
      const { household } = boxOf(request)
      if (!pairings.hasPin(household)) throw new ProblemError('conflict', { detail: 'set a household PIN first' })
      await evenly(enrol(db, household, request.body.sign))
      return reply.code(204).send()
    },
  )

  app.post<{ Body: StoppedCall }>(
    '/v1/alarms/stopped',
    {
      schema: {
        tags: ['alarm'],
        security: [{ box: [] }, { alarm: [] }] as Record<string, string[]>[],
        summary: 'A call was stopped in its countdown after a digit',
        description:
          'Where it is the enrolled digit, the desk alone hears of a quiet call under duress. The answer is the same whether it is or not, and names nothing.',
        headers: Type.Object({ 'idempotency-key': Type.Optional(Type.String()) }),
        body: StoppedCall,
        response: { 202: Type.Object({}) },
      },
      onRequest: requireBoxOrAlarm(service),
      preValidation: async (request) => void idempotencyKey(request.headers['idempotency-key']),
    },
    async (request, reply) => {
      const box = boxOf(request)
      await limit.take(box.serial)
      const key = idempotencyKey(request.headers['idempotency-key'])
      const { sign, ...call } = request.body
      await evenly(quietCall(box, key, call, sign))
      return reply.code(202).send({})
    },
  )

  async function quietCall(
    box: Parameters<Alarms['raise']>[0],
    key: string,
    call: Omit<StoppedCall, 'sign'>,
    sign: string,
  ): Promise<void> {
    if (!(await meansDuress(db, box.household, sign))) return
    try {
      // A key of its own: asking for an alarm by the key of the press must not tell that there is one.
      await alarms.raise(box, `stopped:${key}`, { ...call, quiet: true, mode: 'real' }, true)
    } catch (error) {
      // What was passed on is told to nobody at home, as in every other answer.
      if (error instanceof ProblemError && error.problem === 'store-down')
        throw new ProblemError('store-down', { retryAfter: 2 })
      throw error
    }
  }
}
