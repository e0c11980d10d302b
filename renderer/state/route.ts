/** The screens and their addresses: pure reading and writing of the part after #. */

export type Route =
  | { readonly screen: 'home' | 'design' | 'engines' | 'settings' }
  /** Without a name the list of all data. */
  | { readonly screen: 'datasets'; readonly name?: string }
  /** `id` null: whatever trains now. */
  | { readonly screen: 'live'; readonly id: string | null }
  /** `run`: the page of one of its runs. */
  | { readonly screen: 'history'; readonly id: string | null; readonly run?: string }
  | { readonly screen: 'compare'; readonly ids: readonly string[] }
  /** `page` null: the first one. `term`: the word of the glossary that was asked for. */
  | { readonly screen: 'learn'; readonly page: string | null; readonly term: string | null };

/** "#/compare?ids=a,b" -> its route; anything unknown is Home. */
export function parseRoute(hash: string): Route {
  const [path, query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [screen, rest = '', part = ''] = path.split('/', 3);
  switch (screen) {
    case 'design':
    case 'engines':
    case 'settings':
      return { screen };
    case 'datasets':
      return rest === '' ? { screen } : { screen, name: decode(rest) };
    case 'live':
      return { screen, id: rest === '' ? null : decode(rest) };
    case 'history':
      if (rest !== '' && part !== '') return { screen, id: decode(rest), run: decode(part) };
      return { screen, id: rest === '' ? null : decode(rest) };
    case 'compare': {
      const ids = new URLSearchParams(query).get('ids') ?? '';
      return { screen, ids: ids.split(',').filter((id) => id !== '') };
    }
    case 'learn': {
      const term = new URLSearchParams(query).get('term');
      return { screen, page: rest === '' ? null : decode(rest), term: term === '' ? null : term };
    }
    default:
      return { screen: 'home' };
  }
}

export function hrefOf(route: Route): string {
  switch (route.screen) {
    case 'live':
      return route.id === null ? '#/live' : `#/live/${encodeURIComponent(route.id)}`;
    case 'history': {
      if (route.id === null) return '#/history';
      const page = `#/history/${encodeURIComponent(route.id)}`;
      return route.run === undefined ? page : `${page}/${encodeURIComponent(route.run)}`;
    }
    case 'datasets':
      return route.name === undefined ? '#/datasets' : `#/datasets/${encodeURIComponent(route.name)}`;
    case 'compare':
      return route.ids.length === 0 ? '#/compare' : `#/compare?ids=${route.ids.map(encodeURIComponent).join(',')}`;
    case 'learn': {
      const page = route.page === null ? '#/learn' : `#/learn/${encodeURIComponent(route.page)}`;
      return route.term === null ? page : `${page}?term=${encodeURIComponent(route.term)}`;
    }
    default:
      return `#/${route.screen}`;
  }
}

/** A broken escape is taken as it stands. */
function decode(text: string): string {
  return /%(?![0-9a-f]{2})/i.test(text) ? text : decodeURIComponent(text);
}
