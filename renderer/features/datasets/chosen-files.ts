/** The files that a person chose or dropped, folders opened, each with its path below what was chosen. */

export interface ChosenFile {
  /** With "/" between folders. */
  readonly name: string;
  readonly file: File;
}

export function listedFiles(files: Iterable<File>): readonly ChosenFile[] {
  return [...files].map((file) => ({ name: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file }));
}

/** Must be called while the drop is handled: the browser takes its items back afterwards. */
export function droppedFiles(transfer: DataTransfer): Promise<readonly ChosenFile[]> {
  const found = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const opened = found.map(async ({ entry, file }) => {
    if (entry?.isDirectory === true) return filesBelow(entry, '');
    return file === null ? [] : listedFiles([file]);
  });
  return Promise.all(opened).then((lists) => lists.flat());
}

async function filesBelow(entry: FileSystemEntry, path: string): Promise<readonly ChosenFile[]> {
  const name = `${path}${entry.name}`;
  // A directory's entry is a FileSystemDirectoryEntry, any other a FileSystemFileEntry: the platform says so by these two flags.
  if (!entry.isDirectory) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ name, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const below: ChosenFile[] = [];
  for (;;) {
    // At most a hundred come at a time.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return below;
    for (const one of entries) below.push(...(await filesBelow(one, `${name}/`)));
  }
}

/** A shorter common start of names says nothing. */
const LEAST_NAME = 3;

/** "iris" of "iris.csv", "photos" of a folder or of "photos.tar.gz", "train" of "train-images.gz" and "train-labels.gz". */
export function suggestedName(names: readonly string[]): string {
  const [first = ''] = names;
  const bare = (name: string): string => name.slice(name.lastIndexOf('/') + 1).replace(/(\.tar)?\.[^.]*$/, '');
  if (first.includes('/')) return first.slice(0, first.indexOf('/'));
  if (names.length < 2) return bare(first);
  let common = bare(first);
  while (!names.every((name) => name.startsWith(common))) common = common.slice(0, -1);
  const trimmed = common.replace(/[-_. ]+[^-_. ]*$/, '');
  return trimmed.length < LEAST_NAME ? bare(first) : trimmed;
}
