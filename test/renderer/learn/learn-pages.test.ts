import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LEARN_PAGES, learnNeighbours, learnPage } from '#renderer/state/learn-pages.ts';
import { parseRoute } from '#renderer/state/route.ts';
import { GLOSSARY } from '#renderer/ui/glossary.ts';
import { allTerms, termHref, termNamed, termTitle } from '#renderer/ui/term-pages.ts';

it('ends every page but the lists in an experiment that comes with the lab', () => {
  const presets = readdirSync(join(import.meta.dirname, '../../../resources/presets')).map((file) => file.replace('.json', ''));
  for (const page of LEARN_PAGES) {
    for (const id of page.presets) expect(presets).toContain(id);
    expect([page.id, page.presets.length > 0]).toEqual([page.id, page.id !== 'glossary' && page.id !== 'claims']);
  }
});

it('leads from page to page and back', () => {
  for (const page of LEARN_PAGES) {
    const { after } = learnNeighbours(page.id);
    if (after !== null) expect(learnNeighbours(after.id).before).toBe(page);
  }
  expect(learnNeighbours('batch').before).toBeNull();
  expect(learnNeighbours('glossary').after).toBeNull();
  expect(learnPage('nowhere')).toBeNull();
});

it('gives every term a sentence or two, a title of its own and a page that exists', () => {
  const titles = allTerms().map(termTitle);
  expect(new Set(titles).size).toBe(titles.length);
  for (const name of allTerms()) {
    expect(GLOSSARY[name]).toMatch(/^["A-Z0-9].*[.]$/);
    const route = parseRoute(termHref(name));
    if (route.screen !== 'learn') throw new Error(`${name} does not lead to Learn`);
    expect(learnPage(route.page)).not.toBeNull();
    expect(termNamed(route.term)).toBe(name);
  }
  expect(termNamed('toString')).toBeNull();
});
