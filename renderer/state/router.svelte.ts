/** Which screen is open, kept in the address so that back, forward and reload work. */
import { hrefOf, parseRoute, type Route } from '#renderer/state/route.ts';

export class Router {
  #route = $state.raw<Route>({ screen: 'home' });

  constructor(view: Window) {
    this.#route = parseRoute(view.location.hash);
    view.addEventListener('hashchange', () => {
      this.#route = parseRoute(view.location.hash);
    });
  }

  get route(): Route {
    return this.#route;
  }

  go(route: Route): void {
    window.location.hash = hrefOf(route);
  }

  /** Changes the address without a step in the history. */
  replace(route: Route): void {
    window.history.replaceState(null, '', hrefOf(route));
    this.#route = route;
  }
}
