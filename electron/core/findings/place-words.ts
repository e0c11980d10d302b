/** Where results were read, in words. */
import type { Place } from '#core/compare/place';
import { significant } from '#core/compare/measure';

/** " after 400 updates", " at the end of training"; empty before anything has finished. */
export function placeWords(place: Place | null): string {
  if (place === null) return '';
  if (place.kind === 'end') return ' at the end of training';
  const noun = { epochs: 'epochs', updates: 'updates', samples: 'samples seen', seconds: 'seconds of training' }[place.axis];
  return ` after ${place.axis === 'seconds' ? significant(place.x) : Number(place.x.toPrecision(6)).toLocaleString('en-US')} ${noun}`;
}
