// Finished PDFs as poppler and zbar see them: a second pair of eyes that shares no code with the program.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const MM = 72 / 25.4;

async function run(program, ...words) {
  const { stdout } = await execute(program, words, { maxBuffer: 1 << 28 });
  return stdout;
}

/** Page sizes in millimetres, rounded to a tenth. */
export async function pages(file) {
  const text = await run('pdfinfo', '-f', '1', '-l', '9999', file);
  const sizes = [...text.matchAll(/^Page +\d+ size: +([\d.]+) x ([\d.]+) pts/gm)];
  return sizes.map(([, width, height]) => [width, height].map((pt) => Math.round((pt / MM) * 10) / 10));
}

/** The fonts of a file: name, and whether it is embedded. */
export async function fonts(file) {
  const lines = (await run('pdffonts', file)).trim().split('\n').slice(2);
  return lines.map((line) => {
    const columns = line.trim().split(/\s+/);
    // name, type (several words), encoding, emb, sub, uni, object, generation
    return {
      name: columns[0].replace(/^[A-Z]{6}\+/, ''),
      type: columns.slice(1, -6).join(' '),
      embedded: columns.at(-5) === 'yes',
    };
  });
}

/** What `pdfinfo` says of a file, by name. */
export async function info(file) {
  const lines = (await run('pdfinfo', file)).trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.match(/^(.*?): *(.*)$/).slice(1)));
}

/** The XMP metadata. */
export const metadata = (file) => run('pdfinfo', '-meta', file);

/** What `qpdf --check` finds wrong with a file. */
export async function check(file) {
  try {
    await execute('qpdf', ['--check', file]);
    return [];
  } catch ({ stdout, stderr }) {
    return [stdout, stderr];
  }
}

/**
 * The logical structure: its headings with the elements they stand in and, where `words` are wanted (which takes
 * poppler minutes for a long file), its text without white space.
 */
export async function structure(file, words = false) {
  const lines = (await run('pdfinfo', words ? '-struct-text' : '-struct', file)).split('\n');
  const open = [];
  const headings = [];
  let text = '';
  for (const line of lines) {
    // poppler writes titles of headings byte by byte, carriage returns among them.
    const [, indent, item] = line.match(/^( *)([^]*)$/);
    if (item.startsWith('"')) {
      text += item.slice(1, -1);
    } else if (/^[A-Z]/.test(item)) {
      open.length = indent.length / 2;
      const [kind] = item.match(/^\w+/);
      if (/^H[1-9]$/.test(kind)) headings.push({ level: Number(kind[1]), within: [...open] });
      open.push(kind);
    }
  }
  return { text: text.replace(/\s+/g, ''), headings };
}

/** The words that stand for pictures. */
export async function alternatives(file) {
  const { objects } = JSON.parse(await run('qpdf', '--json=1', '--json-key=objects', file));
  const words = Object.values(objects).map((object) => object?.['/S'] === '/Figure' && object['/Alt']);
  return words.filter((alt) => typeof alt === 'string');
}

/** The text of each page without white space, in the order it was set. */
export async function texts(file) {
  const text = await run('pdftotext', '-enc', 'UTF-8', '-raw', file, '-');
  return text.split('\f').slice(0, -1).map((page) => page.replace(/\s+/g, ''));
}

/** The words of each page with their places in millimetres, and the page's size. */
export async function words(file) {
  const text = await run('pdftotext', '-enc', 'UTF-8', '-bbox', file, '-');
  const number = (from, name) => Number(from.match(new RegExp(`${name}="([-\\d.]+)"`))[1]) / MM;
  return text.split('<page ').slice(1).map((page) => {
    const found = [...page.matchAll(/<word ([^>]*)>(.*?)<\/word>/g)].map(([, at, word]) => ({
      word,
      left: number(at, 'xMin'),
      top: number(at, 'yMin'),
      right: number(at, 'xMax'),
      bottom: number(at, 'yMax'),
    }));
    return { width: number(page, 'width'), height: number(page, 'height'), words: found };
  });
}

/** The boxes of a page in millimetres: left, bottom, right, top. */
export async function boxes(file, page = 1) {
  const text = await run('pdfinfo', '-box', '-f', `${page}`, '-l', `${page}`, file);
  const found = [...text.matchAll(/(\w+Box): +([-\d.]+) +([-\d.]+) +([-\d.]+) +([-\d.]+)/g)];
  return Object.fromEntries(found.map(([, name, ...sides]) => [name, sides.map((side) => Number(side) / MM)]));
}

/**
 * A page in grey, 0 black and 255 white: its pixels row by row, and `at(x, y)` in millimetres from its top left corner.
 */
export async function raster(file, page = 1, density = PIXELS) {
  const folder = mkdtempSync(join(scratch(), 'banbao-print-'));
  try {
    const options = ['-gray', '-r', String(density * 25.4), '-singlefile', '-f', `${page}`, '-l', `${page}`];
    await run('pdftoppm', ...options, file, join(folder, 'page'));
    const pgm = readFileSync(join(folder, 'page.pgm'));
    const [header, ...sides] = pgm.subarray(0, 32).toString('latin1').match(/^P5\s+(\d+)\s+(\d+)\s+255\s/);
    const [width, height] = sides.map(Number);
    const pixels = pgm.subarray(header.length);
    const at = (x, y) => pixels[Math.floor(y * density) * width + Math.floor(x * density)];
    return { width, height, pixels, at };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** In memory where there is room for it: a page is some megabytes, and none is kept. */
function scratch() {
  const memory = '/dev/shm';
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize > 1 << 30) return memory;
  } catch {
    // No such place on this system.
  }
  return tmpdir();
}

/** Pixels a millimetre. A module of a printed code is at least 1 mm wide, so it has at least this many pixels. */
const PIXELS = 5;

/**
 * Decodes the codes of pages `first` to `last`, each page cut into bands.
 *
 * `cuts(page)` gives the heights in millimetres at which to cut page `page` (from 0, counted from `first`);
 * the answer has the decoded texts of each band of each page: `[[band, band, …], …]`.
 */
export async function decode(file, first, last, cuts) {
  const folder = mkdtempSync(join(scratch(), 'banbao-print-'));
  try {
    const resolution = String(PIXELS * 25.4);
    await run('pdftoppm', '-gray', '-r', resolution, '-f', `${first}`, '-l', `${last}`, file, join(folder, 'page'));
    const rasters = readdirSync(folder).sort();
    const bands = rasters.map((name, page) => {
      const parts = cut(readFileSync(join(folder, name)), cuts(page));
      rmSync(join(folder, name));
      return parts.map((part, band) => {
        const path = join(folder, `${page}-${band}.pgm`);
        writeFileSync(path, part);
        return path;
      });
    });
    const found = await zbar(bands.flat());
    return bands.map((page) => page.map((path) => found.get(path)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A binary PGM cut across at heights in millimetres: its rows follow one another, so each part is a slice. */
function cut(pgm, heights) {
  const [header, width, height] = pgm.subarray(0, 32).toString('latin1').match(/^P5\s+(\d+)\s+(\d+)\s+255\s/);
  const pixels = pgm.subarray(header.length);
  const rows = [0, ...heights.map((mm) => Math.round(mm * PIXELS)), Number(height)];
  const edges = rows.map((row) => Math.min(Math.max(row, 0), Number(height)));
  return edges.slice(1).map((end, index) => {
    // An empty band stays a picture: one white row.
    const part = pixels.subarray(edges[index] * width, end * width);
    const body = part.length > 0 ? part : Buffer.alloc(Number(width), 255);
    return Buffer.concat([Buffer.from(`P5\n${width} ${body.length / width}\n255\n`), body]);
  });
}

async function zbar(paths) {
  const words = ['-q', '--xml', '-Sdisable', '-Sqrcode.enable', ...paths];
  // Exit code 4 says that a picture holds no code, which is for the caller to judge.
  const xml = await run('zbarimg', ...words).catch((error) => {
    if (error.code === 4) return error.stdout;
    throw error;
  });
  const found = new Map(paths.map((path) => [path, []]));
  for (const source of xml.split('<source ').slice(1)) {
    const path = source.match(/^href='(.*?)'/)[1];
    for (const [, text] of source.matchAll(/<data><!\[CDATA\[(.*?)\]\]><\/data>/g)) found.get(path).push(text);
  }
  return found;
}
