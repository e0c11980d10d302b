/** The screens and their addresses: pure reading and writing of the part after #. */

export type Route =
  | { readonly screen: 'home' | 'design' | 'engines' | 'settings' }
  /** Without a name the list of all data. */
  | { readonly screen: 'datasets'; readonly name?: string }
  /** `id` null: whatever trains now. */
  | { readonly screen: 'live'; readonly id: string | null }
  | { readonly screen: 'history'; readonly id: string | null }
  | { readonly screen: 'compare'; readonly ids: readonly string[] }
  /** `page` null: the first one. `term`: the word of the glossary that was asked for. */
  | { readonly screen: 'learn'; readonly page: string | null; readonly term: string | null };

/** "#/compare?ids=a,b" -> its route; anything unknown is Home. */
export function parseRoute(hash: string): Route {
  const [path, query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [screen, rest = ''] = path.split('/', 2);
  switch (screen) {
    case 'design':
    case 'engines':
    case 'settings':
      return { screen };
    case 'datasets':
      return rest === '' ? { screen } : { screen, name: decode(rest) };
    case 'live':
    case 'history':
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
    case 'history':
      return route.id === null ? `#/${route.screen}` : `#/${route.screen}/${encodeURIComponent(route.id)}`;
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
