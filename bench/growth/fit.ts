/** A cost at a size. */
export interface Point {
  size: number
  cost: number
}

/**
 * The exponent `k` of `cost ~ size^k`: the slope of the straight line through the logarithms, by least squares. Zero is
 * constant, one is linear; n log n over three decades comes out at about 1.1.
 */
export function exponent(points: readonly Point[]): number {
  const logs = points
    .filter(({ size, cost }) => size > 0 && cost > 0)
    .map(({ size, cost }) => ({ x: Math.log(size), y: Math.log(cost) }))
  const mean = (of: 'x' | 'y') => logs.reduce((sum, point) => sum + point[of], 0) / logs.length
  const [x, y] = [mean('x'), mean('y')]
  const over = logs.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0)
  const under = logs.reduce((sum, point) => sum + (point.x - x) ** 2, 0)
  return over / under
}
