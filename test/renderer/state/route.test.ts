import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hrefOf, parseRoute, type Route } from '#renderer/state/route.ts';

it('reads back every address that it writes', () => {
  const id = fc.string({ minLength: 1, maxLength: 20 });
  const route: fc.Arbitrary<Route> = fc.oneof(
    fc.constantFrom('home', 'design', 'datasets', 'engines', 'settings').map((screen) => ({ screen }) as const),
    fc.record({ screen: fc.constant('datasets' as const), name: id }),
    fc.record({ screen: fc.constantFrom('live', 'history'), id: fc.option(id) }),
    fc.record({ screen: fc.constant('history' as const), id, run: id }),
    fc.record({ screen: fc.constant('learn' as const), page: fc.option(id), term: fc.option(id) }),
    fc.record({ screen: fc.constant('compare' as const), ids: fc.array(fc.stringMatching(/^[a-z0-9-]{1,20}$/), { maxLength: 5 }) }),
  );
  fc.assert(
    fc.property(route, (one) => {
      expect(parseRoute(hrefOf(one))).toEqual(one);
    }),
  );
});
it('goes home from an address that it does not know', () => {
  expect(['', '#', '#/', '#/nowhere', '#/live/%E0%A4%A', '#/compare?ids=,,'].map(parseRoute)).toEqual([
    { screen: 'home' },
    { screen: 'home' },
    { screen: 'home' },
    { screen: 'home' },
    { screen: 'live', id: '%E0%A4%A' },
    { screen: 'compare', ids: [] },
  ]);
});
