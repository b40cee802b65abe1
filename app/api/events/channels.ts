/** The names under which listeners are told: an event goes to every listener of any of its channels. */
export const channel = {
  household: (id: string) => `household:${id}`,
  group: (id: string) => `group:${id}`,
  /** the boxes of an area and below: a box listens to its own area and all above */
  area: (id: string) => `area:${id}`,
  /** the desks that look after an area: a desk listens to its own area only; tellers name the desks */
  desk: (area: string) => `desk:${area}`,
  /** every API process: changes that gates and indexes must follow */
  service: 'service',
}
