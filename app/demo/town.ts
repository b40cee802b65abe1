import { type Draw, makeDraw } from './names'

export interface TownSize {
  seed: number
  households: number
  cameras: number
}

/** Households of a grid and cameras of an area, by number: what a generated place is like before anybody has a name. */
export interface Town extends TownSize {
  draw: Draw
  counties: number
  townships: number
  villages: number
  grids: number
  /** the first household of each grid, and the end of the last */
  gridStart: Int32Array
  /** the first camera of each area, in the order of `areasInOrder`, and the end of the last */
  cameraStart: Int32Array
  /** of the area at a place in that order, whose grid, village, township or county it is */
  areaAt: { level: 'county' | 'township' | 'village' | 'grid'; index: number }[]
}

// A planning city: 3.5 million households in 21 counties, 324 townships, 3,889 villages and 70,000 grids.
const householdsOfGrid = 50
const gridsOfVillage = 18
const villagesOfTownship = 12
const townshipsOfCounty = 16

/** How much more a county, township or village looks after than a grid: its cameras are seen by all who live in it. */
const cameraWeight = { county: 4, township: 5, village: 6 }

/**
 * Lays out a place: few big grids and many small ones (a Pareto tail, the largest some sixty times the smallest), and
 * more cameras where more people live. Some bytes per grid; rows are made as they are read (files.ts).
 */
export function layOut(size: TownSize): Town {
  const draw = makeDraw(size.seed)
  const grids = Math.max(1, Math.round(size.households / householdsOfGrid))
  const villages = Math.ceil(grids / gridsOfVillage)
  const townships = Math.ceil(villages / villagesOfTownship)
  const counties = Math.ceil(townships / townshipsOfCounty)
  const weights = Float64Array.from({ length: grids }, (_, grid) => Math.min(60, (1 - draw(10, grid)) ** (-1 / 1.3)))
  const gridStart = shares(weights, size.households)

  const areaAt: Town['areaAt'] = []
  const cameraWeights: number[] = []
  const add = (level: Town['areaAt'][number]['level'], index: number, weight: number) => {
    areaAt.push({ level, index })
    cameraWeights.push(weight)
  }
  for (let county = 0; county < counties; county++) {
    add('county', county, cameraWeight.county)
    for (
      let township = county * townshipsOfCounty;
      township < Math.min(townships, (county + 1) * townshipsOfCounty);
      township++
    ) {
      add('township', township, cameraWeight.township)
      for (
        let village = township * villagesOfTownship;
        village < Math.min(villages, (township + 1) * villagesOfTownship);
        village++
      ) {
        add('village', village, cameraWeight.village)
        for (let grid = village * gridsOfVillage; grid < Math.min(grids, (village + 1) * gridsOfVillage); grid++)
          add('grid', grid, 2 + (2 * (gridStart[grid + 1]! - gridStart[grid]!)) / householdsOfGrid)
      }
    }
  }
  const cameraStart = shares(Float64Array.from(cameraWeights), size.cameras)
  return { ...size, draw, counties, townships, villages, grids, gridStart, cameraStart, areaAt }
}

/** What is above an area. */
export const villageOfGrid = (grid: number) => Math.floor(grid / gridsOfVillage)
export const townshipOfVillage = (village: number) => Math.floor(village / villagesOfTownship)
export const countyOfTownship = (township: number) => Math.floor(township / townshipsOfCounty)
export const positionInVillage = (grid: number) => grid % gridsOfVillage

/** Ids as an operator's system gives them. */
const padded = (prefix: string, width: number) => (index: number) => prefix + String(index).padStart(width, '0')
export const idOf = {
  county: padded('c-', 2),
  township: padded('t-', 4),
  village: padded('v-', 5),
  grid: padded('g-', 6),
  household: padded('h-', 7),
  camera: padded('k-', 6),
  box: padded('ZX3228-', 7),
}

/** The grid that a household, by number, lives in. */
export function gridOfHousehold({ gridStart }: Town, household: number): number {
  return placeIn(gridStart, household)
}

/** A camera by a uniform draw as people watch: few are watched a lot (Zipf's law, exponent about 1). */
export function watchedCamera({ cameras, draw }: Town, drawn: number): number {
  const rank = Math.min(cameras - 1, Math.floor(cameras ** drawn) - 1)
  // Which camera has which rank is the seed's.
  return (rank * 7919 + Math.floor(draw(11, 0) * cameras)) % cameras
}

/** Where a number stands among starts: the last that is not above it and has room. */
function placeIn(starts: Int32Array, number: number): number {
  let low = 0
  let high = starts.length - 1
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (starts[middle]! <= number) low = middle
    else high = middle
  }
  return low
}

/** Parts of a whole by weight, as starts: they add up to the whole. */
function shares(weights: Float64Array, whole: number): Int32Array {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const starts = new Int32Array(weights.length + 1)
  let before = 0
  for (let at = 0; at < weights.length; at++) {
    before += weights[at]!
    starts[at + 1] = Math.round((before / sum) * whole)
  }
  starts[weights.length] = whole
  return starts
}
