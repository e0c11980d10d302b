/** Dragging over a chart chooses a part of its x axis: a veil shows which, Escape gives it up. */

/** Shorter than this, it was a click. */
const LEAST_PIXELS = 6;

/** Listens until the returned function is called. `positionAt`: of a pixel of the element. */
export function dragRange(
  element: HTMLElement,
  onrange: (range: readonly [number, number]) => void,
  positionAt: (x: number) => number,
): () => void {
  const veil = element.ownerDocument.createElement('div');
  veil.className = 'chart-veil';
  let from: number | null = null;
  const xOf = (event: PointerEvent): number => event.clientX - element.getBoundingClientRect().left;
  const end = (): void => {
    from = null;
    veil.remove();
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    from = xOf(event);
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    if (from === null) return;
    const to = xOf(event);
    if (Math.abs(to - from) < LEAST_PIXELS) return;
    element.append(veil);
    veil.style.left = `${Math.min(from, to)}px`;
    veil.style.width = `${Math.abs(to - from)}px`;
  };
  const up = (event: PointerEvent): void => {
    if (from === null) return;
    const [start, to] = [from, xOf(event)];
    end();
    const [a, b] = [positionAt(Math.min(start, to)), positionAt(Math.max(start, to))];
    if (Math.abs(to - start) >= LEAST_PIXELS && Number.isFinite(a) && Number.isFinite(b) && a < b) onrange([a, b]);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') end();
  };
  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', end);
  element.ownerDocument.addEventListener('keydown', key);
  return () => {
    end();
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', end);
    element.ownerDocument.removeEventListener('keydown', key);
  };
}
