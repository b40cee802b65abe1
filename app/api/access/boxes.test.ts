import { expect, it } from 'vitest'
import { Boxes } from './boxes'
import { Households } from './households'
import { buildPlaces } from './places'
import { Words } from './words'

it('knows whose each box is and which model, also of more models than its number tells apart', () => {
  const households = new Households(buildPlaces([]), new Words())
  const home = { id: 'h1', area: 'g1', group_id: null, label: '1', contact_name: 'n', contact_phone: '1' }
  households.put(home)
  const boxes = new Boxes()
  const serials = Array.from({ length: 40 }, (_, number) => `box${number}`)
  for (const serial of serials) boxes.put({ serial, household: 'h1', model: `model of ${serial}` }, households)
  expect(serials.map((serial) => boxes.find(serial))).toEqual(
    serials.map((serial) => ({ household: households.find('h1'), model: `model of ${serial}` })),
  )
})
