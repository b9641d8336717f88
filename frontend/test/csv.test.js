import { describe, expect, it } from 'vitest';
import { csvText, saveCsv } from '../src/instructor/csv.js';
import { collectFiles, linesOf } from './instructor_course.js';

const cell = (value) =>
  csvText([[value]])
    .replace('\uFEFF', '')
    .slice(0, -2);

describe('a cell', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['\r=x', '"\'\r=x"'],
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ['\n=1+1', '"\'\n=1+1"'],
    ['\nx', '"\'\nx"'],
    [' =1+1', "' =1+1"],
    ['\u00a0=1+1', "'\u00a0=1+1"],
    ['\u200b=1+1', "'\u200b=1+1"],
    ['\ufeff@x', "'\ufeff@x"],
    ['＝1+1', "'＝1+1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠SUM(A1)', "'＠SUM(A1)"],
    ['﹦1', "'﹦1"],
    ['a=b', 'a=b'],
    [' a', ' a'],
    ['a,b', '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ['two\nlines', '"two\nlines"'],
    [-5, '-5'],
    [null, ''],
    [undefined, ''],
    ['', ''],
  ])('%j is %s', (value, expected) => {
    expect(cell(value)).toBe(expected);
  });
});

it('is said to be UTF-8, and ends each line', () => {
  expect(csvText([['a', 'ü'], [1]])).toBe('\uFEFFa,ü\r\n1\r\n');
});

it('is saved as a file', async () => {
  const files = collectFiles();

  saveCsv('numbers.csv', [['a'], ['b']]);

  expect(files[0].name).toBe('numbers.csv');
  expect(await linesOf(files[0])).toEqual(['a', 'b']);
  expect(document.querySelector('a')).toBe(null);
});
