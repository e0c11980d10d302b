/** A hand that writes: bends the shape of a digit, leans, turns and scales it, and lays it as the path of a pen into an image. */
import type { DigitShape } from '#core/data/digit-shapes';
import type { PenPath } from '#core/data/raster';
import type { RandomStream } from '#core/random';

/** Straight pieces between two points that the pen passes. */
const PIECES = 5;
/** The longest path of any shape, with room to spare. */
const MOST_POINTS = 200;
/** Waves of the field that bends the digit, each with the number of times it goes up and down over one digit height. */
const WAVES = [0.45, 0.9, 1.6];
const WAVE_HEIGHTS = [0.065, 0.036, 0.015];
/** Height of an undistorted digit in pixels, of 28. */
const HEIGHT = 18.5;

/** Writes shapes by the draws of a stream; the path it returns is valid until the next one. */
export interface Hand {
  /** `distortion` 0 writes the shape as it is, 1 as people do. The path keeps `margin` pixels and its own width off the edges. */
  write(shape: DigitShape, distortion: number, side: number, margin: number): PenPath;
}

export function hand(stream: RandomStream): Hand {
  const path = {
    length: 0,
    x: new Float64Array(MOST_POINTS),
    y: new Float64Array(MOST_POINTS),
    radius: new Float64Array(MOST_POINTS),
    isStart: new Uint8Array(MOST_POINTS),
  };
  return {
    write(shape, distortion, side, margin) {
      path.length = 0;
      const bend = bendField(stream, distortion);
      const jitter = 0.011 * distortion;
      for (const stroke of shape.strokes) addStroke(path, bentStroke(stroke, bend, jitter, stream));
      lean(path, stream, distortion);
      const width = Math.min(2, Math.max(0.7, 1.25 * Math.exp(0.25 * distortion * stream.normal())));
      press(path, width, stream, distortion);
      place(path, stream, distortion, side, margin);
      return path;
    },
  };
}

type MutablePath = { -readonly [Key in keyof PenPath]: PenPath[Key] };
/** Moves a point of the digit; near points move alike. */
type Bend = (x: number, y: number) => readonly [x: number, y: number];

function bendField(stream: RandomStream, distortion: number): Bend {
  const waves = WAVES.flatMap((frequency, index) =>
    [0, 1].map((axis) => {
      const direction = 2 * Math.PI * stream.uniform();
      const turn = 2 * Math.PI * frequency;
      return {
        axis,
        height: WAVE_HEIGHTS[index] * distortion * stream.normal(),
        alongX: turn * Math.cos(direction),
        alongY: turn * Math.sin(direction),
        phase: 2 * Math.PI * stream.uniform(),
      };
    }),
  );
  return (x, y) => {
    let [movedX, movedY] = [x, y];
    for (const { axis, height, alongX, alongY, phase } of waves) {
      const move = height * Math.sin(alongX * x + alongY * y + phase);
      if (axis === 0) movedX += move;
      else movedY += move;
    }
    return [movedX, movedY];
  };
}

/** The points of a stroke moved by the field, each a little on its own, and all together; a point given twice stays one point. */
function bentStroke(stroke: readonly number[], bend: Bend, jitter: number, stream: RandomStream): number[] {
  const shiftX = 1.5 * jitter * stream.normal();
  const shiftY = 1.5 * jitter * stream.normal();
  const bent: number[] = [];
  for (let at = 0; at < stroke.length; at += 2) {
    const isCorner = at > 0 && stroke[at] === stroke[at - 2] && stroke[at + 1] === stroke[at - 1];
    if (isCorner) {
      bent.push(bent[at - 2], bent[at - 1]);
      continue;
    }
    const [x, y] = bend(stroke[at], stroke[at + 1]);
    bent.push(x + shiftX + jitter * stream.normal(), y + shiftY + jitter * stream.normal());
  }
  return bent;
}

/** Adds a smooth line through the points (Catmull and Rom 1974), broken where a point is given twice. */
function addStroke(path: MutablePath, points: readonly number[]): void {
  const count = points.length / 2;
  const isSame = (first: number, second: number): boolean =>
    points[2 * first] === points[2 * second] && points[2 * first + 1] === points[2 * second + 1];
  addPoint(path, points[0], points[1], true);
  for (let from = 0; from + 1 < count; from++) {
    const to = from + 1;
    if (isSame(from, to)) continue;
    const before = from === 0 ? from : from - 1;
    const after = to + 1 === count ? to : to + 1;
    for (let piece = 1; piece <= PIECES; piece++) {
      const t = piece / PIECES;
      addPoint(path, spline(points, 0, before, from, to, after, t), spline(points, 1, before, from, to, after, t), false);
    }
  }
}

function spline(points: readonly number[], axis: number, before: number, from: number, to: number, after: number, t: number): number {
  const [a, b, c, d] = [points[2 * before + axis], points[2 * from + axis], points[2 * to + axis], points[2 * after + axis]];
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

function addPoint(path: MutablePath, x: number, y: number, isStart: boolean): void {
  path.x[path.length] = x;
  path.y[path.length] = y;
  path.isStart[path.length] = isStart ? 1 : 0;
  path.length++;
}

/** Slant, turn and proportions; most people lean to the right. */
function lean(path: MutablePath, stream: RandomStream, distortion: number): void {
  const slant = distortion * (0.12 + 0.17 * stream.normal());
  const turn = 0.08 * distortion * stream.normal();
  const broad = Math.exp(0.14 * distortion * stream.normal());
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  for (let index = 0; index < path.length; index++) {
    const y = path.y[index] - 0.5;
    const x = broad * path.x[index] - slant * y;
    path.x[index] = cosine * x - sine * y;
    path.y[index] = sine * x + cosine * y;
  }
}

/** Half the width of the line along the way: swelling and thinning slowly, thinner where a stroke sets on and where it leaves. */
function press(path: MutablePath, width: number, stream: RandomStream, distortion: number): void {
  const swell = 0.16 * distortion * stream.normal();
  const pace = 0.08 + 0.12 * stream.uniform();
  const phase = 2 * Math.PI * stream.uniform();
  const thinStart = 0.35 * distortion * stream.uniform();
  const thinEnd = 0.55 * distortion * stream.uniform();
  let start = 0;
  for (let index = 0; index < path.length; index++) {
    if (path.isStart[index] === 1) start = index;
    let end = index + 1;
    while (end < path.length && path.isStart[end] === 0) end++;
    const onset = thinStart * Math.max(0, 1 - (index - start) / 4);
    const leave = thinEnd * Math.max(0, 1 - (end - 1 - index) / 7);
    const pressure = (1 + swell * Math.sin(pace * index + phase)) * (1 - onset) * (1 - leave);
    path.radius[index] = Math.max(0.3, width * pressure);
  }
}

/** From digit heights to pixels: scaled, moved off the centre, and kept inside the image. */
function place(path: MutablePath, stream: RandomStream, distortion: number, side: number, margin: number): void {
  const thickest = maximum(path.radius, path.length);
  const room = side - 1 - 2 * (margin + thickest);
  const [left, right] = [minimum(path.x, path.length), maximum(path.x, path.length)];
  const [top, bottom] = [minimum(path.y, path.length), maximum(path.y, path.length)];
  const wanted = HEIGHT * Math.exp(0.08 * distortion * stream.normal());
  const scale = Math.min(wanted, room / Math.max(right - left, bottom - top));
  const middle = (side - 1) / 2;
  const slackX = (room - scale * (right - left)) / 2;
  const slackY = (room - scale * (bottom - top)) / 2;
  const moveX = middle + within(distortion * stream.normal(), slackX) - (scale * (left + right)) / 2;
  const moveY = middle + within(distortion * stream.normal(), slackY) - (scale * (top + bottom)) / 2;
  for (let index = 0; index < path.length; index++) {
    path.x[index] = scale * path.x[index] + moveX;
    path.y[index] = scale * path.y[index] + moveY;
  }
}

const within = (value: number, bound: number): number => Math.min(bound, Math.max(-bound, value));

function minimum(values: Float64Array, length: number): number {
  let least = Infinity;
  for (let index = 0; index < length; index++) least = Math.min(least, values[index]);
  return least;
}

function maximum(values: Float64Array, length: number): number {
  let most = -Infinity;
  for (let index = 0; index < length; index++) most = Math.max(most, values[index]);
  return most;
}
